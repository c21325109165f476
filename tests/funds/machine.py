"""A guided machine over the money: it walks instalments to the bank and back, errs on purpose, and closes years.

After every act the invariants are checked on the journal. With a second desk (the real verbs) every act is done on both,
and must be allowed or refused by both, and leave the same states and balances.
"""

from collections import Counter
from datetime import date
from typing import Any, ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from duixian.funds import stages
from duixian.funds.invariants import broken
from duixian.funds.journal import Journal
from duixian.funds.stages import State
from duixian.parties.roles import Role
from tests.funds.cast import WAN
from tests.funds.model import Fund, No

START = date(2026, 10, 9)
FIRMS = 2
DESK = {
    "fund": Role.OFFICER, "unfund": Role.OFFICER, "request": Role.OFFICER, "sign": Role.APPROVER,
    "prepare": Role.PREPARER, "instruct": Role.RELEASER, "send-back": Role.APPROVER, "confirm": Role.PREPARER,
    "fail": Role.PREPARER, "fail-cancelled": Role.PREPARER, "bounce": Role.PREPARER, "cancel": Role.APPROVER,
}  # fmt: skip
NEXT = {
    State.PLANNED: "fund", State.RETURNED: "fund", State.RESERVED: "request", State.FAILED: "request",
    State.REQUESTED: "sign", State.SIGNED: "prepare", State.PREPARED: "instruct",
}  # fmt: skip
OUTCOMES = ("confirm", "confirm", "confirm", "fail", "fail-cancelled")
PAY = ("request", "sign", "prepare", "instruct")
WAYS: dict[State, tuple[str, ...]] = {
    State.RESERVED: (), State.PLANNED: ("unfund",), State.REQUESTED: PAY[:1], State.SIGNED: PAY[:2],
    State.PREPARED: PAY[:3], State.RELEASED: PAY, State.PAID: (*PAY, "confirm"), State.FAILED: (*PAY, "fail"),
    State.RETURNED: (*PAY, "confirm", "bounce"),
}  # fmt: skip
# From where an instalment is suspended that is to go on to this.
WHERE = {
    State.PLANNED: State.PLANNED, State.RESERVED: State.RESERVED, State.CANCELLED: State.SIGNED,
    State.SUSPENDED: State.FAILED,
}  # fmt: skip
LEGAL = {(step, source) for step, source, _ in stages.edges()}
FOUR = (Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER)
DESKS_OF = {step.id: step.by for step in stages.TABLE}
AMOUNTS = st.sampled_from([1, 2, 100, 500 * WAN, 500 * WAN - 1, 7 * WAN + 1])
Summary = tuple[list[tuple[Any, ...]], dict[tuple[object, ...], int]]


class Desk(Protocol):
    """What the second desk can do: the acts of `Fund`, and a summary to compare."""

    def act(self, name: str, *given: Any) -> None: ...
    def journal(self) -> Journal: ...
    def summary(self) -> Summary: ...
    def ended(self) -> None: ...


def summary(fund: Fund) -> Summary:
    """States and balances, by the order in which things were made."""
    order = {str(one.id): number for number, one in enumerate(fund.parts)}
    order |= {str(one.id): number for number, one in enumerate(fund.claims)}
    states = [(one.state.value, one.funded, one.year, one.amount) for one in fund.parts]
    return states, {
        (place.book.value, place.year, order.get(place.part)): fen
        for place, fen in fund.balances.items()
        if fen
    }


class Machine(RuleBasedStateMachine):
    """The rules. `edges` counts what was reached, over all examples."""

    edges: ClassVar[Counter[tuple[str, State, State]]] = Counter()
    acts: ClassVar[Counter[tuple[str, bool]]] = Counter()
    second: ClassVar[Any] = None

    def __init__(self) -> None:
        super().__init__()
        self.fund = Fund(START)
        made = type(self).second
        self.desk = made(START) if made else None

    @initialize(fen=st.sampled_from([900 * WAN, 3000 * WAN]))
    def a_year(self, fen: int) -> None:
        self.do("open_year", START.year, fen)
        self.do("commit", 0, 500 * WAN, [2026, 2027, 2028], date(2026, 3, 2))
        self.do("commit", 1, 100, [2026], date(2026, 3, 2))

    # --- acts

    def do(self, name: str, *given: Any) -> bool:
        """Do it here and there; both allow it or both refuse."""
        before = [(one.state, one.year) for one in self.fund.parts]
        try:
            getattr(self.fund, name)(*given)
            allowed = True
        except No:
            allowed = False
        self.acts[name, allowed] += 1
        if self.desk:
            try:
                self.desk.act(name, *given)
                there = True
            except No:
                there = False
            assert there == allowed, (name, given, allowed, there)
        self._count(name, given, before)
        return allowed

    def _count(self, name: str, given: tuple[Any, ...], before: list[tuple[State, int]]) -> None:
        step = given[1] if name == "step" else {"close": "roll"}.get(name, name)
        for (state, year), one in zip(before, self.fund.parts, strict=False):
            if state != one.state or (step == "roll" and year != one.year):
                self.edges[step, state, one.state] += 1

    def a_part(self, data: st.DataObject, *states: State) -> int | None:
        found = [n for n, one in enumerate(self.fund.parts) if not states or one.state in states]
        return data.draw(st.sampled_from(found)) if found else None

    @rule(
        firm=st.integers(0, FIRMS - 1), amount=AMOUNTS, parts=st.integers(1, 3), later=st.integers(0, 1),
        basis=st.sampled_from([date(2026, 3, 2)] * 6 + [date(2024, 12, 31), date(2027, 1, 1)]),
    )  # fmt: skip
    def commit(self, firm: int, amount: int, parts: int, later: int, basis: date) -> None:
        first = self.fund.day.year + (later if parts > 1 else 0)
        self.do("commit", firm, amount, list(range(first, first + parts)), basis)

    @rule(data=st.data(), times=st.integers(1, 5), outcome=st.sampled_from(OUTCOMES))
    def advance(self, data: st.DataObject, times: int, outcome: str) -> None:
        number = self.a_part(data, *NEXT, State.RELEASED)
        if number is None:
            return
        if data.draw(st.integers(0, 3)):
            self.do("checked", number)
        for _ in range(times):
            step = NEXT.get(self.fund.parts[number].state, outcome)
            if self.fund.parts[number].state in {State.PAID, State.CANCELLED, State.SUSPENDED}:
                return
            if not self.do("step", DESK[step], step, [number]):
                return

    @rule(
        edges=st.lists(st.sampled_from(sorted(stages.edges())), min_size=2, max_size=6),
        firm=st.integers(0, FIRMS - 1), close=st.booleans(),
    )  # fmt: skip
    def reach(self, edges: list[tuple[str, State, State]], firm: int, close: bool) -> None:
        """Walk new instalments to where these edges begin, and take them."""
        for edge in edges:
            self.reach_one(edge, firm, close)

    def reach_one(self, edge: tuple[str, State, State], firm: int, close: bool) -> None:
        step, source, target = edge
        number = self.driven(firm, source if source != State.SUSPENDED else WHERE[target])
        stop = None
        if State.SUSPENDED in {source, target} and step != "suspend":
            stop = len(self.fund.stops)
            self.do("suspend", firm)
        if step == "suspend":
            stop = len(self.fund.stops)
            self.do("suspend", firm)
        elif step == "roll":
            self.new_year(close=True, fen=100 * WAN)
        elif step != "resume":
            self.do("step", DESK[step], step, [number])
        if stop is not None and (close or step == "resume"):
            self.do("resume", stop)

    def must(self, name: str, *given: Any) -> None:
        """Do what nothing may forbid."""
        assert self.do(name, *given), (name, given)

    def driven(self, firm: int, state: State) -> int:
        """A new small instalment of this year, walked to a state, which nothing may forbid."""
        for stop, found in enumerate(self.fund.stops):
            if found.organisation.int == firm and found.until is None:
                self.must("resume", stop)
        year = self.fund.day.year
        if year not in self.fund.open:
            self.do("open_year", year, 100 * WAN)
        self.must("issue", year, 100)
        self.must("commit", firm, 100, [year], date(2026, 3, 2))
        number = len(self.fund.parts) - 1
        for step in WAYS[state]:
            self.must("step", DESK[step], step, [number])
        return number

    @rule(data=st.data(), role=st.sampled_from([None, None, *DESK.values()]))
    def any_step(self, data: st.DataObject, role: Role | None) -> None:
        step = data.draw(st.sampled_from(sorted(DESK)))
        number = self.a_part(data)
        if number is not None:
            self.do("step", role or DESK[step], step, [number])

    @rule(firm=st.integers(0, FIRMS - 1), state=st.sampled_from(sorted(WAYS)))
    def stray(self, firm: int, state: State) -> None:
        """Every step that the state does not allow, and the next one by everybody else; on to the bank if nobody minds."""
        number = self.driven(firm, state)
        tries = [(DESK[step], step) for step in DESK if (step, state) not in LEGAL]
        if state in NEXT:
            tries += [(role, NEXT[state]) for role in FOUR if role not in DESKS_OF[NEXT[state]]]
        for role, step in tries:
            if self.do("step", role, step, [number]):
                self.onward(number)
                return

    def onward(self, number: int, times: int = 4) -> None:
        """As far as the bank, if nothing forbids it."""
        for _ in range(times):
            step = NEXT.get(self.fund.parts[number].state, "")
            if not step or not self.do("step", DESK[step], step, [number]):
                return

    @rule(
        firm=st.integers(0, FIRMS - 1),
        state=st.sampled_from([State.RESERVED, State.SIGNED, State.PREPARED]),
    )
    def over_the_year(self, firm: int, state: State) -> None:
        """The year ends without being closed while an instalment is on its way."""
        number = self.driven(firm, state)
        self.new_year(close=False, fen=100 * WAN)
        self.onward(number)

    @rule(firm=st.integers(0, FIRMS - 1), later=st.booleans())
    def a_later_part(self, firm: int, later: bool) -> None:
        """The second instalment in its own year: unchecked, then too early, then held, then in order."""
        self.driven(firm, State.RESERVED)
        year = self.fund.day.year
        self.must("commit", firm, 100, [year, year + 1], date(2026, 3, 2), 6 if later else 0)
        number = len(self.fund.parts) - 1
        self.new_year(close=True, fen=100 * WAN)
        self.onward(number)
        self.do("checked", number)
        self.onward(number)
        self.do("suspend", firm)
        self.onward(number)
        self.do("resume", len(self.fund.stops) - 1)
        self.do("tick", 150)
        self.onward(number)

    @rule(data=st.data(), step=st.sampled_from(["unfund", "send-back", "cancel", "bounce"]))
    def aside(self, data: st.DataObject, step: str) -> None:
        number = self.a_part(data, *stages.STEPS[step].sources)
        if number is not None:
            self.do("step", DESK[step], step, [number])

    @rule(firm=st.integers(0, FIRMS - 1))
    def suspend(self, firm: int) -> None:
        self.do("suspend", firm)

    @precondition(lambda self: self.fund.stops)
    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        self.do("resume", data.draw(st.integers(0, len(self.fund.stops) - 1)))

    @rule(
        firm=st.integers(0, FIRMS - 1),
        outcomes=st.permutations(["confirm", "fail", "fail-cancelled"]),
    )
    def held_at_the_bank(self, firm: int, outcomes: list[str]) -> None:
        """The hold comes while payments are at the bank: what it answers then, and what is returned later."""
        numbers = [self.driven(firm, State.RELEASED) for _ in outcomes]
        self.must("suspend", firm)
        for number, outcome in zip(numbers, outcomes, strict=True):
            self.must("step", Role.PREPARER, outcome, [number])
            if outcome == "confirm":
                self.must("step", Role.PREPARER, "bounce", [number])
            self.onward(number)
        self.do("resume", len(self.fund.stops) - 1)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.do("cancel", data.draw(st.integers(0, len(self.fund.deals) - 1)))

    @rule(data=st.data(), share=st.integers(0, 11))
    def recognise(self, data: st.DataObject, share: int) -> None:
        number = data.draw(st.integers(0, len(self.fund.deals) - 1))
        self.do("recognise", number, self.fund.deals[number].amount * share // 10)

    # --- claims

    @precondition(lambda self: any(one.state == State.PAID for one in self.fund.parts))
    @rule(data=st.data(), less=st.sampled_from([0, 0, 1]), over=st.sampled_from([0, 0, 1]))
    def claim(self, data: st.DataObject, less: int, over: int) -> None:
        number = self.a_part(data, State.PAID)
        assert number is not None
        self.do("claim", number, self.fund.parts[number].amount - less + over)

    @rule(
        firm=st.integers(0, FIRMS - 1), fen=st.integers(1, 101), back=st.integers(1, 101),
        what=st.sampled_from(["", "recover", "reduce", "write_off"]), bounce=st.booleans(),
    )  # fmt: skip
    def pay_and_claim(self, firm: int, fen: int, back: int, what: str, bounce: bool) -> None:
        number = self.driven(firm, State.PAID)
        self.do("claim", number, fen)
        if self.fund.claims and what:
            self.do(what, len(self.fund.claims) - 1, back)
            self.do("recover", len(self.fund.claims) - 1, 1)
        if bounce:
            self.do("step", Role.PREPARER, "bounce", [number])

    @precondition(lambda self: self.fund.claims)
    @rule(
        data=st.data(),
        what=st.sampled_from(["recover", "recover", "reduce", "write_off"]),
        fen=AMOUNTS,
    )
    def answer_claim(self, data: st.DataObject, what: str, fen: int) -> None:
        self.do(what, data.draw(st.integers(0, len(self.fund.claims) - 1)), fen)

    # --- time

    @rule(days=st.sampled_from([1, 30]))
    def tick(self, days: int) -> None:
        self.do("tick", days)

    @rule(fen=st.sampled_from([100 * WAN, 1000 * WAN]))
    def issue(self, fen: int) -> None:
        self.do("issue", self.fund.day.year, fen)

    @rule(close=st.booleans(), fen=st.sampled_from([100 * WAN, 2000 * WAN]))
    def new_year(self, close: bool, fen: int) -> None:
        year = self.fund.day.year
        self.do("close", year)  # too early
        self.do("tick", (date(year + 1, 1, 5) - self.fund.day).days)
        if close and year in self.fund.open and not self.at_the_bank(year):
            self.must("close", year)
        if year + 1 not in self.fund.open:
            self.do("open_year", year + 1, fen)

    def at_the_bank(self, year: int) -> bool:
        return any(one.year == year and one.state == State.RELEASED for one in self.fund.parts)

    @rule(back=st.integers(1, 3), share=st.integers(1, 3))
    def carry(self, back: int, share: int) -> None:
        year = self.fund.day.year
        left = self.fund.lapsed.get(year - back, 0)
        self.do("carry", year - back, year, max(left * share // 2, 1))

    @rule(years=st.integers(1, 3), twice=st.booleans())
    def carry_all(self, years: int, twice: bool) -> None:
        """Carry over what is left, year after year."""
        for _ in range(years):
            year = self.fund.day.year
            self.new_year(close=True, fen=100)
            for _ in range(2 if twice else 1):
                self.do("carry", year, year + 1, self.fund.lapsed.get(year, 0))

    # --- what holds

    @invariant()
    def everything_holds(self) -> None:
        assert not (found := broken(self.fund.journal())), found
        if self.desk:
            assert self.desk.summary() == summary(self.fund)
            assert not (found := broken(self.desk.journal())), found

    def teardown(self) -> None:
        if self.desk:
            self.desk.ended()


EDGES = stages.edges()
