"""实地核查 tab: when, where, with whom, what was found, photographs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.files import store
from duixian.files.refusals import Refused as FileRefused
from duixian.office.cases.folder import CaseFile, opened, shown
from duixian.office.cases.tabs import COMMISSION
from duixian.office.cases.taking import NOTHING, Outcome, offered, take, typed
from duixian.web.boxes import Box
from duixian.web.viewer import only

BOXES = (
    Box(name="on", label="日期", hint="例如：2026-05-20"),
    Box(name="place", label="地点", wide=True),
    Box(name="people", label="参加人员", wide=True, hint="双方的姓名"),
    Box(name="finding", label="核查情况", style="area"),
    Box(name="photo", label="照片或者记录", style="file", optional=True),
)


@require_http_methods(["GET", "HEAD", "POST"])
@only(*COMMISSION)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The visits so far, and a form for another."""
    file, outcome = opened(request, id_), NOTHING
    if request.method == "POST":
        outcome = _taken(request, file)
        if outcome.done:
            return redirect(request.path)
    return shown(
        request, file, "office/cases/visits.html", boxes=outcome.boxes(BOXES, request.POST), errors=outcome.errors(BOXES),
        visits=list(file.application.visits.select_related("by").prefetch_related("files")), visit=offered(file, "visit"),
    )  # fmt: skip


def _taken(request: HttpRequest, file: CaseFile) -> Outcome:
    upload, photos = request.FILES.get("photo"), []
    if upload is not None:
        stream: Any = upload.file
        try:
            photos = [store.keep(
                stream, upload.name or "", owner=file.viewer.organisation.pk, by=file.viewer.person.pk
            )]  # fmt: skip
        except FileRefused as refused:
            return Outcome(done=False, faults=(("photo", refused.reason),))
    return take(
        request, file, "visit", photos=photos, **typed(request, "on", "place", "people", "finding")
    )
