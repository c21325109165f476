"""Nodes as Python text, for the functions of `python`."""

from collections.abc import Callable
from datetime import date

from duixian.policy import tree
from duixian.policy.settle import names, shared
from duixian.policy.tree import Const, Floor, Mul, Name, Node, Pick, number_of

_OPPOSITE = {"≥": "<", "≤": ">", ">": "<=", "<": ">=", "=": "!=", "≠": "=="}
_SAME = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "==", "≠": "!="}


class Writer:
    """Nodes as Python text; `sure` where nothing can be None but what may answer so."""

    def __init__(self, found: Callable[[tree.Exists], str], *, sure: bool) -> None:
        self.found, self.sure = found, sure
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
                found = self.found(node)
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
        guards = [] if self.sure else self._needed(node)
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

    def _needed(self, node: Node) -> list[str]:
        """What must hold for a node's value to be known: its facts; of 若, those of the branch taken."""
        if isinstance(node, Name):
            return [f"{node.id} is not None"] if node.null == "missing" else []
        if isinstance(node, tree.If):
            yes, no = self.known(node.test, True), self.known(node.test, False)
            then, other = (
                " and ".join(self._needed(one)) or "True" for one in (node.then, node.other)
            )
            return [f"({yes} or {no})", f"({then} if {yes} else {other})"]
        return list(
            dict.fromkeys(need for child in tree.children(node) for need in self._needed(child))
        )

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
        return f"{shift_function(node)}({self.value(node.day)}, {node.years.value})"

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


def _member(name: str, ids: tuple[str, ...], truth: bool) -> str:
    if len(ids) == 1:
        return f"{name} {'==' if truth else '!='} {ids[0]!r}"
    return f"{name} {'in' if truth else 'not in'} {ids!r}"


def _least_zero(left: str, right: str, *, simple: bool) -> str:
    return (
        f"({left} - {right} if {left} > {right} else 0)" if simple else f"max({left} - {right}, 0)"
    )


def _day(day: date) -> str:
    """The name of a date's constant."""
    return f"DAY_{day:%Y%m%d}"


def _by_equality(node: Node) -> bool:
    """Whether a name is only compared for being equal, which None never is."""
    if isinstance(node, tree.Compare):
        return node.op in "=≠" and isinstance(node.left, Name) and isinstance(node.right, Const)
    return isinstance(node, tree.Member)


def _times(left: str, right: object) -> str:
    return left if str(right) == "1" else f"{left} * {right}"


def shift_function(node: tree.Shift) -> str:
    return "years_before" if node.back else "years_after"
