"""The page on which a step is taken: what will happen, its fields, one button; refused, it keeps what was typed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from duixian.applications import access, casework, process
from duixian.applications.models import Application
from duixian.files import store
from duixian.files.refusals import Refused as FileRefused
from duixian.kernel.sent import whole
from duixian.parties.access import Refused, Viewer
from duixian.web.acts.act import Act
from duixian.web.acts.table import ACTS
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, step_up

Faults = list[tuple[str, str]]


def respond(
    request: HttpRequest, id_: UUID, step: str, *, template: str, back: str, column: str
) -> HttpResponse:
    """Show the step, or take it and go back to the case. A step that has a page of its own, or none, is not here (404)."""
    act = ACTS.get(step)
    if act is None or act.page:
        raise Http404(step)
    view = step_up(_page) if act.step_up and request.method == "POST" else _page
    return view(request, id_, step, act=act, template=template, back=back, column=column)


def _page(
    request: HttpRequest, id_: UUID, step: str, *, act: Act, template: str, back: str, column: str
) -> HttpResponse:
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    asked = act.asked(viewer, application)
    faults: Faults = []
    if request.method == "POST":
        try:
            taken(request, viewer, application, step, asked)
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect(back, id_)
    option = {one.step.id: one for one in casework.options(viewer, application)}.get(step)
    row, boxes = process.STEPS[step], filled(asked, request.POST, faults)
    return render(
        request, template, Page(title=row.name, column=column, index=False), application=application, step=row,
        act=act, option=option, boxes=boxes, errors=summary(boxes, faults), back=back,
        uploads=any(one.style == "file" for one in asked),
    )  # fmt: skip


def taken(
    request: HttpRequest, viewer: Viewer, application: Application, step: str, asked: list[Box]
) -> Application:
    """Take the step with what was typed; uploads are kept first. Raises Refused."""
    data: dict[str, Any] = {
        one.name: request.POST.get(one.name, "") for one in asked if one.style != "file"
    }
    for one in asked:
        if one.style == "file":
            data[one.name] = _kept(request, viewer, application, one)
    return casework.take(viewer, application.pk, step, seen=seen(request), **data)


def seen(request: HttpRequest) -> int | None:
    """The case's turn as the page showed it."""
    return whole(request.POST.get("seen", ""), 9)


def _kept(request: HttpRequest, viewer: Viewer, application: Application, box: Box) -> Any:
    upload = request.FILES.get(box.name)
    if upload is None:
        return None
    stream: Any = upload.file
    try:
        return store.keep(
            stream, upload.name or "", owner=viewer.organisation.pk, by=viewer.person.pk
        )
    except FileRefused as refused:
        raise Refused((box.name, refused.reason)) from None
