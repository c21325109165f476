"""One claim to one answer: status, ceiling, what is payable beside other support, instalments, steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duixian.kernel.money import Money
from duixian.policy import steps as explained
from duixian.policy.claim import BadClaim, Claim, read_claim
from duixian.policy.model import Measure
from duixian.policy.steps import Step

if TYPE_CHECKING:
    from duixian.policy.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the contract calls Out; a ceiling (测算上限) and never an entitlement."""

    id: str | None
    measure: Measure
    status: str
    ceiling: Money | None
    payable: Money | None
    instalments: tuple[Money, ...]
    missing: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def clause(self) -> str:
        return self.measure.clause

    def as_json(self) -> dict[str, Any]:
        """The contract's object."""
        parts = [
            {"year": year, "amount": part.contract()}
            for year, part in enumerate(self.instalments, 1)
        ]
        return {
            "id": self.id, "measure": self.measure.id, "clause": self.clause, "status": self.status,
            "ceiling": self.ceiling and self.ceiling.contract(), "payable": self.payable and self.payable.contract(),
            "instalments": parts, "missing": list(self.missing), "steps": [str(step) for step in self.steps],
        }  # fmt: skip


def assess(claim: Claim) -> Answer:
    """Answer a claim; never raises for a claim that was read."""
    found = explained.ready(claim.policy, claim.measure)
    values = {**claim.parameters, **claim.values, "on": claim.on, "mode": claim.mode}
    missing = found.missing(values)
    steps, refused, doubted = found.conditions(values)
    steps.extend(found.judgements)
    status = (
        "ineligible"
        if refused
        else "incomplete"
        if missing
        else "verify"
        if doubted
        else "eligible"
    )
    if missing:
        steps.append(found.missing_step(missing))
    ceiling = found.ceiling(values, status, steps)
    payable = found.payable(claim.overlap, claim.other_support, values, ceiling, steps)
    instalments = payable.split(claim.measure.instalments) if payable and payable.fen else ()
    if claim.measure.instalments > 1 and instalments:
        steps.append(found.instalment_step(instalments))
    return Answer(
        id=claim.id, measure=claim.measure, status=status, ceiling=ceiling, payable=payable,
        instalments=instalments, missing=missing, steps=tuple(steps),
    )  # fmt: skip


def answer_line(given: Mapping[str, Any] | str, library: "Library") -> dict[str, Any]:
    """One line of `duixian assess`: the answer, or what is wrong with the claim."""
    try:
        return assess(read_claim(given, library)).as_json()
    except BadClaim as bad:
        return {"id": bad.id, "error": bad.message}
