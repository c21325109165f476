"""Stored files whose bytes are gone or not their own: found when somebody opens one, told to the admins, mended from a backup."""

from django.db import transaction

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.outbox import messages
from duixian.parties import people
from duixian.parties.models import Membership, Person
from duixian.parties.roles import Role


def found(actor: Actor, file: StoredFile) -> None:
    """Note a damaged file that `actor` came upon: once, until it is whole again."""
    whole = StoredFile.objects.filter(pk=file.pk, damaged_at=None, erased_at=None)
    with transaction.atomic():
        if not whole.update(damaged_at=clock.now()):
            return
        trail.record(actor, "file.damaged", f"file:{file.pk}", payload={"sha256": file.sha256})
        admins = Membership.objects.filter(role=Role.ADMIN, until=None).values("person")
        messages.post(
            people.reached(Person.objects.filter(pk__in=admins)), "file-damaged",
            {"file": str(file.pk), "sha256": file.sha256}, link="/status/",
        )  # fmt: skip


def count() -> int:
    """How many are known to be damaged now."""
    return StoredFile.objects.filter(damaged_at__isnull=False, erased_at=None).count()


def recheck() -> tuple[int, int]:
    """Open every damaged one again; how many are whole now, how many are not. A periodic job."""
    known = StoredFile.objects.filter(damaged_at__isnull=False, erased_at=None)
    results = [_whole(one) for one in known]
    return sum(results), len(results) - sum(results)


def _whole(file: StoredFile) -> bool:
    try:
        store.opened(file)
    except store.Damaged:
        return False
    with transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(damaged_at=None)
        trail.record(Actor.job("files.recheck"), "file.mended", f"file:{file.pk}")
    return True
