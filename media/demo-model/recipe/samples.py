"""Batches of training samples."""

import os

import corpus
import torch
from character_tokenizer import BOT, END, PAD, USER

REST = float(os.environ.get("REST", ".05"))  # share of what is neither outline, section nor copying


class Samples:
    """Draws rows of whole samples, with 1 at the tokens that count."""

    def __init__(self, tok, rng):
        self.tok = tok
        self.rng = rng

    def batch(self, rows, width):
        """Ids and weights, [rows, width + 1]: one sample after another as long as one fits."""
        x, m = torch.full((rows, width + 1), PAD), torch.zeros(rows, width + 1)
        for i in range(rows):
            ids, counts = self.row(width)
            x[i, : len(ids)] = torch.tensor(ids)
            m[i, : len(counts)] = torch.tensor(counts)
        return x, m

    def row(self, width):
        """Samples for a row; a long one is drawn again."""
        ids, counts = [], []
        for _ in range(8):
            more, weights = self.sample(width > 256)
            if len(ids) + len(more) <= width + 1:
                ids += more
                counts += weights
        return ids, counts

    def sample(self, long):
        """One sample: 60% whole dialogs in the wide windows, else an outline, a section, copying or the rest."""
        rng = self.rng
        r = rng.random()
        if long and r < 0.6:
            return self.chat(corpus.dialog(rng, True))
        if rng.random() < REST:
            return self.other()
        r = rng.random()
        if r < 0.63:
            return self.chat(corpus.outline(rng))
        return self.chat(corpus.section(rng) if r < 0.95 else corpus.copying(rng))

    def other(self):
        """Plain text, a revision, a free question, or a whole document."""
        rng = self.rng
        if rng.random() < 0.2:
            ids = self.tok(corpus.prose(rng))
            return ids, [1] * len(ids)
        revisions = [corpus.rewrite] * (1 if REST < 0.1 else 3)
        return self.chat(rng.choice([*revisions, corpus.about, corpus.direct, corpus.title])(rng))

    def chat(self, pairs):
        """Ids of a conversation, of which the answers count."""
        ids, counts = [], []
        for question, answer in pairs:
            x, y = [USER, *self.tok(question), BOT], [*self.tok(answer), END]
            ids += x + y
            counts += [0] * len(x) + [1] * len(y)
        return ids, counts
