"""Makes the demonstration: plans everybody's acts, then lives them in the order of time, by the product's own verbs."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from duixian.demo import (
    agreements,
    batches,
    credit,
    days,
    deciding,
    earlier,
    enterprises,
    filings,
    major,
    money,
    offices,
    payments,
    people,
    recoveries,
    settling,
)
from duixian.demo.accounts import is_empty
from duixian.demo.offices import District
from duixian.files import daemon
from duixian.kernel import clock
from duixian.outbox import sending


class NotEmpty(Exception):
    """There is something in the database already: a demonstration is never made beside it."""


class NoScanner(Exception):
    """Uploads are scanned in the demonstration as anywhere, and no scanner can be started."""


def seed(local: Path, keep_clock: Callable[[Path], object] = days.begin) -> District:
    """Fill an empty database; afterwards this installation's clock is the demo's. Raises NotEmpty, NoScanner."""
    assert settings.DEMO, "DUIXIAN_DEMO is off"
    if not is_empty():
        raise NotEmpty
    district = District()
    with daemon.running() as scanner, people.quick_hashes():
        if not scanner.up:
            raise NoScanner
        coming = enterprises.newcomers()
        offices.plan(district)
        batches.plan(district)
        enterprises.plan(district, coming)
        filings.plan(district, coming)
        earlier.plan(district)
        agreements.plan(district)
        credit.plan(district)
        money.plan(district)
        deciding.plan(district)
        settling.plan(district)
        major.plan(district)
        payments.plan(district)
        recoveries.plan(district)
        district.diary.live()
    with clock.at(days.shanghai(days.TODAY)), _quiet("duixian.outbox.sending"):
        sending.sweep()  # else the first minutes of the demo would send what its people know already
    keep_clock(local)
    return district


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Without the lines that one part logs."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
