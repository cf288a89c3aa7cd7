"""Small talk: what the model is, how each kind is written, and that it cannot answer the rest."""

from corpus.fields import read_lines
from corpus.subject import WORDS, random_topic

PAIRS = [line.split(" | ") for line in read_lines("frames", "chat.txt") if not line.startswith("#")]
UNKNOWN = (
    "什么是{w}？",
    "{w}是什么意思？",
    "{w}怎么样？",
    "请解释{w}。",
    "为什么要{w}？",
    "{w}有哪些？",
    "介绍一下{w}。",
)
REFUSAL = "关于{w}，我答不了。我是演示模型，没有这方面的知识，只会试写公文。如果要写{w}的文稿，请告诉我文种和要点。"


def small_talk(rng):
    """One question and its answer; some follow a question about what no model of this size knows."""
    if rng.random() < 0.25:
        word = random_topic(rng, WORDS)
        return [(rng.choice(UNKNOWN).format(w=word), REFUSAL.format(w=word))]
    questions, answer = rng.choice(PAIRS)
    return [(rng.choice(questions.split("/")), answer)]
