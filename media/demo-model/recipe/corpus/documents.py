"""Whole documents: their plan, their outline, and their text."""

from dataclasses import dataclass

from corpus.frames import KINDS
from corpus.sections import SectionBody
from corpus.subject import draw_subject

NUMERALS = "一二三四五六七八九"
LENGTHS = [300, 400, 500, 600, 800, 1000, 1200, 1500]
SHORT_LENGTHS = [200, 300, 300, 400]


@dataclass
class Section:
    """A planned section."""

    title: str
    moves: tuple[str, ...]
    length: int
    points: list[str]


class Document:
    """A document of a kind about a subject, planned to a length."""

    def __init__(self, rng, kind, subject, length):
        self.rng, self.kind, self.subject, self.length = rng, kind, subject, length
        self.used = set()
        self.sections = self.plan()

    def plan(self):
        """Every point one section in order, the last takes what is left; the others get fresh things of the field."""
        frames, points = self.kind.sections, self.subject.points
        last = len(frames) - 1
        for point in points:
            self.subject.slots_of(point)
        plan = []
        for i, (frame, length) in enumerate(zip(frames, split_length(self.length, len(frames)))):
            own = points[i:] if i == last else points[i : i + 1]
            own = own or self.subject.fresh_things(1 if length < 150 else 2)
            plan.append(Section(self.rng.choice(frame.titles), frame.moves, length, own))
        return plan

    def body(self, section):
        """Write a section's body."""
        return SectionBody(self.rng, self.kind, self.subject, self.used).write(
            section.moves, section.points, section.length
        )

    def outline(self):
        """Print the plan as an outline."""
        return "\n".join(
            f"{NUMERALS[i]}、{s.title}（约{s.length}字）：{'，'.join(s.points)}" for i, s in enumerate(self.sections)
        )

    def markdown(self, heading="## {n}、{title}"):
        """Write the whole document."""
        parts = [f"# {self.subject.topic}{self.kind.name}"]
        for i, section in enumerate(self.sections):
            parts += [heading.format(n=NUMERALS[i], title=section.title), self.body(section)]
        return "\n\n".join(parts)


def split_length(total, count):
    """Multiples of 50 that sum to the total: equal shares, the remainder to the sections from the second on."""
    units = max(count, (total + 25) // 50)
    return [50 * (units // count + (1 if 1 <= i <= units % count else 0)) for i in range(count)]


def draw_length(rng):
    """Length of a document that somebody asks for."""
    r = rng.random()
    if r < 0.5:
        return rng.choice(LENGTHS)
    return rng.randrange(300, 1550, 50) if r < 0.9 else rng.choice([200, 250, 1600, 1800, 2000, 2400, 2500, 3000])


def draw_document(rng, length=None):
    """Draw a document."""
    kind = KINDS[rng.choice(list(KINDS))]
    return Document(rng, kind, draw_subject(rng, kind.name), length or draw_length(rng))
