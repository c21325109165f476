"""政策测算: a profile that answers every measure at once, or one measure by itself; live with htmx, whole without."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from duixian.policy import Fact, Measure
from duixian.portal.findings import ASK, finding, groups
from duixian.portal.questions import (
    Question,
    all_questions,
    day_question,
    errors_of,
    names_of,
    questions,
    support_questions,
)
from duixian.portal.sheet import Sheet
from duixian.web.page import Page, is_fragment, render

COLUMN = "政策测算"


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """About ten questions, and what each of the measures says to the answers."""
    sheet = Sheet(request.GET)
    context = profile_context(sheet, request.GET.getlist(ASK))
    if is_fragment(request):
        response = render(request, "portal/_profile_live.html", PROFILE_PAGE, **context)
        asked = "".join(f"&{ASK}={one.id}" for one, _ in context["more"])
        response["HX-Replace-Url"] = f"{reverse('calculator')}?{sheet.query}{asked}"
        return response
    return render(request, "portal/profile.html", PROFILE_PAGE, **context)


@require_safe
def measure(request: HttpRequest, measure_id: str) -> HttpResponse:
    """One measure: its questions, and the answer beside them."""
    sheet = Sheet(request.GET)
    asked = measure_of(sheet, measure_id)
    context = measure_context(sheet, asked)
    page = Page(title=f"{asked.name}测算", column=COLUMN, description=asked.plain)
    if is_fragment(request):
        response = render(request, "portal/_measure_live.html", page, **context)
        address = reverse("calculator-measure", args=[asked.id])
        response["HX-Replace-Url"] = f"{address}?{sheet.query}"
        return response
    return render(request, "portal/calculator_measure.html", page, **context)


PROFILE_PAGE = Page(
    title="我能申请什么",
    column=COLUMN,
    description="回答约十个问题，一次测算全部扶持事项：可以申请的、待核实的、还差信息的、暂不符合的。",
)


def measure_of(sheet: Sheet, measure_id: str) -> Measure:
    """The measure of the policy in force that an address names; else there is no such page."""
    try:
        return sheet.policy.measure(measure_id)
    except KeyError:
        raise Http404(measure_id) from None


def profile_context(sheet: Sheet, ask: list[str]) -> dict[str, Any]:
    """The questions of the profile, those asked for in addition, and the answers in groups."""
    day = day_question(sheet)
    applicant = questions(sheet.applicant)
    first = [(one, questions(sheet.facts[one.id], _first(one))) for one in sheet.policy.measures]
    more = [
        (one, questions(sheet.facts[one.id], _later(one)))
        for one in sheet.policy.measures
        if (one.id in ask or sheet.has_own_errors(one)) and _later(one)
    ]
    shown = [day, *applicant, *(one for _, asked in (*first, *more) for one in asked)]
    answers = [] if sheet.is_empty else sheet.answers()
    return {
        "sheet": sheet,
        "day": day,
        "applicant": applicant,
        "first": [pair for pair in first if pair[1]],
        "more": more,
        "shown": shown,
        "errors": errors_of(shown),
        "carried": sheet.carried(names_of(shown)),
        "groups": groups(sheet, answers, ask) if answers else (),
        "unsaid": _unsaid(sheet, applicant),
    }


def measure_context(sheet: Sheet, asked: Measure) -> dict[str, Any]:
    """The questions of one measure and its answer."""
    shown = list(all_questions(sheet, asked))
    applicant = questions(sheet.applicant)
    return {
        "sheet": sheet,
        "measure": asked,
        "day": day_question(sheet),
        "applicant": applicant,
        "own": questions(sheet.facts[asked.id]),
        "support": support_questions(sheet.support[asked.id]),
        "shown": shown,
        "errors": errors_of(shown),
        "carried": sheet.carried(names_of(shown)),
        "finding": None if sheet.is_empty else finding(sheet, sheet.answer(asked)),
        "unsaid": _unsaid(sheet, applicant),
    }


def _first(measure: Measure) -> list[Fact]:
    return [fact for fact in measure.facts if fact.first]


def _later(measure: Measure) -> list[Fact]:
    return [fact for fact in measure.facts if not fact.first]


def _unsaid(sheet: Sheet, applicant: list[Question]) -> list[Question]:
    """Questions whose blank already means something to the rules: the page says how it was taken."""
    if sheet.is_empty:
        return []
    return [one for one in applicant if one.absent and not (one.value or one.absent.value)]
