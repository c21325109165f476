"""R1, R3, R5: many deciders and one pot, retries at the same moment, commits that last. Each with its control seen red.

The full counts (8 processes, 200 decisions, 10 rounds) run in `./dev trust`; small ones in the ordinary run.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from duixian.audit import chain
from duixian.audit.models import Entry
from duixian.funds import commitments, ledger, queue, verify
from duixian.funds.chart import Book, Place
from duixian.funds.models import Commitment, LedgerAccount, Posting, Transfer
from duixian.kernel import clock
from duixian.parties.models import BankAccount, Membership
from duixian.parties.roles import Role
from tests.applications.test_races import at_once, meeting, wrong_only_on_postgresql
from tests.funds import cast, racing
from tests.funds.cast import PAY, POLICY, WAN, Bureau, committed, issued, line, parts, promise, walk

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = 37


@pytest.fixture
def people(transactional_db: None) -> Bureau:
    return cast.bureau()


def deciding(people: Bureau, asked: commitments.Promise) -> Callable[[], Commitment]:
    """A decision as a thread takes it."""

    def decide() -> Commitment:
        with queue.queued(people.approver), transaction.atomic():
            return commitments.commit(people.approver, asked, at=clock.now())

    return decide


def several(people: Bureau, count: int) -> list[Callable[[], Commitment]]:
    firms = [cast.firm(f"上海第{n}软件有限公司", 1000 + n) for n in range(count)]
    return [deciding(people, promise(one, 100)) for one in firms]


def unlocked(places: object) -> dict[Place, int]:
    """`ledger.hold` without its locks."""
    wanted = {place.key: place for place in places}  # type: ignore[attr-defined]
    LedgerAccount.objects.bulk_create(map(ledger._account, wanted.values()), ignore_conflicts=True)
    return {wanted[row.pk]: row.balance for row in LedgerAccount.objects.filter(pk__in=wanted)}


def chain_holds() -> bool:
    """Every entry follows the one before, and hashes to what it says."""
    before = chain.ZERO
    for entry in Entry.objects.order_by("seq"):
        if entry.prev != before or chain.entry_hash(entry.row) != entry.hash:
            return False
        before = entry.hash
    return True


# --- R1


def this_year(people: Bureau, fen: int) -> None:
    issued(people, clock.today().year, {cast.MEASURE: fen})


def test_of_ten_decisions_at_once_as_many_commit_as_there_is_money_for(people: Bureau) -> None:
    this_year(people, 4 * 100)
    assert Counter(at_once(*several(people, 10))) == {"Commitment": 4, "Waits": 6}
    assert ledger.balance(line(clock.today().year).at(Book.AVAILABLE)) == 0
    assert Entry.objects.filter(action="funds.commit").count() == 4
    assert queue.waiting().count() == 6
    assert chain_holds()
    assert verify.findings() == []


def test_two_decisions_and_room_for_one(people: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    this_year(people, 100)
    calls = several(people, 2)
    with meeting(monkeypatch, ledger, "_covered"):
        assert at_once(*calls) == ["Commitment", "Waits"]


def test_without_the_accounts_lock_one_of_them_is_no_orderly_refusal(
    people: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's own CHECK still keeps the money: so it is an error, and no overspending."""
    this_year(people, 100)
    calls = several(people, 2)
    monkeypatch.setattr(ledger, "hold", unlocked)
    with meeting(monkeypatch, ledger, "_covered"):
        wrong_only_on_postgresql(at_once(*calls) == ["Commitment", "IntegrityError"])
    assert ledger.balance(line(clock.today().year).at(Book.AVAILABLE)) == 0


# --- R3


def test_one_decision_eight_times_at_once_commits_once_and_answers_all_alike(people: Bureau) -> None:  # fmt: skip
    this_year(people, 1000 * WAN)
    asked = promise(people.firm, 100)
    assert at_once(*[deciding(people, asked)] * 8) == ["Commitment"] * 8
    assert (Commitment.objects.count(), Transfer.objects.filter(move="reserve").count()) == (1, 1)


def test_without_the_look_up_a_retry_is_an_error(people: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    this_year(people, 1000 * WAN)
    asked = promise(people.firm, 100)
    monkeypatch.setattr(ledger, "replayed", lambda *_: None)
    assert at_once(*[deciding(people, asked)] * 3) == ["Commitment"] + ["IntegrityError"] * 2


def test_one_answer_of_the_bank_eight_times_at_once_pays_once(people: Bureau) -> None:
    this_year(people, 1000 * WAN)
    [one] = walk(people, PAY, *parts(committed(people, 100)))
    calls = [lambda: cast.take(people, "confirm", one, key="answer:1")] * 8
    assert at_once(*calls) == ["list"] * 8
    assert Transfer.objects.filter(move="confirm").count() == 1
    assert Posting.objects.filter(key="answer:1").count() == 1


def test_an_answer_and_its_contrary_at_once_leave_one_of_them(people: Bureau) -> None:
    this_year(people, 1000 * WAN)
    [one] = walk(people, PAY, *parts(committed(people, 100)))
    calls = [lambda: cast.take(people, "confirm", one), lambda: cast.take(people, "fail", one)]
    assert at_once(*calls) == ["Refused", "list"]
    assert verify.findings() == []


# --- R5


def synced() -> int:
    """How often PostgreSQL has synced its log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT wal_sync FROM pg_stat_wal")
        row = cursor.fetchone()
    return int(row[0])


def test_what_was_committed_is_on_the_disk(people: Bureau) -> None:
    """PostgreSQL: a sync for each commit. SQLite: FULL, which syncs each commit (counted in `./dev trust`)."""
    this_year(people, 1000 * WAN)
    calls = several(people, 20)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
        return
    before = synced()
    for call in calls[:10]:
        call()
    assert synced() - before >= 10
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # the control
        before = synced()
        for call in calls[10:]:
            call()
        assert synced() - before < 10
        cursor.execute("SET synchronous_commit = on")


# --- the full counts


def address() -> str:
    """The test's own database, for other processes."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


def ready(people: Bureau, count: int, room: int, measure: str) -> list[dict[str, str]]:
    """So many cases of as many enterprises, with room for some."""
    year = clock.today().year
    if not cast.BudgetYear.objects.filter(pk=year).exists():
        this_year(people, 1)
    cast.budget.adjust(
        people.releaser, year, policy=POLICY, measure=measure, change=room * 100, paper=cast.paper(reason="追加")
    )  # fmt: skip
    accounts = BankAccount.objects.filter(organisation__name__startswith="上海第")
    while accounts.count() < count:
        cast.firm(f"上海第{accounts.count()}软件有限公司", 1000 + accounts.count())
    return [
        {"firm": str(one.organisation_id), "account": str(one.pk), "measure": measure, "subject": f"{measure}:{n}"}
        for n, one in enumerate(accounts[:count])
    ]  # fmt: skip


def approver(people: Bureau) -> int:
    return Membership.objects.get(person=people.approver.person, role=Role.APPROVER).pk


@pytest.mark.trust
def test_r1_two_hundred_decisions_by_eight_processes_and_room_for_thirty_seven(people: Bureau) -> None:  # fmt: skip
    for number in range(10):
        cases = ready(people, 200, ROOM, f"round-{number}")
        found = racing.raced(address(), approver(people), cases, 8)
        assert found == {"committed": ROOM, "short": 200 - ROOM}, number
    assert Entry.objects.filter(action="funds.commit").count() == 10 * ROOM
    assert chain_holds()
    assert verify.findings() == []


@pytest.mark.trust
def test_r1_without_the_lock_there_are_errors(people: Bureau) -> None:
    """On SQLite the file's lock hides it: there the control is a transaction that locks in its middle."""
    cases = ready(people, 200, ROOM, "control")
    without = "lock" if connection.vendor == "postgresql" else "immediate"
    found = racing.raced(address(), approver(people), cases, 8, without)
    assert found["committed"] <= ROOM
    assert sum(found.values()) - found["committed"] - found["short"] > 0, found


@pytest.mark.trust
def test_r3_one_decision_fifty_times_at_once(people: Bureau) -> None:
    this_year(people, 1000 * WAN)
    asked = promise(people.firm, 100)
    assert at_once(*[deciding(people, asked)] * 50) == ["Commitment"] * 50
    assert Transfer.objects.filter(move="reserve").count() == 1


@pytest.mark.trust
def test_r5_sqlite_syncs_every_commit(people: Bureau) -> None:
    """Counted by strace over a process that commits fifty decisions, one after the other."""
    if connection.vendor == "postgresql":
        before = synced()
        for call in several(people, 50):
            with pytest.raises(queue.Waits):
                call()
        assert synced() - before >= 50
        return
    cases = ready(people, 50, 50, "synced")
    traced = [
        "strace",
        "-f",
        "-c",
        "-e",
        "trace=fdatasync,fsync",
        sys.executable,
        "-m",
        "tests.funds.racing",
    ]
    told = racing.json.dumps({"approver": approver(people), "cases": cases, "without": ""})
    done = subprocess.run(
        traced, input=f"{told}\ngo\n", text=True, capture_output=True, check=True,
        env={**os.environ, "DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "duixian.config.settings"},
    )  # fmt: skip
    assert '{"committed": 50}' in done.stdout
    calls = sum(int(row.split()[3]) for row in done.stderr.splitlines() if row.endswith("sync"))
    assert calls >= 50, done.stderr
