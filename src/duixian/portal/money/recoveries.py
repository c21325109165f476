"""追缴 as the enterprise sees it: what was found, what to do until when, what is owed and where to pay; its own statement."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.funds import recovery, recovery_letters, recovery_picture, recovery_queries
from duixian.funds.models import Recovery
from duixian.funds.recovery_picture import Folder
from duixian.funds.recovery_stages import Stage
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.kernel.money import Money
from duixian.letters import letters
from duixian.letters.models import Letter
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.organisations import APPLICANTS
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import PDF, attachment
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "我的申报"
applicants = only(*APPLICANTS)
BOX = Box(
    name="text", label="陈述申辩", style="area",
    hint="写明对哪一点有异议、理由和证据；可以分几次提出。证据原件请送区科委",
)  # fmt: skip
# Letters that go to others.
ELSEWHERE = ("enforcement", "referral")


def own_letters(found: Recovery) -> QuerySet[Letter]:
    """The letters to the enterprise that hold, the newest first."""
    every = letters.of(recovery_letters.subject_of(found.pk)).filter(voided=None)
    return every.exclude(kind__in=ELSEWHERE).order_by("-issued_at")


@require_http_methods(["GET", "HEAD", "POST"])
@applicants
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The recovery; a statement is sent from here while the period runs."""
    viewer, faults = acting_viewer(request), list[tuple[str, str]]()
    if request.method == "POST":
        try:
            recovery.state(viewer, id_, request.POST.get("text", ""))
        except Refused as refused:
            faults = list(refused.faults)
        else:
            messages.success(request, "陈述申辩已提交，区科委复核后作出决定")
            return redirect("my-recovery", id_)
    return _page(request, viewer, recovery_queries.folder(viewer, id_), faults)


def _page(
    request: HttpRequest, viewer: Viewer, seen: Folder, faults: Sequence[tuple[str, str]]
) -> HttpResponse:
    found, sheet = seen.recovery, seen.sheet
    decided = found.decided_at is not None
    boxes = filled([BOX], request.POST, faults)
    states = {one.step.id: one for one in recovery_queries.options(viewer, seen, clock.today())}
    return render(
        request, "portal/money/recovery.html", Page(title="追缴", column=COLUMN, index=False), one=found, boxes=boxes,
        errors=summary(boxes, faults), todo=todo(seen), state=states.get("state"), letters=own_letters(found),
        claimed=Money(sheet.claimed), left=Money(sheet.left), paid=Money(sheet.claimed - sheet.left), over=Money(sheet.over),
        account=(found.proposal or {}).get("account") if decided else None, repayments=found.repayments.all(),
        statements=[one for one in reversed(seen.steps) if one.step == "state"], decided=decided,
        lines=[(recovery_letters.name_of(line), Money(line.amount), Money(sheet.owed[line.pk])) for line in sheet.lines],
    )  # fmt: skip


def todo(seen: Folder) -> str:
    """What the enterprise must do now, in one sentence."""
    found, left, stage = seen.recovery, seen.sheet.left, Stage(seen.recovery.stage)
    if stage == Stage.NOTICE:
        return "正在核查。尚未拨付的资金已经暂停，请配合核查。"
    if stage in {Stage.DEFENCE, Stage.DECISION}:
        until = _until(seen)
        said = f"可以在{chinese(until)}以前陈述申辩。" if until else "收到事先告知书以后，可以陈述申辩。"  # fmt: skip
        return said if stage == Stage.DEFENCE else "区科委正在复核陈述申辩，将作出决定。"
    if stage in {Stage.CLOSED, Stage.DROPPED}:
        return "已办结，不用再办理。" if stage == Stage.CLOSED else "问题不成立，已恢复拨付，不用再办理。"  # fmt: skip
    if not left:
        return "款项已缴清，等区科委办结。"
    day = f"请在{chinese(found.due_on)}以前" if found.due_on else "请在追缴决定书送达后的期限内"
    return f"{day}缴回{Money(left).yuan_text()}。"


def _until(seen: Folder) -> date | None:
    served = recovery_picture.service(seen.steps, "notify")
    return served.due_on if served else None


@require_safe
@applicants
def pdf(request: HttpRequest, id_: UUID, letter: UUID) -> HttpResponse:
    """One letter of one's own recovery. Raises NotSeen."""
    found = recovery_queries.recovery(acting_viewer(request), id_)
    one = own_letters(found).filter(pk=letter).first()
    content = letters.pdf(one) if one else None
    if one is None or content is None:
        raise NotSeen(letter)
    return attachment(content, f"{one.number}.pdf", PDF)
