"""Batches of training samples."""

import torch
from character_tokenizer import BOT, END, PAD, USER
from corpus import chat, conversations, plain_text, revisions

# What is drawn, how often at first, and how often later; in wide windows whole documents come before all.
SHARES = (
    (conversations.section, 28, 34),
    (conversations.outline, 40, 22),
    (plain_text.plain_text, 12, 22),
    (conversations.direct, 4, 5),
    (conversations.lone_section, 2, 2),
    (conversations.copying, 6, 5),
    (revisions.revision, 4, 6),
    (revisions.title, 1, 2),
    (chat.small_talk, 4, 4),
)
WIDE = 768
DIALOGS = 0.6


class Samples:
    """Draws rows of whole samples, with 1 at the tokens that count."""

    def __init__(self, tok, rng):
        self.tok = tok
        self.rng = rng
        self.left = None

    def batch(self, rows, width, early=False):
        """Ids and weights, [rows, width + 1]: one sample after another as long as one fits."""
        x, m = torch.full((rows, width + 1), PAD), torch.zeros(rows, width + 1)
        for i in range(rows):
            ids, counts = self.row(width, early)
            x[i, : len(ids)] = torch.tensor(ids)
            m[i, : len(counts)] = torch.tensor(counts)
        return x, m

    def row(self, width, early):
        """Samples for a row; what does not fit is the first of the next row, and then cut."""
        ids, counts = self.left or self.sample(width, early)
        ids, counts = ids[: width + 1], counts[: width + 1]
        self.left = None
        for _ in range(9):
            more, weights = self.sample(width, early)
            if len(ids) + len(more) > width + 1:
                self.left = more, weights
                break
            ids, counts = ids + more, counts + weights
        return ids, counts

    def sample(self, width, early):
        """One sample."""
        rng = self.rng
        if width >= WIDE and rng.random() < DIALOGS:
            return self.chat(conversations.dialog(rng, rng.choice([300, 400, 500, 600, 800, 1000])))
        (make,) = rng.choices(
            [make for make, _, _ in SHARES], [first if early else later for _, first, later in SHARES]
        )
        made = make(rng)
        return self.text(made) if isinstance(made, str) else self.chat(made)

    def text(self, text):
        """Ids of plain text, which counts as a whole."""
        ids = [*self.tok(text), END]
        return ids, [1] * len(ids)

    def chat(self, pairs):
        """Ids of a conversation, of which the answers count."""
        ids, counts = [], []
        for question, answer in pairs:
            x, y = [USER, *self.tok(question), BOT], [*self.tok(answer), END]
            ids += x + y
            counts += [0] * len(x) + [1] * len(y)
        return ids, counts
