"""Random and boundary claims for any policy, drawn from its own declarations with Hypothesis."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from duixian.kernel.money import MAX_FEN, Money
from duixian.policy import Fact, Measure, Policy
from duixian.policy.model import MODES, OVERLAPS
from duixian.policy.python_text import shared
from duixian.policy.tree import Const, Floor, Node, Number, Pick, walk

Claim = dict[str, Any]


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


def amounts(measure: Measure) -> st.SearchStrategy[int]:
    return st.one_of(
        st.sampled_from(edges(measure)), st.integers(0, MAX_FEN), st.integers(0, 10**10)
    )


def days(policy: Policy) -> st.SearchStrategy[date]:
    """Days around the policy's ends, its readings and 29 February."""
    marks = [policy.valid_from, policy.valid_to, date(2024, 2, 29), date(2026, 3, 2)]
    marks += [one.default for one in policy.rule_parameters if isinstance(one.default, date)]
    near = st.builds(
        lambda day, by: day + timedelta(by), st.sampled_from(marks), st.integers(-2, 2)
    )
    span = st.dates(policy.valid_from - timedelta(1200), policy.valid_to + timedelta(40))
    return st.one_of(near, span)


def value(policy: Policy, measure: Measure, fact: Fact) -> st.SearchStrategy[Any]:
    """A value of the contract's form; None stands for absent."""
    match fact.kind:
        case "money":
            some: st.SearchStrategy[Any] = amounts(measure).map(lambda fen: Money(fen).contract())
        case "number":
            some = _number(fact)
        case "rate":
            some = st.integers(0, 1_000_000).map(
                lambda parts: f"{parts // 10_000}.{parts % 10_000:04d}"
            )
        case "date":
            some = days(policy).map(date.isoformat)
        case "yesno":
            some = st.booleans()
        case "choice":
            some = st.sampled_from([one.id for one in fact.choices])
        case "records":
            some = st.lists(
                st.fixed_dictionaries({one.id: value(policy, measure, one) for one in fact.fields}),
                max_size=3,
            )
        case _:
            some = st.just("普投促纪〔2026〕1号")
    return some


def _number(fact: Fact) -> st.SearchStrategy[Any]:
    assert isinstance(fact.type, Number)
    most = min(fact.type.most or 10**6, 10**6)
    small = st.one_of(st.integers(0, min(5, most)), st.integers(0, most))
    if fact.type.scale == 1:
        return small
    places = len(str(fact.type.scale)) - 1
    return small.map(
        lambda whole: f"{whole // fact_scale(fact)}.{whole % fact_scale(fact):0{places}d}"
    )


def fact_scale(fact: Fact) -> int:
    assert isinstance(fact.type, Number)
    return fact.type.scale


@st.composite
def claims(draw: st.DrawFn, policy: Policy, measure: Measure, *, plain: bool = False) -> Claim:
    """A claim on one measure; `plain`: as `match` reads it (default readings, no other support)."""
    given: Claim = {
        "id": "c",
        "on": draw(days(policy)).isoformat(),
        "policy": policy.id,
        "measure": measure.id,
    }
    for group, facts in (("applicant", policy.applicant), ("facts", measure.facts)):
        given[group] = {fact.id: draw(_maybe(policy, measure, fact)) for fact in facts}
    _level(draw, measure, given["facts"])
    if not plain:
        given["overlap"] = draw(st.sampled_from([None, *OVERLAPS]))
        given["mode"] = draw(st.sampled_from([None, *MODES]))
        sources = st.sampled_from([one.id for one in policy.sources])
        money = amounts(measure).map(lambda fen: Money(fen).contract())
        given["other_support"] = draw(
            st.lists(st.fixed_dictionaries({"from": sources, "amount": money}), max_size=3)
        )
        given["parameters"] = {
            one.id: draw(_reading(policy, one.type)) for one in policy.rule_parameters
        }
    return given


def _maybe(policy: Policy, measure: Measure, fact: Fact) -> st.SearchStrategy[Any]:
    """Mostly present: every eighth fact is absent."""
    some = value(policy, measure, fact)
    return st.integers(0, 7).flatmap(lambda dice: st.none() if dice == 0 else some)


def _reading(policy: Policy, type_: Any) -> st.SearchStrategy[Any]:
    if isinstance(type_, Number):
        return st.sampled_from([None, "0.00", "1000.00"])
    if type_.name == "是否":
        return st.sampled_from([None, True, False])
    return st.one_of(st.none(), days(policy).map(date.isoformat))


def _level(draw: st.DrawFn, measure: Measure, facts: Claim) -> None:
    """A level of the scale that its choice has."""
    for fact in measure.facts:
        if fact.choices_by and fact.needed and facts[fact.id] is not None:
            scale = fact.choices_by.get(facts[fact.needed[0]])
            if scale:
                facts[fact.id] = draw(st.sampled_from([one.id for one in scale]))
