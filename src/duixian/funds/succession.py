"""A merged enterprise's promises go to its successor; registered with parties.changes, which decides the merger.

What was asked for is asked for anew, on the successor's own account (payments_payees.py). What is held or claimed back
stands in the way: who owes it must not change while it is being settled.
"""

from datetime import datetime

from duixian.audit import trail
from duixian.funds import instalments
from duixian.funds.instalments import Taking
from duixian.funds.models import Commitment, Hold, Instalment, Recovery
from duixian.funds.recovery_stages import ENDED as RECOVERED
from duixian.funds.stages import ASKED, ENDED, UNPAID, State
from duixian.parties import changes
from duixian.parties.access import Viewer
from duixian.parties.models import Change

WHY = "单位合并，由承接单位继受"


def register() -> None:
    """Called once at start-up (AppConfig.ready)."""
    if succeed not in changes.followers:
        changes.followers.append(succeed)
        changes.obstacles.append(unsettled)


def unsettled(row: Change) -> list[str]:
    """What must be settled before somebody else takes over."""
    if row.successor is None:
        return []
    own = Recovery.objects.filter(organisation=row.organisation).exclude(stage__in=RECOVERED)
    found = [f"原单位有未办结的追缴{one.number}，请先办结，再确认合并" for one in own]
    if not found and Hold.objects.filter(organisation=row.organisation, lifted_at=None).exists():
        found.append("原单位已暂停拨付，请先查明并恢复或者取消，再确认合并")
    return found


def succeed(row: Change, viewer: Viewer, at: datetime) -> None:
    """Inside the transaction that confirms the merger, both organisations locked."""
    if row.successor is None:
        return
    alive = Instalment.objects.filter(commitment__organisation=row.organisation)
    parts = instalments.locked(alive.exclude(state__in=ENDED).values_list("pk", flat=True))
    moving = Commitment.objects.filter(pk__in={one.commitment_id for one in parts})
    moving.update(organisation=row.successor)
    instalments.withdraw([one.pk for one in parts if one.state in UNPAID], WHY)
    _take(row, viewer, "send-back", [one for one in parts if one.state in ASKED], at)
    if Hold.objects.filter(organisation=row.successor, lifted_at=None).exists():
        running = [one for one in parts if one.state in UNPAID - {State.SUSPENDED}]
        _take(row, viewer, "suspend", running, at)
    for one in moving.order_by("pk"):
        trail.record(
            viewer.actor, "commitment.succeed", f"commitment:{one.pk}", at=at,
            payload={"from": str(row.organisation_id), "to": str(row.successor_id), "change": str(row.pk)},
        )  # fmt: skip


def _take(row: Change, viewer: Viewer, step: str, parts: list[Instalment], at: datetime) -> None:
    if not parts:
        return
    instalments.take(
        viewer, [Taking(step=step, instalment=one.pk) for one in parts], action=f"commitment.{step}",
        subject=f"change:{row.pk}", key=f"succeed:{step}:{row.pk}", at=at, payload={"reason": WHY},
    )  # fmt: skip
