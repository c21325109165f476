"""Makes the demonstration: plans everybody's acts, then lives them in the order of time, by the product's own verbs."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from duixian.demo import batches, days, enterprises, filings, offices, people
from duixian.demo.offices import District
from duixian.files import daemon
from duixian.parties.models import Account


class NotEmpty(Exception):
    """There is something in the database already: a demonstration is never made beside it."""


class NoScanner(Exception):
    """Uploads are scanned in the demonstration as anywhere, and no scanner can be started."""


def is_empty() -> bool:
    """Whether nobody is there yet."""
    return not Account.objects.exists()


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
        district.diary.live()
    keep_clock(local)
    return district
