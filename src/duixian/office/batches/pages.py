"""A round as one batch: by state, by measure beside the budget line; and the papers that a meeting gets, frozen."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from duixian.applications import meeting_papers, round_batch, states
from duixian.applications.models import MeetingPaper, Proposal, Round
from duixian.applications.terms import measure_of
from duixian.kernel import clock
from duixian.kernel.capital import capital
from duixian.kernel.money import Money
from duixian.kernel.sent import identifiers
from duixian.office.batches.workbook import workbook as workbook_file
from duixian.office.lists import listed
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import PDF, XLSX, attachment
from duixian.web.page import Page, render
from duixian.web.paper import pdf_of
from duixian.web.viewer import acting_viewer, only

COLUMN = "申报"
desk = only(*round_batch.READERS)
TITLE = Box(name="title", label="会议", wide=True, hint="例如：2026年第12次主任办公会")
# What an officer can do next for many cases at once, by the state that they wait in.
NEXT = (
    (states.REVIEWING, "信用核查", "勾选后成批核查"),
    (states.NOTICED, "公示期满", "公示期满、没有未处理的异议的，勾选后成批转入决定"),
    (states.ANSWERED, "办结", "没有待拨付的，勾选后成批办结"),
)


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """The published rounds, the newest first."""
    filed = Count(
        "measures__applications", filter=Q(measures__applications__submitted_at__isnull=False)
    )
    rows = listed(request, round_batch.rounds(acting_viewer(request)).annotate(filed=filed))
    return render(
        request,
        "office/batches/index.html",
        Page(title="批次总览", column=COLUMN, index=False),
        rows=rows,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The batch; an officer's post makes the papers for a meeting."""
    viewer = acting_viewer(request)
    round_ = round_batch.get(viewer, id_)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        cases = identifiers(request.POST.getlist("case"))
        try:
            made = meeting_papers.make(
                viewer, round_, title=request.POST.get("title", ""), cases=cases
            )
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect("office-paper", made.pk)
    boxes = filled([TITLE], request.POST, faults)
    chosen = request.POST.getlist("case") if faults else None
    return render(
        request, "office/batches/batch.html", Page(title=f"{round_.title}总览", column=COLUMN, index=False), round=round_,
        **_batch(viewer, round_), boxes=boxes, errors=summary(boxes, faults), papers=meeting_papers.of(viewer, round_),
        waiting=[_row(one, chosen) for one in meeting_papers.waiting(round_)], makes=viewer.role == Role.OFFICER,
    )  # fmt: skip


def _row(one: Proposal, chosen: list[str] | None) -> dict[str, Any]:
    case = one.application
    return {
        "proposal": one, "case": case, "measure": measure_of(case.round_measure).name, "amount": Money(one.amount),
        "checked": chosen is None or str(case.pk) in chosen,
    }  # fmt: skip


def _batch(viewer: Viewer, round_: Round) -> dict[str, Any]:
    found = round_batch.of(round_, clock.today().year)
    known = [one for one in states.STATES if found.states[one.id]]
    return {
        "year": found.year, "lines": [_line(one) for one in found.lines if one.sums.count],
        "empty": [one.measure.name for one in found.lines if not one.sums.count], "total": _money(found.total), "short": Money(found.short),
        "states": [{"name": one.name, "count": found.states[one.id], "address": _listed(round_, one.id)} for one in known],
        "next": [
            {"name": name, "why": why, "count": found.states[state], "address": _listed(round_, state)}
            for state, name, why in NEXT
            if found.states[state] and viewer.role == Role.OFFICER
        ],
        "approved": found.states[states.APPROVED],
    }  # fmt: skip


def _listed(round_: Round, state: str) -> str:
    """The worklist of these cases; what can be done for several at once is ticked there."""
    query = {"list": "all", "state": state, "round": str(round_.pk)}
    return f"{reverse('office-cases')}?{urlencode(query)}"


def _line(one: round_batch.Line) -> dict[str, Any]:
    left = None if one.left is None else Money(one.left)
    return {"measure": one.measure, "left": left, "short": Money(one.short), **_money(one.sums)}


def _money(sums: round_batch.Sums) -> dict[str, Any]:
    names = ("claimed", "recognised", "proposed", "approved", "decided", "due")
    return {"count": sums.count, **{name: Money(getattr(sums, name)) for name in names}}


@require_safe
@desk
def paper(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What was frozen, and both files."""
    found = meeting_papers.get(acting_viewer(request), id_)
    head = Page(title=f"上会材料：{found.title}", column=COLUMN, index=False)
    return render(request, "office/batches/paper.html", head, **in_words(found))


@require_safe
@desk
def workbook(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One line a case, figures as numbers."""
    found = meeting_papers.get(acting_viewer(request), id_)
    return attachment(workbook_file(found), _name(found, "xlsx"), XLSX)


@require_safe
@desk
def pdf(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The list, then an annex to each case."""
    found = meeting_papers.get(acting_viewer(request), id_)
    html = render_to_string("office/batches/paper_pdf.html", in_words(found))
    return attachment(pdf_of(html, "wide-paper.css", "meeting-paper.css"), _name(found, "pdf"), PDF)


def in_words(found: MeetingPaper) -> dict[str, Any]:
    """The frozen content as pages show it: fen as amounts."""
    content = meeting_papers.opened(found)
    granted = [one for one in content["cases"] if one["outcome"] == "grant"]
    total = Money(sum(one["amount"] for one in granted))
    return {
        "paper": found, "content": content, "measures": [_shown(one) for one in content["measures"]],
        "cases": [_shown(one) for one in content["cases"]], "total": total, "capital": f"人民币{capital(total)}",
        "granted": len(granted), "head": found.head,
    }  # fmt: skip


AMOUNTS = (
    "amount",
    "this_year",
    "left",
    "claimed",
    "ceiling",
    "granted",
    "rnd",
    "recognised",
    "counted",
)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: Money(value) if name in AMOUNTS and value is not None else value
        for name, value in row.items()
    }
    for name in ("lines", "overlaps"):
        if name in made:
            made[name] = [_shown(one) for one in made[name]]
    if "plan" in made:
        made["plan"] = [(year, Money(fen)) for year, fen in made["plan"]]
    if "this_year" in made and made["left"] is not None:
        made["after"] = Money(made["left"].fen - made["this_year"].fen)
    return made


def _name(found: MeetingPaper, kind: str) -> str:
    return f"上会材料-{found.title}-{clock.local(found.made_at):%Y%m%d}.{kind}"
