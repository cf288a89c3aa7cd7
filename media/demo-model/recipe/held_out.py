"""Texts about fields that training never sees, for the benches: outlines to ask for, conversations, beginnings.

Usage: python3 held_out.py BENCH_FOLDER
Writes eval-prompts.json here, held-out.json and completion-prefixes.json into the folder (test/bench).
"""

import json
import os
import random
import sys

from answers import held_out
from corpus import fields
from corpus.conversations import outline_turn, section_turns
from corpus.documents import Document
from corpus.frames import KINDS
from corpus.sections import BULLETS
from corpus.subject import HELD_WORDS, Subject, draw_points

SEED = 20261201


def held_document(rng, kind, length):
    """Draw a document about a field that is held out."""
    some = rng.choice(fields.HELD)
    threads = list(some.threads)
    points = draw_points(rng, threads, rng.choice([0, 0, 2, 3]), HELD_WORDS)
    subject = Subject(rng, rng.choice(some.topics), some.people, threads, points)
    return Document(rng, KINDS[kind], subject, length)


def conversations(rng, count=60):
    """Outlines and sections, as questions and answers."""
    texts = []
    for i in range(count):
        document = held_document(rng, rng.choice(list(KINDS)), rng.choice([200, 300, 400]))
        turns = [outline_turn(document)] if i % 2 else section_turns(rng, document, rng.randrange(3))
        texts.append({"prompt": turns[0][0], "answer": turns[0][1]})
    return texts


def beginnings(rng, count=50):
    """Documents cut in a sentence, after one, or in a list item."""
    texts = []
    while len(texts) < count:
        kind = rng.choice(list(KINDS))
        text = held_document(rng, kind, rng.choice([300, 500, 800])).markdown()
        at = rng.randrange(60, min(len(text) - 30, 800))
        if kind not in BULLETS and rng.random() < 0.4:
            at = text.rfind("。", 0, at) + 1
        line = text[:at].rsplit("\n", 1)[-1]
        if len(line) > 6 and not line.startswith("#"):
            texts.append(text[:at])
    return texts


def write(file, content):
    """Write a JSON file."""
    with open(file, "w", encoding="utf8") as f:
        json.dump(content, f, ensure_ascii=False, indent=2)
        f.write("\n")


def main(bench):
    """Write the three files."""
    write(os.path.join(fields.RECIPE, "eval-prompts.json"), held_out())
    write(os.path.join(bench, "held-out.json"), conversations(random.Random(SEED)))
    write(os.path.join(bench, "completion-prefixes.json"), beginnings(random.Random(SEED + 1)))


if __name__ == "__main__":
    main(sys.argv[1])
