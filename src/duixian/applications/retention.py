"""What cases keep no longer: drafts that were given up are emptied, personal data goes when the archive term has ended.

Each case in a transaction of its own with its entry in the trail; safe to run again.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from duixian.applications import casework, search, snapshot
from duixian.applications.models import (
    Application,
    DraftRevision,
    Evidence,
    PersonalData,
    Snapshot,
)
from duixian.applications.states import DISCARDED, ENDED
from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel.clock import local

JOB = Actor.job("retention")
ENOUGH = 500
EXPIRED = "档案保存期限届满"


def empty_discarded(now: datetime) -> int:
    """Empty drafts given up longer ago than settings.KEEP_DISCARDED: answers, lines, evidence. How many."""
    before: datetime = now - settings.KEEP_DISCARDED
    found = discarded(before)
    for pk in found:
        with transaction.atomic():
            _empty(Application.objects.select_for_update(no_key=True).get(pk=pk), now)
    return len(found)


def discarded(before: datetime) -> list[UUID]:
    """The keys of those that still say something: an emptied draft has no revisions."""
    there = DraftRevision.objects.filter(application=OuterRef("pk"))
    rows = Application.objects.filter(Exists(there), state=DISCARDED, updated_at__lt=before)
    return list(rows.order_by("updated_at").values_list("pk", flat=True)[:ENOUGH])


def _empty(application: Application, now: datetime) -> None:
    evidence = list(application.evidence.select_related("file"))
    lines = list(application.lines.select_related("source_file"))
    files = {one.file.pk: one.file for one in evidence}
    files |= {one.source_file.pk: one.source_file for one in lines if one.source_file}
    application.evidence.filter(removed_at=None).update(removed_at=now)
    application.lines.all().delete()
    application.revisions.all().delete()
    application.answers, application.other_support = {}, None
    application.subject = application.subject_key = ""
    application.save()
    search.refresh(application)
    unneeded = [one for one in files.values() if not _needed(one)]
    for one in unneeded:
        store.erase(one)
    trail.record(
        JOB, "application.empty", casework.subject_of(application.pk), at=now,
        payload={"lines": len(lines), "evidence": len(evidence), "files": len(unneeded)},
    )  # fmt: skip


def _needed(file: StoredFile) -> bool:
    """Whether another case holds the file, or it is gone already."""
    held = Evidence.objects.filter(file=file).exclude(application__state=DISCARDED)
    return file.erased_at is not None or held.exists() or file.expenseline_set.exists()


def erase_archived(now: datetime) -> int:
    """Erase the personal data of snapshots whose case ended longer ago than settings.ARCHIVE_YEARS. How many."""
    due = list(archived(now)[:ENOUGH])
    for one in due:
        snapshot.erase(one, EXPIRED, JOB)
    return len(due)


def archived(now: datetime) -> QuerySet[Snapshot]:
    """The snapshots whose term has ended and that still hold a personal value; the term runs from the year's end."""
    first = local(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    held = PersonalData.objects.filter(snapshot=OuterRef("pk"), erased_at=None)
    return Snapshot.objects.filter(
        Exists(held), application__state__in=ENDED,
        application__entered_at__lt=first.replace(year=first.year - settings.ARCHIVE_YEARS),
    ).order_by("submitted_at")  # fmt: skip


def erase_unattached(now: datetime) -> int:
    """Erase an enterprise's files that nothing holds for settings.KEEP_UNATTACHED: taken out again, or never put in."""
    loose = list(unattached(now - settings.KEEP_UNATTACHED)[:ENOUGH])
    if loose:
        with transaction.atomic():
            for one in loose:
                store.erase(one)
            trail.record(JOB, "files.unattached", "files", payload={"files": len(loose)}, at=now)
    return len(loose)


def unattached(before: datetime) -> QuerySet[StoredFile]:
    """The files that no row names, but for evidence taken out of cases that were never submitted."""
    rows = StoredFile.objects.filter(erased_at=None, uploaded_at__lt=before).exclude(owner=None)
    for relation in StoredFile._meta.related_objects:
        naming = relation.related_model._base_manager.filter(
            **{relation.field.name: OuterRef("pk")}
        )
        if relation.related_model is Evidence:
            kept = Exists(Snapshot.objects.filter(application=OuterRef("application")))
            naming = naming.filter(Q(removed_at=None) | Q(removed_at__gte=before) | kept)
        rows = rows.exclude(Exists(naming))
    return rows.order_by("uploaded_at")
