"""The real verbs behind the machine: the same acts by the same names, on the database, rolled back at the end."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from duixian.audit.models import Entry
from duixian.funds import budget, commitments, holds, instalments, ledger, recovery_claims, year_end
from duixian.funds.chart import WRITTEN_OFF, Book, Leg, Move, Place
from duixian.funds.instalments import Taking
from duixian.funds.journal import Carried, Held, Journal, Moved, Promised, Stop, Taken
from duixian.funds.models import (
    BudgetAct,
    BudgetYear,
    ClaimLine,
    Commitment,
    Finding,
    Hold,
    Instalment,
    LedgerAccount,
    Recovery,
    Transfer,
)
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused
from duixian.parties.roles import Role
from tests.funds import cast
from tests.funds.cast import MEASURE, POLICY, Bureau
from tests.funds.machine import Summary
from tests.funds.model import CAP, PERIOD, No

_numbers = itertools.count(1)


class Real:
    """One district's money in the database, inside a transaction of its own."""

    people: Bureau

    def __init__(self, day: date) -> None:
        self.whole = transaction.atomic()
        self.whole._from_testcase = True  # type: ignore[attr-defined] # so that a refusal may be recorded "durably"
        self.whole.__enter__()
        self.moment = cast.shanghai(day.year, day.month, day.day)
        self.parts: list[UUID] = []
        self.deals: list[UUID] = []
        self.claims: list[UUID] = []
        self.stops: list[UUID] = []
        self.firms = [self.people.firm, self.people.rival]
        self.who = {
            one.role: one
            for one in (self.people.officer, self.people.approver, self.people.preparer, self.people.releaser)
        }  # fmt: skip

    def ended(self) -> None:
        """Nothing of it is kept."""
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def act(self, name: str, *given: Any) -> None:
        """Do it a moment later; raises No where it is refused."""
        self.moment += timedelta(seconds=1)
        with clock.at(self.moment):
            try:
                getattr(self, name)(*given)
            except (Refused, NotSeen) as refused:
                raise No(str(refused)) from None

    # --- the acts

    def tick(self, days: int) -> None:
        self.moment += timedelta(days=days)

    def open_year(self, year: int, fen: int) -> None:
        cast.issued(self.people, year, {MEASURE: 10**13})
        line = BudgetYear.objects.get(pk=year).lines.get()
        cut = cast.paper(reason="按批复调整")
        budget.adjust(
            self.people.releaser, year, policy=POLICY, measure=MEASURE, change=fen - line.requested, paper=cut
        )  # fmt: skip

    def issue(self, year: int, fen: int) -> None:
        budget.adjust(
            self.people.releaser, year, policy=POLICY, measure=MEASURE, change=fen, paper=cast.paper(reason="追加")
        )  # fmt: skip

    def close(self, year: int) -> None:
        year_end.close(self.people.releaser, year)

    def carry(self, source: int, to: int, fen: int) -> None:
        year_end.carry_over(
            self.people.releaser, from_year=source, to_year=to, policy=POLICY, measure=MEASURE, amount=fen,
            paper=cast.paper(reason="结转"),
        )  # fmt: skip

    def commit(self, firm: int, amount: int, years: Sequence[int], basis_on: date, month: int = 0) -> None:  # fmt: skip
        due = [date(year, month, 1) for year in years] if month else []
        promise = cast.promise(self.firms[firm], amount, *years, basis_on=basis_on, due=due)
        with transaction.atomic():
            made = commitments.commit(self.people.approver, promise, at=clock.now())
        self.deals.append(made.pk)
        self.parts += [one.pk for one in cast.parts(made)]
        again = commitments.commit(self.people.approver, promise, at=clock.now())  # I17
        assert again == made

    def step(self, role: Role, step: str, numbers: Sequence[int], key: str = "") -> None:
        key = key or f"{step}:{next(_numbers)}"
        takings = [Taking(step=step, instalment=self.parts[number]) for number in numbers]
        for _ in range(
            2 if step in {"instruct", "confirm", "fail", "bounce", "fund"} else 1
        ):  # I17
            with transaction.atomic():
                instalments.take(
                    self.who[role], takings, action=f"test.{step}", subject="test", key=key, at=clock.now()
                )  # fmt: skip

    def checked(self, number: int) -> None:
        one = Instalment.objects.get(pk=self.parts[number])
        checks = list(one.checks.all())
        for check in checks:
            commitments.record_check(self.people.officer, check.pk, passed=True, note="符合")
        if not checks:
            part = instalments.pictures([one], clock.now())[one.pk]
            if part.state not in instalments.UNPAID:
                raise No("too late")

    def cancel(self, deal: int) -> None:
        with transaction.atomic():
            commitments.cancel(
                self.people.approver, self.deals[deal], reason="放弃", at=clock.now()
            )

    def recognise(self, deal: int, total: int) -> None:
        with transaction.atomic():
            commitments.recognise(
                self.people.approver, self.deals[deal], total=total, reference="验收", at=clock.now()
            )  # fmt: skip

    def suspend(self, firm: int) -> None:
        with transaction.atomic():
            made = holds.suspend(
                self.people.officer, self.firms[firm].pk, reason="线索", reference=f"finding:{next(_numbers)}", at=clock.now()
            )  # fmt: skip
        self.stops.append(made.pk)

    def resume(self, stop: int) -> None:
        with transaction.atomic():
            holds.resume(self.people.officer, self.stops[stop], reason="不成立", at=clock.now())

    def claim(self, number: int, fen: int) -> None:
        with transaction.atomic():
            [one] = instalments.locked([self.parts[number]])
            if one.state != "paid" or not 0 < fen <= recovery_claims.claimable([one])[one.pk]:
                raise No("more than was paid")
            line = recovery_claims.of_instalment(
                self._recovery(one), one, fen, "五（二）", clock.now()
            )
            line.save(force_insert=True)
            self._post(recovery_claims.opening(line))
        self.claims.append(line.pk)

    def recover(self, claim: int, fen: int) -> None:
        line = self._still_open(claim, fen)
        how = recovery_claims.Spread(parts={line.pk: fen}, over=0)
        self._post(*recovery_claims.repaying(line.recovery, [line], how, restore=False))

    def write_off(self, claim: int, fen: int) -> None:
        self._claim_leg(Move.WRITE_OFF, WRITTEN_OFF, claim, fen)

    def reduce(self, claim: int, fen: int) -> None:
        self._claim_leg(Move.REDUCE, recovery_claims.CLAIMED, claim, fen)

    def _claim_leg(self, move: Move, credit: Place, claim: int, fen: int) -> None:
        line = self._still_open(claim, fen)
        self._post(
            Leg(
                move=move, debit=recovery_claims.claim_place(line.pk), credit=credit, amount=fen, claim_line=line.pk,
                instalment=line.instalment_id,
            )
        )  # fmt: skip

    def _still_open(self, claim: int, fen: int) -> ClaimLine:
        line = ClaimLine.objects.select_related("recovery", "instalment__commitment").get(
            pk=self.claims[claim]
        )
        if not 0 < fen <= recovery_claims.sheet(line.recovery).owed[line.pk]:
            raise No("more than is owed")
        return line

    def _post(self, *legs: Leg) -> None:
        with transaction.atomic():
            ledger.post(
                self.people.approver.actor, action="test.claim", subject="test", key=f"claim:{next(_numbers)}",
                legs=legs, at=clock.now(),
            )  # fmt: skip

    def _recovery(self, one: Instalment) -> Recovery:
        by, now = self.people.officer.person, clock.now()
        firm = one.commitment.organisation
        hold = Hold.objects.create(
            organisation=firm, reason="x", by=by, since=now, lifted_by=by, lifted_at=now, lifted_reason="x"
        )  # fmt: skip
        finding = Finding.objects.create(
            organisation=firm, kind="audit", source="x", text="x", hold=hold, by=by, at=now
        )  # fmt: skip
        return Recovery.objects.create(
            number=f"R{next(_numbers)}", finding=finding, organisation=firm, officer=by, opened_at=now, stage="owing"
        )  # fmt: skip

    # --- what came of it

    def summary(self) -> Summary:
        """States and balances, by the order in which things were made."""
        order = {str(pk): number for number, pk in enumerate(self.parts)}
        order |= {str(pk): number for number, pk in enumerate(self.claims)}
        rows = {
            one.pk: (one.state, one.funded, one.year, one.amount)
            for one in Instalment.objects.filter(pk__in=self.parts)
        }
        return [rows[pk] for pk in self.parts], {
            (one.book, one.year, order.get(one.part)): one.balance
            for one in LedgerAccount.objects.all()
            if one.balance
        }

    def journal(self) -> Journal:
        """The journal as the database has it."""
        return journal()


def journal() -> Journal:
    """All that the invariants ask for, read from the database."""
    lasts = list(
        Transfer.objects.values("posting__entry").annotate(last=Max("pk")).values_list("posting__entry", "last").order_by("last")
    )  # fmt: skip
    entries = list(Entry.objects.select_related("payload").filter(outcome="done").order_by("seq"))

    def after(seq: int) -> int:
        return max((last for entry, last in lasts if entry <= seq), default=0)

    said = {}
    for entry in entries:
        if entry.action in {"funds.suspend", "funds.resume"}:
            said[entry.action, entry.data["hold"]] = after(entry.seq - 1)
    checks = defaultdict(list)
    for pk, result in Instalment.objects.filter(checks__isnull=False).values_list(
        "pk", "checks__result"
    ):
        checks[pk].append(result)
    return Journal(
        transfers=[_moved(one) for one in Transfer.objects.select_related("debit", "credit", "posting").order_by("pk")],
        balances={_place(one): one.balance for one in LedgerAccount.objects.all()},
        parts=[_held(one, checks[one.pk]) for one in Instalment.objects.all()],
        promises=[_promised(one) for one in Commitment.objects.all()],
        steps=[
            Taken(step=step, instalment=UUID(pk), role=entry.role, after=after(entry.seq))
            for entry in entries
            for step, pk in entry.data.get("steps", [])
        ],
        stops=[
            Stop(
                organisation=one.organisation_id, since=said["funds.suspend", str(one.pk)],
                until=said.get(("funds.resume", str(one.pk))),
            )
            for one in Hold.objects.filter(finding=None)
        ],
        carried=[
            Carried(origin=one.origin, source=one.carried_from, to=one.line.year_id, amount=one.amount)
            for one in BudgetAct.objects.select_related("line").filter(kind="carry")
            if one.carried_from
        ],
        closed={
            int(entry.subject.removeprefix("budget:")): after(entry.seq)
            for entry in entries
            if entry.action == "budget.close"
        },
        cut_offs={one.year: one.cut_off for one in BudgetYear.objects.all() if one.cut_off},
        period=PERIOD,
    )  # fmt: skip


def _place(one: LedgerAccount) -> Place:
    return Place(
        book=Book(one.book), year=one.year, policy=one.policy, measure=one.measure, part=one.part
    )  # fmt: skip


def _moved(one: Transfer) -> Moved:
    return Moved(
        number=one.pk, key=one.posting.key, move=Move(one.move), debit=_place(one.debit), credit=_place(one.credit),
        amount=one.amount, on=clock.local(one.posting.at).date(), instalment=one.instalment_id,
        claim_line=one.claim_line_id, reverses=one.reverses_id,
    )  # fmt: skip


def _held(one: Instalment, checks: list[str]) -> Held:
    return Held(
        id=one.pk, commitment=one.commitment_id, number=one.number, state=one.state, funded=one.funded, year=one.year,
        amount=one.amount, planned_amount=one.planned_amount, due=one.due,
        passed=all(result == "passed" for result in checks),
    )  # fmt: skip


def _promised(one: Commitment) -> Promised:
    return Promised(
        id=one.pk, organisation=one.organisation_id, policy=one.policy, measure=one.measure, amount=one.amount,
        basis_on=one.basis_on, cap=CAP, recognised=one.recognised,
    )  # fmt: skip
