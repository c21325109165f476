"""From written to typed: names found, units checked, sugar spelled out. Every fault names its line."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from duixian.policy import numbers, syntax, tree
from duixian.policy.findings import Fault
from duixian.policy.syntax import Syntax
from duixian.policy.tree import DAY, YESNO, Const, Name, Node, Number, OneOf, number_of
from duixian.policy.units import PLAIN, WORDS, YEAR, unit

TRUTHS = {"是": True, "否": False}


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a definition says from a day on; `text` as the document writes it."""

    since: date
    written: Syntax
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A named expression, and how it was amended; `text` as the document writes it."""

    name: str
    id: str
    clause: str
    written: Syntax
    text: str
    amended: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may name, by Chinese name and by identifier."""

    names: Mapping[str, Name]
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    scales: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: frozenset[str] = frozenset(WORDS)
    seen: tuple[str, ...] = ()

    def inside(self, of: Name) -> "Scope":
        """The scope within 存在: the record's fields too, apart from the claim's own by their prefix."""
        assert isinstance(of.type, tree.Records)
        fields = [Name(type_, f"{of.id}.{id_}", name) for id_, name, type_ in of.type.fields]
        own = {key: one for one in fields for key in (one.id.partition(".")[2], one.name)}
        return replace(self, names={**self.names, **own})


def resolve(written: Syntax, scope: Scope) -> Node:
    """Type one expression; raises Fault with its line."""
    return _BY_OP[written.op](written, scope)


def condition(written: Syntax, scope: Scope) -> Node:
    """Type an expression that must be a yes/no."""
    return _truth(resolve(written, scope), written.line)


def _truth(node: Node, line: int) -> Node:
    if node.type != YESNO:
        raise Fault(line, "这里需要能判断是或否的条件")
    return node


def _name(written: Syntax, scope: Scope) -> Node:
    text = written.text
    if text in scope.names:
        return scope.names[text]
    if text in scope.definitions:
        return _definition(scope.definitions[text], scope, written.line)
    if text in TRUTHS:
        return Const(YESNO, TRUTHS[text], text, written.line)
    near = difflib.get_close_matches(text, [*scope.names, *scope.definitions], 1, 0.5)
    hint = f"是否要写“{near[0]}”？" if near else "请先在“事实”“申请人”“定义”或 questions.md 里声明"
    raise Fault(written.line, f"不认识的名称“{text}”。{hint}")


def _definition(found: Definition, scope: Scope, line: int) -> Node:
    if found.id in scope.seen:
        raise Fault(line, f"定义“{found.name}”绕回到了自己")
    deeper = replace(scope, seen=(*scope.seen, found.id))
    body = resolve(found.written, deeper)
    for one in found.amended:
        amended, at = resolve(one.written, deeper), one.written.line
        newer = tree.Ref(amended.type, found.name, found.id, one.clause, amended)
        since = Const(DAY, one.since, one.since.isoformat(), at)
        test = tree.Compare(YESNO, "≥", scope.names["on"], since)
        body = _choose(test, newer, body, at)
    return tree.Ref(body.type, found.name, found.id, found.clause, body)


def _number(written: Syntax, scope: Scope) -> Node:
    value, words = syntax.literal(written.text)
    strange = [word for word in words.split("/") if word and word not in scope.units]
    if strange and {written.text} & {*scope.names, *scope.definitions}:
        return _name(written, scope)
    if strange:
        raise Fault(
            written.line,
            f"不认识的单位“{strange[0]}”。可用：{'、'.join(sorted(scope.units))}；别的单位请先写在“单位”里",
        )
    return _quantity(value, unit(words), written)


def _quantity(value: Fraction, of: "tuple[tuple[str, int], ...]", written: Syntax) -> Node:
    money = ("元", 1) in of
    scale = tree.FEN if money else value.denominator
    if (value * scale).denominator != 1:
        raise Fault(written.line, f"“{written.text}”精确到了分以下")
    amount = int(value * scale)
    return Const(Number(of, scale, amount), amount, written.text, written.line)


def _ratio(written: Syntax, scope: Scope) -> Node:
    return _quantity(Fraction(written.text.removeprefix("1:")), PLAIN, written)


def _date(written: Syntax, scope: Scope) -> Node:
    try:
        return Const(DAY, date.fromisoformat(written.text), written.text, written.line)
    except ValueError:
        raise Fault(written.line, f"日期“{written.text}”不存在") from None


def _logic(written: Syntax, scope: Scope) -> Node:
    args = tuple(condition(arg, scope) for arg in written.args)
    return tree.Logic(YESNO, written.op == "且", args)


def _negation(written: Syntax, scope: Scope) -> Node:
    return tree.Not(YESNO, condition(written.args[0], scope))


def _comparison(written: Syntax, scope: Scope) -> Node:
    left = resolve(written.args[0], scope)
    if isinstance(left.type, OneOf):
        return _choice_comparison(written, left, scope)
    right = resolve(written.args[1], scope)
    if isinstance(left.type, Number) and isinstance(right.type, Number):
        left, right = numbers.aligned([left, right], written.line, "比较")
    elif left.type != right.type or (left.type != DAY and written.text not in ("=", "≠")):
        raise Fault(written.line, "比较的两边不是同一类东西")
    return tree.Compare(YESNO, written.text, left, right)


def _choice_comparison(written: Syntax, left: Node, scope: Scope) -> Node:
    """= and ≠ name a choice; ≥ ≤ > < go by the ordered scale that the choice stands in."""
    type_ = left.type
    assert isinstance(type_, OneOf)
    wanted = _choice(written.args[1], type_)
    if written.text in ("=", "≠"):
        same = tree.Member(YESNO, left, (wanted,), type_.name(wanted))
        return same if written.text == "=" else tree.Not(YESNO, same)
    order = next((scale for scale in scope.scales.values() if wanted in scale), None)
    if order is None:
        raise Fault(
            written.line,
            f"“{type_.name(wanted)}”不在任何等级里，不能比较高低：请在 questions.md 声明等级",
        )
    at = order.index(wanted)
    kept = {"≥": order[at:], ">": order[at + 1 :], "≤": order[: at + 1], "<": order[:at]}[
        written.text
    ]
    return tree.Member(YESNO, left, kept, f"{written.text}{type_.name(wanted)}")


def _choice(written: Syntax, type_: OneOf) -> str:
    for id_, name in zip(type_.ids, type_.names, strict=True):
        if written.text in (id_, name):
            return id_
    near = difflib.get_close_matches(written.text, type_.names, 1, 0.4)
    hint = f"是否要写“{near[0]}”？" if near else ""
    raise Fault(written.line, f"“{written.text}”不是可选的值。{hint}可选：{'、'.join(type_.names)}")


def _member(written: Syntax, scope: Scope) -> Node:
    body = resolve(written.args[0], scope)
    if not isinstance(body.type, OneOf):
        raise Fault(written.line, "“属于”的左边必须是选项")
    ids = tuple(_choice(arg, body.type) for arg in written.args[1:])
    return tree.Member(YESNO, body, ids, "、".join(body.type.name(id_) for id_ in ids))


def _between(written: Syntax, scope: Scope) -> Node:
    body, low, high = (resolve(arg, scope) for arg in written.args)
    if isinstance(body.type, Number):
        body, low, high = numbers.aligned([body, low, high], written.line, "“在”")
    elif not body.type == low.type == high.type == DAY:
        raise Fault(written.line, "“在”的三处必须都是日期，或都是同单位的数值")
    return tree.Between(YESNO, body, low, high)


def _sum(written: Syntax, scope: Scope) -> Node:
    left, right = (resolve(arg, scope) for arg in written.args)
    if left.type == DAY:
        return _shift(written, left, right)
    if written.op == "+":
        flat = left.args if isinstance(left, tree.Add) else (left,)
        return numbers.add([*flat, right], written.line)
    return numbers.subtract(left, right, written.line)


def _shift(written: Syntax, day: Node, years: Node) -> Node:
    if not (
        isinstance(years, Const) and isinstance(years.type, Number) and years.type.unit == YEAR
    ):
        raise Fault(written.line, "日期只能加减写明的年数，例如 提交日 - 3年")
    return tree.Shift(DAY, day, years, back=written.op == "-")


def _product(written: Syntax, scope: Scope) -> Node:
    left, right = (resolve(arg, scope) for arg in written.args)
    if written.op == "×":
        return numbers.multiply(left, right, written.line)
    if not (isinstance(right, Const) and isinstance(right.type, Number) and right.value):
        raise Fault(written.line, "只能除以写明的、不为零的数，例如 ÷ 365天")
    value = Fraction(number_of(right), right.type.scale)
    inverse = Number(
        tuple((word, -power) for word, power in right.type.unit), value.numerator, value.denominator
    )
    part = Const(inverse, value.denominator, f"1/{right.text}", right.line)
    return numbers.multiply(left, part, written.line)


def _call(written: Syntax, scope: Scope) -> Node:
    if written.text not in _CALLS:
        raise Fault(written.line, f"不认识的函数“{written.text}”。可用：{'、'.join(_CALLS)}")
    return _CALLS[written.text](written, scope)


def _picked(written: Syntax, scope: Scope) -> Node:
    _several(written, 2)
    args = [resolve(arg, scope) for arg in written.args]
    return numbers.pick(args, written.line, least=written.text == "取低")


def _total(written: Syntax, scope: Scope) -> Node:
    return numbers.add([resolve(arg, scope) for arg in written.args], written.line)


def _several(written: Syntax, at_least: int, exactly: bool = False) -> None:
    count = len(written.args)
    if count < at_least or (exactly and count != at_least):
        raise Fault(written.line, f"“{written.text}”需要{at_least}项，这里有{count}项")


def _if(written: Syntax, scope: Scope) -> Node:
    _several(written, 3, exactly=True)
    test = condition(written.args[0], scope)
    then, other = (resolve(arg, scope) for arg in written.args[1:])
    return _choose(test, then, other, written.line)


def _choose(test: Node, then: Node, other: Node, line: int) -> Node:
    then, other = numbers.branches([then, other], line)
    type_ = numbers.widest([then, other]) if isinstance(then.type, Number) else then.type
    return tree.If(type_, test, then, other)


def _lookup(written: Syntax, scope: Scope) -> Node:
    """按(选项, 甲 → …, 乙 → …, 否则 → …)."""
    _several(written, 2)
    key = resolve(written.args[0], scope)
    if not isinstance(key.type, OneOf):
        raise Fault(written.line, "“按”的第一项必须是选项")
    ids, values, rest = [], [], None
    for pair in written.args[1:]:
        left, right = _pair(pair)
        if left.text == "否则":
            rest = resolve(right, scope)
        else:
            ids.append(_choice(left, key.type))
            values.append(resolve(right, scope))
    absent = [key.type.name(id_) for id_ in key.type.ids if id_ not in ids]
    if rest is None and absent:
        raise Fault(written.line, f"“按”没有写到{'、'.join(absent)}：请补上，或写“否则 → …”")
    every = numbers.branches([*values, *([] if rest is None else [rest])], written.line)
    cases = tuple(zip(ids, every, strict=False))
    type_ = numbers.widest(every) if isinstance(every[0].type, Number) else every[0].type
    return tree.Lookup(type_, key, cases, None if rest is None else every[-1])


def _pair(written: Syntax) -> tuple[Syntax, Syntax]:
    if written.op != "→":
        raise Fault(written.line, "这里应写成“情形 → 值”")
    return written.args[0], written.args[1]


def _steps(written: Syntax, scope: Scope) -> tuple[Node, list[tuple[Node, Node]]]:
    """The quantity and the (threshold, value) pairs of 分段 and 分档, thresholds rising."""
    _several(written, 2)
    quantity = resolve(written.args[0], scope)
    pairs = [
        (resolve(low, scope), resolve(value, scope)) for low, value in map(_pair, written.args[1:])
    ]
    lows = numbers.aligned([quantity, *(low for low, _ in pairs)], written.line, written.text)[1:]
    marks = [number_of(low) for low in lows if isinstance(low, Const)]
    if len(marks) != len(lows) or marks != sorted(set(marks)):
        raise Fault(written.line, f"“{written.text}”的门槛必须是写明的、从低到高的数")
    return quantity, pairs


def _marginal(written: Syntax, scope: Scope) -> Node:
    """分段(额, 0元 → 1%, 1000万元 → 2%): each band at its own rate, then added up."""
    quantity, pairs = _steps(written, scope)
    parts: list[Node] = []
    for at, (low, rate) in enumerate(pairs):
        upper = [pairs[at + 1][0]] if at + 1 < len(pairs) else []
        within = numbers.pick([quantity, *upper], written.line, least=True) if upper else quantity
        parts.append(
            numbers.multiply(numbers.subtract(within, low, written.line), rate, written.line)
        )
    return numbers.add(parts, written.line)


def _banded(written: Syntax, scope: Scope) -> Node:
    """分档(额, 0元 → 0元, 1000万元 → 10万元): the highest band reached decides for the whole."""
    quantity, pairs = _steps(written, scope)
    first_low, result = pairs[0]
    if not (isinstance(first_low, Const) and first_low.value == 0):
        raise Fault(written.line, "“分档”的第一档请从 0 写起，例如 0元 → 0元")
    for low, value in pairs[1:]:
        left, right = numbers.aligned([quantity, low], written.line, "分档")
        result = _choose(tree.Compare(YESNO, "≥", left, right), value, result, written.line)
    return result


def _exists(written: Syntax, scope: Scope) -> Node:
    _several(written, 2, exactly=True)
    records = resolve(written.args[0], scope)
    if not (isinstance(records, Name) and isinstance(records.type, tree.Records)):
        raise Fault(written.line, "“存在”的第一项必须是记录清单")
    return tree.Exists(YESNO, records, condition(written.args[1], scope.inside(records)))


_CALLS: dict[str, Callable[[Syntax, Scope], Node]] = {
    "取低": _picked, "取高": _picked, "合计": _total, "若": _if, "按": _lookup,
    "分段": _marginal, "分档": _banded, "存在": _exists,
}  # fmt: skip
_BY_OP: dict[str, Callable[[Syntax, Scope], Node]] = {
    "名": _name, "字面": _number, "ratio": _ratio, "date": _date, "或": _logic, "且": _logic, "不": _negation,
    "比较": _comparison, "属于": _member, "在": _between, "+": _sum, "-": _sum, "×": _product, "÷": _product,
    "调用": _call,
}  # fmt: skip
