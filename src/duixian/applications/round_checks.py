"""What a round still lacks before it can be proposed: everything at once, each with the field to mend it in."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from duixian.applications.models import Round, RoundMeasure
from duixian.applications.readings import Reading
from duixian.applications.round_problems import BASICS, CONTACTS, MEASURES, READINGS, Problem
from duixian.applications.terms import (
    measure_of,
    own_readings,
    pinned,
    policy_of,
    shared_readings,
    takes_period,
)
from duixian.parties import organisations

FULL_MARKS = 100


def check(
    round_: Round, now: datetime, measures: Sequence[RoundMeasure] | None = None
) -> list[Problem]:
    """All that is missing or contradictory, in the order of the sections; `measures` as they would be, if given."""
    each = list(round_.measures.select_related("round")) if measures is None else measures
    return [
        *_basics(round_, now, bool(each)),
        *_readings(READINGS, shared_readings(round_)),
        *(problem for one in each for problem in _measure(one)),
        *_contacts(round_),
    ]


def _basics(round_: Round, now: datetime, any_measure: bool) -> Iterator[Problem]:
    if not round_.title:
        yield Problem(section=BASICS, field="title", text="请填写批次名称")
    if round_.closes_at <= now:
        yield Problem(section=BASICS, field="closes_at", text="截止时间已经过去，请改为以后的时间")
    chosen = policy_of(round_)
    if not pinned(round_):
        yield Problem(
            section=BASICS, field="policy",
            text=f"政策规则已更新：起草时是{round_.policy_version[:12]}，现在是{chosen.version[:12]}；请改用现行版本并重新核对",
        )  # fmt: skip
    if not any_measure:
        yield Problem(section=MEASURES, field="measures", text="请至少选择一个事项")


def _contacts(round_: Round) -> Iterator[Problem]:
    centres = list(organisations.centres())
    if not centres:
        yield Problem(
            section=CONTACTS, field="contacts", text="系统里还没有投资促进中心，请系统管理员先建立"
        )
    for centre in centres:
        if not round_.contacts.get(str(centre.pk)):
            yield Problem(
                section=CONTACTS,
                field=f"contact-{centre.pk}",
                text=f"请填写{centre.name}的咨询方式",
            )


def _measure(one: RoundMeasure) -> Iterator[Problem]:
    measure = measure_of(one)
    name = measure.name
    dated = [day for day in (one.expense_from, one.expense_to) if day]
    if len(dated) == 1 or (not dated and takes_period(measure)):
        field = "expense_from" if not one.expense_from else "expense_to"
        yield Problem(section=one.measure, field=field, text=f"{name}：请写明费用期间的起止日期")
    yield from _readings(one.measure, own_readings(one), f"{name}：")
    if not one.materials:
        yield Problem(section=one.measure, field="materials", text=f"{name}：请至少列出一项材料")
    total = sum(row["weight"] for row in one.rubric)
    if one.panel and not one.rubric:
        yield Problem(
            section=one.measure, field="rubric", text=f"{name}：安排专家评审的，请列出评分项"
        )
    elif one.rubric and total != FULL_MARKS:
        yield Problem(
            section=one.measure,
            field="rubric",
            text=f"{name}：评分项的分值合计应为{FULL_MARKS}，现为{total}",
        )


def _readings(section: str, found: list[Reading], lead: str = "") -> Iterator[Problem]:
    for one in found:
        if one.waits:
            why = (
                "沿用了上一批次所选的值，请核对后确认"
                if one.carried
                else "原文没有写明，必须由本批次选定"
            )
            yield Problem(
                section=section,
                field=f"reading-{one.id}",
                text=f"{lead}口径“{one.parameter.name}”{why}",
            )
        if one.differs and not one.reason:
            yield Problem(
                section=section, field=f"reason-{one.id}",
                text=f"{lead}口径“{one.parameter.name}”不同于默认值，请写明理由",
            )  # fmt: skip
