"""年终: what is unspent lapses to the treasury, unpaid instalments go on to the next year without money, the year is closed.

结转 is an act of its own: finance may re-issue what lapsed, at most two years after the year it was appropriated in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from duixian.funds import budget, instalments, ledger, rules
from duixian.funds.budget import Kind, Paper
from duixian.funds.chart import TREASURY, Book, Leg, Line, Move
from duixian.funds.instalments import Taking
from duixian.funds.models import BudgetAct, BudgetYear, Instalment, LedgerAccount, Posting
from duixian.funds.stages import UNPAID, State
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What closing a year would do now (fen): what lapses by line, which instalments go on, what is at the bank still."""

    lapse: Mapping[Line, int]
    parts: Sequence[Instalment]
    at_bank: int

    @property
    def rolled(self) -> int:
        """What goes on to the next year without money, in fen."""
        return sum(one.amount for one in self.parts)


def closing(year: int) -> Closing:
    """What `close` would do, for whoever is about to; nothing is locked."""
    every = Instalment.objects.select_related("commitment__organisation").filter(
        pk__in=_unpaid(year)
    )
    parts = [one for one in every.order_by("due", "pk") if one.state != State.RELEASED]
    rows = LedgerAccount.objects.filter(year=year, book=Book.AVAILABLE)
    there = {Line(year=year, policy=row.policy, measure=row.measure): row.balance for row in rows}
    lapse = {line: fen for line, fen in _lapse(parts, there).items() if fen}
    return Closing(lapse=lapse, parts=parts, at_bank=len(every) - len(parts))


def carriable_lines(to_year: int) -> dict[tuple[int, str, str], int]:
    """What may be carried over to a year: (closed year, policy, measure) → fen, the oldest year first."""
    lapsed = BudgetAct.objects.filter(
        kind=Kind.LAPSE, line__year__lt=to_year, line__year__state=BudgetYear.State.CLOSED
    ).values_list("line__year", "line__policy", "line__measure")  # fmt: skip
    found = {
        (year, policy, measure): sum(carriable(year, policy, measure, to_year).values())
        for year, policy, measure in sorted(set(lapsed))
    }
    return {key: fen for key, fen in found.items() if fen > 0}


def close(viewer: Viewer, year: int) -> BudgetYear:
    """Close a budget year. Raises Refused while a payment of it is at the bank, or before its cut-off day has passed."""
    with verb(viewer, "budget.close", budget.subject(year), Role.RELEASER):
        found = budget.locked(year, BudgetYear.State.APPROVED)
        at = clock.now()
        if found.cut_off and clock.local(at).date() <= found.cut_off:
            raise Refused(("", f"{year}年的停止支付日（{found.cut_off}）过后才能结账"))
        parts = instalments.locked(_unpaid(year))
        available = _available(year)
        _nothing_moves(year, parts)
        lapse = {line: fen for line, fen in _lapse(parts, available).items() if fen}
        instalments.withdraw([one.pk for one in parts], f"{year}年结账，转入{year + 1}年")
        instalments.take(
            viewer, [Taking(step="roll", instalment=one.pk) for one in parts], action="budget.close",
            subject=budget.subject(year), key=_key(year), at=at, payload={"lapsed": sum(lapse.values())},
            also=[_lapsing(line, fen) for line, fen in lapse.items()],
        )  # fmt: skip
        found.state, found.closed_by, found.closed_at = BudgetYear.State.CLOSED, viewer.person, at
        found.save()
        _papers(viewer, year, lapse, at)
    return found


def carriable(from_year: int, policy: str, measure: str, to_year: int) -> dict[int, int]:
    """What of a closed year's lapse may still be carried over to a year, by the year of its origin (fen)."""
    acts = BudgetAct.objects.filter(line__policy=policy, line__measure=measure)
    own = acts.filter(line__year=from_year)
    received: dict[int, int] = {}
    for kind, origin, fen in own.values_list("kind", "origin").annotate(fen=Sum("amount")).order_by():  # fmt: skip
        if kind != Kind.LAPSE:
            sign = -1 if kind == Kind.CUT else 1
            received[origin] = received.get(origin, 0) + sign * fen
    lapsed = own.filter(kind=Kind.LAPSE).aggregate(fen=Sum("amount"))["fen"] or 0
    carried = dict(
        acts.filter(carried_from=from_year).values_list("origin").annotate(fen=Sum("amount")).order_by()
    )  # fmt: skip
    return rules.carriable(received, lapsed, carried, to_year)


def carry_over(
    viewer: Viewer, *, from_year: int, to_year: int, policy: str, measure: str, amount: int, paper: Paper
) -> Posting:  # fmt: skip
    """结转: re-issue what lapsed (fen) to a later year's line, by a paper with its reason; the oldest money first.

    The same paper with the same sum again changes nothing. Raises Refused where less may be carried than that.
    """
    with verb(viewer, "budget.carry-over", budget.subject(to_year), Role.RELEASER):
        budget.locked(from_year, BudgetYear.State.CLOSED)
        budget.locked(to_year, BudgetYear.State.APPROVED)
        words("reason", paper.reason, "结转理由")
        number = words("number", paper.number, "指标文号", 60)
        key = f"carry:{from_year}:{to_year}:{policy}:{measure}:{number}"
        request = ledger.asked(amount, paper.subject)
        if done := ledger.replayed(key, request):
            return done
        line = Line(year=to_year, policy=policy, measure=measure)
        ledger.hold(
            [line.at(Book.AVAILABLE)]
        )  # two carry-overs of one lapse come one after the other
        free = carriable(from_year, policy, measure, to_year)
        if not 0 < amount <= sum(free.values()):
            most = Money(sum(free.values())).yuan_text()
            raise Refused(("amount", f"{from_year}年该事项可结转到{to_year}年的最多{most}（结转不超过两年）"))  # fmt: skip
        at = clock.now()
        made = ledger.post(
            viewer.actor, action="budget.carry-over", subject=budget.subject(to_year), key=key, at=at, request=request,
            legs=[Leg(move=Move.CARRY, debit=TREASURY, credit=line.at(Book.AVAILABLE), amount=amount)],
            payload={"number": paper.number, "subject": paper.subject, "reason": paper.reason, "from": from_year},
        )  # fmt: skip
        row = budget.line_for(to_year, policy, measure)
        row.approved = (row.approved or 0) + amount
        row.save(update_fields=["approved"])
        left = amount
        for origin, fen in free.items():
            if part := min(left, fen):
                budget.acted(
                    viewer, row, Kind.CARRY, part, paper=paper, posting=made, at=at, origin=origin, carried_from=from_year
                )  # fmt: skip
            left -= part
    return made


def _unpaid(year: int) -> Sequence[UUID]:
    found = Instalment.objects.filter(year=year, state__in=[*UNPAID, State.RELEASED])
    return list(found.values_list("pk", flat=True))


def _available(year: int) -> dict[Line, int]:
    """What each line of the year has, its accounts locked: nothing is committed or rolled into it meanwhile."""
    rows = LedgerAccount.objects.filter(year=year, book__in=[Book.AVAILABLE, Book.LOAD])
    lines = {Line(year=year, policy=row.policy, measure=row.measure) for row in rows}
    held = ledger.hold(line.at(book) for line in lines for book in (Book.AVAILABLE, Book.LOAD))
    return {line: held[line.at(Book.AVAILABLE)] for line in lines}


def _nothing_moves(year: int, parts: Sequence[Instalment]) -> None:
    """Under the accounts' locks: what was locked is all there is, and none of it is at the bank. Raises Refused."""
    at_bank = [one for one in parts if one.state == State.RELEASED]
    if at_bank:
        raise Refused(("", f"{year}年还有{len(at_bank)}笔支付没有银行回单，登记结果后才能结账"))
    if {one.pk for one in parts} != set(_unpaid(year)):
        raise Refused(("", f"{year}年刚刚有新的变动，请重新办理结账"))


def _lapse(parts: Sequence[Instalment], available: Mapping[Line, int]) -> dict[Line, int]:
    """What is left of each line once the reserved sums are back in it."""
    found = dict(available)
    for one in parts:
        if one.funded:
            found[instalments.line_of(one)] += one.amount
    return found


def _lapsing(line: Line, fen: int) -> Leg:
    return Leg(move=Move.LAPSE, debit=line.at(Book.AVAILABLE), credit=TREASURY, amount=fen)


def _papers(viewer: Viewer, year: int, lapse: Mapping[Line, int], at: datetime) -> None:
    paper = Paper(number="", subject="", reason="年终收回")
    for line, fen in lapse.items():
        row = budget.line_for(year, line.policy, line.measure)
        posting = Posting.objects.get(key=_key(year))
        budget.acted(viewer, row, Kind.LAPSE, fen, paper=paper, posting=posting, at=at)


def _key(year: int) -> str:
    return f"close:{year}"
