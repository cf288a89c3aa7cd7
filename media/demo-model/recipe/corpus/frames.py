"""Frames of discourse: sentences with slots, by kind of document and by the move that a sentence makes."""

import string
from dataclasses import dataclass

from corpus.fields import read_lines

FILES = {
    "工作总结": "report.txt",
    "工作计划": "plan.txt",
    "PPT大纲": "ppt.txt",
    "申论": "essay.txt",
    "招标书": "tender.txt",
    "邮件": "email.txt",
    "方案": "proposal.txt",
    "周报": "weekly.txt",
    "岗位说明书": "job.txt",
}


@dataclass(frozen=True)
class SectionFrame:
    """A section of a kind: the titles that it may have, and its moves in order."""

    titles: tuple[str, ...]
    moves: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of document: its sections, and the frames of each move."""

    name: str
    sections: tuple[SectionFrame, ...]
    frames: dict[str, tuple[str, ...]]


def read_kind(name, file, common):
    """Read a file of frames: `@ titles | moves` is a section, `= move` begins the frames of a move."""
    sections, frames, move = [], {}, ""
    for line in read_lines("frames", file):
        if line.startswith("@ "):
            titles, moves = line[2:].split(" | ")
            sections.append(SectionFrame(tuple(titles.split()), tuple(moves.split())))
        elif line.startswith("= "):
            move = line[2:]
        elif line and not line.startswith("#"):
            frames.setdefault(move, []).append(line)
    return Kind(name, tuple(sections), {**common, **{m: tuple(lines) for m, lines in frames.items()}})


def slots_of(frame):
    """Return the names of a frame's slots."""
    return {name for _, name, _, _ in string.Formatter().parse(frame) if name}


COMMON = read_kind("", "common.txt", {}).frames
KINDS = {name: read_kind(name, file, COMMON) for name, file in FILES.items()}
