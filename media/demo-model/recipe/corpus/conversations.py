"""The turns of the writing flow, as the product asks them (src/writing/prompts/trainedPrompts.ts)."""

from corpus.documents import SHORT_LENGTHS, draw_document
from corpus.frames import KINDS
from corpus.subject import LEVEL1, WORDS, random_point

HEADINGS = ("## {n}、{title}",)


def ask_outline(topic, kind, points, length):
    """Question for an outline."""
    cover = f"，需要涵盖：{'、'.join(points)}" if points else ""
    return (
        f"请为主题“{topic}”的{kind}拟定写作大纲，全文约{length}字{cover}。"
        "每行一节，格式为“序号、标题（约N字）：要点”，只输出大纲。"
    )


def ask_section(number, title, length, points, verb="撰写"):
    """Question for a section, or for more of it."""
    cover = f"，要点：{'，'.join(points)}" if points else ""
    return f"请{verb}第{number}节“{title}”，约{length}字{cover}。只输出正文，不要重复标题。"


def outline_turn(document):
    """Question and answer of an outline."""
    subject = document.subject
    return ask_outline(subject.topic, document.kind.name, subject.points, document.length), document.outline()


def outline(rng):
    """An outline alone."""
    return [outline_turn(draw_document(rng))]


def section_turns(rng, document, index):
    """One section; a long one sometimes in two parts, as the product asks for more of a short answer."""
    section = document.sections[index]
    body = document.body(section)
    ask = ask_section(index + 1, section.title, section.length, section.points)
    if len(body) < 130 or "\n\n" not in body or rng.random() < 0.8:
        return [(ask, body)]
    first, rest = body.split("\n\n", 1)
    points = [p for p in section.points if p in rest] or section.points
    more = ask_section(index + 1, section.title, max(50, len(rest) // 50 * 50), points, "继续撰写")
    return [(ask, first), (more, rest)]


def dialog(rng, length=None, most=9):
    """The outline, then its sections; of more than `most` the first ones are left out."""
    document = draw_document(rng, length)
    turns = [outline_turn(document)]
    bodies = [section_turns(rng, document, i) for i in range(len(document.sections))]
    begin = rng.randrange(max(1, len(bodies) - most + 1))
    return turns + [turn for body in bodies[begin : begin + most] for turn in body]


def section(rng):
    """One section of a document, asked for after its outline."""
    return dialog(rng, rng.choice([300, 400, 500, 600, 800, 1000]), 1)


def lone_section(rng):
    """One section asked for without its history."""
    document = draw_document(rng, rng.choice([300, 500, 800]))
    return section_turns(rng, document, rng.randrange(len(document.sections)))


def direct(rng):
    """A whole document in one answer, as a chat user would ask for it."""
    document = draw_document(rng, rng.choice(SHORT_LENGTHS))
    topic, kind, points = document.subject.topic, document.kind.name, document.subject.points
    if not points:
        ask = rng.choice(("请写一份关于{t}的{k}。", "帮我写一份{t}的{k}", "写一篇{t}{k}")).format(t=topic, k=kind)
    elif rng.random() < 0.6:
        ask = f"帮我写一篇{topic}的{kind}，包括{'、'.join(points)}。"
    else:
        lines = "\n".join(f"{i + 1}. {p}" for i, p in enumerate(points))
        ask = f"给出以下信息，请你写一篇完善的{kind}。\n{lines}\n主题：{topic}"
    return [(ask, document.markdown())]


def copying(rng):
    """Say it again: words that follow no pattern, or mere characters."""
    if rng.random() < 0.5:
        words = [random_point(rng, WORDS) for _ in range(rng.randint(2, 8))]
    else:
        words = ["".join(rng.choices(LEVEL1, k=rng.randint(2, 6))) for _ in range(rng.randint(2, 8))]
    text = "、".join(words)
    return [(rng.choice(["请复述：", "请重复下面的词语：", "原样输出："]) + text, text)]


KIND_NAMES = tuple(KINDS)
