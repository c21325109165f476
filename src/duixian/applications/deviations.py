"""Where a round is not what the policy suggests: what an approver should look at first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duixian.applications import materials
from duixian.applications.models import Round, RoundMeasure
from duixian.applications.readings import Reading
from duixian.applications.round_words import NOTHING, material
from duixian.applications.terms import (
    measure_of,
    own_readings,
    policy_of,
    shared_readings,
    takes_period,
    usual_period,
)
from duixian.kernel.dates import chinese
from duixian.policy.model import MODES

ROUND = "整个批次"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One difference: of which measure (or the round), what the policy has, what the round has, and why."""

    of: str
    label: str
    default: str
    value: str
    reason: str = ""


def deviations(round_: Round) -> list[Deviation]:
    """All of them, the round's own first, then measure by measure."""
    each = list(round_.measures.select_related("round"))
    return [
        *_days(round_),
        *_readings(ROUND, shared_readings(round_)),
        *(found for one in each for found in _measure(one)),
    ]


def _days(round_: Round) -> Iterator[Deviation]:
    for one in policy_of(round_).parameters:
        if one.id == "promised_days" and one.default != round_.promised_days:
            yield Deviation(
                of=ROUND,
                label=one.name,
                default=f"{one.default}个工作日",
                value=f"{round_.promised_days}个工作日",
            )


def _readings(of: str, found: Sequence[Reading]) -> Iterator[Deviation]:
    for one in found:
        if one.differs:
            yield Deviation(
                of=of, label=f"口径“{one.parameter.name}”", default=one.default_text, value=one.text,
                reason=one.reason,
            )  # fmt: skip


def _measure(one: RoundMeasure) -> Iterator[Deviation]:
    measure = measure_of(one)
    if one.mode != measure.mode:
        yield Deviation(
            of=measure.name, label="办理方式", default=MODES[measure.mode], value=MODES[one.mode]
        )
    usual = usual_period(one.round.opens_at) if takes_period(measure) else (None, None)
    if (one.expense_from, one.expense_to) != usual:
        yield Deviation(
            of=measure.name, label="费用期间", default=_period(*usual),
            value=_period(one.expense_from, one.expense_to),
        )  # fmt: skip
    yield from _readings(measure.name, own_readings(one))
    yield from _materials(measure.name, materials.suggested(measure), one.materials)


def _period(first: date | None, last: date | None) -> str:
    if not (first or last):
        return NOTHING
    return f"{chinese(first) if first else '未定'}至{chinese(last) if last else '未定'}"


def _materials(
    of: str, suggested: Sequence[dict[str, Any]], kept: Sequence[dict[str, Any]]
) -> Iterator[Deviation]:
    before = {one["name"]: one for one in suggested}
    after = {one["name"]: one for one in kept}
    for name in dict.fromkeys([*before, *after]):
        words = [material(side[name]) if name in side else NOTHING for side in (before, after)]
        if words[0] != words[1]:
            yield Deviation(of=of, label=f"材料“{name}”", default=words[0], value=words[1])
