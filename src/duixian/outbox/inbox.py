"""What a person does with their messages: read the list, mark as read, choose how often mail comes."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duixian.kernel import clock
from duixian.outbox.models import Mail, Notice, Preference

Mode = Preference.Mode
MOST, BADGE = 1000, 99  # nobody reads further; what a badge counts to


def of(person: UUID) -> QuerySet[Notice]:
    """The person's notices, newest first."""
    return Notice.objects.filter(person=person).order_by("-created_at", "id")


def unread(person: UUID) -> QuerySet[Notice]:
    """Those not yet read."""
    return of(person).filter(read_at=None)


def waiting(person: UUID, most: int = MOST) -> int:
    """How many are not yet read, counted up to so many."""
    return unread(person).order_by()[:most].count()


def read(person: UUID, notice: UUID) -> Notice | None:
    """Mark one as read (once); None if the person has no such notice."""
    unread(person).filter(pk=notice).update(read_at=clock.now())
    return of(person).filter(pk=notice).first()


def read_all(person: UUID) -> int:
    """Mark all as read; how many were not."""
    return unread(person).update(read_at=clock.now())


def mode(person: UUID) -> Mode:
    """How often the person wants mail."""
    found = Preference.objects.filter(person=person).values_list("mode", flat=True).first()
    return Mode(found) if found else Mode.EACH


def choose(person: UUID, wanted: Mode) -> None:
    """Change it; someone who wants no more mail doesn't get what was held for the next digest either."""
    with transaction.atomic():
        Preference.objects.update_or_create(person=person, defaults={"mode": wanted})
        if wanted == Mode.NONE:
            Mail.objects.filter(notice__person=person, state=Mail.State.HELD, digest=None).delete()
