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
from duixian.policy.model import Fact, Measure, Policy
from duixian.policy.settle import names, settled
from duixian.policy.tree import Const, Floor, Mul, Name, Node, Pick, number_of

STATUSES = ("ineligible", "incomplete", "verify", "eligible")
INELIGIBLE, INCOMPLETE, VERIFY, ELIGIBLE = range(4)
Function = Callable[..., tuple[int, int | None]]
_OPPOSITE = {"≥": "<", "≤": ">", ">": "<=", "<": ">=", "=": "!=", "≠": "=="}
_SAME = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "==", "≠": "!="}


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


def _day(day: date) -> str:
    """The name of a date's constant."""
    return f"DAY_{day:%Y%m%d}"


class _Function:
    """The text of one measure's function."""

    def __init__(self, policy: Policy, measure: Measure, readings: Mapping[str, Any]) -> None:
        self.measure = measure
        self.name = function_name(measure)
        self.arguments = ", ".join(arguments(policy, measure, readings))
        self.facts = [fact for fact in (*policy.applicant, *measure.facts) if not fact.absent]
        tests = [(one.verify, settled(one.test, readings)) for one in measure.conditions]
        self.refusing = sorted((test for verify, test in tests if not verify), key=_cost)
        self.doubting = [test for verify, test in tests if verify]
        self.ceiling = settled(measure.ceiling, readings)
        self.records = _Records(self.name, [*self.refusing, *self.doubting])

    def text(self) -> str:
        plain, guarded = _Writer(self.records, sure=True), _Writer(self.records, sure=False)
        quick, slow = (
            [test for test in self.refusing if _loops(test) is loops] for loops in (False, True)
        )
        lacking = " or ".join(_lacking(fact, guarded) for fact in self.facts)
        doubted = _either(plain.known(test, False) for test in self.doubting)
        return "\n".join([
            *self.records.lines(),
            f"def {self.name}({self.arguments}):",
            f"    if {_either(guarded.known(test, False) for test in quick)}:",
            f"        return {INELIGIBLE}, 0",
            *self.records.call([guarded.known(test, False) for test in slow]),
            f"    if {lacking}:",
            f"        return {INCOMPLETE}, None",
            f"    return {VERIFY} if {doubted} else {ELIGIBLE}, {plain.value(self.ceiling)}",
        ])  # fmt: skip


def _loops(node: Node) -> bool:
    """Whether a test goes through records; such tests come last."""
    return any(isinstance(one, tree.Exists) for one in tree.walk(node))


def _cost(node: Node) -> int:
    """Tests of the day and of choices first: they are the cheapest, and refuse most."""
    if isinstance(node, tree.Member) or all(name.null == "never" for name in names(node)):
        return 0
    return 1


def _either(parts: Any) -> str:
    return " or ".join(part for part in parts if part != "False") or "False"


def _times(left: str, right: object) -> str:
    return left if str(right) == "1" else f"{left} * {right}"


def _shift_function(node: tree.Shift) -> str:
    return "years_before" if node.back else "years_after"


def _shift_lines(name: str, node: tree.Shift) -> list[str]:
    """A shifted day in a variable: in place for nearly all days, by the function for 29 February."""
    assert isinstance(node.day, Name), node
    day = node.day.id
    sign = "-" if node.back else "+"
    return [
        "    try:",
        f"        {name} = {day}.replace(year={day}.year {sign} {node.years.value})",
        "    except ValueError:",
        f"        {name} = {_shift_function(node)}({day}, {node.years.value})",
    ]


def _conjuncts(node: tree.Exists) -> tuple[Node, ...]:
    """What a test of records asks, part by part."""
    parts, queue = [], [node.test]
    while queue:
        one = queue.pop(0)
        if isinstance(one, tree.Logic) and one.every:
            queue[:0] = one.args
        else:
            parts.append(one)
    return tuple(parts)


def _by_equality(node: Node) -> bool:
    """Whether a name is only compared for being equal, which None never is."""
    if isinstance(node, tree.Compare):
        return node.op in "=≠" and isinstance(node.left, Name) and isinstance(node.right, Const)
    return isinstance(node, tree.Member)


def _lacking(fact: Fact, writer: "_Writer") -> str:
    absent = f"{fact.id} is None"
    return absent if fact.test is None else f"({writer.known(fact.test, True)} and {absent})"


class _Records:
    """The tests of record lists, gathered into one loop a list: what 存在 found, in variables."""

    def __init__(self, name: str, tests: list[Node]) -> None:
        found = [one for test in tests for one in tree.walk(test) if isinstance(one, tree.Exists)]
        self.tests = list(dict.fromkeys(found))
        self.name = name

    def variable(self, node: tree.Exists) -> str:
        return f"{node.records.id}_{self.tests.index(node)}"

    def _lists(self) -> dict[str, list[tree.Exists]]:
        by: dict[str, list[tree.Exists]] = {}
        for test in self.tests:
            by.setdefault(test.records.id, []).append(test)
        return by

    def lines(self) -> list[str]:
        return [line for id_, tests in self._lists().items() for line in self._loop(id_, tests)]

    def _loop(self, id_: str, tests: list[tree.Exists]) -> list[str]:
        """A function over the records: a yes/no for each test."""
        assert isinstance(tests[0].records.type, tree.Records)
        names_ = [field for field, _, _ in tests[0].records.type.fields]
        writer = _Writer(self, sure=True)
        writer.fields = {f"{id_}.{field}": f"{id_}_{field}" for field in names_}
        hits = [f"hit_{at}" for at in range(len(tests))]
        body = self._nested(writer, dict(zip(hits, map(_conjuncts, tests), strict=True)), ())
        return [
            f"def {self.name}_{id_}({', '.join([id_, *self._outer(tests)])}):",
            *(line for shift, name in writer.hoisted.items() for line in _shift_lines(name, shift)),
            f"    {' = '.join(hits)} = False",
            f"    for {', '.join(writer.fields.values())} in {id_}:",
            *body,
            f"    return {', '.join(hits)}",
        ]

    def _nested(
        self, writer: "_Writer", tests: dict[str, tuple[Node, ...]], met: tuple[str, ...]
    ) -> list[str]:
        """Tests by what they ask; one that asks all that another asks, and more, stands inside it."""
        known = tests[met[-1]] if met else ()
        inner = {
            hit: asked for hit, asked in tests.items() if hit not in met and set(known) < set(asked)
        }
        outermost = [
            hit
            for hit, its in inner.items()
            if not any(set(other) < set(its) for other in inner.values())
        ]
        indent = " " * 4 * (len(met) + 2)
        lines: list[str] = []
        for hit in outermost:
            test = " and ".join(writer.known(one, True) for one in inner[hit] if one not in known)
            lines += [f"{indent}if {test}:", f"{indent}    {hit} = True"]
            lines += self._nested(writer, tests, (*met, hit))
        if met and len(met) == len(tests):
            lines.append(f"{indent}return {', '.join('True' for _ in tests)}")
        return lines

    @staticmethod
    def _outer(tests: list[tree.Exists]) -> list[str]:
        found = [name.id for test in tests for name in names(test.test) if "." not in name.id]
        return list(dict.fromkeys(found))

    def call(self, refusing: list[str]) -> list[str]:
        """Go through each list that holds anything, and refuse at once for what was found there."""
        lines = []
        for id_, tests in self._lists().items():
            targets = [self.variable(test) for test in tests]
            fatal = [name for name in targets if name in refusing]
            lines += [
                f"    if {id_}:",
                f"        {', '.join(targets)} = {self.name}_{id_}({', '.join([id_, *self._outer(tests)])})",
                *(
                    [f"        if {' or '.join(fatal)}:", f"            return {INELIGIBLE}, 0"]
                    if fatal
                    else []
                ),
                "    else:",
                f"        {' = '.join(targets)} = False",
            ]
            refusing = [test for test in refusing if test not in fatal]
        rest = [f"    if {' or '.join(refusing)}:", f"        return {INELIGIBLE}, 0"]
        return [*lines, *rest] if refusing else lines


class _Writer:
    """Nodes as Python text; `sure` where nothing can be None but what may answer so."""

    def __init__(self, records: _Records, *, sure: bool) -> None:
        self.records, self.sure = records, sure
        self.fields: dict[str, str] = {}
        self.hoisted: dict[tree.Shift, str] = {}
        self.picks = 0

    def known(self, node: Node, truth: bool) -> str:
        """An expression that holds exactly where the node is known to be this truth."""
        match node:
            case Const(value=value):
                return str(value is truth)
            case Name():
                name = self.value(node)
                return (name if truth else f"not {name}") if self.sure else f"{name} is {truth}"
            case tree.Not(body=body):
                return self.known(body, not truth)
            case tree.Logic(every=every, args=args):
                joined = (" and " if every is truth else " or ").join(
                    self.known(arg, truth) for arg in args
                )
                return f"({joined})"
            case tree.Compare(op=op, left=left, right=right):
                sign = _SAME[op] if truth else _OPPOSITE[op]
                return self._guarded(f"{self.value(left)} {sign} {self.value(right)}", node, truth)
            case tree.Between(body=body, low=low, high=high):
                inside = f"{self.value(low)} <= {self.value(body)} <= {self.value(high)}"
                return self._guarded(inside if truth else f"not {inside}", node, truth)
            case tree.Member(body=body, ids=ids):
                return self._guarded(self._among(body, ids, truth), node, truth)
            case tree.Exists():
                found = self.records.variable(node)
                if self.sure or truth:
                    return found if truth else f"not {found}"
                return f"({node.records.id} is not None and not {found})"
            case tree.Lookup(key=key, cases=cases, other=other):
                return self._looked_up(key, cases, other, truth)
            case tree.If(test=test, then=then, other=rest):
                yes = f"{self.known(test, True)} and {self.known(then, truth)}"
                return f"({yes} or {self.known(test, False)} and {self.known(rest, truth)})"
        raise AssertionError(node)

    def _among(self, body: Node, ids: tuple[str, ...], truth: bool) -> str:
        """Membership, by whichever is shorter: the values named or the others."""
        assert isinstance(body.type, tree.OneOf)
        others = tuple(id_ for id_ in body.type.ids if id_ not in ids)
        name = self.value(body)
        return (
            _member(name, others, not truth)
            if 0 < len(others) < len(ids)
            else _member(name, ids, truth)
        )

    def _guarded(self, text: str, node: Node, truth: bool) -> str:
        """Guard a comparison against None: unknown, or an answer that says no."""
        nullable = [one for one in names(node) if one.null != "never"]
        silent = [one for one in nullable if one.null == "answer"]
        guards = (
            []
            if self.sure
            else [f"{one.id} is not None" for one in nullable if one.null == "missing"]
        )
        if _by_equality(
            node
        ):  # None equals nothing; unequal is where it must be kept out, and rarely is
            return (
                f"({' and '.join([text, *guards])})"
                if guards and (" != " in text or " not in " in text)
                else text
            )
        if silent and not truth:
            text = f"({' or '.join([*(f'{one.id} is None' for one in silent), text])})"
        elif silent:
            text = " and ".join([*(f"{one.id} is not None" for one in silent), text])
        return f"({' and '.join([*guards, text])})" if guards or silent else text

    def _looked_up(
        self, key: Node, cases: tuple[tuple[str, Node], ...], other: Node | None, truth: bool
    ) -> str:
        name = self.value(key)
        parts = [f"{name} == {id_!r} and {self.known(value, truth)}" for id_, value in cases]
        if other is not None:
            rest = _member(name, tuple(id_ for id_, _ in cases), False)
            rest = rest if self.sure else f"{name} is not None and {rest}"
            parts.append(f"{rest} and {self.known(other, truth)}")
        return f"({' or '.join(part for part in parts if not part.endswith(' and False'))})"

    def value(self, node: Node) -> str:
        """A number, day or identifier as an expression, where all its facts are known."""
        match node:
            case Const(value=value):
                return _day(value) if isinstance(value, date) else repr(value)
            case Name(id=id_):
                return self.fields.get(id_, id_)
            case tree.Add(args=args):
                return f"({' + '.join(self.value(arg) for arg in args)})"
            case tree.Sub(left=left, right=right):
                return _least_zero(
                    self.value(left), self.value(right), simple=isinstance(right, Name | Const)
                )
            case Mul(left=left, right=right):
                return f"({_times(self.value(left), self.value(right))})"
            case tree.Scale(body=body, by=by):
                return f"({self.value(body)} * {by})"
            case Floor(body=body, by=by):
                return f"({self.value(body)} // {by})"
            case Pick(least=least, args=args):
                return (
                    self._picked(node, args)
                    if least
                    else f"max({', '.join(self.value(arg) for arg in args)})"
                )
            case tree.If(test=test, then=then, other=other):
                return f"({self.value(then)} if {self.known(test, True)} else {self.value(other)})"
            case tree.Lookup(key=key, cases=cases, other=other):
                return self._chosen(self.value(key), cases, other)
            case tree.Shift():
                return self._shifted(node)
        raise AssertionError(node)

    def _shifted(self, node: tree.Shift) -> str:
        """Inside a loop over records a shifted day is worked out once, before it."""
        if self.fields and isinstance(node.day, Name) and "." not in node.day.id:
            return self.hoisted.setdefault(node, f"day_{len(self.hoisted)}")
        return f"{_shift_function(node)}({self.value(node.day)}, {node.years.value})"

    def _chosen(self, key: str, cases: tuple[tuple[str, Node], ...], other: Node | None) -> str:
        every = [*cases, *([] if other is None else [("", other)])]
        most, last = every[:-1], every[-1]
        tests = [f"{self.value(value)} if {key} == {id_!r} else " for id_, value in most]
        return f"({''.join(tests)}{self.value(last[1])})"

    def _picked(self, node: Pick, args: tuple[Node, ...]) -> str:
        """A share under a limit compares the base with where the limit is reached, then multiplies."""
        limit = args[-1]
        if len(args) == 2 and isinstance(limit, Const):
            most, share = number_of(limit), shared(args[0])
            if share is not None:
                base, p, q = share
                name, first = self._once(base)
                return f"({most} if {first} >= {-(-most * q // p)} else {_times(name, p)} // {q})"
            if isinstance(args[0], Name):
                name = self.value(args[0])
                return f"({most} if {name} >= {most} else {name})"
        if len(args) == 2:
            self.picks += 1
            one, two = f"one_{self.picks}", f"two_{self.picks}"
            first, second = (self.value(arg) for arg in args)
            return f"({one} if ({one} := {first}) < ({two} := {second}) else {two})"
        return f"min({', '.join(self.value(arg) for arg in args)})"

    def _once(self, base: Node) -> tuple[str, str]:
        """A name for the base, and how to write its first use."""
        text = self.value(base)
        return (text, text) if isinstance(base, Name) else ("base", f"(base := {text})")


def shared(node: Node) -> tuple[Node, int, int] | None:
    """A rounded share as (base, p, q) for base × p ÷ q; None for anything else."""
    match node:
        case Floor(body=Mul(left=base, right=Const(value=int(p))), by=by) if p > 0:
            return base, p, by
    return None


def _member(name: str, ids: tuple[str, ...], truth: bool) -> str:
    if len(ids) == 1:
        return f"{name} {'==' if truth else '!='} {ids[0]!r}"
    return f"{name} {'in' if truth else 'not in'} {ids!r}"


def _least_zero(left: str, right: str, *, simple: bool) -> str:
    return (
        f"({left} - {right} if {left} > {right} else 0)" if simple else f"max({left} - {right}, 0)"
    )
