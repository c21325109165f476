"""The money as reports show it: by measure and month, and the load of the years to come. All in fen.

Read from what is kept as it happens (month totals, the balances of 待安排的承诺), whatever the number of transfers;
verify.py proves nightly that it equals what the transfers add up to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from duixian.funds.chart import POSTINGS, Book, Line, Move
from duixian.funds.models import BudgetLine, Instalment, LedgerAccount, MonthTotal
from duixian.funds.stages import UNPAID, State

Moved = dict[Move, int]
ISSUES = (Move.ISSUE, Move.ADD, Move.CARRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """One line of a year: what was approved and issued, what became of it, what is left, what waits for money."""

    line: Line
    approved: int
    issued: int
    lapsed: int
    reserved: int
    transit: int
    paid: int
    returned: int
    left: int
    waiting: int

    @property
    def committed(self) -> int:
        """What of this year's money is bound or gone: 已安排、在途、已拨付."""
        return self.reserved + self.transit + self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One line in one month (202603): what was issued, newly committed, paid (less what came back)."""

    line: Line
    month: int
    issued: int
    committed: int
    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """后年度负担: what is promised for a year's line and has no money yet."""

    line: Line
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a year's budget must cover for one measure: instalments of that year, unpaid; `funded` of it has money."""

    policy: str
    measure: str
    count: int
    amount: int
    funded: int


def execution(year: int) -> list[Execution]:
    """Every line of a budget year."""
    return executions([year])[year]


def executions(years: Collection[int]) -> dict[int, list[Execution]]:
    """Every line of these budget years, in three questions to the database however many there are."""
    moved: dict[Line, Moved] = defaultdict(dict)
    for line, move, amount in _by_line(MonthTotal.objects.filter(year__in=years)):
        moved[line][move] = amount
    approved = {
        Line(year=one.year_id, policy=one.policy, measure=one.measure): one.approved or 0
        for one in BudgetLine.objects.filter(year__in=years)
    }
    loads = _loads(LedgerAccount.objects.filter(year__in=years))
    waiting = {one.line: one.amount for one in loads}
    found: dict[int, list[Execution]] = {year: [] for year in years}
    for line in sorted(approved.keys() | moved.keys() | waiting.keys(), key=lambda one: (one.policy, one.measure)):  # fmt: skip
        found[line.year].append(
            _execution(line, moved[line], approved.get(line, 0), waiting.get(line, 0))
        )
    return found


def months(year: int) -> list[Month]:
    """Every line of a budget year by month, in the order of months; months in which nothing happened are left out."""
    found: dict[tuple[int, Line], Moved] = defaultdict(dict)
    for one in MonthTotal.objects.filter(year=year):
        line = Line(year=year, policy=one.policy, measure=one.measure)
        found[one.month, line][Move(one.move)] = one.amount
    return [
        Month(
            line=line, month=month, issued=_net(moved, Book.TREASURY, (*ISSUES, Move.CUT)) * -1,
            committed=_sum(moved, Move.RESERVE) - _sum(moved, Move.UNRESERVE, Move.FAIL_CANCELLED),
            paid=_net(moved, Book.PAID),
        )
        for (month, line), moved in sorted(found.items(), key=lambda item: (item[0][0], item[0][1].policy, item[0][1].measure))
    ]  # fmt: skip


def forward_load(since: int) -> list[Load]:
    """What is promised and has no money, by year and measure, from a year on."""
    return _loads(LedgerAccount.objects.filter(year__gte=since))


def needs(year: int) -> list[Need]:
    """What falls due in a year by what is committed already; what applications will add, the pages know."""
    rows = (
        needs_of(year)
        .values("commitment__policy", "commitment__measure", "funded")
        .annotate(count=Count("pk"), fen=Sum("amount"))
        .order_by("commitment__policy", "commitment__measure")
    )
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        need = found[row["commitment__policy"], row["commitment__measure"]]
        need[0] += row["count"]
        need[1] += row["fen"]
        need[2] += row["fen"] if row["funded"] else 0
    return [
        Need(policy=policy, measure=measure, count=count, amount=amount, funded=funded)
        for (policy, measure), (count, amount, funded) in found.items()
    ]


def needs_of(year: int, policy: str = "", measure: str = "") -> QuerySet[Instalment]:
    """The instalments behind `needs`: unpaid ones of the year (已发出支付 not among them)."""
    found = Instalment.objects.filter(year=year, state__in=[*UNPAID])
    if policy:
        found = found.filter(commitment__policy=policy)
    if measure:
        found = found.filter(commitment__measure=measure)
    return found.select_related("commitment__organisation").order_by("due", "pk")


def due(year: int) -> QuerySet[Instalment]:
    """Instalments whose money is reserved and that nobody has asked for yet, the first due first."""
    return (
        Instalment.objects.filter(year=year, state__in=[State.RESERVED, State.FAILED])
        .select_related("commitment__organisation")
        .order_by("due", "pk")
    )


def _by_line(totals: QuerySet[MonthTotal]) -> Iterator[tuple[Line, Move, int]]:
    sums = totals.values_list("year", "policy", "measure", "move").annotate(fen=Sum("amount"))
    for year, policy, measure, move, fen in sums.order_by():
        yield Line(year=year, policy=policy, measure=measure), Move(move), fen


def _loads(accounts: QuerySet[LedgerAccount]) -> list[Load]:
    return [
        Load(line=Line(year=row.year, policy=row.policy, measure=row.measure), amount=row.balance)
        for row in accounts.filter(book=Book.LOAD).order_by("year", "policy", "measure")
        if row.balance
    ]


def _execution(line: Line, moved: Moved, approved: int, waiting: int) -> Execution:
    return Execution(
        line=line, approved=approved, issued=_sum(moved, *ISSUES) - _sum(moved, Move.CUT),
        lapsed=_sum(moved, Move.LAPSE), reserved=_net(moved, Book.RESERVED), transit=_net(moved, Book.TRANSIT),
        paid=_net(moved, Book.PAID), returned=_sum(moved, Move.BOUNCE, Move.RECOVER, Move.RESTORE),
        left=_net(moved, Book.AVAILABLE), waiting=waiting,
    )  # fmt: skip


def _sum(moved: Moved, *moves: Move) -> int:
    return sum(moved.get(move, 0) for move in moves)


def _net(moved: Moved, book: Book, moves: Iterable[Move] = Move) -> int:
    """The balance that transfers leave on a kind of account: what came in less what went out."""
    return sum(
        moved.get(move, 0) * ((POSTINGS[move].credit == book) - (POSTINGS[move].debit == book))
        for move in moves
    )
