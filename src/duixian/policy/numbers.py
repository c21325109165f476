"""Building number nodes: one scale for things that meet, bounds carried along, one rounding at the end."""

from dataclasses import replace
from math import lcm

from duixian.policy.findings import Fault
from duixian.policy.tree import (
    FEN,
    Add,
    Const,
    Floor,
    If,
    Lookup,
    Mul,
    Node,
    Number,
    Pick,
    Scale,
    Sub,
    number_of,
)
from duixian.policy.units import YUAN, Unit, name, times

TOO_LARGE = "式子可能算出过大的数：请为其中的数量写明“至多”，或用取低封顶"
COUNT = 2**63 - 1
LARGEST = 2**126  # what DuckDB's 128-bit integers hold, with a bit to spare


def number(node: Node, line: int, what: str) -> Number:
    """The node's number type; raises Fault where it is no number."""
    if not isinstance(node.type, Number):
        raise Fault(line, f"{what}需要数值，这里却不是")
    return node.type


def scaled(node: Node, scale: int) -> Node:
    """The same quantity at a finer scale; a literal is rewritten, anything else is multiplied."""
    type_ = node.type
    assert isinstance(type_, Number), node
    by = scale // type_.scale
    if by == 1:
        return node
    finer = Number(type_.unit, scale, None if type_.most is None else type_.most * by)
    if isinstance(node, Const):
        return replace(node, type=finer, value=number_of(node) * by)
    return Scale(finer, node, by)


def aligned(nodes: list[Node], line: int, what: str) -> list[Node]:
    """Quantities that meet: one unit (a bare 0 fits any), one scale. Raises Fault where units differ."""
    types = [number(node, line, what) for node in nodes]
    units = [type_.unit for node, type_ in zip(nodes, types, strict=True) if not _zero(node)]
    unit = units[0] if units else types[0].unit
    if others := [one for one in units if one != unit]:
        raise Fault(line, f"单位不一致：{what}的一边是“{name(unit)}”，另一边是“{name(others[0])}”")
    scale = lcm(*(type_.scale for type_ in types))
    return [scaled(_fitted(node, unit), scale) for node in nodes]


def _zero(node: Node) -> bool:
    return isinstance(node, Const) and node.value == 0


def _fitted(node: Node, unit: Unit) -> Node:
    """A bare 0 takes the unit of what it meets."""
    if isinstance(node, Const) and node.value == 0 and isinstance(node.type, Number):
        return replace(node, type=replace(node.type, unit=unit))
    return node


def add(nodes: list[Node], line: int) -> Node:
    args = aligned(nodes, line, "相加")
    return Add(_like(args[0], sum(map(_most, args))), tuple(args))


def subtract(left: Node, right: Node, line: int) -> Node:
    left, right = aligned([left, right], line, "相减")
    return Sub(_like(left, _most(left)), left, right)


def multiply(left: Node, right: Node, line: int) -> Node:
    one, two = number(left, line, "相乘"), number(right, line, "相乘")
    most = _most(left) * _most(right)
    if most > LARGEST:
        raise Fault(line, TOO_LARGE)
    return Mul(Number(times(one.unit, two.unit), one.scale * two.scale, most), left, right)


def pick(nodes: list[Node], line: int, *, least: bool) -> Node:
    args = aligned(nodes, line, "取低" if least else "取高")
    most = min(map(_most, args)) if least else max(map(_most, args))
    return Pick(_like(args[0], most), least, tuple(args))


def branches(nodes: list[Node], line: int) -> list[Node]:
    """The values of 若 or 按: all numbers of one unit and scale, or all of one other type."""
    if isinstance(nodes[0].type, Number):
        return aligned(nodes, line, "各分支")
    if any(node.type != nodes[0].type for node in nodes):
        raise Fault(line, "各分支的类型不一致")
    return nodes


def widest(nodes: list[Node]) -> Number:
    """The type that holds each of these aligned numbers."""
    return _like(nodes[0], max(map(_most, nodes)))


def _like(node: Node, most: int) -> Number:
    assert isinstance(node.type, Number)
    return Number(node.type.unit, node.type.scale, most)


def _most(node: Node) -> int:
    """The bound to reckon with: a count that declares none may be what a table's column holds."""
    assert isinstance(node.type, Number)
    return COUNT if node.type.most is None else node.type.most


def in_fen(node: Node, line: int) -> Node:
    """An amount rounded down to the fen, as 以内 and 最高不超过 ask; raises Fault where it is no money."""
    type_ = number(node, line, "金额")
    if _zero(node):
        return aligned([node, Const(Number(YUAN, FEN, 1), 1, "", line)], line, "金额")[0]
    if type_.unit != YUAN:
        raise Fault(line, f"这里应得出金额（元），式子得出的单位却是“{name(type_.unit)}”")
    return _coarser(scaled(node, lcm(type_.scale, FEN)), FEN)


def _coarser(node: Node, scale: int) -> Node:
    """Round down to a scale, inside 取低, 取高, 若 and 按: rounding keeps their order."""
    type_ = node.type
    assert isinstance(type_, Number)
    by = type_.scale // scale
    if by == 1:
        return node
    most = None if type_.most is None else type_.most // by
    coarse = Number(type_.unit, scale, most)
    match node:
        case Const():
            return replace(node, type=coarse, value=number_of(node) // by)
        case Scale(body=body, by=finer) if finer % by == 0:
            return body if finer == by else Scale(coarse, body, finer // by)
        case Scale(body=body, by=finer) if by % finer == 0:
            return _coarser(body, scale)
        case Pick(args=args):
            return replace(node, type=coarse, args=tuple(_coarser(arg, scale) for arg in args))
        case If(then=then, other=other):
            return replace(
                node, type=coarse, then=_coarser(then, scale), other=_coarser(other, scale)
            )
        case Lookup(cases=cases, other=rest):
            kept = tuple((id_, _coarser(value, scale)) for id_, value in cases)
            return replace(
                node, type=coarse, cases=kept, other=None if rest is None else _coarser(rest, scale)
            )
        case _:
            return Floor(coarse, node, by)
