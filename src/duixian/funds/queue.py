"""Who waits for money: decisions that were refused since a year's money did not suffice, the longest waiting first."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from duixian.audit import trail
from duixian.funds import ledger
from duixian.funds.models import Commitment, Waiting
from duixian.kernel import clock
from duixian.parties.access import Viewer, require
from duixian.parties.roles import Role


class Waits(ledger.Short):
    """A decision that can't be committed for want of money; `waiting` is its row in the queue, not yet written."""

    def __init__(self, short: ledger.Short, promised: Commitment, year: int) -> None:
        super().__init__(short.place, short.needed, short.there)
        self.subject = promised.subject
        self.waiting: dict[str, Any] = {
            "organisation_id": promised.organisation_id, "policy": promised.policy, "measure": promised.measure,
            "year": year, "amount": short.needed, "short": short.short,
        }  # fmt: skip


@contextmanager
def queued(viewer: Viewer) -> Iterator[None]:
    """Around a verb's transaction that commits: where money lacks, the case enters the queue after it was rolled back."""
    try:
        yield
    except Waits as waits:
        _enter(viewer, waits, clock.now())
        raise


def waiting(year: int | None = None) -> QuerySet[Waiting]:
    """Who waits now, the longest first; of one budget year, or all."""
    found = Waiting.objects.filter(ended_at=None).select_related("organisation")
    return (found if year is None else found.filter(year=year)).order_by("since", "pk")


def served(subject: str, at: datetime) -> None:
    """It could be committed, or needs no money any more: it waits no longer."""
    Waiting.objects.filter(subject=subject, ended_at=None).update(ended_at=at)


def drop(viewer: Viewer, subject: str, *, at: datetime) -> None:
    """The decision is not to be made any more (withdrawn, rejected); in the caller's transaction, which records it."""
    require(viewer, Role.OFFICER, Role.APPROVER)
    served(subject, at)


def _enter(viewer: Viewer, waits: Waits, at: datetime) -> None:
    with transaction.atomic():
        row, new = Waiting.objects.get_or_create(
            subject=waits.subject, defaults={**waits.waiting, "since": at, "tried_at": at}
        )
        if not new:
            again = {} if row.ended_at is None else {"since": at, "ended_at": None}
            Waiting.objects.filter(pk=row.pk).update(**waits.waiting, tried_at=at, **again)
        trail.record(
            viewer.actor, "funds.wait", waits.subject, at=at,
            payload={name: waits.waiting[name] for name in ("year", "amount", "short")},
        )  # fmt: skip
