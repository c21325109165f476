"""The money in memory: the same acts as the real verbs have, on the pure rules (chart, stages, rules) and nothing else.

What the machine walks through, and what the real verbs are compared with. People and things are numbers here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from duixian.funds import rules, stages
from duixian.funds.chart import CLAIMED, TREASURY, WRITTEN_OFF, Book, Leg, Line, Move, Place
from duixian.funds.journal import Carried, Held, Journal, Promised, Stop, Taken
from duixian.funds.stages import ASKED, ENDED, UNPAID, Part, State
from duixian.parties.roles import Role
from tests.funds.cast import MEASURE, POLICY, line
from tests.funds.memory import Deal, Inst, Memory, No, Owed

PERIOD = (date(2025, 1, 1), date(2026, 12, 31))
CAP = 500_000_000


class Fund(Memory):
    """One district's money under one measure."""

    # --- the budget

    def open_year(self, year: int, fen: int) -> None:
        self.open[year] = True
        self.issue(year, fen)

    def issue(self, year: int, fen: int) -> None:
        if not self.open.get(year):
            raise No("year")
        leg = Leg(move=Move.ISSUE, debit=TREASURY, credit=line(year).at(Book.AVAILABLE), amount=fen)
        self.post(f"issue:{year}:{len(self.posted)}", [leg])
        self.received[year][year] += fen

    def close(self, year: int) -> None:
        if not self.open.get(year) or self.day <= date(year, 12, 31):
            raise No("not yet")
        here = [
            number
            for number, one in enumerate(self.parts)
            if one.year == year and one.state not in ENDED
        ]
        if any(self.parts[number].state == State.RELEASED for number in here):
            raise No("at the bank")
        roll = stages.STEPS["roll"]
        legs = [
            leg for number in here for leg in rules.legs(roll.posts, self._sum(number, year + 1))
        ]
        left = self.balances[line(year).at(Book.AVAILABLE)]
        left += sum(self.parts[number].amount for number in here if self.parts[number].funded)
        if left:
            legs.append(
                Leg(
                    move=Move.LAPSE,
                    debit=line(year).at(Book.AVAILABLE),
                    credit=TREASURY,
                    amount=left,
                )
            )
        if legs:
            self.post(f"close:{year}", legs)
        self.lapsed[year] = left
        for number in here:
            one, part = self.parts[number], self._part(number)
            one.state = stages.lands(roll, part)
            one.year, one.funded = year + 1, stages.funded_after(roll, part)
        self.open[year] = False
        self.closed[year] = len(self.transfers)

    def carry(self, source: int, to: int, fen: int) -> None:
        if source not in self.closed or not self.open.get(to):
            raise No("years")
        before: dict[int, int] = defaultdict(int)
        for each in self.carried:
            if each.source == source:
                before[each.origin] += each.amount
        free = rules.carriable(self.received[source], self.lapsed[source], before, to)
        if not 0 < fen <= sum(free.values()):
            raise No("more than lapsed")
        leg = Leg(move=Move.CARRY, debit=TREASURY, credit=line(to).at(Book.AVAILABLE), amount=fen)
        self.post(f"carry:{len(self.posted)}", [leg])
        for origin, most in free.items():
            part = min(fen, most)
            if part:
                self.received[to][origin] += part
                self.carried.append(Carried(origin=origin, source=source, to=to, amount=part))
            fen -= part

    # --- commitments

    def commit(self, firm: int, amount: int, years: Sequence[int], basis_on: date, month: int = 0) -> None:  # fmt: skip
        """`month`: every instalment is due on its first day (0: at once, or at the year's beginning)."""
        plan = rules.equal_plan(amount, years)
        if rules.plan_faults(amount, plan, self.day.year) or self._is_held(firm):
            raise No("plan, or held")
        if not PERIOD[0] <= basis_on <= PERIOD[1]:
            raise No("period")
        deal = Deal(id=self.new_id(), firm=firm, amount=amount, basis_on=basis_on)
        made, legs = [], []
        for number, (year, fen) in enumerate(plan, 1):
            now = year == self.day.year
            one = Inst(
                id=self.new_id(), commitment=len(self.deals), number=number, year=year, amount=fen, planned=fen,
                due=date(year, month, 1) if month else self.day if now else date(year, 1, 1), state=State.RESERVED if now else State.PLANNED,
                funded=now, passed=number == 1,
            )  # fmt: skip
            made.append(one)
            legs += (rules.reserve if now else rules.promise)(_sum(one))
        self.post(f"commit:{deal.id}", legs)
        deal.parts = [len(self.parts) + place for place in range(len(made))]
        self.deals.append(deal)
        self.parts += made

    def step(self, role: Role, step: str, numbers: Sequence[int], key: str = "") -> None:
        row = stages.STEPS[step]
        parts = {number: self._part(number) for number in numbers}
        if key and key in self.posted:
            return
        if any(row.refusals(part, role) for part in parts.values()):
            raise No(step)
        later = {number: max(self.parts[number].year, self.day.year) for number in numbers}
        legs = [
            leg
            for number in numbers
            for leg in rules.legs(row.posts, self._sum(number, later[number]))
        ]
        if legs:
            self.post(key or f"{step}:{len(self.posted)}", legs)
        for number, part in parts.items():
            one = self.parts[number]
            one.state, one.funded = stages.lands(row, part), stages.funded_after(row, part)
            one.year = later[number] if step == "bounce" else one.year
            self.steps.append(
                Taken(step=step, instalment=one.id, role=role.value, after=len(self.transfers))
            )

    def checked(self, number: int) -> None:
        if self.parts[number].state not in UNPAID:
            raise No("too late")
        self.parts[number].passed = True

    def cancel(self, deal: int) -> None:
        numbers = [
            number for number in self.deals[deal].parts if self.parts[number].state in UNPAID
        ]
        if not numbers:
            raise No("nothing left")
        self.step(Role.APPROVER, "cancel", numbers)

    def recognise(self, deal: int, total: int) -> None:
        found = self.deals[deal]
        if not 0 <= total <= found.amount:
            raise No("more than approved")
        alive = [
            self.parts[number]
            for number in found.parts
            if self.parts[number].state != State.CANCELLED
        ]
        free = [one for one in alive if one.state in UNPAID - ASKED]
        fixed = sum(one.amount for one in alive) - sum(one.amount for one in free)
        if fixed > total:
            raise No("paid already")
        legs = []
        less = [
            (one, fen)
            for one, fen in zip(
                free, rules.cuts([one.amount for one in free], total - fixed), strict=True
            )
            if fen < one.amount
        ]
        for one, fen in less:
            legs += rules.legs(stages.Posts.CANCEL, replace(_sum(one), amount=one.amount - fen))
        if legs:
            self.post(f"recognise:{len(self.posted)}", legs)
        for one, fen in less:
            one.amount = fen
            if fen == 0:
                one.state, one.funded = State.CANCELLED, False
        found.recognised = total

    # --- holds, claims

    def suspend(self, firm: int) -> None:
        self.stops.append(Stop(organisation=UUID(int=firm), since=len(self.transfers)))
        numbers = [
            number
            for number in self._of(firm)
            if self.parts[number].state in UNPAID - {State.SUSPENDED}
        ]
        if numbers:
            self.step(Role.OFFICER, "suspend", numbers)

    def resume(self, stop: int) -> None:
        found = self.stops[stop]
        if found.until is not None:
            raise No("lifted already")
        self.stops[stop] = replace(found, until=len(self.transfers))
        firm = found.organisation.int
        if self._is_held(firm):
            return
        numbers = [
            number for number in self._of(firm) if self.parts[number].state == State.SUSPENDED
        ]
        if numbers:
            self.step(Role.OFFICER, "resume", numbers)

    def claim(self, number: int, fen: int) -> None:
        one = self.parts[number]
        open_ = sum(
            self._open(each) for each in range(len(self.claims)) if self.claims[each].part == number
        )
        if one.state != State.PAID or not 0 < fen <= self.balances[self._paid(number)] - open_:
            raise No("more than was paid")
        owed = Owed(id=self.new_id(), part=number)
        self.claims.append(owed)
        place = Place(book=Book.CLAIM, part=str(owed.id))
        self._claim_leg(Move.CLAIM, CLAIMED, place, fen, len(self.claims) - 1)

    def recover(self, claim: int, fen: int) -> None:
        self._still_open(claim, fen)
        owed = self.claims[claim]
        place, one = Place(book=Book.CLAIM, part=str(owed.id)), self.parts[owed.part]
        self.post(
            f"recover:{len(self.posted)}",
            [
                Leg(move=Move.SETTLE, debit=place, credit=CLAIMED, amount=fen, claim_line=owed.id),
                Leg(move=Move.RECOVER, debit=self._paid(owed.part), credit=TREASURY, amount=fen, instalment=one.id, claim_line=owed.id),
            ],
        )  # fmt: skip

    def write_off(self, claim: int, fen: int) -> None:
        self._still_open(claim, fen)
        place = Place(book=Book.CLAIM, part=str(self.claims[claim].id))
        self._claim_leg(Move.WRITE_OFF, place, WRITTEN_OFF, fen, claim)

    def reduce(self, claim: int, fen: int) -> None:
        self._still_open(claim, fen)
        place = Place(book=Book.CLAIM, part=str(self.claims[claim].id))
        self._claim_leg(Move.REDUCE, place, CLAIMED, fen, claim)

    def _claim_leg(self, move: Move, debit: Place, credit: Place, fen: int, claim: int) -> None:
        owed = self.claims[claim]
        leg = Leg(
            move=move, debit=debit, credit=credit, amount=fen, claim_line=owed.id, instalment=self.parts[owed.part].id
        )  # fmt: skip
        self.post(f"{move}:{len(self.posted)}", [leg])

    def _still_open(self, claim: int, fen: int) -> None:
        if not 0 < fen <= self._open(claim):
            raise No("more than is owed")

    def _open(self, claim: int) -> int:
        return self.balances[Place(book=Book.CLAIM, part=str(self.claims[claim].id))]

    def _paid(self, number: int) -> Place:
        one = self.parts[number]
        return Line(year=one.year, policy=POLICY, measure=MEASURE).at(Book.PAID, one.id)

    # --- pictures

    def tick(self, days: int) -> None:
        self.day += timedelta(days=days)

    def _of(self, firm: int) -> list[int]:
        return [number for deal in self.deals if deal.firm == firm for number in deal.parts]

    def _is_held(self, firm: int) -> bool:
        return any(stop.organisation.int == firm and stop.until is None for stop in self.stops)

    def _sum(self, number: int, later: int) -> rules.Sum:
        return replace(_sum(self.parts[number]), later=later)

    def _part(self, number: int) -> Part:
        one = self.parts[number]
        claimed = sum(
            self._open(each) for each in range(len(self.claims)) if self.claims[each].part == number
        )
        return Part(
            state=one.state, funded=one.funded, number=one.number, year=one.year, due=one.due, today=self.day,
            unchecked=() if one.passed else ("年度报告",), held=self._is_held(self.deals[one.commitment].firm),
            open_year=self.open.get(one.year, False), cut_off=date(one.year, 12, 31), claimed=claimed,
        )  # fmt: skip

    def journal(self) -> Journal:
        return Journal(
            transfers=self.transfers, balances=self.balances, steps=self.steps, stops=self.stops, carried=self.carried,
            closed=self.closed, cut_offs={year: date(year, 12, 31) for year in self.open}, period=PERIOD,
            parts=[
                Held(
                    id=one.id, commitment=self.deals[one.commitment].id, number=one.number, state=one.state.value,
                    funded=one.funded, year=one.year, amount=one.amount, planned_amount=one.planned, due=one.due,
                    passed=one.passed,
                )
                for one in self.parts
            ],
            promises=[
                Promised(
                    id=one.id, organisation=UUID(int=one.firm), policy=POLICY, measure=MEASURE, amount=one.amount,
                    basis_on=one.basis_on, cap=CAP, recognised=one.recognised,
                )
                for one in self.deals
            ],
        )  # fmt: skip


def _sum(one: Inst) -> rules.Sum:
    return rules.Sum(instalment=one.id, line=line(one.year), amount=one.amount, funded=one.funded)
