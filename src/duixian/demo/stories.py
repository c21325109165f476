"""Which case went which way, act by act and day by day; who does them, and how, is in deciding.py."""

from collections.abc import Mapping
from typing import Any

# Firm, round, measure; then what happened on which day. An act may carry what it says.
Act = tuple[str, str] | tuple[str, str, Mapping[str, Any]]
Story = tuple[tuple[int, str, str], tuple[Act, ...]]


def _decided(amount: str, *more: Act) -> tuple[Act, ...]:
    """Last year's way through the whole process."""
    return (
        ("admit", "2025-04-08"), ("recommend", "2025-04-10"), ("review", "2025-05-12"),
        ("propose", "2025-05-14", {"amount": amount}), ("approve", "2025-05-16"), ("clear", "2025-06-03"),
        ("decide", "2025-06-05"), ("reply", "2025-06-09"), *more,
    )  # fmt: skip


STORIES: tuple[Story, ...] = (
    # 2025：已经办完的一轮
    ((2, "2025", "rnd"), _decided("160万元", ("rate", "2025-06-13", {"stars": "5"}), ("accept", "2025-11-10"),
                                  ("judge", "2025-11-24", {"opinion": "pass", "recognised": "152.6万元"}), ("pass", "2025-12-02"))),
    ((8, "2025", "compute"), _decided("49.8万元", ("rate", "2025-06-16", {"stars": "4"}))),
    ((6, "2025", "game-licence"), _decided("80万元", ("rate", "2025-06-12", {"stars": "2", "text": "材料清单看不懂，问了三次"}),
                                           ("respond", "2025-06-13"))),
    ((6, "2025", "exhibition"), _decided("10万元", ("waive", "2025-06-20"))),
    ((8, "2025", "rnd"), _decided("90万元", ("accept", "2025-11-12"), ("judge", "2025-11-26", {"opinion": "fail"}), ("fail", "2025-12-03"))),
    ((13, "2025", "rnd"), _decided("60万元", ("accept", "2026-02-10"), ("rectify", "2026-03-03"))),
    ((14, "2025", "rnd"), _decided("55万元", ("accept", "2026-03-04"))),
    ((2, "2025", "exhibition"), (("refuse-admission", "2025-04-07"),)),
    ((4, "2025", "compute"), (("correct", "2025-04-07"), ("lapse", "2025-04-28"))),
    ((9, "2025", "qualification"), (
        ("admit", "2025-04-08"), ("recommend", "2025-04-10"), ("refuse", "2025-05-14"), ("approve-refusal", "2025-05-16"),
        ("reply", "2025-05-20"), ("rate", "2025-05-22", {"stars": "3"}), ("close", "2025-06-12"),
    )),
    ((4, "2025", "rnd"), (
        ("admit", "2025-04-08"), ("recommend", "2025-04-10"), ("refuse", "2026-02-24"), ("approve-refusal", "2026-02-26"),
        ("reply", "2026-02-27"), ("ask-review", "2026-03-05"), ("reexamine", "2026-03-09"),
    )),
    # 2026：正在办的一轮
    ((1, "2026", "settle"), (
        ("admit", "2026-02-26"), ("recommend", "2026-02-27"), ("panel", "2026-03-02"), ("review", "2026-03-03"),
        ("propose", "2026-03-04", {"amount": "300万元"}), ("endorse", "2026-03-06"),
    )),
    ((2, "2026", "compute"), (
        ("admit", "2026-02-25"), ("recommend", "2026-02-25"), ("review", "2026-02-26"),
        ("propose", "2026-02-26", {"amount": "70万元"}), ("approve", "2026-02-27"), ("clear", "2026-03-09"),
    )),
    ((6, "2026", "exhibition"), (
        ("admit", "2026-02-25"), ("recommend", "2026-02-25"), ("review", "2026-02-26"),
        ("propose", "2026-02-26", {"amount": "12万元"}), ("approve", "2026-02-27"), ("clear", "2026-03-09"), ("decide", "2026-03-09"),
    )),
    ((31, "2026", "settle"), (
        ("admit", "2026-02-25"), ("recommend", "2026-02-25"), ("panel", "2026-02-26"), ("review", "2026-02-26"),
        ("propose", "2026-02-27", {"amount": "180万元", "first_year": "2027"}), ("approve", "2026-02-27"), ("clear", "2026-03-09"),
        ("decide", "2026-03-09"),
    )),
    ((40, "2026", "showcase"), (
        ("admit", "2026-02-25"), ("recommend", "2026-02-25"), ("review", "2026-02-26"),
        ("propose", "2026-02-26", {"amount": "96万元"}), ("approve", "2026-02-27"), ("clear", "2026-03-09"), ("wait", "2026-03-09"),
    )),
    ((3, "2026", "settle"), (
        ("admit", "2026-02-27"), ("recommend", "2026-03-02"), ("call-panel", "2026-03-04"), ("score", "2026-03-06"),
    )),
    ((4, "2026", "first-application"), (("correct", "2026-02-26"), ("answer", "2026-02-27"), ("admit", "2026-03-02"),
                                         ("recommend", "2026-03-03"), ("review", "2026-03-09"))),
    ((5, "2026", "office-rent"), (
        ("admit", "2026-02-27"), ("recommend", "2026-02-27"), ("review", "2026-03-02"),
        ("propose", "2026-03-02", {"amount": "80万元"}), ("approve", "2026-03-03"),
    )),
    ((7, "2026", "compute"), (
        ("admit", "2026-03-02"), ("recommend", "2026-03-02"), ("review", "2026-03-02"),
        ("propose", "2026-03-02", {"amount": "25万元"}), ("approve", "2026-03-03"), ("object", "2026-03-09"),
    )),
    ((8, "2026", "exhibition"), (
        ("admit", "2026-02-27"), ("recommend", "2026-03-02"), ("review", "2026-03-05"),
        ("propose", "2026-03-05", {"amount": "9万元"}), ("approve", "2026-03-09"),
    )),
    ((8, "2026", "rnd"), (("correct", "2026-03-06"),)),
    ((11, "2026", "compute"), (("admit", "2026-03-06"),)),
    ((18, "2026", "game-licence"), (("admit", "2026-03-06"), ("recommend", "2026-03-09"), ("credit", "2026-03-09"))),
)  # fmt: skip
# When which round's approved cases go into a notice.
NOTICES = (
    ("2025", "2025-05-19", "2025年度智能软件产业专项拟资助名单公示"),
    ("2026", "2026-02-27", "2026年度智能软件产业专项第一批拟资助名单公示"),
    ("2026", "2026-03-04", "2026年度智能软件产业专项第二批拟资助名单公示"),
)
