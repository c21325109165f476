"""报送信用平台: a queue and its export; only of dishonesty that a decision has established (五（二）; domain.md, reading 9)."""

import csv
import hashlib
import io
from collections.abc import Sequence
from uuid import UUID

from duixian.audit import trail
from duixian.funds import recovery, recovery_picture
from duixian.funds.bank.outgoing import inert
from duixian.funds.models import CreditReport
from duixian.funds.recovery_letters import subject_of
from duixian.funds.recovery_stages import STEPS
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role

HEADS = (
    "统一社会信用代码",
    "单位名称",
    "目录事项",
    "事实与依据",
    "决定文号",
    "决定日期",
    "报送单位",
)
State = CreditReport.State


def queue(viewer: Viewer, recovery_id: UUID, *, category: str, text: str) -> CreditReport:
    """Put a decided fraud into the queue. `category`: the entry of the platform's catalogue. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.report", subject_of(recovery_id), *STEPS["report"].by):
        entry, said = (
            words("category", category, "目录事项", 120),
            words("text", text, "事实与依据", 1000),
        )
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "report", at)
        one = held.recovery
        made = CreditReport.objects.create(
            recovery=one,
            organisation=one.organisation,
            category=entry,
            text=said,
            queued_by=viewer.person,
            queued_at=at,
        )
        recovery.record(viewer, one, "report", at, category=entry, text=said)
        recovery.note(viewer, one, "report", at, text=entry)
    return made


def export(viewer: Viewer, ids: Sequence[UUID] = ()) -> tuple[str, bytes]:
    """The queued reports (or these of them) as a CSV for the platform; they are no longer in the queue. Raises Refused."""
    with verb(viewer, "recovery.export-reports", "credit-reports", Role.OFFICER):
        at = clock.now()
        rows = CreditReport.objects.select_for_update(of=("self",), no_key=True)
        found = list(
            rows.filter(state=State.QUEUED, **({"pk__in": list(ids)} if ids else {}))
            .select_related("organisation", "recovery")
            .order_by("queued_at", "pk")
        )
        if not found:
            raise Refused(("", "没有待报送的记录"))
        content = _csv(found, viewer.organisation.name)
        digest = hashlib.sha256(content).hexdigest()
        for one in found:
            one.state, one.exported_at, one.exported_by, one.sha256 = State.EXPORTED, at, viewer.person, digest  # fmt: skip
        CreditReport.objects.bulk_update(found, ["state", "exported_at", "exported_by", "sha256"])
        trail.record(
            viewer.actor, "recovery.export-reports", "credit-reports", at=at, files=[digest],
            payload={"reports": [str(one.pk) for one in found]},
        )  # fmt: skip
    return f"信用报送-{clock.local(at):%Y%m%d%H%M%S}.csv", content


def acknowledge(viewer: Viewer, report_id: UUID, receipt: str) -> CreditReport:
    """The platform's receipt of an exported report. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.acknowledge-report", f"credit-report:{report_id}", Role.OFFICER):
        said = words("receipt", receipt, "平台回执", 120)
        one = _in(report_id, State.EXPORTED, "只有已导出的才能登记回执")
        return _moved(viewer, one, State.ACKNOWLEDGED, "recovery.acknowledge-report", receipt=said)


def withdraw(viewer: Viewer, report_id: UUID, reason: str) -> CreditReport:
    """Take a report back that was not exported yet, or that a review has set aside since. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.withdraw-report", f"credit-report:{report_id}", Role.APPROVER):
        said = words("reason", reason, "撤回理由")
        one = _in(report_id, State.QUEUED, "已经导出的，请向平台申请撤销")
        return _moved(viewer, one, State.WITHDRAWN, "recovery.withdraw-report", reason=said)


def _in(report_id: UUID, state: str, otherwise: str) -> CreditReport:
    """The report under its lock, in this state; raises Refused, NotSeen."""
    one = (
        CreditReport.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=report_id)
        .first()
    )
    if one is None:
        raise NotSeen(report_id)
    if one.state != state:
        raise Refused(("", otherwise))
    return one


def _moved(
    viewer: Viewer, one: CreditReport, state: str, action: str, **payload: str
) -> CreditReport:
    one.state, one.receipt = state, payload.get("receipt", one.receipt)
    one.save(update_fields=["state", "receipt"])
    trail.record(viewer.actor, action, subject_of(one.recovery_id), payload=payload)
    return one


def _csv(found: Sequence[CreditReport], office: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for one in found:
        decided = clock.local(one.recovery.decided_at).date() if one.recovery.decided_at else ""
        cells = (one.organisation.code, one.organisation.name, one.category, one.text, one.recovery.decision, decided, office)  # fmt: skip
        writer.writerow([inert(str(cell or "")) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
