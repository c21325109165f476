"""Runs the cells of the matrix and says of each what is wrong with it: who got through, the trail, a GET that wrote."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duixian.audit.models import Entry, Outcome
from tests.access import canaries
from tests.access.addresses import Address
from tests.access.asking import (
    ANYBODY,
    HIDDEN,
    SIGN_IN,
    THROUGH,
    WRONG,
    Door,
    given_of,
    outcome,
    undone,
    words_of,
)
from tests.access.matrix import EVERYBODY, NOBODY, Line
from tests.access.moves import Moves
from tests.access.world import Thing
from tests.access.writes import watched

# allauth writes the address of an account that it did not open itself into its own list, once.
WRITTEN_BY_READING = {"account_email": {"account_emailaddress"}}
MOVED = {"applications_application", "applications_taken"}
# Whoever holds the link was told whose it is.
BEARER = "邀请链接"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One person, one method, one address, one object; `lines` are those of the address for such an object."""

    address: Address
    kind: str
    thing: Thing
    who: str
    method: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        whose = self.thing.side or self.thing.person or "-"
        return f"{self.method} {self.address.name} [{self.kind} {whose}] {self.who}"

    @property
    def expected(self) -> set[str]:
        """The outcomes that the file allows; a method that is not there may hide behind the refusal."""
        words = words_of(self.who, self.thing) | {EVERYBODY}
        served = [line for line in self.lines if self.method in line.methods]
        if any(words & line.who for line in served):
            return {THROUGH}
        refusal = SIGN_IN if self.who == ANYBODY else HIDDEN
        if served:
            return {HIDDEN, SIGN_IN} if all(line.who == {NOBODY} for line in served) else {refusal}
        return {WRONG, refusal}


def cells(
    door: Door, addresses: Iterable[Address], lines: dict[str, list[Line]], methods: Iterable[str]
) -> Iterator[Cell]:
    """All cells of these addresses and methods."""
    wanted = tuple(methods)
    for address in addresses:
        mine = lines[address.name]
        for kind in dict.fromkeys(line.thing for line in mine):
            chosen = tuple(line for line in mine if line.thing == kind)
            for thing in given_of(kind, door.world.things):
                for who in door.everybody(thing):
                    for method in wanted:
                        yield Cell(
                            address=address, kind=kind, thing=thing, who=who, method=method, lines=chosen
                        )  # fmt: skip


class Judge:
    """Counts the cells, and keeps what is wrong."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.count = 0
        self.wrong: list[str] = []

    @property
    def said(self) -> str:
        """All that is wrong, a line each."""
        return "\n".join(self.wrong)

    def run(self, every: Iterable[Cell]) -> None:
        """Each cell from the same state."""
        for cell in every:
            self.count += 1
            with undone():
                self._one(cell)

    def _one(self, cell: Cell) -> None:
        if cell.method == "POST":
            self.door.lead_up(cell.who, cell.address, cell.thing)
        moves = Moves() if cell.method == "POST" else None
        last = Entry.objects.count()
        with watched() as written:
            answer = self.door.ask(cell.who, cell.method, cell.address, cell.thing)
        found = outcome(answer)
        leaks = [] if cell.kind == BEARER else canaries.leaked(cell.who, canaries.text_of(answer))
        self.wrong += [f"{cell}: shows {what}" for what in leaks]
        if moves and written & MOVED:
            self.wrong += [f"{cell}: {what}" for what in moves.wrong()]
        if found not in cell.expected:
            self.wrong.append(f"{cell}: {found}, not {'/'.join(sorted(cell.expected))}")
        elif found in {HIDDEN, "403"} and cell.who != ANYBODY:
            noted = Entry.objects.filter(seq__gt=last, outcome=Outcome.DENIED).count()
            if noted != 1:
                self.wrong.append(f"{cell}: {noted} entries about the refusal")
        elif cell.method == "GET" and found == THROUGH:
            changed = written - WRITTEN_BY_READING.get(cell.address.name, set())
            self.wrong += [f"{cell}: reading changed {name}" for name in sorted(changed)]
