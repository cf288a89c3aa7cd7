"""How much does the training text repeat itself? Percent of repeated 4-grams of its documents, by kind and by length.

Usage: JIEBA_DICT=dict.txt python3 repetition.py      Prints JSON: kind -> characters asked for -> mean of fifty documents.
"""
import json, os, random
import corpus

LENGTHS = [300, 400, 500, 600, 700, 800, 900, 1000, 1200, 1500, 2000, 2500, 3000]
DOCUMENTS = 50


def repetition(text, n=4):
    """The product's measure (src/writing/text/measure.ts): characters without white space."""
    text = ''.join(text.split())
    grams = [text[i:i + n] for i in range(len(text) - n + 1)]
    return 100 * (1 - len(set(grams)) / len(grams))


def document(rng, kind, length):
    points = corpus.points(rng, rng.choice([2, 3]))
    return corpus.markdown(rng, kind, corpus.topic(rng), corpus.plan(rng, kind, points, length))


corpus.load_pool(os.environ['JIEBA_DICT'])
rng = random.Random(7)
own = {kind: {length: round(sum(repetition(document(rng, kind, length)) for _ in range(DOCUMENTS)) / DOCUMENTS, 1) for length in LENGTHS}
       for kind in corpus.KINDS}
print(json.dumps(own, ensure_ascii=False, indent=1))
