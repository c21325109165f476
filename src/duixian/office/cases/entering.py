"""代为录入: staff type in what came on paper; it is marked so, and only the applicant can sign it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import drafts, rounds, subjects
from duixian.applications.models import RoundMeasure
from duixian.kernel import clock
from duixian.office.cases.folder import COLUMN
from duixian.office.lists import asked
from duixian.parties import organisations
from duixian.parties.access import Refused
from duixian.parties.models import Organisation
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.CENTRE, Role.OFFICER)
def page(request: HttpRequest) -> HttpResponse:
    """Find the enterprise, choose what it applies for, begin."""
    viewer, query = acting_viewer(request), asked(request)
    found = list(organisations.search(viewer, query)[:MOST]) if query else []
    offered = _offered()
    boxes = _boxes(found, offered)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            made = drafts.start(
                viewer, _chosen(offered, request.POST.get("measure", "")), subject=request.POST.get("case-subject", ""),
                applicant=_enterprise(found, request.POST.get("enterprise", "")),
            )  # fmt: skip
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect("filing-case", made.pk)
    shown = filled(boxes, request.POST, faults)
    return render(
        request, "office/cases/entering.html", Page(title="代为录入", column=COLUMN, index=False),
        boxes=shown, errors=summary(shown, faults), query=query, found=found, offered=offered,
    )  # fmt: skip


def _offered() -> list[RoundMeasure]:
    """Every measure of the open rounds that applicants file for themselves."""
    every = RoundMeasure.objects.filter(round__in=rounds.open_rounds(clock.now())).select_related(
        "round"
    )
    return [one for one in every if rounds.measure_of(one).public]


def _boxes(found: list[Organisation], offered: list[RoundMeasure]) -> list[Box]:
    named = [(str(one.pk), f"{one.round.title}：{rounds.measure_of(one).name}") for one in offered]
    labels = {label for one in offered if (label := subjects.label(rounds.measure_of(one)))}
    return [
        Box(
            name="enterprise", label="为哪家单位录入", style="radio",
            options=tuple((str(one.pk), f"{one.name}（{one.code}）") for one in found),
        ),
        Box(name="measure", label="申报哪一项", style="select", options=(("", "请选择"), *named)),
        Box(
            name="case-subject", label="申报的是哪一份", optional=True, wide=True,
            hint=f"按{'、'.join(sorted(labels))}分别申报的事项才填" if labels else "",
        ),
    ]  # fmt: skip


def _chosen(offered: list[RoundMeasure], given: str) -> RoundMeasure:
    found = next((one for one in offered if str(one.pk) == given), None)
    if found is None:
        raise Refused(("measure", "请选择要申报的事项"))
    return found


def _enterprise(found: list[Organisation], given: str) -> Organisation:
    chosen = next((one for one in found if str(one.pk) == given), None)
    if chosen is None:
        raise Refused(("enterprise", "请先查找，再选择申报单位"))
    return chosen
