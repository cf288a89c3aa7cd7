"""What a document is about: a topic, its field where it has one, and points that a person gives."""

import random
from dataclasses import dataclass, field, replace

from corpus import fields
from corpus.values import thread_slots

SUFFIX = ("建设", "优化", "项目", "平台", "改造", "推广", "工作", "提升", "管理", "服务", "活动", "研究")
TOPIC_BEFORE = ("上半年", "下半年", "全年", "2025年", "2026年", "2027年", "一季度", "三季度", "街道", "学校", "公司")
TOPIC_BEFORE += ("园区", "部门", "中心", "全市", "本县", "东片区", "集团", "年度", "春季", "秋季")
TOPIC_AFTER = ("工作", "项目", "提升", "专项行动", "推进", "改进", "试点")
PLACES = ("东片区", "南门", "三号楼", "一楼大厅", "开发区", "老城区", "北区分站", "二号车间", "沿河路段", "西校区")
PERSON = ("员", "师", "长", "工", "人", "手", "医生", "护士", "主管", "经理")
DONE = ("启动", "完成", "推进", "落实", "检查", "改进", "总结")
LATIN = ("AI", "ERP", "CRM", "OA", "APP", "API", "5G", "KPI", "IT", "PC", "VIP", "ISO9001", "2.0", "24小时", "Q3")
LEVEL1 = [
    bytes((high, low)).decode("gb2312")
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF)
    if not (high == 0xD7 and low > 0xF9)
]


def words_of(some):
    """Words of two characters that things of these fields begin or end with."""
    things = [thread.thing for each in some for thread in each.threads if len(thread.thing) % 2 == 0]
    return sorted({word for thing in things for word in (thing[:2], thing[-2:])})


WORDS, HELD_WORDS = words_of(fields.KNOWN), words_of(fields.HELD)
THREADS = [thread for each in fields.KNOWN for thread in each.threads]


@dataclass
class Subject:
    """The topic of one document and the threads that it can take up."""

    rng: random.Random
    topic: str
    people: tuple[str, ...]
    threads: list[fields.Thread]
    points: list[str]
    by_thing: dict[str, fields.Thread] = field(default_factory=dict)
    slots: dict[str, dict[str, str]] = field(default_factory=dict)

    def fresh_things(self, count):
        """Take things of the field that nothing has used yet; when all are used, any of them."""
        fresh = [thread.thing for thread in self.threads if thread.thing not in self.by_thing]
        chosen = self.rng.sample(fresh, min(count, len(fresh)))
        chosen = chosen or [self.rng.choice(self.threads).thing]
        for thing in chosen:
            self.slots_of(thing)
        return chosen

    def slots_of(self, point):
        """Slots that tell of a point: those of its own thread, or of one that fits any point."""
        if point not in self.slots:
            thread = self.thread_of(point)
            self.by_thing[thread.thing] = thread
            named = replace(thread, thing=point)
            self.slots[point] = thread_slots(self.rng, named, self.people, self.topic)
        return self.slots[point]

    def thread_of(self, point):
        """The thread that belongs to a point."""
        for thread in [*self.threads, *THREADS]:
            if thread.thing == point or bare(thread.thing) == bare(point):
                return thread
        return self.rng.choice(fields.OF_ANY_POINT)


def bare(thing):
    """A thing without its general ending."""
    return thing[:-2] if len(thing) > 4 and thing[-2:] in SUFFIX else thing


def variant(rng, thing):
    """A thing as another person would call it."""
    short = bare(thing)
    if short == thing or rng.random() < 0.75:
        return thing
    return short if rng.random() < 0.5 else short + rng.choice(SUFFIX)


def random_point(rng, words):
    """A point of which the model knows nothing: it must be copied."""
    r = rng.random()
    if r < 0.35:
        return "".join(rng.choices(LEVEL1, k=rng.randint(2, 6)))
    if r < 0.65:
        point = "".join(rng.sample(words, rng.choice([1, 2, 2]))) + (rng.choice(SUFFIX) if rng.random() < 0.5 else "")
    elif r < 0.75:
        point = rng.choice(DONE) + "".join(rng.sample(words, 2))
    elif r < 0.85:
        point = rng.choice(PLACES) + rng.choice(words) + rng.choice(SUFFIX)
    elif r < 0.93:
        point = rng.choice(words) + rng.choice(("率达到", "增长", "下降", "节约")) + f"{rng.randint(3, 98)}%"
    else:
        point = rng.choice(words) + "与" + rng.choice(words)
    if rng.random() < 0.08:
        point = rng.choice(LATIN) + point
    return point


def random_topic(rng, words):
    """A topic of no field."""
    if rng.random() < 0.3:
        return "".join(rng.choices(LEVEL1, k=rng.randint(2, 5))) + rng.choice(("", *SUFFIX))
    topic = "".join(rng.sample(words, rng.choice([1, 2, 2]))) + rng.choice(("", *SUFFIX))
    return rng.choice(LATIN) + topic if rng.random() < 0.08 else topic


def known_topic(rng, some):
    """A topic of a field, as people vary it; the last of a field is never trained on."""
    topic = rng.choice(some.topics[:-1])
    if rng.random() < 0.3:
        topic = rng.choice(TOPIC_BEFORE) + topic
    if rng.random() < 0.2 and not topic.endswith(SUFFIX):
        topic += rng.choice(TOPIC_AFTER)
    return topic


def position(rng, some):
    """A position, as a job description has it for its topic."""
    holders = [thread.who for thread in some.threads if thread.who.endswith(PERSON) and "和" not in thread.who]
    if holders and rng.random() < 0.5:
        return rng.choice(holders)
    return some.name + rng.choice(("专员", "主管", "助理", "经理"))


def draw_points(rng, threads, count, words=None):
    """Different points: things of the field, of other fields, and inventions."""
    points = []
    while len(points) < count:
        r = rng.random()
        if r < 0.4:
            point = variant(rng, rng.choice(threads).thing)
        elif r < 0.6:
            point = variant(rng, rng.choice(THREADS).thing)
        else:
            point = random_point(rng, words or WORDS)
        if "{" not in point and all(point not in p and p not in point for p in points):
            points.append(point)
    return points


def draw_subject(rng, kind):
    """Draw what a document is about: a known field in nine of ten, with or without points."""
    count = rng.choice([0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6])
    if rng.random() < 0.92:
        some = rng.choice(fields.KNOWN)
        topic = position(rng, some) if kind == "岗位说明书" and rng.random() < 0.8 else known_topic(rng, some)
        threads, people = list(some.threads), some.people
    else:
        topic = random_topic(rng, WORDS)
        threads, people = list(fields.OF_ANY_TOPIC), fields.PEOPLE
    return Subject(rng, topic, people, threads, draw_points(rng, threads, count))
