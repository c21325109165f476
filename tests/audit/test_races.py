"""Many at once: threads and processes that record, are refused and roll back leave one unbroken chain."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from duixian.audit import chain, trail
from duixian.audit.models import Entry, HeadRow, Payload
from tests.audit.histories import JOB, MORNING, OFFICER

WORKERS, EACH = 8, 12
# What each process does: the settings of this run, but the database of the tests.
PROCESS = """
import sys, django
from django.conf import settings
name, me, each = sys.argv[1], sys.argv[2], int(sys.argv[3])
settings.DATABASES["default"]["NAME"] = name
django.setup()
from django.db import transaction
from duixian.audit import trail
from duixian.audit.actor import Actor
for number in range(each):
    with transaction.atomic():
        trail.record(Actor.job(me), "race.run", f"race:{me}", payload={"number": number})
"""


def worker(me: int, together: Barrier) -> None:
    """Records, is refused, rolls back, signs: in turn."""
    together.wait()
    subject = f"race:{me}"
    try:
        for number in range(EACH):
            if number % 4 == 0:
                trail.denied(OFFICER, "race.run", subject, "没有权限")
            elif number % 4 == 1:
                roll_back(subject)
            else:
                with transaction.atomic():
                    trail.record(JOB, "race.run", subject, payload={"number": number})
                    trail.signed_head(MORNING)
    finally:
        connection.close()


def roll_back(subject: str) -> None:
    """An entry that must leave nothing, no hole either."""
    with transaction.atomic():
        trail.record(JOB, "race.run", subject)
        transaction.set_rollback(True)


def unbroken() -> list[Entry]:
    """All entries, if they are one chain."""
    entries = list(Entry.objects.select_related("payload"))
    before = chain.ZERO
    for number, entry in enumerate(entries, 1):
        assert (entry.seq, entry.prev) == (number, before)
        assert entry.hash == chain.entry_hash(entry.row)
        assert entry.payload_hash == chain.payload_hash(entry.payload.salt, entry.payload.body)
        before = entry.hash
    assert trail.head() == trail.Head(len(entries), before)
    return entries


def in_threads(work: Callable[[int, Barrier], None]) -> None:
    together = Barrier(WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(work, me, together) for me in range(WORKERS)]:
            done.result()


@pytest.mark.django_db(transaction=True)
def test_eight_threads_write_one_chain() -> None:
    in_threads(worker)
    entries = unbroken()
    assert len(entries) == WORKERS * EACH * 3 // 4
    assert sum(entry.outcome == "denied" for entry in entries) == WORKERS * EACH // 4
    assert Payload.objects.count() == len(entries)


@pytest.mark.django_db(transaction=True)
def test_the_very_first_entry_can_be_written_by_eight_at_once() -> None:
    def first(me: int, together: Barrier) -> None:
        together.wait()
        try:
            with transaction.atomic():
                trail.record(JOB, "race.run", f"race:{me}")
        finally:
            connection.close()

    in_threads(first)
    assert len(unbroken()) == WORKERS


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_chain_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: two who read the same head can't both write the next entry."""
    with transaction.atomic():
        trail.record(JOB, "race.run", "race:0")
    stale = HeadRow.objects.get()
    with transaction.atomic():
        trail.record(JOB, "race.run", "race:1")
    monkeypatch.setattr(trail, "_locked", lambda: stale)
    with pytest.raises(Exception, match=r"append-only|unique|UNIQUE"), transaction.atomic():
        trail.record(JOB, "race.run", "race:2")


@pytest.mark.django_db(transaction=True)
def test_four_processes_write_one_chain() -> None:
    name = str(connection.settings_dict["NAME"])
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, name, str(me), str(EACH)], env=dict(os.environ)
        )
        for me in range(4)
    ]
    assert [one.wait(timeout=120) for one in running] == [0] * 4
    entries = unbroken()
    assert len(entries) == 4 * EACH
    for me in range(4):
        mine = [entry.data["number"] for entry in entries if entry.subject == f"race:{me}"]
        assert mine == list(range(EACH))
