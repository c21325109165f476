"""Claims for the scalar contestants: random ones from the tests, as plain checked arguments."""

from typing import Any

from tests.oracle.assess_oracle import judge
from tests.oracle.claims import Claim, read
from tests.oracle.generate import claims

from bench.rules.by_hand import STATUSES, Answer

Arguments = tuple[Any, ...]


def without_support(count: int, seed: int) -> list[dict[str, Any]]:
    """Claims as `duixian match` reads them: no support declared, the default way of overlap."""
    return [
        {name: value for name, value in one.items() if name not in {"other_support", "overlap"}}
        for one in claims(seed, count)
    ]


def arguments(claim: Claim) -> Arguments:
    """The arguments of the hand-written function, in its order."""
    breaches = claim.breaches
    return (
        claim.on,
        claim.new_since,
        claim.mode,
        claim.kind,
        claim.registered_on,
        claim.arrived_on,
        claim.field,
        None
        if breaches is None
        else tuple((one.on, one.repaired, one.confirmed, one.in_force) for one in breaches),
        *claim.facts.values(),
    )


def expected(claim: Claim) -> Answer:
    """What the oracle says, as the hand-written functions say it."""
    answer = judge(claim)
    ceiling = answer["ceiling"]
    return STATUSES.index(answer["status"]), None if ceiling is None else int(
        ceiling.replace(".", "")
    )


def checked(raw: dict[str, Any]) -> Claim:
    return read(raw)
