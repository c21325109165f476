"""Worked examples in words: what was given, and what comes out."""

from dataclasses import dataclass

from duixian.kernel.money import Money
from duixian.policy import Example, Fact, Measure

STATUS = {
    "eligible": "可以申请",
    "verify": "待核实",
    "incomplete": "还差信息",
    "ineligible": "暂不符合",
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One example as a row of a table."""

    name: str
    given: tuple[tuple[str, str], ...]
    status: str
    word: str
    ceiling: Money | None


def told(measure: Measure, example: Example) -> Told:
    """The measure's own facts of an example, and its result."""
    facts = example.claim.get("facts") or {}
    assert isinstance(facts, dict)
    status = str(example.expect.get("status", ""))
    ceiling = example.expect.get("ceiling")
    return Told(
        name=example.name,
        given=tuple(
            (fact.name, spoken(fact, facts[fact.id])) for fact in measure.facts if fact.id in facts
        ),
        status=status,
        word=STATUS.get(status, ""),
        ceiling=Money.yuan(ceiling) if isinstance(ceiling, str) else None,
    )


def spoken(fact: Fact, value: object) -> str:
    """A value of the contract in words."""
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if fact.kind == "money":
        return Money.yuan(str(value)).wan_text()
    if fact.kind == "choice":
        return {one.id: one.name for one in fact.choices}.get(str(value), str(value))
    return f"{value}{fact.unit if fact.kind == 'number' else ''}"
