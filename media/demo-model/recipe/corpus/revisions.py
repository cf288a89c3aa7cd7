"""Text to expand, to shorten, to polish or to give a title, and the result."""

from corpus.documents import SHORT_LENGTHS, draw_document
from corpus.fields import read_lines
from corpus.sections import BULLETS

COLLOQUIAL = [
    line.split(" | ") for line in read_lines("frames", "colloquial.txt") if line[:1] != "#" and "{" not in line
]
ASK = {
    "expand": ("请扩写下面这段文字，保持原意：\n",) * 3 + ("扩写：\n",),
    "shorten": ("请缩写下面这段文字，保留要点：\n",) * 3 + ("缩写：\n",),
    "polish": ("请润色下面这段文字，使表达更正式：\n",) * 3 + ("润色：\n",),
}
TITLE = ("请为下面的文稿拟一个标题，只输出标题：\n",) * 3 + ("给下面的内容起个标题：\n",)


def prose(rng):
    """A document in sentences, with one paragraph of it."""
    while (document := draw_document(rng, rng.choice(SHORT_LENGTHS))).kind.name in BULLETS:
        pass
    section = rng.choice(document.sections)
    section.length = rng.choice([100, 150, 150])
    section.points = section.points[:1]
    return document, document.body(section).split("\n\n")[0]


def revision(rng):
    """A text and what a revision makes of it."""
    task = rng.choice(list(ASK))
    _, text = prose(rng)
    sentences = [s + "。" for s in text.split("。") if s]
    short = "".join(sentences[:1] if len(sentences) < 4 or rng.random() < 0.6 else sentences[:2])
    if task == "shorten":
        before, after = text, short
    elif task == "expand":
        before, after = short, text
    else:
        after = text if rng.random() < 0.5 else short
        before = after
        for formal, plain in COLLOQUIAL:
            if rng.random() < 0.8:
                before = before.replace(formal, plain)
    return [(rng.choice(ASK[task]) + before, after)]


def title(rng):
    """A text that names its topic, and its title."""
    document, text = prose(rng)
    topic = document.subject.topic
    while topic not in text:
        document, text = prose(rng)
        topic = document.subject.topic
    return [(rng.choice(TITLE) + text, topic + document.kind.name)]
