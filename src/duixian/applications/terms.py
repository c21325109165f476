"""A round's terms at a moment: the window, the readings, the materials; amended ones as they stood before too."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from duixian import policy
from duixian.applications import readings
from duixian.applications.models import Amendment, Round, RoundMeasure
from duixian.applications.readings import Reading
from duixian.kernel.clock import SHANGHAI
from duixian.policy import Measure, Policy
from duixian.policy.wording import measure_said


class Standing(StrEnum):
    """Where a moment stands in a filing window."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


NAMES = {Standing.COMING: "即将开始", Standing.OPEN: "正在申报", Standing.CLOSED: "已截止"}


def state(round_: Round, now: datetime) -> Standing:
    """Coming, open or closed. Both ends belong to the window: what is committed at the deadline itself is in time."""
    if now < round_.opens_at:
        return Standing.COMING
    return Standing.OPEN if now <= round_.closes_at else Standing.CLOSED


def policy_of(round_: Round) -> Policy:
    """The round's policy, in the version that the product has now."""
    return policy.library().get(round_.policy)


def pinned(round_: Round) -> bool:
    """Whether the product still has the very version that the round was made from."""
    return policy_of(round_).version == round_.policy_version


def measure_of(one: RoundMeasure) -> Measure:
    return policy_of(one.round).measure(one.measure)


def takes_period(measure: Measure) -> bool:
    """Whether the policy ties the measure to a period: of the expenses, or of when something was obtained."""
    return measure.public and measure.takes_period


def usual_period(opens_at: datetime) -> tuple[date, date]:
    """The calendar year before the filing."""
    year = opens_at.astimezone(SHANGHAI).year - 1
    return date(year, 1, 1), date(year, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for one measure of a round at a moment."""

    round: Round
    measure: Measure
    mode: str
    closes_at: datetime
    expense_from: date | None
    expense_to: date | None
    materials: list[dict[str, Any]]
    own: list[Reading]
    shared: list[Reading]

    @property
    def readings(self) -> list[Reading]:
        return [*self.own, *self.shared]

    @property
    def parameters(self) -> dict[str, Any]:
        """The readings that the rules use, as a claim of the contract sets them."""
        return {one.id: one.value for one in self.readings if one.parameter.kind == "rule"}

    @property
    def claim(self) -> dict[str, Any]:
        """The part of a claim that the round decides."""
        return {
            "policy": self.round.policy, "measure": self.measure.id, "mode": self.mode,
            "overlap": readings.overlap(self.measure, self.readings), "parameters": self.parameters,
        }  # fmt: skip

    def value(self, parameter: str) -> Any:
        """One reading's value in the contract's words; KeyError where the policy has no such reading here."""
        return {one.id: one.value for one in self.readings}[parameter]


def terms(one: RoundMeasure, at: datetime | None = None) -> Terms:
    """The terms now, or as they stood at a moment: what was submitted keeps those of its submission."""
    values = _values(one, at)
    measure = measure_of(one)
    own = readings.chosen(readings.of_measure(measure), values[one.measure, "parameters"])
    shared = readings.chosen(readings.of_round(policy_of(one.round)), values["", "parameters"])
    return Terms(
        round=one.round, measure=_said(measure, one.round, [*own, *shared]), mode=one.mode, closes_at=datetime.fromisoformat(values["", "closes_at"]),
        expense_from=one.expense_from, expense_to=one.expense_to, materials=values[one.measure, "materials"],
        own=own, shared=shared,
    )  # fmt: skip


def _said(measure: Measure, round_: Round, chosen: list[Reading]) -> Measure:
    """The measure in the words of the round's readings; of others in the default's."""
    words = {one.name: one.default_text for one in policy_of(round_).parameters}
    return measure_said(measure, words | {one.parameter.name: one.text for one in chosen})


def _values(one: RoundMeasure, at: datetime | None) -> dict[tuple[str, str], Any]:
    """The amendable values by (measure or "", field); later amendments are taken back one by one."""
    found = {
        ("", "closes_at"): one.round.closes_at.isoformat(), ("", "parameters"): one.round.parameters,
        (one.measure, "materials"): one.materials, (one.measure, "parameters"): one.parameters,
    }  # fmt: skip
    if at is not None:
        later = one.round.amendments.filter(state=Amendment.State.APPROVED, decided_at__gt=at)
        for amendment in later.order_by("-decided_at", "-number"):
            found.update(
                ((change["measure"], change["field"]), change["before"])
                for change in amendment.changes
            )
    return found


def shared_readings(round_: Round) -> list[Reading]:
    """The readings of no single measure."""
    return readings.chosen(readings.of_round(policy_of(round_)), round_.parameters)


def own_readings(one: RoundMeasure) -> list[Reading]:
    """The readings of one measure of the round."""
    return readings.chosen(readings.of_measure(measure_of(one)), one.parameters)
