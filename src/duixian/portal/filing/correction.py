"""补正: what the notice asks, one by one, each with its answer and the way to the place; then it is checked and signed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from duixian.applications import casework
from duixian.applications.models import Remark
from duixian.parties.access import NotSeen, Refused
from duixian.portal.filing.case import COLUMN, Filing, applicants, opened
from duixian.web.boxes import Fault
from duixian.web.page import Page, render


@require_http_methods(["GET", "HEAD", "POST"])
@applicants
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The notice's items; a post answers one of them."""
    filing = opened(request, id_)
    correction = getattr(filing.application, "correction", None)
    if correction is None:
        raise NotSeen(id_)
    faults: list[tuple[str, str]] = []
    asked = request.POST.get("remark", "")
    if request.method == "POST":
        try:
            casework.take(
                filing.viewer, id_, "mend", remark=asked, answer=request.POST.get("answer", "")
            )
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect(f"{request.path}#remark-{asked}")
    options = {one.step.id: one for one in filing.options}
    return render(
        request, "portal/filing/correction.html", Page(title="补正", column=COLUMN, index=False), filing=filing,
        application=filing.application, correction=correction, answer=options.get("answer"), mend=options.get("mend"),
        remarks=[_remark(filing, one) for one in correction.remarks.all()], asked=asked, typed=request.POST if faults else {},
        errors=[Fault(id=f"remark-{asked}", label="不能保存", error=text) for _, text in faults],
    )  # fmt: skip


def _remark(filing: Filing, one: Remark) -> dict[str, Any]:
    return {"row": one, "link": _link(filing, one.place)}


def _link(filing: Filing, place: str) -> str:
    """Where the thing that a remark is about can be changed; empty for the whole application."""
    if place.startswith("line-"):
        return reverse("filing-lines", args=[filing.application.pk])
    return filing.link(place.removeprefix("field-")) if place else ""
