"""分派: a case to a colleague, to oneself, or back to the desk."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import access, worklists
from duixian.office.cases.folder import COLUMN
from duixian.parties.access import Refused
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.CENTRE, Role.OFFICER, Role.APPROVER)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Who works on it."""
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    named = tuple((str(one.pk), one.name) for one in worklists.colleagues(viewer))
    asked = [
        Box(name="person", label="交给", style="select", options=(("", "不指定，谁都可以办"), *named),
            value=str(application.assignee_id or "")),
        Box(name="reason", label="理由", style="area", optional=True, hint="交给别人办理的必填"),
    ]  # fmt: skip
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            worklists.assign(viewer, id_, _person(request), request.POST.get("reason", ""))
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect("office-case", id_)
    boxes = filled(asked, request.POST, faults)
    return render(
        request, "office/cases/assign.html", Page(title="分派", column=COLUMN, index=False), application=application,
        boxes=boxes, errors=summary(boxes, faults),
    )  # fmt: skip


def _person(request: HttpRequest) -> UUID | None:
    given = request.POST.get("person", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        return UUID(int=0)
