"""One page for the acts of a budget year: what will happen, its fields, one button; refused, it keeps what was typed."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from duixian.funds.models import BudgetYear
from duixian.office.funds import desk, steps
from duixian.parties.access import Refused, Viewer
from duixian.web.boxes import Box, filled, summary
from duixian.web.viewer import acting_viewer, step_up

PAPER = (
    Box(name="number", label="指标文号", hint="财政的文号，例如 普财指〔2026〕12号"),
    Box(
        name="subject", label="科目", hint="财政的功能分类科目，例如 2060499 其他技术研究与开发支出"
    ),
)
REASON = Box(name="reason", label="理由", style="area")
BUDGETS = "office-budgets"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def proving(view: View[P]) -> View[P]:
    """Money moves by this form: whoever sends it has just proved once more who they are."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return (step_up(view) if request.method == "POST" else view)(request, *args, **kwargs)

    return guarded


def confirm(
    request: HttpRequest, year: BudgetYear, *, title: str, verb: Callable[[Viewer], object], consequence: str, done: str,
    boxes: Sequence[Box] = (), danger: bool = False, template: str = "office/funds/act.html",
    more: Callable[[Sequence[tuple[str, str]]], dict[str, Any]] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the act, or take it and go back to the year. `more` is given what was refused, for a page with rows of its own."""
    viewer = acting_viewer(request)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            verb(viewer)
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, done)
            return redirect("office-budget", year.pk)
    shown = filled(boxes, {**request.GET.dict(), **request.POST.dict()}, faults)
    context = more(faults) if more else {}
    return desk.shown(
        request, template, f"{year.pk}年预算：{title}", BUDGETS, year=year, act=title, boxes=shown, danger=danger,
        consequence=consequence, reason=closed(request, year), errors=_errors(shown, faults, context), **context,
    )  # fmt: skip


def closed(request: HttpRequest, year: BudgetYear) -> str:
    """Why the act of this page can't be taken now; "" where it can."""
    viewer, name = acting_viewer(request), request.resolver_match.url_name if request.resolver_match else ""  # fmt: skip
    found = [one for one in steps.buttons(viewer, year) if one.step.url == name]
    return found[0].reason if found else ""


def _errors(boxes: Sequence[Box], faults: Sequence[tuple[str, str]], context: dict[str, Any]) -> list[Any]:  # fmt: skip
    """The error summary; a row's own field links to it."""
    rows = [Box(name=field, label=label) for field, label in context.get("fields", {}).items()]
    return summary([*boxes, *rows], faults)
