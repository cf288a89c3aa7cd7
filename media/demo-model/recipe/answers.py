"""The model's answers, and how much of what was asked for they repeat."""

import random

import torch
from character_tokenizer import BOT, END, PAD, USER
from corpus import fields
from corpus.conversations import KIND_NAMES, ask_outline
from corpus.documents import LENGTHS
from corpus.subject import HELD_WORDS, draw_points
from network import L


@torch.no_grad()
def generate(net, prompts, n=300, penalty=1.0):
    """Greedy answers to several prompts at once, with a cache of keys and values; padded on the left."""
    wide = max(map(len, prompts))
    x = torch.tensor([[PAD] * (wide - len(p)) + p for p in prompts])
    keep = torch.tensor([[0] * (wide - len(p)) + [1] * len(p) for p in prompts]).bool()
    mask = (torch.ones(wide, wide).tril().bool() & keep[:, None, :])[:, None] | torch.eye(wide).bool()
    out, caches, live = [[] for _ in prompts], [[] for _ in range(L)], [True] * len(prompts)
    seen = torch.zeros(len(prompts), net.word_embeddings.num_embeddings).scatter_(1, x, 1).bool()
    for _ in range(n):
        logits = penalised(net.head(net.hidden(x, caches, mask)[:, -1]).float(), seen, penalty)
        best = logits.argmax(-1)
        for i, token in enumerate(best.tolist()):
            live[i] = live[i] and token != END
            if live[i]:
                out[i].append(token)
        if not any(live):
            break
        x = best[:, None]
        seen.scatter_(1, x, True)
        keep = torch.cat((keep, torch.ones(len(prompts), 1).bool()), 1)
        mask = keep[:, None, None, :]
    return out


def penalised(logits, seen, penalty):
    """Make what was seen less likely."""
    if penalty == 1:
        return logits
    return torch.where(seen, torch.where(logits < 0, logits * penalty, logits / penalty), logits)


def held_out(n=50, seed=2024):
    """Outlines asked for topics of fields that training never sees, with points of theirs and inventions."""
    rng = random.Random(seed)
    out = []
    for _ in range(n):
        kind, some = rng.choice(KIND_NAMES), rng.choice(fields.HELD)
        topic = rng.choice(some.topics)
        points = draw_points(rng, some.threads, rng.choice([2, 3, 4, 5]), HELD_WORDS)
        length = rng.choice(LENGTHS)
        case = {"topic": topic, "kind": kind, "points": points, "length": length}
        out.append({**case, "prompt": ask_outline(topic, kind, points, length)})
    return out


def ask(net, tok, questions, n=300, penalty=1.0):
    """Answer questions in text."""
    prompts = [[USER, *tok(q), BOT] for q in questions]
    return [tok.decode(a) for a in generate(net, prompts, n, penalty)]


def parts(line):
    """Points of a line of an outline."""
    return line.split("：", 1)[1].split("，") if "：" in line else []


def score(net, tok, cases, penalty=1.0, n=260):
    """Points said word for word, those as one whole point of a line, all of them; and the answers."""
    hit = whole = total = 0
    answers = ask(net, tok, [c["prompt"] for c in cases], n, penalty)
    for case, answer in zip(cases, answers):
        said = [p for line in answer.split("\n") for p in parts(line)]
        hit += sum(p in answer for p in case["points"])
        whole += sum(p in said for p in case["points"])
        total += len(case["points"])
    return hit, whole, total, answers
