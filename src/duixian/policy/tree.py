"""The typed tree that every reading walks: about fifteen kinds of node, each with the type of its value.

A number is an integer at a fixed scale (`value × scale`), so every reading is exact: money is fen (scale
100), 30% is 3 at scale 10. `most` bounds it, so that generated SQL knows where 64 bits suffice.
"""

from dataclasses import dataclass
from datetime import date

from duixian.policy.units import PLAIN, Unit

FEN = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity ≥ 0: its unit, its scale and the largest scaled value it can take (None: unbounded)."""

    unit: Unit = PLAIN
    scale: int = 1
    most: int | None = None

    @property
    def percent(self) -> int:
        """What people write for 1: a rate has no unit and is written in percent."""
        return 1 if self.unit else 100

    @property
    def places(self) -> int:
        """How many decimals it has as people write it."""
        return len(str(self.scale // self.percent)) - 1

    @property
    def top(self) -> int | None:
        """The largest that people can write."""
        return None if self.most is None else self.most * self.percent // self.scale


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parts: a day, a yes/no, a text."""

    name: str


DAY = Simple("日期")
YESNO = Simple("是否")
TEXT = Simple("文本")


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice among identifiers, in their declared order."""

    ids: tuple[str, ...]
    names: tuple[str, ...]

    def name(self, id_: str) -> str:
        return self.names[self.ids.index(id_)]


@dataclass(frozen=True, slots=True)
class Records:
    """A list of records with named fields: (identifier, Chinese name, type)."""

    fields: tuple[tuple[str, str, "Type"], ...]


Type = Number | Simple | OneOf | Records
Value = int | bool | date | str


@dataclass(frozen=True, slots=True)
class Const:
    """A literal: `text` as written, `line` where, for the check against the official sentence."""

    type: Type
    value: Value
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, a parameter, a record's field, the day of submission or the mode, by identifier.

    `null` says what None means: "missing" (a fact not given), "answer" (None says `none`), "never".
    """

    type: Type
    id: str
    name: str
    null: str = "never"
    none: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """A definition used here; `clause` is where the policy states it."""

    type: Type
    name: str
    id: str
    clause: str
    body: "Node"


@dataclass(frozen=True, slots=True)
class Add:
    type: Number
    args: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Sub:
    """Left less right, never below zero: what is left of a limit."""

    type: Number
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Mul:
    type: Number
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Scale:
    """The same quantity at a finer scale: the integer times `by`."""

    type: Number
    body: "Node"
    by: int


@dataclass(frozen=True, slots=True)
class Floor:
    """The same quantity at a coarser scale, rounded down: the integer divided by `by`."""

    type: Number
    body: "Node"
    by: int


@dataclass(frozen=True, slots=True)
class Pick:
    """取低 (least) or 取高 (greatest) of several."""

    type: Number
    least: bool
    args: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Compare:
    type: Simple
    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends included."""

    type: Simple
    body: "Node"
    low: "Node"
    high: "Node"


@dataclass(frozen=True, slots=True)
class Member:
    """Whether a choice is one of these; ordered scales come down to this."""

    type: Simple
    body: "Node"
    ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Logic:
    """且 (every) or 或 (some)."""

    type: Simple
    every: bool
    args: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    type: Simple
    body: "Node"


@dataclass(frozen=True, slots=True)
class If:
    type: Type
    test: "Node"
    then: "Node"
    other: "Node"


@dataclass(frozen=True, slots=True)
class Lookup:
    """按: a choice decides; `other` serves the choices that no case names (None: all are named)."""

    type: Type
    key: "Node"
    cases: tuple[tuple[str, "Node"], ...]
    other: "Node | None"


@dataclass(frozen=True, slots=True)
class Exists:
    """存在: whether some record of a list meets a test; inside it the record's fields are names."""

    type: Simple
    records: Name
    test: "Node"


@dataclass(frozen=True, slots=True)
class Shift:
    """A day so many years earlier (negative: later)."""

    type: Simple
    day: "Node"
    years: Const
    back: bool


Node = (
    Const | Name | Ref | Add | Sub | Mul | Scale | Floor | Pick | Compare | Between | Member | Logic | Not | If
    | Lookup | Exists | Shift
)  # fmt: skip


def number_of(const: Const) -> int:
    """The scaled whole number of a number literal."""
    assert isinstance(const.value, int), const
    return const.value


def children(node: Node) -> tuple[Node, ...]:
    """What stands directly below a node, in reading order."""
    match node:
        case Const() | Name():
            return ()
        case Ref() | Not() | Member() | Scale() | Floor():
            return (node.body,)
        case Add() | Pick() | Logic():
            return node.args
        case Sub() | Mul() | Compare():
            return (node.left, node.right)
        case Between():
            return (node.body, node.low, node.high)
        case If():
            return (node.test, node.then, node.other)
        case Lookup():
            rest = () if node.other is None else (node.other,)
            return (node.key, *(value for _, value in node.cases), *rest)
        case Exists():
            return (node.records, node.test)
    return (node.day, node.years)


def walk(node: Node) -> "list[Node]":
    """The node and everything below it, top down."""
    found, queue = [], [node]
    while queue:
        one = queue.pop()
        found.append(one)
        queue.extend(reversed(children(one)))
    return found
