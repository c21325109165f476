"""The result for one measure, to be read, printed, kept as PDF, or passed on as a link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from duixian.kernel.money import Money
from duixian.policy import Measure
from duixian.portal.calculator import COLUMN, measure_context, measure_of
from duixian.portal.filing.start import offers
from duixian.portal.findings import finding
from duixian.portal.questions import Question, all_questions
from duixian.portal.sheet import Sheet
from duixian.web.page import Page, render
from duixian.web.paper import pdf_of


@require_safe
def page(request: HttpRequest, measure_id: str) -> HttpResponse:
    """The whole reasoning; answers that can't be understood lead back to the questions."""
    sheet = Sheet(request.GET)
    measure = measure_of(sheet, measure_id)
    if sheet.is_empty or sheet.has_errors(measure):
        head = Page(title=f"{measure.name}测算", column=COLUMN, index=False)
        return render(
            request, "portal/calculator_measure.html", head, **measure_context(sheet, measure)
        )
    head = Page(title=f"{measure.name}测算结果", column=COLUMN, index=False)
    context = result_context(sheet, measure)
    context["link"] = request.build_absolute_uri(f"{request.path}?{sheet.query}")
    context["offers"] = offers(measure, sheet.query)
    return render(request, "portal/result.html", head, **context)


@require_safe
def pdf(request: HttpRequest, measure_id: str) -> HttpResponse:
    """The same on paper; answers that can't be understood are not printed but shown on the page."""
    sheet = Sheet(request.GET)
    measure = measure_of(sheet, measure_id)
    address = f"{reverse('result', args=[measure.id])}?{sheet.query}"
    if sheet.is_empty or sheet.has_errors(measure):
        return redirect(address)
    context = result_context(sheet, measure)
    context["link"] = request.build_absolute_uri(address)
    document = pdf_of(render_to_string("portal/result_paper.html", context, request))
    name = f"attachment; filename=calculation-{measure.id}-{sheet.day.isoformat()}.pdf"
    return HttpResponse(
        document, content_type="application/pdf", headers={"Content-Disposition": name}
    )


def result_context(sheet: Sheet, measure: Measure) -> dict[str, Any]:
    """What the page and the paper both show."""
    answer = sheet.answer(measure)
    asked = list(all_questions(sheet, measure))
    return {
        "sheet": sheet,
        "policy": sheet.policy,
        "measure": measure,
        "finding": finding(sheet, answer),
        "answer": answer,
        "given": [(one, said) for one in asked if (said := spoken(sheet, measure, one))],
        "instalments": list(enumerate(answer.instalments, 1)),
        "total": Money(sum(part.fen for part in answer.instalments)),
        "form_link": f"{reverse('calculator-measure', args=[measure.id])}?{sheet.query}",
        "pdf_link": f"{reverse('result-pdf', args=[measure.id])}?{sheet.query}",
        "profile_link": f"{reverse('calculator')}?{sheet.query}",
    }


def spoken(sheet: Sheet, measure: Measure, one: Question) -> str:
    """An answer in words, as understood; empty where there is none."""
    if one.style == "records":
        return _spoken_records(sheet, measure, one)
    if one.absent and one.absent.value:
        return one.absent.text
    options = (*one.options, *(option for _, inner in one.groups for option in inner))
    chosen = next((option.name for option in options if option.chosen and option.value), "")
    if options:
        return chosen
    return one.echo or (f"{one.value.removesuffix(one.unit)}{one.unit}" if one.value else "")


def _spoken_records(sheet: Sheet, measure: Measure, one: Question) -> str:
    dated = [row for row in one.rows if row[0].value]
    chosen = next((option for option in one.options if option.chosen), None)
    if chosen is None or not chosen.value:
        return ""
    if not dated or chosen.value == "none":
        return chosen.name
    return "；".join(
        "，".join([row[0].echo or row[0].value, *(cell.text for cell in row[1:] if cell.value)])
        for row in dated
    )
