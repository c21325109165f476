"""What changes from one policy to another, clause by clause and measure by measure."""

from collections.abc import Iterator
from dataclasses import dataclass

from duixian.kernel.dates import chinese
from duixian.policy.guide import cap_text
from duixian.policy.model import Measure, Policy


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: where, of what, from what to what; an empty side means absent."""

    clause: str
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.clause} 新增{self.what}：{self.after}"
        if not self.after:
            return f"{self.clause} 删去{self.what}：{self.before}"
        return f"{self.clause} {self.what}：{self.before} → {self.after}"


def differences(old: Policy, new: Policy) -> list[Difference]:
    """Every change that a reader of the guide would notice, in the order of the text."""
    return [*_head(old, new), *_texts(old, new), *_measures(old, new), *_readings(old, new)]


def _changed(clause: str, what: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(clause, what, before, after)


def _head(old: Policy, new: Policy) -> Iterator[Difference]:
    yield from _changed("", "标题", old.title, new.title)
    yield from _changed("", "文号", old.number, new.number)
    spans = (f"{chinese(one.valid_from)}至{chinese(one.valid_to)}" for one in (old, new))
    yield from _changed(new.period.clause, "有效期", *spans)


def _texts(old: Policy, new: Policy) -> Iterator[Difference]:
    before, after = (_by_clause(one) for one in (old, new))
    for clause in dict.fromkeys([*before, *after]):
        yield from _changed(clause, "原文", before.get(clause, ""), after.get(clause, ""))


def _by_clause(policy: Policy) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in policy.paragraphs:
        if one.clause:
            found[one.clause] = found.get(one.clause, "") + one.text
    return found


def _measures(old: Policy, new: Policy) -> Iterator[Difference]:
    before, after = ({one.id: one for one in policy.measures} for policy in (old, new))
    for id_ in dict.fromkeys([*before, *after]):
        one, two = before.get(id_), after.get(id_)
        if one is None or two is None:
            there = one or two
            assert there is not None
            yield Difference(there.clause, "事项", one.name if one else "", two.name if two else "")
        else:
            yield from _measure(one, two)


def _measure(old: Measure, new: Measure) -> Iterator[Difference]:
    for what, before, after in (
        ("名称", old.name, new.name),
        ("对象", old.who, new.who),
        ("测算上限", old.formula, new.formula),
        ("限额", cap_text(old), cap_text(new)),
        ("条件", _conditions(old), _conditions(new)),
        ("信息项", _facts(old), _facts(new)),
        ("拨付年数", str(old.instalments), str(new.instalments)),
        ("重复支持方式", old.overlap, new.overlap),
    ):
        yield from _changed(new.clause, f"{new.name}的{what}", before, after)


def _conditions(measure: Measure) -> str:
    return "；".join(one.name for one in measure.conditions)


def _facts(measure: Measure) -> str:
    return "、".join(one.name for one in measure.facts)


def _readings(old: Policy, new: Policy) -> Iterator[Difference]:
    before, after = ({one.id: one for one in policy.parameters} for policy in (old, new))
    for id_ in dict.fromkeys([*before, *after]):
        one, two = before.get(id_), after.get(id_)
        there = two or one
        assert there is not None
        name, clause = there.name, "、".join(there.clauses)
        yield from _changed(
            clause,
            f"口径“{name}”",
            one.default_text if one else "",
            two.default_text if two else "",
        )
