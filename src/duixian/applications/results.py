"""公示结果: what became of every case of a notice, published after its days; again, as more of them are decided.

What the public reads is frozen in the items at each publication: the enterprise, the measure and the outcome, no
reason of a refusal and nothing of who objected.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from duixian.applications.models import Application, Decision, NoticeItem, PublicNotice
from duixian.applications.picture import GRANT
from duixian.applications.states import (
    CLEARED,
    NOTICED,
    OBJECTED,
    TERMINATED,
    WAIVED,
    WITHDRAWN,
)
from duixian.audit import trail
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.kernel.money import Money
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.roles import Role

State = PublicNotice.State
PUBLISHED = (State.POSTED, State.ENDED)
ENDS = {WAIVED: "申报单位放弃", WITHDRAWN: "申报单位撤回", TERMINATED: "资助已终止"}
OPEN = {NOTICED: "待决定", CLEARED: "待决定", OBJECTED: "异议处理中"}
AGAIN = "重新审核，不列入本次结果"


def outcomes(items: Sequence[NoticeItem]) -> list[tuple[NoticeItem, str]]:
    """Beside each item what became of its case, in the public's words."""
    decided = Decision.objects.filter(
        application__in=[one.application_id for one in items], revoked_at=None
    )
    known = {one.application_id: one for one in decided}
    return [(one, _outcome(one.application, known.get(one.application_id))) for one in items]


def _outcome(application: Application, decision: Decision | None) -> str:
    if application.state in ENDS | OPEN:
        return (ENDS | OPEN)[application.state]
    if decision is None:
        return AGAIN
    return (
        f"给予资助{Money(decision.amount).yuan_text()}" if decision.outcome == GRANT else "不予资助"
    )


def waiting(notice: PublicNotice) -> int:
    """How many of its cases have no outcome yet."""
    return notice.items.filter(application__state__in=OPEN).count()


def reason_against(notice: PublicNotice) -> str:
    """Why the results can't be published now; "" where they can."""
    if notice.state not in PUBLISHED or notice.over is None or notice.last_on is None:
        return "公示还没有发布"
    if clock.now() <= notice.over:
        return f"公示期到{chinese(notice.last_on)}，期满后公布结果"
    return ""


def publish(viewer: Viewer, id_: UUID) -> PublicNotice:
    """Publish what became of every case, by an approver. Raises Refused, or NotSeen."""
    require(viewer, Role.APPROVER)
    with transaction.atomic():
        notice = (
            PublicNotice.objects.select_for_update().filter(pk=id_, state__in=PUBLISHED).first()
        )
        if notice is None:
            raise NotSeen(id_)
        if reason := reason_against(notice):
            raise Refused(("", reason))
        items = list(notice.items.select_related("application"))
        for item, said in outcomes(items):
            item.outcome = said
        NoticeItem.objects.bulk_update(items, ["outcome"])
        notice.results_at, notice.results_by = clock.now(), viewer.person
        if not waiting(notice):
            notice.state = State.ENDED
        notice.save(update_fields=["results_at", "results_by", "state"])
        trail.record(
            viewer.actor, "notice.results", f"notice:{notice.pk}",
            payload={"number": notice.number, "results": [[str(one.shown.get("number", "")), one.outcome] for one in items]},
        )  # fmt: skip
    return notice
