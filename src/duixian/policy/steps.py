"""A measure made ready to explain: its conditions, amounts and instalments as steps in Chinese."""

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from duixian.kernel.money import Money
from duixian.policy import tree
from duixian.policy.explain import Reading, Values, reading
from duixian.policy.model import OVERLAPS, Condition, Fact, Measure, Policy


class Step(NamedTuple):
    """One step of the reasoning; prints as its clause and its text."""

    clause: str
    kind: str
    outcome: str
    text: str
    quote: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.clause} {self.text}"


_step = partial(
    tuple.__new__, Step
)  # a step without the cost of keyword handling: there are ten a claim


@cache
def ready(policy: Policy, measure: Measure) -> "Ready":
    """The measure compiled for explaining, once per loaded policy."""
    return Ready(policy, measure)


class Ready:
    """What is worked out once for all claims of one measure."""

    def __init__(self, policy: Policy, measure: Measure) -> None:
        self.policy, self.about = policy, measure
        self.facts = {fact.id: fact for fact in (*policy.applicant, *measure.facts)}
        self.asked = [(fact.id, _needed(fact)) for fact in self.facts.values() if fact.required]
        self.tests = [_tested(one) for one in measure.conditions]
        self.amount = reading(measure.ceiling)
        self.base = None if measure.base is None else reading(measure.base)
        self.judgements = [
            Step(measure.clause, "judgement", "note", f"须经认定：{one}（由人判断，不影响本测算）")
            for one in measure.judgements
        ]

    def missing(self, values: Values) -> tuple[str, ...]:
        """The absent facts, sorted."""
        return tuple(sorted(
            id_ for id_, needed in self.asked if values[id_] is None and (needed is None or needed(values)[0])
        ))  # fmt: skip

    def conditions(self, values: Values) -> tuple[list[Step], bool, bool]:
        """A step for each condition; whether one is known to fail; whether an officer must look."""
        steps = [test(values) for test in self.tests]
        outcomes = [step.outcome for step in steps]
        return steps, "fail" in outcomes, "verify" in outcomes

    def missing_step(self, missing: tuple[str, ...]) -> Step:
        words = "、".join(f"{self.facts[id_].name}（{id_}）" for id_ in missing)
        return Step(self.about.clause, "missing", "unknown", f"尚缺信息：{words}")

    def ceiling(self, values: Values, status: str, steps: list[Step]) -> Money | None:
        """The ceiling in fen, with its step."""
        if status in ("ineligible", "incomplete"):
            words = {
                "ineligible": "有条件不符合，测算上限0.00元",
                "incomplete": "信息不全，暂不能测算",
            }
            steps.append(Step(self.about.clause, "amount", "note", f"测算上限：{words[status]}"))
            return Money(0) if status == "ineligible" else None
        fen, text = self.amount(values)
        money = Money(fen)
        limit = self._binding(fen)
        steps.append(Step(
            self.about.clause, "amount", "note", f"测算上限：{text}{limit}，测算上限{money.yuan_text()}", self.about.quote
        ))  # fmt: skip
        return money

    def _binding(self, fen: int) -> str:
        """Which limit decides, where the ceiling is the lowest of several."""
        node = self.about.ceiling
        if not (isinstance(node, tree.Pick) and node.least):
            return ""
        limits = [one for one in node.args if isinstance(one, tree.Const)]
        hit = next((one for one in limits if one.value == fen), None)
        return f"，以限额{hit.text}为准" if hit else "，未到限额" if limits else ""

    def payable(
        self,
        mode: str,
        support: tuple[tuple[str, int], ...],
        values: Values,
        ceiling: Money | None,
        steps: list[Step],
    ) -> Money | None:
        """The ceiling after 从高不重复, with its step where other support was declared."""
        if not support:
            return ceiling
        if ceiling is None:
            steps.append(self._overlap_step(mode, "信息不全，暂不能测算"))
            return None
        counted = self.policy.overlap.counted
        some = sum(fen for source, fen in support if source in counted)
        every = sum(fen for _, fen in support)
        left, text = _OVERLAPS[mode](ceiling.fen, some, every, self._base(values))
        payable = Money(max(left, 0)) if ceiling.fen else ceiling
        names = "、".join(one.name for one in self.policy.sources if one.id in counted)
        already = f"{names}其他政策已支持{Money(some).yuan_text()}"
        steps.append(
            self._overlap_step(mode, f"{already}；{text}，扣除后上限{payable.yuan_text()}")
        )
        return payable

    def _base(self, values: Values) -> int | None:
        return None if self.base is None else self.base(values)[0]

    def _overlap_step(self, mode: str, text: str) -> Step:
        about = self.policy.overlap
        return Step(
            about.clause, "overlap", "note", f"从高不重复（{OVERLAPS[mode]}）：{text}", about.quote
        )

    def instalment_step(self, parts: tuple[Money, ...]) -> Step:
        words = "，".join(f"第{year}年{part.yuan_text()}" for year, part in enumerate(parts, 1))
        return Step(self.about.clause, "instalment", "note", f"分{len(parts)}年拨付：{words}")


def _needed(fact: Fact) -> Reading | None:
    return None if fact.test is None else reading(fact.test)


def _tested(one: Condition) -> Callable[[Values], Step]:
    """The function that tries one condition and says how it came out."""
    test, clause, quote, remedy, start = (
        reading(one.test),
        one.clause,
        one.quote,
        one.remedy,
        f"{one.name}：",
    )
    kind = "verify" if one.verify else "condition"
    failed, end = (
        ("verify", "，须由经办人核实") if one.verify else ("fail", f"，不符合。依据：“{quote}”")
    )

    def run(values: Values) -> Step:
        holds, text = test(values)
        if holds:
            return _step((clause, kind, "pass", f"{start}{text}，符合", quote, ""))
        if holds is None:
            return _step((clause, kind, "unknown", f"{start}{text}，尚不能判断", quote, remedy))
        return _step((clause, kind, failed, f"{start}{text}{end}", quote, remedy))

    return run


def _difference(ceiling: int, some: int, every: int, base: int | None) -> tuple[int, str]:
    return ceiling - some, f"{Money(ceiling).yuan_text()} − {Money(some).yuan_text()}"


def _exclude(ceiling: int, some: int, every: int, base: int | None) -> tuple[int, str]:
    return (0, "已获其他政策支持，不再支持") if some else (ceiling, "未获其他政策支持")


def _stack(ceiling: int, some: int, every: int, base: int | None) -> tuple[int, str]:
    if base is None:
        return ceiling, "可以叠加，本项没有费用总额的限制"
    left = max(base - every, 0)
    words = f"各级支持合计{Money(every).yuan_text()}，不超过费用{Money(base).yuan_text()}，余{Money(left).yuan_text()}"
    return min(ceiling, left), words


_OVERLAPS: dict[str, Callable[[int, int, int, int | None], tuple[int, str]]] = {
    "difference": _difference, "exclude": _exclude, "stack": _stack,
}  # fmt: skip
