"""The plain Python reading: one generated function a measure, (status, ceiling in fen) and no words.

Each function first asks whether a condition is known to fail, with guards against None; then whether
anything is missing; and what comes after needs no guards.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from duixian.kernel.dates import years_after, years_before
from duixian.policy import tree
from duixian.policy.model import STATUSES, Fact, Measure, Policy
from duixian.policy.python_loops import Loops
from duixian.policy.python_text import Writer
from duixian.policy.settle import names, settled
from duixian.policy.tree import Node

INELIGIBLE, INCOMPLETE, VERIFY, ELIGIBLE = range(len(STATUSES))
Function = Callable[..., tuple[int, int | None]]


def compiled(policy: Policy, readings: Mapping[str, Any] | None = None) -> dict[str, Function]:
    """A function for each measure; parameters named in `readings` are built in, the others are arguments."""
    text = source(policy, readings)
    days = {
        f"DAY_{digits}": date.fromisoformat(digits) for digits in re.findall(r"DAY_(\d{8})", text)
    }
    space: dict[str, Any] = {"years_before": years_before, "years_after": years_after, **days}
    exec(compile(text, f"<{policy.id}>", "exec"), space)  # the tree's text, never an author's
    return {measure.id: space[function_name(measure)] for measure in policy.measures}


def source(policy: Policy, readings: Mapping[str, Any] | None = None) -> str:
    """The module's text."""
    return "\n\n".join(
        _Function(policy, measure, readings or {}).text() for measure in policy.measures
    )


def function_name(measure: Measure) -> str:
    return f"measure_{measure.id.replace('-', '_')}"


def arguments(
    policy: Policy, measure: Measure, readings: Mapping[str, Any] | None = None
) -> tuple[str, ...]:
    """The names of a function's arguments in order: day, open parameters, mode, applicant, facts."""
    used = {
        name.id
        for one in (*(c.test for c in measure.conditions), measure.ceiling)
        for name in names(settled(one, readings or {}))
    }
    open_ = [one.id for one in policy.rule_parameters if one.id in used]
    return ("on", *open_, "mode", *(fact.id for fact in (*policy.applicant, *measure.facts)))


class _Function:
    """The text of one measure's function."""

    def __init__(self, policy: Policy, measure: Measure, readings: Mapping[str, Any]) -> None:
        self.measure = measure
        self.name = function_name(measure)
        self.arguments = ", ".join(arguments(policy, measure, readings))
        self.facts = [fact for fact in (*policy.applicant, *measure.facts) if fact.required]
        tests = [(one.verify, settled(one.test, readings)) for one in measure.conditions]
        self.refusing = sorted((test for verify, test in tests if not verify), key=_cost)
        self.doubting = [test for verify, test in tests if verify]
        self.ceiling = settled(measure.ceiling, readings)
        self.loops = Loops([*self.refusing, *self.doubting])

    def text(self) -> str:
        plain, guarded = Writer(self.loops.found, sure=True), Writer(self.loops.found, sure=False)
        quick, slow = (
            [test for test in self.refusing if _loops(test) is loops] for loops in (False, True)
        )
        refuse = f"return {INELIGIBLE}, 0"
        rest = [guarded.known(test, False) for test in slow if not _is_none_of(test)]
        lacking = " or ".join(_lacking(fact, guarded) for fact in self.facts)
        doubted = _either(plain.known(test, False) for test in self.doubting)
        return "\n".join([
            f"def {self.name}({self.arguments}):",
            f"    if {_either(guarded.known(test, False) for test in quick)}:",
            f"        {refuse}",
            *self.loops.lines(slow, refuse),
            *([f"    if {_either(rest)}:", f"        {refuse}"] if rest else []),
            f"    if {lacking}:",
            f"        return {INCOMPLETE}, None",
            f"    return {VERIFY} if {doubted} else {ELIGIBLE}, {plain.value(self.ceiling)}",
        ])  # fmt: skip


def _loops(node: Node) -> bool:
    """Whether a test goes through records; such tests come last."""
    return any(isinstance(one, tree.Exists) for one in tree.walk(node))


def _is_none_of(test: Node) -> bool:
    """A test that there is no such record: a loop settles it."""
    return isinstance(test, tree.Not) and isinstance(test.body, tree.Exists)


def _cost(node: Node) -> int:
    """Tests of the day and of choices first: they are the cheapest, and refuse most."""
    if isinstance(node, tree.Member) or all(name.null == "never" for name in names(node)):
        return 0
    return 1


def _either(parts: Any) -> str:
    return " or ".join(part for part in parts if part != "False") or "False"


def _lacking(fact: Fact, writer: Writer) -> str:
    absent = f"{fact.id} is None"
    return absent if fact.test is None else f"({writer.known(fact.test, True)} and {absent})"
