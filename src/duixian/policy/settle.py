"""A tree made ready to generate code from: definitions inlined, chosen readings put in, constants folded."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from duixian.policy import tree
from duixian.policy.tree import YESNO, Const, Name, Node


def settled(node: Node, readings: Mapping[str, Any]) -> Node:
    """The same value for all facts, with these parameters fixed and nothing left to decide about them."""
    match node:
        case tree.Ref(body=body):
            return settled(body, readings)
        case Name(id=id_, type=type_) if id_ in readings:
            return Const(type_, readings[id_], "", 0)
    node = _rebuilt(node, readings)
    match node:
        case tree.Not(body=Const(value=value)):
            return _truth(not value)
        case tree.Member(body=Const(value=value), ids=ids):
            return _truth(value in ids)
        case tree.Logic(every=every, args=args):
            return _logic(node, every, args)
        case tree.If(test=Const(value=value), then=then, other=other):
            return then if value else other
    return node


def _truth(value: bool) -> Const:
    return Const(YESNO, value, "", 0)


def _logic(node: tree.Logic, every: bool, args: tuple[Node, ...]) -> Node:
    if any(isinstance(arg, Const) and arg.value is not every for arg in args):
        return _truth(not every)
    open_ = tuple(arg for arg in args if not isinstance(arg, Const))
    return (
        _truth(every) if not open_ else open_[0] if len(open_) == 1 else replace(node, args=open_)
    )


def _rebuilt(node: Node, readings: Mapping[str, Any]) -> Node:
    """The node with its parts settled."""
    changed = {one.name: _part(getattr(node, one.name), readings) for one in fields(node)}
    return replace(node, **changed)


def _part(value: Any, readings: Mapping[str, Any]) -> Any:
    if isinstance(value, Name):
        return Const(value.type, readings[value.id], "", 0) if value.id in readings else value
    if isinstance(value, Const):
        return value
    if isinstance(value, Node):
        return settled(value, readings)
    if isinstance(value, tuple):
        return tuple(_part(one, readings) for one in value)
    return value


def names(node: Node) -> list[Name]:
    """Every name that a tree reads, each once."""
    return list(dict.fromkeys(one for one in tree.walk(node) if isinstance(one, Name)))


def shared(node: Node) -> tuple[Node, int, int] | None:
    """A rounded share as (base, p, q) for base × p ÷ q; None for anything else."""
    match node:
        case tree.Floor(body=tree.Mul(left=base, right=Const(value=int(p))), by=by) if p > 0:
            return base, p, by
    return None
