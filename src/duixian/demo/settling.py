"""三（一）: two firms that settled last spring, granted in three yearly parts: one last summer, one this January."""

from datetime import date
from functools import partial

from duixian.demo import deciding
from duixian.demo.days import shanghai
from duixian.demo.deciding import File
from duixian.demo.offices import District
from duixian.demo.stories import Story

SUMMER, WINTER = (11, "2025", "settle"), (5, "2025", "settle")
STORIES: tuple[Story, ...] = (
    (SUMMER, (
        ("admit", "2025-04-16"), ("recommend", "2025-04-18"), ("panel", "2025-05-09"), ("review", "2025-05-12"),
        ("propose", "2025-05-14", {"amount": "240万元"}), ("approve", "2025-05-16"), ("clear", "2025-06-03"),
        ("decide", "2025-06-05"), ("reply", "2025-06-09"),
    )),
    (WINTER, (
        ("admit", "2025-04-23"), ("recommend", "2025-04-27"), ("panel", "2025-12-03"), ("review", "2025-12-05"),
        ("propose", "2025-12-09", {"amount": "180万元"}), ("approve", "2025-12-11"), ("clear", "2025-12-24"),
        ("decide", "2026-01-14"), ("reply", "2026-01-16"),
    )),
)  # fmt: skip
NOTICE = date(2025, 12, 15), "2025年度智能软件产业专项第二批拟资助名单公示"


def plan(district: District) -> None:
    """Note down both ways, and the notice of the second; the first stands in the summer's notice."""
    for place, (key, acts) in enumerate(STORIES):
        file = File(district=district, case=district.cases[key])
        for number, (name, day, *more) in enumerate(acts):
            moment = shanghai(date.fromisoformat(day), 13 + number % 4, 50 + place)
            district.diary.note(moment, partial(file.live, name, more[0] if more else {}))
    posted, title = NOTICE
    district.diary.note(shanghai(posted, 17, 30), partial(deciding.notice, district, "2025", title))
