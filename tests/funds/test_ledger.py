"""The ledger's writer and the database under it: what is posted, what is refused, and what no SQL can do."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from duixian.audit.actor import Actor
from duixian.audit.models import Entry
from duixian.funds import exported, ledger
from duixian.funds.chart import CLAIMED, TREASURY, Book, Leg, Move, Place
from duixian.funds.models import (
    BudgetYear,
    Freeze,
    LedgerAccount,
    MonthTotal,
    Posting,
    Transfer,
    Verification,
)
from duixian.kernel import clock
from tests.emptied import unguarded
from tests.funds.cast import PAY, Bureau, committed, issued, line, on, parts, shanghai, take, walk

ACTOR = Actor.job("test")
AVAILABLE = line().at(Book.AVAILABLE)


def issue(amount: int = 100) -> Leg:
    return Leg(move=Move.ISSUE, debit=TREASURY, credit=AVAILABLE, amount=amount)


def lapse(amount: int = 100) -> Leg:
    return Leg(move=Move.LAPSE, debit=AVAILABLE, credit=TREASURY, amount=amount)


def post(*legs: Leg, key: str = "k", request: str = "") -> Posting:
    with transaction.atomic():
        return ledger.post(
            ACTOR, action="test.post", subject="test", key=key, legs=legs, at=clock.now(), request=request
        )  # fmt: skip


def test_a_transfer_moves_two_balances_and_its_entry_vouches_for_it(db: None) -> None:
    made = post(issue())
    assert (ledger.balance(AVAILABLE), ledger.balance(TREASURY)) == (100, -100)
    entry = Entry.objects.get()
    assert made.entry == entry
    assert entry.files == [made.sha256]
    assert entry.data == {"posting": "k", "transfers": 1, "fen": 100}
    assert MonthTotal.objects.get().amount == 100


def test_the_month_is_shanghais(db: None) -> None:
    with clock.at(shanghai(2026, 12, 31, 23, 59, 59)):
        assert post(issue()).transfers.get().month == 202612
    with clock.at(shanghai(2027, 1, 1, 0)):
        assert post(issue(), key="next").transfers.get().month == 202701


def test_the_same_key_with_the_same_transfers_posts_nothing_new(db: None) -> None:
    first = post(issue())
    assert post(issue()) == first
    assert (Transfer.objects.count(), Entry.objects.count()) == (1, 1)
    assert ledger.balance(AVAILABLE) == 100


def test_the_same_key_with_other_transfers_is_an_error(db: None) -> None:
    post(issue())
    for other in ([issue(101)], [issue(), issue()], [lapse()]):
        with pytest.raises(ledger.KeyReused, match="已用于另一笔业务"):
            post(*other)
    assert ledger.balance(AVAILABLE) == 100


def test_a_verb_that_asks_the_same_again_is_told_and_another_is_refused(db: None) -> None:
    first = post(issue(), request=ledger.asked("issue", 100))
    assert ledger.replayed("k", ledger.asked("issue", 100)) == first
    assert ledger.replayed("other", ledger.asked("issue", 100)) is None
    with pytest.raises(ledger.KeyReused):
        ledger.replayed("k", ledger.asked("issue", 101))


def test_what_is_not_there_can_not_be_spent_and_the_lack_is_named(db: None) -> None:
    post(issue())
    with pytest.raises(ledger.Short) as raised:
        post(lapse(60), lapse(60), key="two")
    assert (raised.value.needed, raised.value.there, raised.value.short) == (60, 40, 20)
    assert str(raised.value) == "2026年可用指标不足：需要0.60元，现有0.40元，尚缺0.20元"
    assert ledger.balance(AVAILABLE) == 100
    assert Entry.objects.count() == 1


def test_money_that_comes_in_the_same_posting_may_go_out_in_it(db: None) -> None:
    post(issue(), lapse())
    assert ledger.balance(AVAILABLE) == 0


def test_a_posting_against_the_chart_is_a_fault_of_the_caller(db: None) -> None:
    with pytest.raises(ledger.BadPosting, match="no amount"):
        post(issue(0))
    with pytest.raises(ledger.BadPosting, match="nothing to post"):
        post()


def test_a_transfer_that_corrects_nothing_is_refused(db: None) -> None:
    place = Place(book=Book.CLAIM, part=str(UUID(int=1)))
    with transaction.atomic():
        ledger.hold([place])
    with unguarded():  # money that no claim brought there
        LedgerAccount.objects.filter(pk=place.key).update(credits=5)
    with pytest.raises(ledger.BadPosting, match="nothing to correct"):
        post(Leg(move=Move.REDUCE, debit=place, credit=CLAIMED, amount=1))


def test_a_correction_names_its_original_and_never_takes_back_more(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
        [one] = walk(people, PAY, *parts(committed(people, 100)))
        take(people, "fail", one)
        sent, failed = Transfer.objects.filter(move__in=["instruct", "fail"]).order_by("pk")
        assert failed.reverses == sent
        place = line().at(Book.TRANSIT, one.pk)
        with unguarded():  # money in transit that nobody sent
            LedgerAccount.objects.filter(pk=place.key).update(credits=300)
        with pytest.raises(ledger.BadPosting, match="more than transfer"):
            post(
                Leg(
                    move=Move.FAIL, debit=place, credit=line().at(Book.RESERVED, one.pk), amount=100
                )
            )


def test_the_ledger_is_written_in_a_transaction(transactional_db: None) -> None:
    with pytest.raises((AssertionError, TransactionManagementError)):
        ledger.post(ACTOR, action="t", subject="t", key="k", legs=[issue()], at=clock.now())


def test_a_closed_year_takes_nothing(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
    BudgetYear.objects.update(state=BudgetYear.State.CLOSED)
    with pytest.raises(ledger.Closed, match="2026年已经结账"):
        post(issue())


# --- a freeze


def frozen() -> None:
    Freeze.objects.create(verification=Verification.objects.create(transfers=0, accounts=0))


def test_a_freeze_stops_what_we_do_and_not_what_the_bank_did(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
        one, two = committed(people, 100), committed(people, 200)
        walk(people, PAY, *parts(one))
        frozen()
        with pytest.raises(ledger.Frozen, match="冻结"):
            committed(people, 100)
        with pytest.raises(ledger.Frozen):
            walk(people, PAY, *parts(two))
        take(people, "confirm", *parts(one))
        take(people, "bounce", *parts(one))
        assert parts(one)[0].state == "returned"


# --- what no SQL can do

TRIES: Sequence[tuple[str, str]] = (
    ("edit a transfer", "UPDATE funds_transfer SET amount = amount + 1"),
    ("point a transfer elsewhere", "UPDATE funds_transfer SET move = 'add'"),
    ("delete a transfer", "DELETE FROM funds_transfer"),
    ("edit a posting", "UPDATE funds_posting SET key = 'x'"),
    ("delete a posting", "DELETE FROM funds_posting"),
    ("raise a balance", "UPDATE funds_ledgeraccount SET credits = credits + 1"),
    ("raise a balance by a transfer that is spent", "UPDATE funds_ledgeraccount SET credits = credits + 100, last = last"),
    ("raise a balance by a transfer to come", "UPDATE funds_ledgeraccount SET credits = credits + 100, last = last + 1"),
    ("rename an account", "UPDATE funds_ledgeraccount SET part = 'x'"),
    ("delete an account", "DELETE FROM funds_ledgeraccount"),
    ("make an account with money", "INSERT INTO funds_ledgeraccount SELECT 'x', book, year, policy, measure, part, 0, 9, 0 FROM funds_ledgeraccount WHERE book = 'treasury'"),
    ("spend nothing", "INSERT INTO funds_transfer (posting_id, move, debit_id, credit_id, amount, year, policy, measure, month) SELECT posting_id, move, debit_id, credit_id, 0, year, policy, measure, month FROM funds_transfer"),
    ("move to itself", "INSERT INTO funds_transfer (posting_id, move, debit_id, credit_id, amount, year, policy, measure, month) SELECT posting_id, move, debit_id, debit_id, 5, year, policy, measure, month FROM funds_transfer"),
    ("overdraw", "INSERT INTO funds_transfer (posting_id, move, debit_id, credit_id, amount, year, policy, measure, month) SELECT posting_id, move, credit_id, debit_id, 101, year, policy, measure, month FROM funds_transfer"),
)  # fmt: skip


@pytest.mark.parametrize("sql", [sql for _, sql in TRIES], ids=[name for name, _ in TRIES])
def test_the_database_itself_refuses(db: None, sql: str) -> None:
    post(issue())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert ledger.balance(AVAILABLE) == 100


def test_a_bare_insert_moves_the_balances_too(db: None) -> None:
    """Control of the above: what is refused is refused for its reason, and a transfer can't be there without effect."""
    post(issue())
    sql = next(sql for name, sql in TRIES if name == "overdraw").replace("101", "60")
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert (ledger.balance(AVAILABLE), ledger.balance(TREASURY)) == (40, -40)


@pytest.mark.parametrize("name", ["raise a balance", "edit a transfer", "rename an account"])
def test_without_the_triggers_the_same_sql_goes_through(db: None, name: str) -> None:
    post(issue())
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(dict(TRIES)[name])
        assert cursor.rowcount


def test_the_export_for_auditors_has_every_posting_with_the_hash_that_its_entry_vouches_for(
    db: None,
) -> None:
    post(issue())
    post(issue(7), lapse(3), key="second")
    parts = list(exported.parts())
    assert [part.seq for part in parts] == [1, 2]
    for part in parts:
        assert part.content is not None
        content = part.content().read()
        assert Entry.objects.get(pk=part.seq).files == [part.sha256]
        assert hashlib.sha256(content).hexdigest() == part.sha256
    with unguarded():
        Transfer.objects.filter(amount=7).update(amount=70)
    changed = list(exported.parts())[1]
    assert changed.content is not None
    assert hashlib.sha256(changed.content().read()).hexdigest() != changed.sha256
