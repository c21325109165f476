"""What the bench posts: by the ledger's own writer, in transactions of its own."""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from tests.funds import cast

from duixian.audit.actor import Actor
from duixian.funds import ledger, reports, rules, verify
from duixian.funds.chart import TREASURY, Book, Leg, Line, Move
from duixian.funds.models import BudgetLine, BudgetYear, Commitment, Instalment, Transfer
from duixian.funds.stages import Posts, State
from duixian.kernel import clock
from duixian.parties.models import BankAccount

ACTOR = Actor.job("bench")
MEASURES = 17
PARTS_EACH = 3
MOVES_EACH = 3  # reserved, sent, paid
BATCH = 100  # commitments in a posting
UNPAID = 300  # instalments that still wait, in either size
YEAR = 2026
POT = 10**14

REPORTS: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("执行", lambda: reports.execution(YEAR)), ("按月", lambda: reports.months(YEAR)),
    ("后年度负担", lambda: reports.forward_load(YEAR)), ("需求", lambda: reports.needs(YEAR + 1)),
)  # fmt: skip


def line(number: int) -> Line:
    return Line(year=YEAR, policy=cast.POLICY, measure=f"measure-{number}")


def prepare(lines: int) -> None:
    """The tables, and money on so many lines."""
    call_command("migrate", verbosity=0)
    for number in range(lines):
        post([_issue(line(number))])


def post(legs: list[Leg], at: datetime | None = None) -> None:
    with transaction.atomic():
        ledger.post(
            ACTOR, action="bench.post", subject="bench", key=str(uuid.uuid4()), legs=legs, at=at or clock.now()
        )  # fmt: skip


def post_for(number: int, seconds: int, lines: int, batch: int) -> int:
    """Reserve a fen from a line for a new instalment, again and again; how many transfers."""
    chance, done = random.Random(number), 0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        own = line(chance.randrange(lines))
        post([_reserve(own) for _ in range(batch)])
        done += batch
    return done


def _issue(to: Line) -> Leg:
    return Leg(move=Move.ISSUE, debit=TREASURY, credit=to.at(Book.AVAILABLE), amount=POT)


def _reserve(of: Line) -> Leg:
    return Leg(move=Move.RESERVE, debit=of.at(Book.AVAILABLE), credit=of.at(Book.RESERVED, uuid.uuid4()), amount=1)  # fmt: skip


# --- two sizes


def sized(few: int, many: int) -> Callable[[str], None]:
    """Two databases of so many transfers on the server; returns what turns this process to one of them."""
    sizes = {"few": few, "many": many}
    home = connection.settings_dict["NAME"]

    def use(size: str) -> None:
        if connection.settings_dict["NAME"] != size:
            connection.close()
            connection.settings_dict["NAME"] = size
            connection.ensure_connection()

    for size, count in sizes.items():
        connection.settings_dict["NAME"] = home
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{size}"')
        use(size)
        call_command("migrate", verbosity=0)
        began = time.perf_counter()
        fill(count)
        took = time.perf_counter() - began
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"{Transfer.objects.count():,} transfers posted in {took:.0f} s")
    return use


def fill(count: int) -> None:
    """A year of so many transfers: instalments reserved, sent and paid month by month; a few that wait for the next."""
    people = cast.bureau()
    BudgetYear.objects.create(year=YEAR, state="approved", drafted_by=people.officer.person)
    for number in range(MEASURES):
        own = line(number)
        BudgetLine.objects.create(year_id=YEAR, policy=own.policy, measure=own.measure, approved=POT)  # fmt: skip
        post([_issue(own)])
    payee = BankAccount.objects.get(organisation=people.firm)
    commitments = count // (PARTS_EACH * MOVES_EACH)
    begins = cast.shanghai(YEAR, 1, 2)
    step = timedelta(days=360) / max(commitments // BATCH, 1)
    for number in range(0, commitments, BATCH):
        at = begins + step * (number // BATCH)
        made = list(_commitments(people, payee, min(BATCH, commitments - number), number, at))
        parts = [part for one in made for part in _parts(one, YEAR, State.PAID, at)]
        Commitment.objects.bulk_create(made)
        Instalment.objects.bulk_create(parts)
        sums = [_sum(part) for part in parts]
        post([leg for one in sums for leg in rules.reserve(one)], at)
        for posts in (Posts.INSTRUCT, Posts.CONFIRM):
            post([leg for one in sums for leg in rules.legs(posts, one)], at)
    _waiting(people, payee)


def _waiting(people: cast.Bureau, payee: BankAccount) -> None:
    at = cast.shanghai(YEAR, 12, 30)
    made = list(_commitments(people, payee, UNPAID, -UNPAID, at))
    parts = [part for one in made for part in _parts(one, YEAR + 1, State.PLANNED, at)]
    Commitment.objects.bulk_create(made)
    Instalment.objects.bulk_create(parts)
    post([leg for part in parts for leg in rules.promise(_sum(part))], at)


def _commitments(
    people: cast.Bureau, payee: BankAccount, count: int, first: int, at: datetime
) -> Iterator[Commitment]:
    for number in range(first, first + count):
        yield Commitment(
            subject=f"bench:{number}", decision=str(number), organisation=people.firm, policy=cast.POLICY,
            measure=f"measure-{number % MEASURES}", amount=100 * PARTS_EACH, payee_account=payee, basis_on=cast.IN_TIME,
            committed_by=people.approver.person, committed_at=at,
        )  # fmt: skip


def _parts(one: Commitment, year: int, state: State, at: datetime) -> Iterator[Instalment]:
    for number in range(1, PARTS_EACH + 1):
        yield Instalment(
            commitment=one, number=number, planned_year=year, planned_amount=100, year=year, amount=100,
            due=date(year, 1, 1), state=state, changed_at=at,
        )  # fmt: skip


def _sum(part: Instalment) -> rules.Sum:
    own = Line(year=part.year, policy=part.commitment.policy, measure=part.commitment.measure)
    return rules.Sum(instalment=part.pk, line=own, amount=part.amount, funded=False)


def verified() -> str:
    """The nightly check over what is there."""
    return verify.run()
