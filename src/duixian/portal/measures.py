"""一事项一页: who, what, how much, how it is computed, what to bring; and the list of all measures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from duixian import policy
from duixian.kernel import clock
from duixian.policy import Measure, Policy
from duixian.policy.model import MODES, OVERLAPS
from duixian.portal.chart import base_claim, chart
from duixian.portal.examples import told
from duixian.portal.home import supports
from duixian.portal.law import policy_of
from duixian.portal.questions import questions
from duixian.portal.sheet import Sheet
from duixian.web.page import Page, is_fragment, render

COLUMN = "扶持事项"


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The measures of the policy in force today."""
    return redirect("policy-measures", policy.library().in_force(clock.today()).id)


@require_safe
def index(request: HttpRequest, policy_id: str) -> HttpResponse:
    """All the measures in one table."""
    shown = policy_of(policy_id)
    page = Page(
        title="扶持事项", column=COLUMN, description=f"{shown.title}的全部扶持事项和最高限额。"
    )
    return render(request, "portal/measures.html", page, policy=shown, supports=supports(shown))


@require_safe
def measure(request: HttpRequest, policy_id: str, measure_id: str) -> HttpResponse:
    """One measure, with a first try at its amount."""
    shown = policy_of(policy_id)
    asked = _measure_of(shown, measure_id)
    sheet = Sheet(request.GET)
    page = Page(
        title=asked.name,
        column=COLUMN,
        column_type="办事指南",
        description=asked.plain,
        published=shown.issued_on,
        keywords=f"普陀区,智能软件,{asked.name},{asked.support}",
    )
    context = {"policy": shown, "measure": asked, "sheet": sheet, **_try(sheet, asked)}
    if is_fragment(request):
        return render(request, "portal/_try_live.html", page, **context)
    return render(
        request,
        "portal/measure.html",
        page,
        **context,
        chart=chart(shown.version, asked.id),
        mode=MODES[asked.mode],
        overlap=OVERLAPS[asked.overlap],
        examples=[told(asked, one) for one in asked.examples],
        own_conditions=[one for one in asked.conditions if one.clause == asked.clause],
        common_conditions=[one for one in asked.conditions if one.clause != asked.clause],
    )


def _measure_of(shown: Policy, measure_id: str) -> Measure:
    try:
        return shown.measure(measure_id)
    except KeyError:
        raise Http404(measure_id) from None


def _try(sheet: Sheet, asked: Measure) -> dict[str, Any]:
    """The measure's own questions, answered as if every other condition were met."""
    form = sheet.facts[asked.id]
    base = base_claim(asked)
    own = {
        "own": questions(form),
        "errors": [one for one in questions(form) if one.error],
        "tried": None,
    }
    if base is None or not form.answers():
        return own
    claim = base | {"facts": form.answers(), "on": base["on"]}
    return own | {"tried": policy.assess(policy.read_claim(claim, policy.library()))}
