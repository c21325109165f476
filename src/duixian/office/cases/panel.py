"""专家评审 tab: call a panel, add or replace an expert, see how far it is; scores only once all have handed in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import paneling
from duixian.applications.models import Panel
from duixian.office.cases.folder import CaseFile, opened, shown
from duixian.office.cases.tabs import COMMISSION
from duixian.office.cases.taking import NOTHING, offered, take, typed
from duixian.web.boxes import Box
from duixian.web.viewer import only

STEPS = {"call": "call-panel", "add": "seat", "remove": "seat", "close": "close-panel"}
SUMMARY = Box(name="summary", label="评审意见", style="area", hint="专家组的结论和主要理由")


@require_http_methods(["GET", "HEAD", "POST"])
@only(*COMMISSION)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The panel as it stands."""
    file, outcome = opened(request, id_), NOTHING
    act = request.POST.get("act", "")
    asked = [SUMMARY] if act == "close" else _calling(file)
    if request.method == "POST":
        names = ("act", "size", "field", "rule", "person", "seat", "reason", "summary")
        outcome = take(request, file, STEPS.get(act, "seat"), **typed(request, *names))
        if outcome.done:
            return redirect(request.path)
    panel = paneling.current(file.application)
    return shown(
        request, file, "office/cases/panel.html", panel=panel, seats=_seats(file, panel), errors=outcome.errors(asked),
        call=offered(file, "call-panel"), seat=offered(file, "seat"), close=offered(file, "close-panel"),
        boxes=outcome.boxes(_calling(file), request.POST), summary_box=outcome.boxes([SUMMARY], request.POST)[0],
        pool=_pool(file, panel), rubric=paneling.criteria(file.application), rules=paneling.RULES,
    )  # fmt: skip


def _calling(file: CaseFile) -> list[Box]:
    known = {fact.id: fact for fact in file.folder.policy.applicant}
    fields = getattr(known["field"].type, "choices", ()) if "field" in known else ()
    named = tuple((one.id, one.name) for one in fields)
    return [
        Box(
            name="size",
            label="人数",
            style="select",
            options=tuple((str(n), f"{n}位") for n in paneling.SIZES),
        ),
        Box(name="field", label="领域", style="select", options=(("", "不限领域"), *named)),
        Box(name="rule", label="计分办法", style="select", options=tuple(paneling.RULES.items())),
    ]


def _pool(file: CaseFile, panel: Panel | None) -> list[Any]:
    if panel is None or panel.closed_at:
        return []
    return list(paneling.pool().exclude(pk__in=panel.seats.values("person")))


def _seats(file: CaseFile, panel: Panel | None) -> list[dict[str, Any]]:
    """Each seat; with its scores once the panel is closed."""
    if panel is None:
        return []
    rows = list(panel.seats.select_related("person").prefetch_related("scores"))
    rubric = paneling.criteria(file.application)
    sitting = [one for one in rows if one.left_at is None]
    totals = [paneling.total(one, rubric) for one in sitting] if panel.closed_at else []
    marks = (
        dict(
            zip(
                (one.pk for one in sitting),
                zip(totals, paneling.outlying(totals), strict=True),
                strict=False,
            )
        )
        if totals
        else {}
    )
    return [
        {
            "row": one,
            "total": marks.get(one.pk, (None, False))[0],
            "far": marks.get(one.pk, (None, False))[1],
        }
        for one in rows
    ]
