"""申报编号, such as PT2026-ZN-000123: district and year, policy, then a number that leaves none out and comes once.

A series runs through a year's rounds of a policy. Its row is locked until the submit commits, so a submit that is
refused or fails gives its number back; a withdrawn case keeps its own.
"""

from datetime import datetime

from django.conf import settings

from duixian.applications.models import Round, Series
from duixian.kernel.clock import SHANGHAI


def series(round_: Round, now: datetime) -> str:
    """The name of the series, by the year in Shanghai."""
    letters = settings.CASE_LETTERS.get(round_.policy, "QT")
    return f"{settings.CASE_DISTRICT}{now.astimezone(SHANGHAI).year}-{letters}"


def lock(name: str) -> Series:
    """The series under its lock."""
    Series.objects.bulk_create([Series(name=name)], ignore_conflicts=True)
    return Series.objects.select_for_update(no_key=True).get(pk=name)


def take(held: Series) -> str:
    """The next number of a locked series."""
    held.last += 1
    held.save(update_fields=["last"])
    return f"{held.name}-{held.last:06d}"
