"""The body of a section: for each of its points a train of sentences, as long as was asked for."""

from corpus.frames import COMMON, slots_of

MORE = ("do", "how", "fixed", "good", "figure", "next", "goal")
LINKED = ("同时", "此外", "另", "在此", "与此", "在", "针对", "一是", "第", "今", "下", "年", "接", "启动")
PARAGRAPH, LONG_PARAGRAPH = 80, 200
# Of a thread's cells each is told once.
TOLD = {"do", "bad", "why", "fix", "good", "next", "goal", "how", "up", "num", "target"}
SAME = {"up": "figure", "num": "figure", "target": "figure"}
# What ends a document, and its usual length.
CLOSING, CLOSING_LENGTH = ("thanks", "end"), 25
BULLETS = ("PPT大纲", "岗位说明书")


class SectionBody:
    """Writes one section, and remembers which frames its document has used."""

    def __init__(self, rng, kind, subject, used):
        self.rng, self.kind, self.subject, self.used = rng, kind, subject, used
        self.told = set()

    def write(self, moves, points, length):
        """Write about the points in turn; where they do not fill the length, about other things of the field."""
        paragraphs = []
        size = 0
        closing = [m for m in moves if m in CLOSING]
        moves = [m for m in moves if m not in CLOSING]
        length -= CLOSING_LENGTH * len(closing)
        points = list(points)
        said, most = 0, len(points) + 8
        while said < len(points) or (size < length - 18 and said < most):
            if said >= len(points):
                points.append(self.subject.fresh_things(1)[0])
            goal = length * (said + 1) / max(len(points), 1) if said < len(points) else length
            for sentence in self.train(moves, points[said], said, goal - size):
                self.add(paragraphs, sentence, is_new=sentence.is_first)
                size += len(sentence.text)
            said += 1
        for move in closing:
            self.close(paragraphs, move, points[-1], length + CLOSING_LENGTH - size)
        return self.join(paragraphs)

    def close(self, paragraphs, move, point, room):
        """End the document, unless that would bring it further from its length than it is."""
        text = self.sentence(move, self.subject.slots_of(point), self.told, needs_point=False)
        if text and len(text) / 2 < room + 6:
            self.add(paragraphs, Sentence(text, False), is_new=False)

    def train(self, moves, point, index, room):
        """Sentences about one point until the room is filled, at least one."""
        slots = self.subject.slots_of(point)
        room -= 12
        queue = [*moves, *[m for m in MORE if m not in moves]] if self.kind.name not in BULLETS else [*moves, *moves]
        told = self.told = set()
        queue = self.fresh_first(queue)
        for i, move in enumerate(queue):
            text = self.sentence(move, slots, told, needs_point=i == 0)
            if text is None:
                continue
            # What would end further from the goal than it now is, is left unsaid.
            if i > 0 and (room <= 0 or len(text) / 2 > room + 6):
                break
            if i == 0 and index > 0:
                text = self.linked(text)
            yield Sentence(text, i == 0)
            room -= len(text)
            if room <= 0:
                break

    def fresh_first(self, moves):
        """Begin with a move that has an opening left which the document has not used."""
        for i, move in enumerate(moves):
            if any("{a}" in f and f not in self.used for f in self.kind.frames[move]):
                return [move, *moves[:i], *moves[i + 1 :]]
        return moves

    def sentence(self, move, slots, told, needs_point):
        """Fill a frame that the document has not used yet, and that tells something new."""
        frames = [f for f in self.kind.frames[move] if not contents(f) & told]
        if needs_point:
            frames = [f for f in frames if "{a}" in f]
            named = [f for f in frames if "{t}" in f and f not in self.used]
            if named and self.rng.random() < 0.4:
                frames = named
        fresh = [f for f in frames if f not in self.used] or (list(frames) if needs_point else [])
        if not fresh:
            return None
        frame = self.rng.choice(fresh)
        self.used.add(frame)
        told |= contents(frame)
        assert slots_of(frame) <= slots.keys(), frame
        return frame.format(**slots)

    def linked(self, text):
        """Join a further point to what was said."""
        text = text.removeprefix("您好，")
        if self.kind.name in BULLETS or text.startswith(LINKED) or self.rng.random() < 0.7:
            return text
        return self.rng.choice(COMMON["join"]) + text

    def add(self, paragraphs, sentence, is_new):
        """Put a sentence into the last paragraph or a new one."""
        size = len("".join(paragraphs[-1])) if paragraphs else 0
        if not paragraphs or size > LONG_PARAGRAPH or (is_new and size > PARAGRAPH):
            paragraphs.append([])
        paragraphs[-1].append(sentence.text)

    def join(self, paragraphs):
        """Print prose, slides, or numbered items."""
        sentences = [s for p in paragraphs for s in p]
        if self.kind.name == "PPT大纲":
            return "\n".join(f"- {s}" for s in sentences)
        if self.kind.name == "岗位说明书":
            return "\n".join(f"{i + 1}. {s}；" for i, s in enumerate(sentences))[:-1] + "。"
        return "\n\n".join("".join(f"{s}。" for s in p) for p in paragraphs)


def contents(frame):
    """What a frame tells of its thread."""
    return {SAME.get(slot, slot) for slot in slots_of(frame) & TOLD}


class Sentence:
    """A sentence, and whether it is the first about its point."""

    def __init__(self, text, is_first):
        self.text, self.is_first = text, is_first
