"""How much of what was asked does the demo model repeat? Fifty outlines on fields that training never saw.

Usage: python3 evaluate.py CHECKPOINT_DIR
Prints the shares.
"""

import os
import re
import sys

import torch
from answers import ask, held_out, score
from character_tokenizer import Tokenizer
from corpus.conversations import ask_section
from corpus.frames import KINDS
from network import new_net

from checkpoint import load

LINE = r"[一二三四五六七八九]、[^（：\n]+（约\d+字）：[^：\n]+"
SECTION_LENGTHS = [50, 100, 150, 200, 300, 400]
QUESTIONS = [
    "你是谁？",
    "你好",
    "请复述：无人机、雷达、海关、茶叶",
    "请写一份关于茶叶推广的方案。",
    "请润色下面这段文字，使表达更正式：\n为了做好茶叶推广，总的来说还行。",
    "请缩写下面这段文字，保留要点：\n在茶叶推广方面，组织了多次专题研讨，取得了阶段性成果。"
    "首先，大力推进海关改造，逐项跟踪落实各项任务，工作效率明显提升。",
    "请扩写下面这段文字，保持原意：\n在茶叶推广方面，组织了多次专题研讨，取得了阶段性成果。",
    "请为下面的文稿拟一个标题，只输出标题：\n研发部高度重视茶叶推广，抓好需求调研具有重要的现实意义。",
]


def outlines(net, tok, cases, penalty):
    """Print what the outlines repeat and how well they are formed. Returns the answers."""
    hit, whole, total, answers = score(net, tok, cases, penalty)
    lines = [line for a in answers for line in a.split("\n")]
    formed = sum(bool(re.fullmatch(LINE, line)) for line in lines)
    sums = [sum(map(int, re.findall(r"约(\d+)字", a))) for a in answers]
    near = sum(abs(s - c["length"]) <= 50 for s, c in zip(sums, cases))
    full = sum(all(p in a for p in c["points"]) for c, a in zip(cases, answers))
    print(
        f"repetition penalty {penalty}: points word for word {hit}/{total} = {hit / total:.1%} "
        f"(a whole point of a line: {whole / total:.1%}), outlines with all points {full}/{len(cases)}, "
        f"well-formed lines {formed}/{len(lines)}, lengths that sum to what was asked {near}/{len(cases)}",
        flush=True,
    )
    return answers


def show_missed(cases, answers):
    """Print the first outlines, and each point that is missing with its outline."""
    for case, answer in list(zip(cases, answers))[:5]:
        print(case["kind"], case["length"], case["points"], "\n" + answer)
    for case, answer in zip(cases, answers):
        for point in case["points"]:
            if point not in answer:
                print("missed", point, "|", answer.replace("\n", " / "))


def sections(net, tok, cases):
    """Print sections of several lengths, asked for without an outline."""
    kinds = list(KINDS)
    asked = []
    for i, length in enumerate(SECTION_LENGTHS):
        frames = KINDS[kinds[i % len(kinds)]].sections
        n = i % len(frames)
        points = cases[i]["points"][:2]
        asked.append((length, points, ask_section(n + 1, frames[n].titles[0], length, points)))
    answers = ask(net, tok, [question for _, _, question in asked], 460)
    for (length, points, question), answer in zip(asked, answers):
        said = sum(p in answer for p in points)
        print(f"section of {length}: {len(answer)} characters, points {said}/{len(points)}")
        print(question, answer, sep="\n", flush=True)


def main(folder):
    """Measure a checkpoint."""
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    tok = Tokenizer(os.path.join(folder, "tokenizer.model"))
    net = new_net(tok.n).eval()
    load(net, os.path.join(folder, "model.safetensors"))
    cases = held_out()
    show_missed(cases, outlines(net, tok, cases, 1.0))
    outlines(net, tok, cases, 1.02)
    sections(net, tok, cases)
    for question, answer in zip(QUESTIONS, ask(net, tok, QUESTIONS, 300)):
        print("Q", question, "\nA", answer, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
