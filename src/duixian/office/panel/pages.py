"""The cases that an expert was drawn for, and one of them: declare, read, score, hand in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.applications import access, casework, paneling
from duixian.applications.models import Application, Seat
from duixian.applications.terms import measure_of
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.case_words import in_words
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "评审"
DECLARE = (
    Box(name="conflict", label="您与申报单位有没有利益关系", style="radio", options=(
        ("none", "没有"), ("declared", "有，应当回避"),
    ), hint="近三年任职、持股、合作、亲属等可能影响公正评审的关系"),
    Box(name="note", label="利益关系说明", style="area", optional=True, hint="有利益关系的，请写明"),
)  # fmt: skip


@require_safe
@only(Role.EXPERT)
def index(request: HttpRequest) -> HttpResponse:
    """What is assigned, with what is still to be done."""
    viewer = acting_viewer(request)
    rows = [
        {
            "case": one,
            "seat": paneling.seat_of(viewer.person, one),
            "measure": measure_of(one.round_measure).name,
        }
        for one in access.applications(viewer)
        .select_related("applicant", "round_measure__round")
        .order_by("number")
    ]
    return render(
        request,
        "office/panel/index.html",
        Page(title="评审", column=COLUMN, index=False),
        rows=rows,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.EXPERT)
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """First the declaration; then the file and the rubric. Scores are saved as typed until they are handed in."""
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    seat = paneling.seat_of(viewer.person, application)
    if seat is None:
        raise NotSeen(id_)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            _taken(request, viewer, application, seat)
        except Refused as refused:
            faults = list(refused.faults)
        else:
            if paneling.seat_of(viewer.person, application):
                return redirect("panel-case", id_)
            messages.success(request, f"{application.number}：已声明，您退出本件评审")
            return redirect("panel-list")
    return _page(request, application, seat, faults)


def _taken(request: HttpRequest, viewer: Viewer, application: Application, seat: Seat) -> None:
    if not seat.conflict:
        casework.take(
            viewer,
            application.pk,
            "declare",
            conflict=request.POST.get("conflict", ""),
            note=request.POST.get("note", ""),
        )
        return
    data: dict[str, Any] = {
        name: request.POST.get(name, "")
        for name in request.POST
        if name.startswith(("value-", "remark-"))
    }
    casework.take(
        viewer,
        application.pk,
        "score",
        act=request.POST.get("act", ""),
        remark=request.POST.get("remark", ""),
        **data,
    )


def _page(
    request: HttpRequest, application: Application, seat: Seat, faults: list[tuple[str, str]]
) -> HttpResponse:
    declared = bool(seat.conflict)
    asked = _boxes(application, seat) if declared else list(DECLARE)
    boxes = filled(asked, request.POST if faults else {}, faults)
    found, judgement, _ = casework.judged(application)
    said = in_words(found, judgement) if declared else {}
    head = Page(title=application.number or "评审", column=COLUMN, index=False)
    return render(
        request, "office/panel/case.html", head, **{"application": application, "measure": found.measure, **said},
        seat=seat, boxes=boxes, errors=summary(boxes, faults), declared=declared, handed_in=seat.handed_in_at,
    )  # fmt: skip


def _boxes(application: Application, seat: Seat) -> list[Box]:
    """The rubric: a score and a remark for each criterion, and an opinion of the whole."""
    kept = {one.criterion: one for one in seat.scores.all()}
    boxes = []
    for number, one in enumerate(paneling.criteria(application)):
        mine = kept.get(one["name"])
        value = "" if mine is None or mine.value is None else str(mine.value)
        boxes += [
            Box(name=f"value-{number}", label=f"{one['name']}（权重{one['weight']}）", mode="numeric", value=value,
                hint="0到100的整数", unit="分"),
            Box(name=f"remark-{number}", label=f"对“{one['name']}”的意见", value=mine.remark if mine else "", wide=True,
                optional=True),
        ]  # fmt: skip
    return [*boxes, Box(name="remark", label="总体意见", style="area", value=seat.remark)]
