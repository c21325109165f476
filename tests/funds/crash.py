"""Killing who pays: a nursery of workers, and what must be true of the books after every kill."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connections

from duixian.audit.chain import ZERO, entry_hash
from duixian.audit.models import Entry
from duixian.funds import verify
from duixian.funds.models import Attempt, Instalment, PaymentFile, Transfer
from tests.outbox.processes import environment

CUT_OFF = 3  # how a worker says that its database has gone (nursery.py)


@dataclass
class Nursery:
    """The process, and everything that workers in it were told is done."""

    process: "subprocess.Popen[str]"
    acknowledged: list[str] = field(default_factory=list)

    def start(self, how: str = "go") -> int:
        """A new worker; its process."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{how}\n")
        self.process.stdin.flush()
        return int(self._until("worker").split()[1])

    def ended(self) -> bool:
        """Wait until the worker has gone; whether it had done everything. A fault of its own is one of the test."""
        status = int(self._until("ended").split()[1])
        assert status in {0, -signal.SIGKILL, CUT_OFF}, f"a worker ended with {status}"
        return status == 0

    def _until(self, word: str) -> str:
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            if line.split()[0] == word:
                return line.strip()
            self.acknowledged.append(line.strip())
        raise AssertionError("the nursery has gone")


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Workers on this test's database, with its keys."""
    own = environment(settings.LOCAL) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.funds.nursery"], env=own,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        yield Nursery(process)
    finally:
        process.kill()
        process.communicate()


def killed(workers: Nursery, rng: random.Random, most: float, how: str = "go") -> bool:
    """Start a worker and kill it after a while; whether it was still at work then."""
    pid = workers.start(how)
    time.sleep(rng.uniform(0.0, most))
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return not workers.ended()


def faults(workers: Nursery) -> list[str]:
    """What is wrong with the books: half entries, duplicates, acknowledged payments that are gone, a broken chain."""
    connections.close_all()
    found = [*verify.findings(), *_chain(), *_acknowledged(workers.acknowledged)]
    for file in PaymentFile.objects.all():
        moved = Transfer.objects.filter(move="instruct", posting__key=f"payment.release:{file.request_id}")  # fmt: skip
        if not file.attempts.count() == file.rows == moved.count():
            found.append(f"{file.number}: half of it")
    for part in Instalment.objects.all():
        paid = Transfer.objects.filter(move="confirm", instalment=part).count()
        alive = Attempt.objects.filter(instalment=part, state__in=["sent", "ok"]).count()
        if paid != (part.state == "paid") or alive > 1:
            found.append(f"{part.pk}: paid {paid} times, {alive} attempts, {part.state}")
    return found


def _acknowledged(said: list[str]) -> Iterator[str]:
    for line in said:
        what, number = line.split()
        file = PaymentFile.objects.filter(number=number)
        if what == "answered":
            file = file.exclude(attempts__state="sent")
        if not file.exists():
            yield f"{line}: gone"


def _chain() -> Iterator[str]:
    before = ZERO
    for number, entry in enumerate(Entry.objects.order_by("seq"), 1):
        if (entry.seq, entry.prev, entry.hash) != (number, before, entry_hash(entry.row)):
            yield f"entry {entry.seq}: the chain is broken"
        before = entry.hash
