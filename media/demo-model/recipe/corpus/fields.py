"""Fields of work, and the threads that run through the documents about them."""

import os
from dataclasses import dataclass, replace

RECIPE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@dataclass(frozen=True)
class Figure:
    """Something that such work counts; `better` is 1 where more is better, and -1 where less is."""

    name: str
    unit: str
    low: float
    high: float
    better: int


@dataclass(frozen=True)
class Thread:
    """One matter of a field, from what is done to what good looks like."""

    thing: str
    who: str
    action: str
    figure: Figure
    problem: str
    cause: str
    measure: str
    result: str
    next: str
    goal: str
    detail: str


@dataclass(frozen=True)
class Field:
    """A field of work: its name, topics that people would type, its people, and its threads."""

    name: str
    topics: tuple[str, ...]
    people: tuple[str, ...]
    threads: tuple[Thread, ...]


def read_lines(*path):
    """Return the lines of a data file of this recipe."""
    with open(os.path.join(RECIPE, *path), encoding="utf8") as f:
        return f.read().splitlines()


def read_figure(cell):
    """Read `name，unit，low，high，direction`."""
    name, unit, low, high, direction = (part.strip() for part in cell.split("，"))
    return Figure(name, unit, float(low), float(high), -1 if direction in ("-", "－", "−") else 1)


def read_thread(line):
    """Read the eleven cells of a thread."""
    cells = [cell.strip() for cell in line.split(" | ")]
    return Thread(*cells[:3], read_figure(cells[3]), *cells[4:])


def read_fields():
    """Read all fields, in the order of their files."""
    fields = []
    for file in sorted(os.listdir(os.path.join(RECIPE, "fields"))):
        for line in read_lines("fields", file):
            if line.startswith("# "):
                name, topics, people = (part.strip() for part in line[2:].split(" | "))
                fields.append(Field(name, tuple(topics.split("、")), tuple(people.split("、")), ()))
            elif line.strip():
                fields[-1] = replace(fields[-1], threads=(*fields[-1].threads, read_thread(line)))
    return fields


def read_general(file, thing=""):
    """Read threads of `general` that fit any point or topic; without a column for the thing, it is `thing`."""
    return [read_thread(f"{thing} | {line}" if thing else line) for line in read_lines("general", file)]


ALL = read_fields()
# Never trained on, for measuring.
HELD_NAMES = set(read_lines("general", "held-out.txt"))
KNOWN = [field for field in ALL if field.name not in HELD_NAMES]
HELD = [field for field in ALL if field.name in HELD_NAMES]
OF_ANY_POINT = read_general("points.txt", "{a}")
OF_ANY_TOPIC = read_general("topics.txt")
PEOPLE = ("服务对象", "群众", "员工", "有关单位", "一线人员")
