"""What stands in the slots of a frame. Within a document the figures of a thread stay the same."""

GROWTHS = ("增至", "增加到")
RISES = ("提高到", "上升到", "升至")
SHARES = ("%", "分", "个百分点")
FALLS = ("降至", "减少到", "下降到")


def figure_values(rng, figure):
    """Draw where a figure stood, where it stands, and where it is to be."""
    span = figure.high - figure.low
    shares = sorted((rng.uniform(0, 0.35), rng.uniform(0.45, 0.75), rng.uniform(0.85, 1)))
    values = [figure.low + share * span for share in shares]
    return [print_number(v, figure) for v in (values if figure.better > 0 else values[::-1])]


def print_number(value, figure):
    """Write a number as its range suggests: a decimal in narrow ranges, round in wide ones."""
    if figure.high - figure.low < 6 and (figure.low % 1 or figure.high % 1 or figure.high <= 5):
        return f"{value:.1f}"
    step = 10 if figure.high >= 1000 else 1
    return str(round(value / step) * step)


def figure_slots(rng, figure):
    """Slots that tell of a figure."""
    before, now, target = figure_values(rng, figure)
    grows = figure.better > 0
    rises = RISES if figure.unit in SHARES else GROWTHS
    change = rng.choice(rises if grows else FALLS)
    reached = rng.choice(("达到", "达到", "已达")) if grows else "降到"
    wanted = "达到" if grows else rng.choice(("降到", "控制在"))
    unit = figure.unit
    return {
        "name": figure.name,
        "up": f"{figure.name}由{before}{unit}{change}{now}{unit}",
        "num": f"{figure.name}{reached}{now}{unit}",
        "target": f"{figure.name}{wanted}{target}{unit}" + ("以内" if wanted == "控制在" else ""),
    }


def thread_slots(rng, thread, people, topic):
    """All slots of a thread under a topic."""
    cells = {
        "a": thread.thing,
        "who": thread.who,
        "do": thread.action,
        "bad": thread.problem,
        "why": thread.cause,
        "fix": thread.measure,
        "good": thread.result,
        "next": thread.next,
        "goal": thread.goal,
        "how": thread.detail,
        "people": rng.choice(people),
        **figure_slots(rng, thread.figure),
    }
    filled = {key: text.replace("{a}", thread.thing).replace("{t}", topic) for key, text in cells.items()}
    return {**filled, "t": topic}
