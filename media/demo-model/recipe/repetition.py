"""How much does the training text repeat itself? Percent of repeated 4-grams of its documents, by kind and length.

Usage: python3 repetition.py
Prints JSON: kind -> characters asked for -> mean of fifty documents.
"""

import json
import random

from corpus.documents import Document
from corpus.frames import KINDS
from corpus.subject import draw_subject

LENGTHS = [300, 400, 500, 600, 700, 800, 900, 1000, 1200, 1500, 2000, 2500, 3000]
DOCUMENTS = 50


def repetition(text, n=4):
    """Measure as the product does (src/writing/text/measure.ts): characters without white space."""
    text = "".join(text.split())
    grams = [text[i : i + n] for i in range(len(text) - n + 1)]
    return 100 * (1 - len(set(grams)) / len(grams))


def document(rng, kind, length):
    """Write a document of the corpus."""
    return Document(rng, KINDS[kind], draw_subject(rng, kind), length).markdown()


def mean_repetition(rng, kind, length):
    """Mean of some documents, in percent."""
    values = [repetition(document(rng, kind, length)) for _ in range(DOCUMENTS)]
    return round(sum(values) / DOCUMENTS, 1)


def main():
    """Print the table."""
    rng = random.Random(7)
    table = {kind: {length: mean_repetition(rng, kind, length) for length in LENGTHS} for kind in KINDS}
    print(json.dumps(table, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
