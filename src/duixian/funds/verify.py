"""The books recomputed from the transfers, every night: a mismatch freezes payments. Findings are Chinese, by row.

The sums are the database's own work, so that a million transfers take seconds; the hashes are recomputed here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby, islice
from operator import itemgetter

from django.db import connection, transaction
from django.db.models import F, Sum

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.funds import ledger
from duixian.funds.chart import BOOKS, POSTINGS, Book, Move
from duixian.funds.models import (
    Commitment,
    Freeze,
    Instalment,
    LedgerAccount,
    Posting,
    Transfer,
    Verification,
)
from duixian.funds.stages import ENDED, NAMES, State
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.outbox import messages
from duixian.parties import people
from duixian.parties.models import Membership, Person
from duixian.parties.roles import Role

MOST = 50
CHUNK = 5000
JOB = "ledger.verify"
TOLD = (Role.PREPARER, Role.RELEASER, Role.AUDITOR, Role.ADMIN)

Standing = dict[tuple[str, int], int]  # fen by kind of account and year

BALANCES = """
SELECT a.key, a.debits, a.credits, COALESCE(d.fen, 0), COALESCE(c.fen, 0) FROM funds_ledgeraccount a
LEFT JOIN (SELECT debit_id, SUM(amount) AS fen FROM funds_transfer GROUP BY debit_id) d ON d.debit_id = a.key
LEFT JOIN (SELECT credit_id, SUM(amount) AS fen FROM funds_transfer GROUP BY credit_id) c ON c.credit_id = a.key
WHERE a.debits <> COALESCE(d.fen, 0) OR a.credits <> COALESCE(c.fen, 0) ORDER BY a.key"""
MONTHS = """
SELECT COALESCE(m.year, t.year), COALESCE(m.month, t.month), COALESCE(m.move, t.move),
       COALESCE(m.amount, 0), COALESCE(t.fen, 0)
FROM funds_monthtotal m FULL JOIN (
    SELECT year, policy, measure, month, move, SUM(amount) AS fen, COUNT(*) AS n FROM funds_transfer
    GROUP BY year, policy, measure, month, move) t
ON t.year = m.year AND t.policy = m.policy AND t.measure = m.measure AND t.month = m.month AND t.move = m.move
WHERE COALESCE(m.amount, 0) <> COALESCE(t.fen, 0) OR COALESCE(m.count, 0) <> COALESCE(t.n, 0)"""
SIDES = """
SELECT t.move, d.book, c.book, MIN(t.id),
       SUM(CASE WHEN d.year > 0 AND c.year > 0 AND (d.policy <> c.policy OR d.measure <> c.measure
           OR (d.year <> c.year AND t.move <> 'roll')) THEN 1 ELSE 0 END)
FROM funds_transfer t JOIN funds_ledgeraccount d ON d.key = t.debit_id JOIN funds_ledgeraccount c ON c.key = t.credit_id
GROUP BY t.move, d.book, c.book"""
CORRECTIONS = """
SELECT o.id, o.amount, SUM(t.amount) FROM funds_transfer t JOIN funds_transfer o ON o.id = t.reverses_id
GROUP BY o.id, o.amount HAVING SUM(t.amount) > o.amount
UNION ALL
SELECT o.id, o.amount, t.amount FROM funds_transfer t JOIN funds_transfer o ON o.id = t.reverses_id
WHERE t.debit_id <> o.credit_id OR t.id < o.id"""


def run() -> str:
    """The nightly job: check, keep what came of it, freeze payments where anything is wrong. Returns a note."""
    found = findings()
    transfers, accounts = Transfer.objects.count(), LedgerAccount.objects.count()
    with transaction.atomic():
        kept = Verification.objects.create(
            transfers=transfers, accounts=accounts, findings=found, at=clock.now()
        )
        new = bool(found) and not Freeze.objects.filter(open=True).exists()
        if new:
            Freeze.objects.create(verification=kept, since=kept.at)
            _tell(kept)
        said = {"transfers": transfers, "findings": len(found), "frozen": new}
        trail.record(Actor.job(JOB), "funds.verify", "ledger", payload=said, at=kept.at)
    if found:
        return f"发现{len(found)}处不平，支付已冻结"
    return f"核对转账{transfers}笔、账户{accounts}个，相符"


def _tell(kept: Verification) -> None:
    """Finance, audit and the admins: how many faults, and not which."""
    held = Membership.objects.filter(role__in=TOLD, until=None)
    messages.post(
        people.reached(Person.objects.filter(memberships__in=held).distinct()), "ledger-frozen",
        {"count": len(kept.findings), "since": kept.at}, link="/status/", key=f"ledger-frozen:{kept.pk}",
    )  # fmt: skip


def findings() -> list[str]:
    """What does not add up, at most fifty, as of one moment; nobody is kept from writing meanwhile."""
    with _snapshot():
        return list(islice((text for check in CHECKS for text in check()), MOST))


@contextmanager
def _snapshot() -> Iterator[None]:
    """One picture for many queries: inside a transaction that one's, else one that only reads."""
    if connection.in_atomic_block:
        yield
        return
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if postgresql else "BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def balances() -> Iterator[str]:
    """Every balance is what its transfers add up to, and only the outside accounts are below nothing."""
    for key, debits, credits_, debited, credited in _rows(BALANCES):
        yield f"账户{key}：借方{debits}分、贷方{credits_}分，按转账应为{debited}分、{credited}分"
    owing = [book for book, rule in BOOKS.items() if rule.may_owe]
    for account in LedgerAccount.objects.filter(credits__lt=F("debits")).exclude(book__in=owing):
        yield f"账户{account.key}透支{-account.balance}分"


def months() -> Iterator[str]:
    """The totals that reports read are what the transfers add up to."""
    for year, month, move, kept, fen in _rows(MONTHS):
        yield f"{year}年{month}“{POSTINGS[Move(str(move))].name}”的月度合计为{kept}分，按转账应为{fen}分"


def by_the_chart() -> Iterator[str]:
    """Every transfer is between accounts that its kind goes between, within one budget line."""
    for move, debit, credit, first, strayed in _rows(SIDES):
        row = POSTINGS.get(Move(str(move)))
        if row is None or (row.debit, row.credit) != (debit, credit):
            yield f"转账{first}：“{move}”不能从{debit}到{credit}"
        if strayed:
            yield f"“{move}”有{strayed}笔跨了预算项目"


def corrections() -> Iterator[str]:
    """What takes back an earlier transfer names it, and never takes back more."""
    for original, amount, taken in _rows(CORRECTIONS):
        yield f"转账{original}共{amount}分，被冲回{taken}分"
    needing = [move for move, row in POSTINGS.items() if row.corrects]
    for transfer in Transfer.objects.filter(move__in=needing, reverses=None)[:MOST]:
        yield f"转账{transfer.pk}没有写明冲回哪一笔"
    for transfer in Transfer.objects.filter(reverses__isnull=False).exclude(move__in=needing)[:MOST]:  # fmt: skip
        yield f"转账{transfer.pk}不应冲回其他转账"


def entries() -> Iterator[str]:
    """Every posting is what its trail entry vouches for."""
    postings = Posting.objects.order_by("pk").values_list("pk", "key", "at", "sha256", "entry__vouched")  # fmt: skip
    fields = ("move", "debit", "credit", "amount", "instalment", "claim_line", "reverses")
    rows = Transfer.objects.order_by("posting", "pk").values_list("posting", *fields)
    groups = groupby(rows.iterator(CHUNK), key=itemgetter(0))
    pending = next(groups, None)
    for pk, key, at, sha256, vouched in postings.iterator(CHUNK):
        bodies = []
        if pending and pending[0] == pk:
            bodies = [_body(row[1:]) for row in pending[1]]
            pending = next(groups, None)
        if ledger.hashed(at, key, bodies) != sha256 or sha256 not in vouched.split():
            yield f"业务{key}的转账与留痕记载的不一致"


def _body(row: tuple[object, ...]) -> list[object]:
    move, debit, credit, amount, instalment, claim_line, reverses = row
    return [move, debit, credit, amount, str(instalment or ""), str(claim_line or ""), reverses or 0]  # fmt: skip


def instalments() -> Iterator[str]:
    """An instalment's state says where its money is: reserved or at the bank, with its own year's, or neither."""
    there: dict[str, Standing] = defaultdict(dict)
    held = LedgerAccount.objects.filter(book__in=[Book.RESERVED, Book.TRANSIT])
    for account in held.exclude(credits=F("debits")).iterator(CHUNK):
        there[account.part][account.book, account.year] = account.balance
    rows = Instalment.objects.values_list("pk", "state", "funded", "year", "amount")
    for pk, state, funded, year, amount in rows.iterator(CHUNK):
        found, want = there.pop(str(pk), {}), {}
        if state == State.RELEASED:
            want = {(Book.TRANSIT.value, year): amount}
        elif funded:
            want = {(Book.RESERVED.value, year): amount}
        if found != want:
            yield f"分期{pk}是“{NAMES[State(state)]}”，账上却是{_in_words(found)}"
    for part in there:
        yield f"账上有分期{part}的钱，却没有这一期"


def _in_words(found: Standing) -> str:
    sums = [f"{year}年{BOOKS[Book(book)].name}{Money(fen).yuan_text()}" for (book, year), fen in found.items()]  # fmt: skip
    return "、".join(sums) or "没有"


def loads() -> Iterator[str]:
    """What waits for a year's money is the sum of the instalments that wait for it."""
    kept = {
        (row.year, row.policy, row.measure): row.balance
        for row in LedgerAccount.objects.filter(book=Book.LOAD)
    }
    waiting = Instalment.objects.filter(funded=False).exclude(state__in=[*ENDED, State.RELEASED])
    sums = waiting.values_list("year", "commitment__policy", "commitment__measure").annotate(fen=Sum("amount"))  # fmt: skip
    real = {(year, policy, measure): fen for year, policy, measure, fen in sums.order_by()}
    for line in sorted(kept.keys() | real.keys()):
        if kept.get(line, 0) != real.get(line, 0):
            yield f"{line[0]}年{line[2]}待安排的承诺账上{kept.get(line, 0)}分，各期合计{real.get(line, 0)}分"


def plans() -> Iterator[str]:
    """A commitment's instalments sum to it exactly."""
    rows = Commitment.objects.annotate(fen=Sum("instalments__planned_amount"))
    for one in rows.exclude(fen=F("amount")) | rows.filter(fen=None):
        yield f"承诺{one.pk}为{one.amount}分，各期合计{one.fen or 0}分"


def closed_years() -> Iterator[str]:
    """Nothing stands in a closed year but what was paid."""
    standing = LedgerAccount.objects.filter(book__in=ledger.STANDING).exclude(credits=F("debits"))
    closed = ledger.closed_years()
    for account in standing.filter(year__in=closed):
        yield f"{account.year}年已结账，账户{account.key}还有{account.balance}分"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    balances, months, by_the_chart, corrections, entries, instalments, loads, plans, closed_years,
)  # fmt: skip
