"""Text as an editor holds it, for ghost text: documents as people type them, and what begins anywhere in them."""

from corpus.documents import draw_document
from corpus.fields import read_lines
from corpus.frames import KINDS
from corpus.subject import draw_subject

HEADINGS = ("## {n}、{title}", "## {n}、{title}", "## {title}", "### {title}", "{n}、{title}", "（{n}）{title}")

TYPED = [line.replace("\\n", "\n") for line in read_lines("frames", "typed.txt") if not line.startswith("#")]


def plain_text(rng):
    """A document, or its end from any sentence on; with other headings, or without any."""
    if rng.random() < 0.3:
        return typed(rng)
    document = draw_document(rng, rng.choice([200, 300, 300, 400, 500]))
    text = without_headings(document) if rng.random() < 0.25 else document.markdown(rng.choice(HEADINGS))
    if rng.random() < 0.3:
        text = text.replace("# ", "", 1)
    return text if rng.random() < 0.5 else from_anywhere(rng, text)


def typed(rng):
    """A title or none, and a paragraph or two as people begin them."""
    kind = rng.choice(list(KINDS))
    subject = draw_subject(rng, kind)
    head = rng.choice(("", "", f"# {subject.topic}{kind}\n\n", f"# {subject.topic}\n\n"))
    things = subject.fresh_things(rng.choice([1, 2, 3]))
    return head + "\n\n".join(rng.choice(TYPED).format(**subject.slots_of(thing)) for thing in things)


def without_headings(document):
    """The title and one paragraph after another."""
    bodies = [document.body(section) for section in document.sections[:3]]
    return "\n\n".join([f"# {document.subject.topic}{document.kind.name}", *bodies])


def from_anywhere(rng, text):
    """The text from some line or sentence on."""
    starts = [i + 1 for i, c in enumerate(text[:-30]) if c in "。\n"]
    return text[rng.choice(starts) :].lstrip("\n") if starts else text
