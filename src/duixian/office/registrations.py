"""单位核验: the worklist of registrations and claims, one of them with its licence, the decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.kernel import clock
from duixian.kernel.sent import identifier
from duixian.office.lists import asked, filters, listed
from duixian.parties import organisations, registrations, verification
from duixian.parties.access import Refused
from duixian.parties.models import Registration
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import download
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "单位核验"
desk = only(Role.CENTRE, Role.OFFICER, Role.AUDITOR)
STATES = ((Registration.State.WAITING.value, "待核验"), (Registration.State.VERIFIED.value, "已通过"),
          (Registration.State.REFUSED.value, "未通过"), ("all", "全部"))  # fmt: skip


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """What waits, those that waited longest first."""
    viewer = acting_viewer(request)
    state = asked(request, "state") or Registration.State.WAITING.value
    found = registrations.search(viewer, asked(request), state)
    now = clock.now()
    rows = listed(request, found)
    return render(
        request, "office/registrations.html", Page(title="单位核验", column=COLUMN, index=False),
        rows=rows, waited=[(one, (now - one.asked_at).days) for one in rows], state=state, states=STATES,
        query=asked(request), carried=filters(request, "q", "state"), waiting=registrations.waiting(viewer).count(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One registration; the centre of the area decides."""
    viewer = acting_viewer(request)
    if request.method != "POST":
        return _one(request, id_)
    given = {name: str(value) for name, value in request.POST.items()}
    decision, reason = given.get("decision", ""), given.get("reason", "")
    try:
        if decision == "pass":
            row = verification.pass_on(
                viewer, id_, centre=_uuid(given.get("centre", "")), reason=reason
            )
            messages.success(request, f"已转交{row.centre.name}")
        elif decision in {"accept", "refuse"}:
            row = verification.decide(viewer, id_, accept=decision == "accept", reason=reason)
            messages.success(
                request, f"{row.name}：{row.get_state_display()}，已通知{row.person.name}"
            )
        else:
            return _one(request, id_, given, [("decision", "请选择通过、不通过或转交")])
    except Refused as refused:
        return _one(request, id_, given, refused.faults)
    return redirect("office-registrations")


def _one(request: HttpRequest, id_: UUID, values: Any = None, faults: Any = ()) -> HttpResponse:
    viewer = acting_viewer(request)
    row = registrations.get(viewer, id_)
    boxes = filled(_boxes(row), values or {}, faults)
    decides = viewer.role == Role.CENTRE and row.state == Registration.State.WAITING
    return render(
        request, "office/registration.html", Page(title=row.name, column=COLUMN, index=False),
        row=row, decides=decides, boxes=boxes, errors=summary(boxes, faults),
        others=registrations.visible(viewer).filter(organisation=row.organisation).exclude(pk=row.pk),
        same_name=row.name == row.organisation.name,
    )  # fmt: skip


def _boxes(row: Registration) -> list[Box]:
    options = [("accept", _ACCEPT[row.kind]), ("refuse", "不通过")]
    if row.kind == Registration.Kind.NEW:
        options.append(("pass", "转交给其他中心"))
    boxes = [
        Box(name="decision", label="您的决定", style="radio", options=tuple(options)),
        Box(
            name="reason", label="理由", style="area",
            hint="不通过、转交和处理争议时必填；会告诉提交人，请写明怎样改正",
        ),
    ]  # fmt: skip
    if row.kind == Registration.Kind.NEW:
        others = organisations.centres().exclude(pk=row.centre_id)
        centres = (("", "不转交"), *((str(one.pk), one.name) for one in others))
        boxes.append(Box(name="centre", label="转交给", style="select", options=centres))
    return boxes


_ACCEPT = {
    Registration.Kind.NEW.value: "通过：执照、代码、名称相符",
    Registration.Kind.JOIN.value: "同意加入",
    Registration.Kind.DISPUTE.value: "改由提出人管理：现任管理员即时失去管理员角色",
}


@require_safe
@desk
def licence(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The licence, as a download."""
    return download(registrations.get(acting_viewer(request), id_).licence)


def _uuid(text: str) -> UUID:
    found = identifier(text)
    if found is None:
        raise Refused(("centre", "请选择要转交的另一个中心"))
    return found
