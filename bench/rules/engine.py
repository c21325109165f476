"""The engine's side of the bench: the only module here that knows how the product is called."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.oracle.claims import Claim

from bench.rules.by_hand import STATUSES, Answer, Breaches
from duixian import policy
from duixian.policy import python

POLICY = "putuo-2024-3"


def values(claim: Claim) -> dict[str, Any]:
    """A claim's checked values by name."""
    breaches: Breaches = None
    if claim.breaches is not None:
        breaches = tuple(
            (one.on, one.repaired, one.confirmed, one.in_force) for one in claim.breaches
        )
    return {
        "on": claim.on,
        "new_since": claim.new_since,
        "mode": claim.mode,
        "kind": claim.kind,
        "registered_on": claim.registered_on,
        "arrived_on": claim.arrived_on,
        "field": claim.field,
        "breaches": breaches,
        **claim.facts,
    }


def generated(claims: list[Claim]) -> list[tuple[Callable[..., Any], tuple[Any, ...]]]:
    """For each claim the generated function and its arguments in its own order."""
    rules = policy.library().get(POLICY)
    # The hand-written rules know one reading as an argument; the others are built in, as their defaults.
    built_in = {one.id: one.default for one in rules.rule_parameters if one.id != "new_since"}
    functions = python.compiled(rules, built_in)
    order = {name: list(inspect.signature(one).parameters) for name, one in functions.items()}
    found = []
    for claim in claims:
        given = values(claim)
        found.append((functions[claim.measure], tuple(given[n] for n in order[claim.measure])))
    return found


def plain(answer: Any) -> Answer:
    """A generated function's answer as the hand-written ones give it."""
    status, ceiling = answer
    code = STATUSES.index(status) if isinstance(status, str) else int(status)
    return code, ceiling


def explained(raws: list[dict[str, Any]]) -> list[Any]:
    """Claims read, ready for `policy.assess`."""
    library = policy.library()
    return [policy.read_claim(raw, library) for raw in raws]


def explain(claim: Any) -> Any:
    return policy.assess(claim)


def plain_explained(answer: Any) -> Answer:
    return STATUSES.index(answer.status), None if answer.ceiling is None else answer.ceiling.fen


def match_command(given: Path, out: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("duixian")), "match", str(given), str(out)]
