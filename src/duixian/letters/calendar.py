"""The working-day calendar in force: the published years that the product ships, and those imported since.

An import is checked first and shown beside what counts now; taken, it is a new row, and the newest of a year counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.audit import trail
from duixian.kernel.workdays import DEFAULT, Calendar, Year
from duixian.letters import calendar_file
from duixian.letters.calendar_file import BadCalendar
from duixian.letters.models import CalendarDay, CalendarYear
from duixian.parties.access import Refused, Viewer, require
from duixian.parties.roles import STAFF, Role

IMPORTERS = (Role.OFFICER, Role.ADMIN)
READERS = STAFF - {Role.EXPERT, Role.LEADING_GROUP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A file beside the calendar that counts now: the days whose arrangement it changes, as (day, before, after)."""

    year: Year
    before: Year | None
    changes: tuple[tuple[date, str, str], ...]
    cautions: tuple[str, ...]


def current() -> Calendar:
    """DEFAULT with the imported years over it, the newest import of each. One query, two where there are any."""
    newest = {one.year: one for one in CalendarYear.objects.order_by("pk").prefetch_related("days")}
    return DEFAULT.with_years(map(_year, newest.values())) if newest else DEFAULT


def imports(year: int) -> list[CalendarYear]:
    """What was imported for a year, the newest first."""
    return list(
        CalendarYear.objects.filter(year=year).select_related("imported_by").order_by("-pk")
    )


def check(viewer: Viewer, content: bytes, name: str) -> Comparison:
    """Read a file and compare it; nothing is written. Raises Refused with every wrong row, or NotSeen."""
    require(viewer, *IMPORTERS)
    try:
        found = calendar_file.read(content, name)
    except BadCalendar as bad:
        raise Refused(*(("file", text) for text in bad.faults)) from None
    before = current().published.get(found.year.year)
    if before == found.year:
        raise Refused(("file", f"与现行的{before.year}年安排完全相同，不用再导入"))
    return Comparison(
        year=found.year, before=before, changes=tuple(_changes(before, found.year)), cautions=found.cautions
    )  # fmt: skip


def take(viewer: Viewer, content: bytes, name: str, at: datetime) -> CalendarYear:
    """Put a checked file into force, whole. Raises Refused, or NotSeen; a refusal enters the trail."""
    require(viewer, *IMPORTERS)
    try:
        with transaction.atomic():
            trail.hold()
            return _taken(viewer, check(viewer, content, name).year, at)
    except Refused as refused:
        trail.denied(viewer.actor, "calendar.import", "calendar", str(refused))
        raise


def _taken(viewer: Viewer, year: Year, at: datetime) -> CalendarYear:
    kept = CalendarYear.objects.create(
        year=year.year, source=year.source, imported_at=at, imported_by=viewer.person
    )
    days = [(day, False) for day in year.off] + [(day, True) for day in year.worked]
    CalendarDay.objects.bulk_create(
        CalendarDay(year=kept, day=day, works=works) for day, works in sorted(days)
    )
    trail.record(
        viewer.actor, "calendar.import", f"calendar:{year.year}", at=at,
        payload={
            "source": year.source, "off": [day.isoformat() for day in sorted(year.off)],
            "worked": [day.isoformat() for day in sorted(year.worked)],
        },
    )  # fmt: skip
    return kept


def _changes(before: Year | None, after: Year) -> Iterable[tuple[date, str, str]]:
    days = after.off | after.worked | (before.off | before.worked if before else frozenset())
    for day in sorted(days):
        pair = _said(before, day), _said(after, day)
        if pair[0] != pair[1]:
            yield (day, *pair)


def _said(year: Year | None, day: date) -> str:
    if year is None:
        return ""
    return "休" if day in year.off else "班" if day in year.worked else ""


def _year(kept: CalendarYear) -> Year:
    days = list(kept.days.all())
    return Year(
        year=kept.year, source=kept.source, off=frozenset(one.day for one in days if not one.works),
        worked=frozenset(one.day for one in days if one.works),
    )  # fmt: skip
