"""A ledger in memory, with the things that it is about; tests/funds/model.py acts on it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from duixian.funds import chart
from duixian.funds.chart import Book, Leg, Place
from duixian.funds.journal import Carried, Moved, Stop, Taken
from duixian.funds.stages import State


class No(Exception):
    """The act is refused."""


@dataclass(kw_only=True)
class Inst:
    """An instalment."""

    id: UUID
    commitment: int
    number: int
    year: int
    amount: int
    planned: int
    due: date
    state: State
    funded: bool
    passed: bool


@dataclass(kw_only=True)
class Deal:
    """A commitment."""

    id: UUID
    firm: int
    amount: int
    basis_on: date
    parts: list[int] = field(default_factory=list)
    recognised: int | None = None


@dataclass(kw_only=True)
class Owed:
    """A claim on a paid instalment."""

    id: UUID
    part: int


class Memory:
    """Transfers, balances, and what they are about."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.transfers: list[Moved] = []
        self.balances: dict[Place, int] = defaultdict(int)
        self.posted: dict[str, list[Leg]] = {}
        self.parts: list[Inst] = []
        self.deals: list[Deal] = []
        self.claims: list[Owed] = []
        self.stops: list[Stop] = []
        self.steps: list[Taken] = []
        self.carried: list[Carried] = []
        self.open: dict[int, bool] = {}
        self.closed: dict[int, int] = {}
        self.received: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.lapsed: dict[int, int] = defaultdict(int)
        self.ids = 0

    def new_id(self) -> UUID:
        self.ids += 1
        return UUID(int=self.ids)

    def post(self, key: str, legs: Sequence[Leg]) -> None:
        if faults := chart.faults(legs):
            raise AssertionError(faults)
        if key in self.posted:
            if self.posted[key] != list(legs):
                raise No("key")
            return
        if any(leg.credit.year in self.closed and leg.credit.book != Book.PAID for leg in legs):
            raise No("closed")
        there = dict(self.balances)
        for leg in legs:
            if there.get(leg.debit, 0) < leg.amount and not chart.BOOKS[leg.debit.book].may_owe:
                raise No("short")
            there[leg.debit] = there.get(leg.debit, 0) - leg.amount
            there[leg.credit] = there.get(leg.credit, 0) + leg.amount
        self.balances = defaultdict(int, there)
        self.posted[key] = list(legs)
        for leg in legs:
            self.transfers.append(
                Moved(
                    number=len(self.transfers) + 1, key=key, move=leg.move, debit=leg.debit, credit=leg.credit,
                    amount=leg.amount, on=self.day, instalment=leg.instalment, claim_line=leg.claim_line,
                    reverses=self._original(leg),
                )
            )  # fmt: skip

    def _original(self, leg: Leg) -> int | None:
        corrects = chart.POSTINGS[leg.move].corrects
        if corrects is None:
            return None
        found = [one for one in self.transfers if one.move == corrects and one.credit == leg.debit]
        assert found, leg
        return found[-1].number
