"""The explained reading: every node gives its value and says it in Chinese, so the two can't disagree.

Unknown facts are None and spread as in three-valued logic: known false wins over unknown.
"""

from collections.abc import Callable, Mapping
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from duixian.kernel.dates import chinese, years_after, years_before
from duixian.kernel.money import Money
from duixian.policy import tree
from duixian.policy.tree import Node, Number, OneOf, Type
from duixian.policy.units import YUAN, Unit, name

Values = Mapping[str, Any]
Said = tuple[Any, str]
Reading = Callable[[Values], Said]

OPERATORS = {"≥": ge, "≤": le, ">": gt, "<": lt, "=": eq, "≠": ne}
OPPOSITE = {"≥": "<", "≤": ">", ">": "≤", "<": "≥", "=": "≠", "≠": "="}


def reading(node: Node) -> Reading:
    """The function that evaluates and explains a node."""
    return _READINGS[type(node)](node)


def sayer(type_: Type) -> Callable[[Any], str]:
    """How values of a type are shown; None is 未填."""
    say: Callable[[Any], str]
    match type_:
        case Number(unit=unit, scale=scale):
            say = _number_sayer(unit, scale)
        case OneOf():
            say = type_.name
        case _:
            say = _SIMPLE.get(type_, str)
    return lambda value: "未填" if value is None else say(value)


def _yesno_text(value: bool) -> str:
    return "是" if value else "否"


_SIMPLE: dict[Type, Callable[[Any], str]] = {
    tree.DAY: chinese,
    tree.YESNO: _yesno_text,
}


def _number_sayer(unit: Unit, scale: int) -> Callable[[int], str]:
    if unit == YUAN and scale == tree.FEN:
        return lambda value: f"{value // 100:,}.{value % 100:02d}元"
    if unit == YUAN:
        return lambda value: _fine_money(value, scale)
    if not unit:
        return lambda value: f"{_decimal(value * 100, scale)}%"
    word = name(unit)
    return lambda value: f"{_decimal(value, scale)}{word}"


def _fine_money(value: int, scale: int) -> str:
    """An amount before rounding: to the fen where it is whole, else with its further decimals."""
    fen, finer = divmod(value, scale // tree.FEN)
    return f"{_decimal(value, scale)}元" if finer else Money(fen).yuan_text()


def _decimal(value: int, scale: int) -> str:
    """Exact to eight decimals, a longer fraction cut with …."""
    whole, rest = divmod(value, scale)
    if not rest:
        return f"{whole:,}"
    digits, left = divmod(rest * 10**8, scale)
    return f"{whole:,}.{digits:08d}".rstrip("0") + ("…" if left else "")


def _const(node: tree.Const) -> Reading:
    said = (node.value, node.text or sayer(node.type)(node.value))
    if isinstance(node.value, date):
        said = (node.value, chinese(node.value))
    return lambda values: said


def _name(node: tree.Name) -> Reading:
    id_, word, type_, say = node.id, node.name, node.type, sayer(node.type)
    if isinstance(type_, OneOf):
        texts = {key: f"{word}为{name_}" for key, name_ in zip(type_.ids, type_.names, strict=True)}
        unknown = f"{word}未填"
        return lambda values: (values[id_], texts.get(values[id_], unknown))
    if node.null == "answer":
        absent = f"{word}：{node.none}"
        return lambda values: (
            (None, absent) if values[id_] is None else (values[id_], word + say(values[id_]))
        )
    if type_ == tree.YESNO:
        return lambda values: (values[id_], f"{word}：{say(values[id_])}")
    return lambda values: (values[id_], word + say(values[id_]))


def _ref(node: tree.Ref) -> Reading:
    return reading(node.body)


def _inner(node: Node) -> Reading:
    """A part of a larger sum, in brackets where it is a sum itself."""
    inside = reading(node)
    plain = node
    while isinstance(plain, tree.Scale | tree.Ref):
        plain = plain.body
    if isinstance(plain, tree.Const | tree.Name | tree.Pick):
        return inside

    def bracketed(values: Values) -> Said:
        value, text = inside(values)
        return value, f"（{text}）"

    return bracketed


def _arithmetic(node: tree.Add | tree.Sub | tree.Mul) -> Reading:
    parts = [_inner(part) for part in tree.children(node)]
    say, (sign, work) = sayer(node.type), _SIGNS[type(node)]

    def run(values: Values) -> Said:
        found, texts = zip(*[part(values) for part in parts], strict=True)
        result = None if None in found else work(found)
        return result, f"{sign.join(texts)} = {say(result)}"

    return run


_SIGNS: dict[type, tuple[str, Callable[[tuple[int, ...]], int]]] = {
    tree.Add: (" + ", sum),
    tree.Sub: (" − ", lambda found: max(found[0] - found[1], 0)),
    tree.Mul: (" × ", lambda found: found[0] * found[1]),
}


def _scale(node: tree.Scale) -> Reading:
    inside, by = reading(node.body), node.by

    def run(values: Values) -> Said:
        value, text = inside(values)
        return None if value is None else value * by, text

    return run


def _floor(node: tree.Floor) -> Reading:
    inside, by, say = reading(node.body), node.by, sayer(node.type)

    def run(values: Values) -> Said:
        value, text = inside(values)
        if value is None:
            return None, text
        coarse, rest = divmod(value, by)
        return coarse, f"{text}，舍去至分为{say(coarse)}" if rest else text

    return run


def _pick(node: tree.Pick) -> Reading:
    parts = [reading(part) for part in node.args]
    say = sayer(node.type)
    word, choose = ("取低", min) if node.least else ("取高", max)

    def run(values: Values) -> Said:
        found, texts = zip(*[part(values) for part in parts], strict=True)
        result = None if None in found else choose(found)
        return result, f"{word}（{'，'.join(texts)}）= {say(result)}"

    return run


def _nothing(node: Node) -> Any:
    """What a comparison with an absent value gives: False where absence is an answer, else unknown."""
    return False if isinstance(node, tree.Name) and node.null == "answer" else None


def _compare(node: tree.Compare) -> Reading:
    left, right, work = reading(node.left), reading(node.right), OPERATORS[node.op]
    true, false, unknown = node.op, OPPOSITE[node.op], _nothing(node.left)

    def run(values: Values) -> Said:
        (one, said), (two, also) = left(values), right(values)
        if one is None or two is None:
            return unknown, said
        holds = work(one, two)
        return holds, f"{said} {true if holds else false} {also}"

    return run


def _between(node: tree.Between) -> Reading:
    body, low, high = reading(node.body), reading(node.low), reading(node.high)
    unknown = _nothing(node.body)

    def run(values: Values) -> Said:
        (value, said), (first, start), (last, end) = body(values), low(values), high(values)
        if value is None:
            return unknown, said
        holds = first <= value <= last
        return holds, f"{said}，{'在' if holds else '不在'}{start}至{end}之内"

    return run


def _member(node: tree.Member) -> Reading:
    body, ids = reading(node.body), frozenset(node.ids)
    true, false = f"，属于{node.text}", f"，不属于{node.text}"

    def run(values: Values) -> Said:
        value, said = body(values)
        if value is None:
            return None, said
        holds = value in ids
        return holds, said + (true if holds else false)

    return run


def _logic(node: tree.Logic) -> Reading:
    parts, decisive = [reading(part) for part in node.args], not node.every

    def run(values: Values) -> Said:
        result: bool | None = not decisive
        texts = []
        for part in parts:
            value, text = part(values)
            if value is decisive:
                return decisive, text
            if value is None:
                result = None
            texts.append(text)
        return result, "；".join(texts)

    return run


def _not(node: tree.Not) -> Reading:
    inside = reading(node.body)

    def run(values: Values) -> Said:
        value, text = inside(values)
        return None if value is None else not value, text

    return run


def _if(node: tree.If) -> Reading:
    test, then, other = reading(node.test), reading(node.then), reading(node.other)

    def run(values: Values) -> Said:
        holds, why = test(values)
        if holds is None:
            return None, why
        value, text = (then if holds else other)(values)
        return value, f"{why}，取{text}"

    return run


def _lookup(node: tree.Lookup) -> Reading:
    key, cases = reading(node.key), {id_: reading(value) for id_, value in node.cases}
    other = None if node.other is None else reading(node.other)

    def run(values: Values) -> Said:
        chosen, said = key(values)
        if chosen is None:
            return None, said
        case = cases.get(chosen, other)
        assert case is not None, chosen
        value, text = case(values)
        return value, f"{said}，{text}"

    return run


def _exists(node: tree.Exists) -> Reading:
    id_, word, test = node.records.id, node.records.name, reading(node.test)

    def run(values: Values) -> Said:
        records = values[id_]
        if records is None:
            return None, f"{word}未填"
        if not records:
            return False, f"无{word}"
        inner, hits = dict(values), 0
        for record in records:
            inner.update(record)
            hits += test(inner)[0] is True
        return hits > 0, f"{word}{len(records)}条，其中{hits}条计入"

    return run


def _shift(node: tree.Shift) -> Reading:
    day, years = reading(node.day), tree.number_of(node.years)
    move = years_before if node.back else years_after

    def run(values: Values) -> Said:
        start, said = day(values)
        if start is None:
            return None, said
        moved = move(start, years)
        return moved, chinese(moved)

    return run


_READINGS: dict[type, Callable[[Any], Reading]] = {
    tree.Const: _const, tree.Name: _name, tree.Ref: _ref, tree.Add: _arithmetic, tree.Sub: _arithmetic,
    tree.Mul: _arithmetic, tree.Scale: _scale, tree.Floor: _floor, tree.Pick: _pick, tree.Compare: _compare,
    tree.Between: _between, tree.Member: _member, tree.Logic: _logic, tree.Not: _not, tree.If: _if,
    tree.Lookup: _lookup, tree.Exists: _exists, tree.Shift: _shift,
}  # fmt: skip
