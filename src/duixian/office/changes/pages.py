"""The worklist of changes, and one of them with its document and the decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.applications.earlier import succession
from duixian.office.lists import asked, filters, listed
from duixian.parties import changes
from duixian.parties.access import Refused, Viewer, require
from duixian.parties.models import Change
from duixian.parties.organisations import EVERYWHERE
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import download
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "单位变更"
desk = only(Role.CENTRE, *EVERYWHERE)
STATES = (*Change.State.choices, ("all", "全部"))
BOXES = (
    Box(
        name="decision", label="您的决定", style="radio",
        options=(("accept", "确认：文书与登记内容相符"), ("refuse", "退回")),
    ),
    Box(name="reason", label="理由", style="area", hint="退回时必填；会告诉登记人", optional=True),
)  # fmt: skip


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """What waits by default; all by state and by name, old names too."""
    viewer = acting_viewer(request)
    state = asked(request, "state") or Change.State.WAITING.value
    rows = listed(request, changes.search(viewer, asked(request), state))
    mine = set(changes.waiting(viewer).values_list("pk", flat=True))
    return render(
        request, "office/changes/index.html", Page(title=COLUMN, column=COLUMN, index=False),
        rows=rows, changes=[(one, leads_to(one), one.pk in mine) for one in rows], state=state, states=STATES,
        query=asked(request), carried=filters(request, "q", "state"), waiting=len(mine),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One change; another person than the one who recorded it decides."""
    viewer = acting_viewer(request)
    if request.method != "POST":
        return _one(request, viewer, id_)
    require(viewer, *changes.DECIDERS)
    given = {name: str(value) for name, value in request.POST.items()}
    if given.get("decision") not in {"accept", "refuse"}:
        return _one(request, viewer, id_, given, [("decision", "请选择确认或退回")])
    try:
        row = changes.decide(
            viewer, id_, accept=given["decision"] == "accept", reason=given.get("reason", "")
        )
    except Refused as refused:
        return _one(request, viewer, id_, given, refused.faults)
    messages.success(
        request, f"{row.get_kind_display()}：{row.get_state_display()}，已通知{row.asked_by.name}"
    )
    return redirect("office-changes")


def _one(
    request: HttpRequest, viewer: Viewer, id_: UUID, values: Any = None, faults: Any = ()
) -> HttpResponse:
    row = changes.get(viewer, id_)
    boxes = filled(BOXES, values or {}, faults)
    waits = row.state == Change.State.WAITING
    return render(
        request, "office/changes/change.html", Page(title=row.get_kind_display(), column=COLUMN, index=False),
        row=row, leads_to=leads_to(row), boxes=boxes, errors=summary(boxes, faults),
        decides=waits and changes.waiting(viewer).filter(pk=row.pk).exists(),
        moving=succession.in_words(row) if waits else (), own=row.asked_by_id == viewer.person.pk,
        by="审定人" if changes.DECIDES[Change.Kind(row.kind)] == {Role.APPROVER} else "经办人或审定人",
    )  # fmt: skip


@require_safe
@desk
def evidence(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The document, as a download."""
    return download(changes.get(acting_viewer(request), id_).evidence)


def leads_to(row: Change) -> str:
    """What it leads to, in words."""
    match row.kind:
        case Change.Kind.RENAME:
            return f"“{row.name_before}”改为“{row.name}”"
        case Change.Kind.MERGER if row.successor:
            return f"由“{row.successor.name}”承接"
        case Change.Kind.CENTRE if row.centre:
            before = row.centre_before.name if row.centre_before else "（无）"
            return f"由{before}改为{row.centre.name}"
        case Change.Kind.LIFT if row.lifts:
            return f"解除“{row.lifts.get_kind_display()}”"
    return ""
