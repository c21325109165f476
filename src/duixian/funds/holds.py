"""暂停拨付 and 恢复拨付: a hold on an enterprise stops all that is undisbursed to it, at once.

Both belong to another verb's transaction (a finding's, a credit event's), after its other locks.
"""

from datetime import datetime
from uuid import UUID

from duixian.audit import trail
from duixian.funds import instalments
from duixian.funds.instalments import Taking
from duixian.funds.models import Hold, Instalment
from duixian.funds.stages import ENDED, UNPAID, State
from duixian.parties import organisations
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.roles import Role

HOLDS = (Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER)


def suspend(
    viewer: Viewer, organisation_id: UUID, *, reason: str, reference: str, at: datetime
) -> Hold:
    """Stop everything undisbursed; approvals under way are void. What is at the bank already goes on (`fail` suspends it).

    `reference`: "finding:…" or "credit:…". Raises Refused where that reference holds already.
    """
    require(viewer, *HOLDS)
    organisation = organisations.locked(organisation_id)
    if reference and Hold.objects.filter(organisation=organisation, reference=reference, lifted_at=None).exists():  # fmt: skip
        raise Refused(("", "已因同一事由暂停拨付"))
    parts = _locked(organisation_id)
    hold = Hold.objects.create(
        organisation=organisation, reason=reason, reference=reference, by=viewer.person, since=at
    )
    _take(viewer, "suspend", [one for one in parts if one.state in UNPAID - {State.SUSPENDED}], hold, at)  # fmt: skip
    return hold


def resume(viewer: Viewer, hold_id: UUID, *, reason: str, at: datetime) -> Hold:
    """Lift a hold; where no other one is open, instalments go back to where their money is. Raises Refused, NotSeen."""
    require(viewer, *HOLDS)
    found = Hold.objects.filter(pk=hold_id).first()
    if found is None:
        raise NotSeen(hold_id)
    organisations.locked(found.organisation_id)
    hold = Hold.objects.select_for_update().get(pk=hold_id)
    if hold.lifted_at is not None:
        raise Refused(("", "已经恢复拨付"))
    parts = _locked(hold.organisation_id)
    hold.lifted_at, hold.lifted_by, hold.lifted_reason = at, viewer.person, reason
    hold.save()
    other = Hold.objects.filter(organisation=hold.organisation_id, lifted_at=None).exists()
    back = [] if other else [one for one in parts if one.state == State.SUSPENDED]
    _take(viewer, "resume", back, hold, at)
    return hold


def _locked(organisation_id: UUID) -> list[Instalment]:
    """All of the enterprise's instalments that can still move: their state is read once they are locked."""
    alive = Instalment.objects.filter(commitment__organisation=organisation_id)
    return instalments.locked(alive.exclude(state__in=ENDED).values_list("pk", flat=True))


def _take(viewer: Viewer, step: str, parts: list[Instalment], hold: Hold, at: datetime) -> None:
    action, subject = f"funds.{step}", f"organisation:{hold.organisation_id}"
    said = {"hold": str(hold.pk), "reason": hold.lifted_reason or hold.reason, "reference": hold.reference}  # fmt: skip
    if not parts:
        trail.record(viewer.actor, action, subject, payload=said, at=at)
        return
    instalments.withdraw([one.pk for one in parts], "暂停拨付")
    instalments.take(
        viewer, [Taking(step=step, instalment=one.pk) for one in parts], action=action, subject=subject,
        key=f"{step}:{hold.pk}", at=at, payload=said,
    )  # fmt: skip
