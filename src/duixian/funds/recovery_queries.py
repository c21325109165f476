"""What the desks of recovery look at, and the enterprise of its own: lists, sums, buttons. It writes nothing."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from duixian.funds import recovery_claims, recovery_picture, recovery_stages
from duixian.funds.models import CreditReport, Instalment, Recovery, Refund, WriteOff
from duixian.funds.recovery_picture import Folder
from duixian.funds.recovery_stages import Option
from duixian.parties.access import NotSeen, Viewer, require
from duixian.parties.organisations import APPLICANTS
from duixian.parties.roles import Role

READERS = (Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.AUDITOR)


def recoveries(viewer: Viewer, stage: str = "") -> QuerySet[Recovery]:
    """Recoveries, the newest first: all for those who deal with money, an enterprise's own for itself."""
    require(viewer, *READERS, *APPLICANTS)
    found = Recovery.objects.select_related(
        "finding__by", "organisation", "officer", "decided_by", "credit_report"
    )
    if viewer.role in APPLICANTS:
        found = found.filter(organisation=viewer.organisation)
    return found.filter(stage=stage) if stage else found


def recovery(viewer: Viewer, recovery_id: UUID) -> Recovery:
    """One recovery; raises NotSeen."""
    found = recoveries(viewer).filter(pk=recovery_id).first()
    if found is None:
        raise NotSeen(recovery_id)
    return found


def folder(viewer: Viewer, recovery_id: UUID) -> Folder:
    """One recovery with all that hangs on it; raises NotSeen."""
    one = recovery(viewer, recovery_id)
    parts = Instalment.objects.filter(commitment__organisation=one.organisation_id)
    return recovery_picture.folder(one, list(parts.select_related("commitment")))


def options(viewer: Viewer, seen: Folder, today: date) -> tuple[Option, ...]:
    """The viewer's buttons, closed ones with their reasons."""
    return recovery_stages.options(recovery_picture.picture(seen, today), viewer.actor)


def claimable(viewer: Viewer, recovery_id: UUID) -> dict[UUID, int]:
    """By paid instalment of the enterprise, what may be claimed of it (fen), for the officer's form; raises NotSeen."""
    one = recovery(viewer, recovery_id)
    parts = list(Instalment.objects.filter(commitment__organisation=one.organisation_id))
    return {pk: fen for pk, fen in recovery_claims.claimable(parts).items() if fen > 0}


def overdue(viewer: Viewer, today: date) -> QuerySet[Recovery]:
    """Recoveries whose deadline has passed and whose reminder is still to be written."""
    found = recoveries(viewer, Recovery.Stage.OWING).filter(due_on__lt=today)
    return found.order_by("due_on")


def to_decide(viewer: Viewer) -> tuple[QuerySet[Recovery], QuerySet[WriteOff], QuerySet[Refund]]:
    """What waits for a second person: proposals, write-offs, refunds."""
    require(viewer, *READERS)
    return (
        recoveries(viewer, Recovery.Stage.DECISION).order_by("opened_at"),
        WriteOff.objects.filter(state=WriteOff.State.PROPOSED).select_related("claim__recovery", "proposed_by"),
        Refund.objects.filter(approved_by=None).select_related("recovery", "proposed_by"),
    )  # fmt: skip


def waiting(viewer: Viewer) -> int:
    """How many of those wait for this role."""
    proposals, write_offs, refunds = to_decide(viewer)
    if viewer.role == Role.APPROVER:
        return proposals.count() + write_offs.count()
    return refunds.count() if viewer.role == Role.RELEASER else 0


def reports(viewer: Viewer, state: str = "") -> QuerySet[CreditReport]:
    """The queue to the credit platform, the oldest first."""
    require(viewer, *READERS)
    found = CreditReport.objects.select_related("recovery", "organisation", "queued_by")
    return found.filter(state=state) if state else found
