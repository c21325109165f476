"""开始申报: what it is, what to have at hand, until when; the calculator's answers come along in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from duixian.applications import access, drafts, rounds, states, subjects
from duixian.applications.fields import SUBJECT
from duixian.applications.models import Application, RoundMeasure
from duixian.applications.support import RECEIVED
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.policy import Measure
from duixian.portal.filing.case import APPLICANTS, COLUMN
from duixian.portal.questions import all_questions
from duixian.portal.rounds import row
from duixian.portal.sheet import Sheet
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import signed_in, viewer_of


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What the calculator was told, for the draft."""

    answers: dict[str, Any]
    support: list[dict[str, Any]] | None
    count: int
    query: str


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Read first; the button begins a draft."""
    viewer = viewer_of(request)
    if viewer is None:
        return redirect("enterprise-register")
    if viewer.role not in APPLICANTS:
        raise NotSeen(viewer.role)
    one = rounds.round_measure(id_)
    carried = carried_over(request, one)
    if request.method != "POST":
        return _page(request, viewer, one, carried)
    try:
        begun = drafts.start(
            viewer, one, subject=request.POST.get(SUBJECT, ""), answers=carried.answers, other_support=carried.support
        )  # fmt: skip
    except Refused as refused:
        return _page(request, viewer, one, carried, refused.faults)
    return redirect("filing-case", begun.pk)


def _page(
    request: HttpRequest,
    viewer: Viewer,
    one: RoundMeasure,
    carried: Carried,
    faults: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    terms = rounds.terms(one)
    measure = terms.measure
    boxes = filled(_boxes(measure), request.POST, faults)
    page = Page(title=f"申报{measure.name}", column=COLUMN, index=False)
    return render(
        request, "portal/filing/start.html", page, measure=measure, one=one, terms=terms, row=row(one.round, clock.now()),
        carried=carried, boxes=boxes, errors=summary(boxes, faults), policy=rounds.policy_of(one.round),
        begun=_begun(viewer, one), verified=viewer.organisation.state == "verified", many=bool(boxes),
    )  # fmt: skip


def _boxes(measure: Measure) -> list[Box]:
    label = subjects.label(measure)
    hint = "写明名称，与证书、合同上的一致；每一份分别申报。"
    return [Box(name=SUBJECT, label=f"申报的是{label}？", hint=hint, wide=True)] if label else []


def _begun(viewer: Viewer, one: RoundMeasure) -> list[Application]:
    """What the enterprise has under way already for this measure of the round."""
    live = access.applications(viewer).filter(round_measure=one).exclude(state__in=states.ENDED)
    return list(live.order_by("-updated_at")[:5])


def carried_over(request: HttpRequest, one: RoundMeasure) -> Carried:
    """The calculator's answers for this measure, in the contract's words; nothing where it was another policy."""
    sheet = Sheet(request.GET)
    if sheet.policy.id != one.round.policy or sheet.is_empty:
        return Carried(answers={}, support=None, count=0, query="")
    measure = sheet.policy.measure(one.measure)
    answers = {**sheet.applicant.answers(), **sheet.facts[measure.id].answers()}
    received = [
        {"source": part["from"], "same": True, "amount": part["amount"], "state": RECEIVED}
        for part in sheet.support[measure.id].answers()
    ]
    names = {name for asked in all_questions(sheet, measure) for name in asked.names}
    given = [(name, value) for name, value in sheet.given if name in names]
    return Carried(
        answers=answers,
        support=received or None,
        count=len(answers) + len(received),
        query=urlencode(given),
    )


def offers(measure: Measure, query: str) -> list[tuple[str, str]]:
    """Open rounds that have the measure: address of the start page with the answers, title of the round."""
    if not measure.public:
        return []
    found = RoundMeasure.objects.filter(
        round__in=rounds.open_rounds(clock.now()), measure=measure.id
    )
    return [
        (f"{reverse('filing-start', args=[one.pk])}?{query}", one.round.title)
        for one in found.select_related("round").order_by("round__closes_at")
    ]
