"""“过去三年”: which records count against a case on a day. Pure; 五（二）, domain.md reading 8.

Counted back from the day of submission, by the day of the decision (or of the listing), both ends included, and running
on to the day of each check. What was repaired by the day of the check counts no longer; a listing that is still in force
counts whatever its date.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.kernel.dates import years_before

YEARS = 3


class Kind(StrEnum):
    """What a record is."""

    SERIOUS = "serious"
    GRAVE = "grave"
    PENALTY = "penalty"
    ABNORMAL = "abnormal"
    OTHER = "other"


KIND_NAMES = {
    Kind.SERIOUS: "严重失信",
    Kind.GRAVE: "较重处罚",
    Kind.PENALTY: "违法行为处罚",
    Kind.ABNORMAL: "经营异常",
    Kind.OTHER: "其他列入",
}
# A list that one stands on until one is taken off; a penalty is done when it is paid.
LISTINGS = frozenset({Kind.SERIOUS, Kind.ABNORMAL, Kind.OTHER})
# What alone counts by date where a round has chosen breach_scope=serious-only.
SERIOUS_ONLY = frozenset({Kind.SERIOUS, Kind.GRAVE})


class Why(StrEnum):
    """Why a record counts, or does not."""

    IN_PERIOD = "in-period"
    IN_FORCE = "in-force"
    REPAIRED = "repaired"
    EARLIER = "earlier"
    LATER = "later"
    LIGHT = "light"

    @property
    def counts(self) -> bool:
        """Whether it stands against the case."""
        return self in {Why.IN_PERIOD, Why.IN_FORCE}


WHY_NAMES = {
    Why.IN_PERIOD: "决定日期在期内，未修复",
    Why.IN_FORCE: "仍在有效期内",
    Why.REPAIRED: "已修复，不计",
    Why.EARLIER: "早于期限，不计",
    Why.LATER: "晚于核查之日，不计",
    Why.LIGHT: "不属于本批次计入的类别，不计",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What the rule asks of a record; `until` is the last day of a listing or ban, None where none is named."""

    kind: Kind
    decided_on: date
    repaired_on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days that count, both included; `last` is the day of the check."""

    first: date
    last: date


def window(submitted_on: date, checked_on: date, years: int = YEARS) -> Window:
    """So many years back from submission, on to the check. Raises ValueError where the check comes first."""
    if checked_on < submitted_on:
        raise ValueError(f"checked on {checked_on}, before {submitted_on}")
    return Window(first=years_before(submitted_on, years), last=checked_on)


def in_force(record: Dated, day: date) -> bool:
    """Whether a listing or ban holds on that day: not repaired, and not past its end."""
    if record.decided_on > day or _repaired(record, day):
        return False
    return record.kind in LISTINGS if record.until is None else record.until >= day


def judge(record: Dated, period: Window, *, serious_only: bool = False) -> Why:
    """Whether the record counts on the day of the check, and why."""
    if _repaired(record, period.last):
        return Why.REPAIRED
    if record.decided_on > period.last:
        return Why.LATER
    if in_force(record, period.last):
        return Why.IN_FORCE
    if record.decided_on < period.first:
        return Why.EARLIER
    return Why.LIGHT if serious_only and record.kind not in SERIOUS_ONLY else Why.IN_PERIOD


def _repaired(record: Dated, day: date) -> bool:
    return record.repaired_on is not None and record.repaired_on <= day
