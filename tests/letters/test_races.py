"""Many letters at the same moment: every number once, none left out; with the counter's lock taken away it goes wrong."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import IntegrityError, connection, connections, transaction

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.letters import letters, numbering
from duixian.letters.kinds import Kind
from duixian.letters.models import Letter, Series
from duixian.letters.numbering import Number
from tests.letters.conftest import AT, SUBJECT
from tests.letters.samples import SAMPLES

pytestmark = pytest.mark.django_db(transaction=True)
MEETING = 0.7  # seconds that a thread waits for another where a lock keeps that one out
KINDS = ("correction", "decision")


def issue_both(turn: int) -> bool:
    """Two letters in one transaction, in one order or the other."""
    try:
        with transaction.atomic():
            for kind in KINDS[:: 1 if turn % 2 else -1]:
                letters.issue(Actor.job("race"), kind, SUBJECT, SAMPLES[kind], AT)
    except IntegrityError:
        return False
    finally:
        connections.close_all()
    return True


def at_once(many: int) -> list[bool]:
    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(issue_both, range(many)))


def test_numbers_are_given_once_without_a_gap_and_nobody_waits_for_ever() -> None:
    assert at_once(6) == [True] * 6
    for kind in KINDS:
        given = Letter.objects.filter(kind=kind).values_list("sequence", flat=True)
        assert sorted(given) == [1, 2, 3, 4, 5, 6]


@contextmanager
def unlocked(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Numbers taken without a lock, while both look at the counter."""
    meet, there = Barrier(2), numbering.take

    def take(kind: Kind, policy: str, at: object) -> Number:
        name = f"普科智软{kind.code}〔2026〕"
        Series.objects.bulk_create([Series(name=name)], ignore_conflicts=True)
        series = Series.objects.get(pk=name)
        with suppress(BrokenBarrierError):
            meet.wait(timeout=MEETING)
        series.last += 1
        series.save(update_fields=["last"])
        return Number(series, series.last)

    with patch.context() as inner:
        inner.setattr(trail, "hold", lambda: None)
        inner.setattr(numbering, "take", take)
        yield
    assert numbering.take is there


def test_without_the_lock_a_number_would_be_wanted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: wrong on PostgreSQL; SQLite has one writer at a time."""
    Series.objects.bulk_create([Series(name=f"普科智软{code}〔2026〕") for code in "补决"])
    with unlocked(monkeypatch), ThreadPoolExecutor(2) as pool:
        done = list(pool.map(issue_both, (1, 1)))
    assert all(done) == (connection.vendor != "postgresql")
