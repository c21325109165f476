"""Random and boundary claims for any policy, made from its own declarations by seed."""

from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from duixian.kernel.money import MAX_FEN, Money
from duixian.policy import Fact, Measure, Policy
from duixian.policy.model import MODES, OVERLAPS
from duixian.policy.settle import shared
from duixian.policy.tree import YESNO, Const, Floor, Node, Number, OneOf, Pick, walk
from duixian.policy.units import YUAN

Claim = dict[str, Any]
SEEDS = st.integers(0, 2**48)


@cache
def edges(measure: Measure) -> list[int]:
    """Amounts in fen around each literal of the measure and around where its limits are reached."""
    found = {0, 1, 2, MAX_FEN}
    for root in (measure.ceiling, *(one.test for one in measure.conditions)):
        for node in walk(root):
            found |= _near(node)
    return sorted(one for one in found if 0 <= one <= MAX_FEN)


def _near(node: Node) -> set[int]:
    if isinstance(node, Const) and isinstance(node.type, Number) and isinstance(node.value, int):
        return {node.value - 1, node.value, node.value + 1}
    if isinstance(node, Pick) and isinstance(node.args[-1], Const):
        limit = node.args[-1].value
        share = shared(node.args[0]) if isinstance(node.args[0], Floor) else None
        if share is not None and isinstance(limit, int):
            _, p, q = share
            knee = -(-limit * q // p)
            return {knee - 1, knee, knee + 1}
    return set()


def amount(measure: Measure, dice: Random) -> int:
    """An amount in fen: at an edge, anywhere, or of a usual size."""
    return dice.choice(
        [dice.choice(edges(measure)), dice.randint(0, MAX_FEN), dice.randint(0, 10**10)]
    )


def day(policy: Policy, dice: Random) -> date:
    """A day around the policy's ends, its readings and 29 February, or anywhere about its time."""
    marks = [policy.valid_from, policy.valid_to, date(2024, 2, 29), date(2026, 3, 2)]
    marks += [one.default for one in policy.rule_parameters if isinstance(one.default, date)]
    near = dice.choice(marks) + timedelta(dice.randint(-2, 2))
    span = (policy.valid_to - policy.valid_from).days
    return dice.choice([near, policy.valid_from + timedelta(dice.randint(-1200, span + 40))])


def value(policy: Policy, measure: Measure, fact: Fact, dice: Random) -> Any:
    """A value of the contract's form."""
    match fact.kind:
        case "money":
            return Money(amount(measure, dice)).contract()
        case "number":
            return _number(fact, dice)
        case "rate":
            parts = dice.randint(0, 1_000_000)
            return f"{parts // 10_000}.{parts % 10_000:04d}"
        case "date":
            return day(policy, dice).isoformat()
        case "yesno":
            return dice.random() < 0.5
        case "choice":
            return dice.choice(fact.choices).id
        case "records":
            rows = range(dice.randint(0, 3))
            return [
                {one.id: value(policy, measure, one, dice) for one in fact.fields} for _ in rows
            ]
        case _:
            return "普投促纪〔2026〕1号"


def _number(fact: Fact, dice: Random) -> Any:
    assert isinstance(fact.type, Number)
    most = min(fact.type.most or 10**6, 10**6)
    scaled = dice.choice([dice.randint(0, min(5, most)), dice.randint(0, most)])
    scale = fact.type.scale
    return scaled if scale == 1 else f"{scaled // scale}.{scaled % scale:0{len(str(scale)) - 1}d}"


def claim(policy: Policy, measure: Measure, seed: int, *, plain: bool = False) -> Claim:
    """The claim of this seed; `plain`: as `match` reads it (default readings, no other support)."""
    dice = Random(seed)
    given: Claim = {
        "id": "c",
        "on": day(policy, dice).isoformat(),
        "policy": policy.id,
        "measure": measure.id,
    }
    for group, facts in (("applicant", policy.applicant), ("facts", measure.facts)):
        given[group] = {fact.id: _maybe(policy, measure, fact, dice) for fact in facts}
    _level(measure, given["facts"], dice)
    if not plain:
        given["overlap"] = dice.choice([None, *OVERLAPS])
        given["mode"] = dice.choice([None, *MODES])
        given["other_support"] = [
            _support(policy, measure, dice) for _ in range(dice.randint(0, 3))
        ]
        given["parameters"] = {
            one.id: _reading(policy, one.type, dice) for one in policy.rule_parameters
        }
    return given


def _support(policy: Policy, measure: Measure, dice: Random) -> Claim:
    return {
        "from": dice.choice(policy.sources).id,
        "amount": Money(amount(measure, dice)).contract(),
    }


def _maybe(policy: Policy, measure: Measure, fact: Fact, dice: Random) -> Any:
    """Mostly present: every eighth fact is absent."""
    return None if dice.randint(0, 7) == 0 else value(policy, measure, fact, dice)


def _reading(policy: Policy, type_: Any, dice: Random) -> Any:
    """A value for a parameter, or None for its default."""
    match type_:
        case Number(unit=unit) if unit == YUAN:
            return dice.choice([None, "0.00", "1000.00"])
        case Number():
            return dice.choice([None, 0, 1, 24])
        case OneOf(ids=ids):
            return dice.choice([None, *ids])
        case _ if type_ == YESNO:
            return dice.choice([None, True, False])
    return dice.choice([None, day(policy, dice).isoformat()])


def _level(measure: Measure, facts: Claim, dice: Random) -> None:
    """A level of the scale that its choice has."""
    for fact in measure.facts:
        if fact.choices_by and fact.needed and facts[fact.id] is not None:
            scale = fact.choices_by.get(facts[fact.needed[0]])
            if scale:
                facts[fact.id] = dice.choice(scale).id
