"""R4: who pays is killed in the middle, and so is the database; no payment is lost, doubled or half, and it ends at all."""

import random
import sys
import time
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from duixian.funds.models import Instalment, Transfer
from tests.funds import cast, crash, paying
from tests.funds.cast import WAN, Bureau, committed, on, parts
from tests.funds.crash import Nursery

pytestmark = pytest.mark.django_db(transaction=True)
REQUESTS, ITEMS = 3, 2
SECONDS = 0.25  # within which a worker is killed; its whole work takes about twice as long


@pytest.fixture
def people(transactional_db: None) -> Bureau:
    with on(2026, 5, 8):
        made = cast.bureau()
        cast.issued(made, lines={cast.MEASURE: 100_000 * WAN})
    return made


@pytest.fixture(scope="module")
def nursery(django_db_setup: None) -> Iterator[Nursery]:
    """One for all tests here: it has no connection of its own, its workers have."""
    with crash.nursery() as made:
        yield made


@pytest.fixture
def workers(nursery: Nursery) -> Nursery:
    nursery.acknowledged.clear()
    return nursery


def batch(people: Bureau) -> int:
    """Requests that finance has prepared; how many payments are in them."""
    with on(2026, 5, 8):
        for _ in range(REQUESTS):
            made = [committed(people, 10 * WAN) for _ in range(ITEMS)]
            paying.prepared(people, [part for one in made for part in parts(one)])
    connections.close_all()
    return REQUESTS * ITEMS


def finished(workers: Nursery) -> None:
    """What was begun is done by the next worker."""
    workers.start()
    assert workers.ended()


def everything_is_paid(paid: int) -> None:
    assert Instalment.objects.filter(state="paid").count() == paid
    assert Transfer.objects.filter(move="confirm").count() == paid


def workers_are_killed(people: Bureau, workers: Nursery, times: int, seed: int) -> None:
    rng, killed, paid = random.Random(seed), 0, 0
    while killed < times:
        paid += batch(people)
        while killed < times and crash.killed(workers, rng, SECONDS):
            killed += 1
            assert crash.faults(workers) == []
        finished(workers)
        assert crash.faults(workers) == []
    everything_is_paid(paid)


def servers_are_killed(people: Bureau, workers: Nursery, times: int, seed: int) -> None:
    """PostgreSQL whole, at a moment of the work; SQLite has no server: there it is the worker once more."""
    rng, killed, paid = random.Random(seed), 0, 0
    while killed < times:
        paid += batch(people)
        while killed < times and _cut_off(workers, rng):
            killed += 1
            assert crash.faults(workers) == []
        finished(workers)
        assert crash.faults(workers) == []
    everything_is_paid(paid)


def _cut_off(workers: Nursery, rng: random.Random) -> bool:
    if connection.vendor == "sqlite":
        return crash.killed(workers, rng, SECONDS)
    workers.start()
    time.sleep(rng.uniform(0.0, SECONDS))
    sys.modules["tests.postgres"]._cluster.crash()
    return not workers.ended()


def test_four_kills_of_the_worker(people: Bureau, workers: Nursery) -> None:
    workers_are_killed(people, workers, 4, seed=1)


def test_a_kill_of_the_database(people: Bureau, workers: Nursery) -> None:
    servers_are_killed(people, workers, 1, seed=2)


@pytest.mark.trust
@pytest.mark.parametrize("seed", [3, 4])
def test_a_hundred_kills_of_the_worker(people: Bureau, workers: Nursery, seed: int) -> None:
    workers_are_killed(people, workers, 50, seed)


@pytest.mark.trust
def test_twenty_kills_of_the_database(people: Bureau, workers: Nursery) -> None:
    servers_are_killed(people, workers, 20, seed=5)


def test_rows_written_after_the_commit_are_seen_to_be_missing(
    people: Bureau, workers: Nursery
) -> None:
    """The control: the check goes red where a payment could be half."""
    batch(people)
    workers.start("late")
    assert not workers.ended()
    assert [one for one in crash.faults(workers) if "half of it" in one]
