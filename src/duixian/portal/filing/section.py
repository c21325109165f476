"""A question page: generated from the measure's facts, saved while one types, merged where two people write."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from duixian.applications import drafts, subjects, words
from duixian.applications.drafts import Conflict, Saved
from duixian.applications.fields import SUBJECT
from duixian.parties.access import Refused
from duixian.policy.form import Section
from duixian.portal.filing import merge, typed
from duixian.portal.filing.case import COLUMN, Filing, filers, opened
from duixian.portal.filing.merge import version_of
from duixian.portal.filing.panel import panel
from duixian.portal.filing.saving import autosaved, clashing
from duixian.portal.forms import FactForm
from duixian.portal.questions import Question, errors_of, questions
from duixian.web.boxes import Fault
from duixian.web.page import Page, is_fragment, render

both = require_http_methods(["GET", "HEAD", "POST"])


@both
@filers
def page(request: HttpRequest, id_: UUID, section: str) -> HttpResponse:
    """Ask, or save; with htmx only what changed comes back."""
    filing = opened(request, id_)
    asked = filing.section(section)
    if request.method != "POST":
        return _page(request, filing, asked) if filing.editable else redirect(filing.home)
    given = typed.sent(asked.facts, request.POST)
    if SUBJECT in request.POST and asked == filing.sections[-1]:
        given[SUBJECT] = request.POST[SUBJECT]
    try:
        result = drafts.save(filing.viewer, id_, version=version_of(request), answers=given)
    except Refused as refused:
        return _refused(request, filing, asked, refused, given)
    fresh = opened(request, id_)
    if isinstance(result, Conflict):
        return clashing(request, fresh, result, section)
    return _saved(request, fresh, asked, result)


def _saved(request: HttpRequest, filing: Filing, asked: Section, result: Saved) -> HttpResponse:
    if is_fragment(request):
        context = context_of(filing, asked, request)
        there = set(request.POST.getlist("asked"))
        context["asked"] = [(id_, one) for id_, one in context["asked"] if id_ in there]
        return autosaved(request, filing, result, "portal/filing/_section_oob.html", context)
    if errors_of([one for _, one in context_of(filing, asked, request)["asked"]]):
        return _page(request, filing, asked)
    merge.tell_others(request, filing, result.others)
    messages.success(request, f"“{asked.title}”已保存")
    return redirect(
        filing.home if request.POST.get("then") == "tasks" else following(filing, asked)
    )


def _refused(
    request: HttpRequest, filing: Filing, asked: Section, refused: Refused, given: dict[str, Any]
) -> HttpResponse:
    """Nothing was saved: the page comes back as it was sent."""
    if is_fragment(request):
        return render(
            request, "portal/filing/_refused.html", _head(asked), reasons=refused.reasons,
            faults=[(f"q-{field}", text) for field, text in refused.faults if field],
        )  # fmt: skip
    filing.application.answers = {**filing.application.answers, **given}
    filing.application.subject = str(given.get(SUBJECT, filing.application.subject))
    return _page(request, filing, asked, refused.faults)


def following(filing: Filing, asked: Section) -> str:
    """The page after this one: the next questions, the expenses, other support."""
    later = filing.sections[filing.sections.index(asked) + 1 :]
    if later:
        return reverse("filing-section", args=[filing.application.pk, later[0].id])
    name = "filing-lines" if filing.fed else "filing-support"
    return reverse(name, args=[filing.application.pk])


def _page(request: HttpRequest, filing: Filing, asked: Section, faults: Any = ()) -> HttpResponse:
    context = context_of(filing, asked, request)
    typed_wrong = (
        [] if request.method == "GET" and "check" not in request.GET else _wrong(context, faults)
    )
    return render(
        request, "portal/filing/section.html", _head(asked), errors=typed_wrong, **context
    )


def _wrong(context: dict[str, Any], faults: Any) -> list[Any]:
    own = [
        Fault(id=f"q-{field}" if field else "main", label="不能保存", error=text)
        for field, text in faults
    ]
    return [*own, *errors_of([one for _, one in context["asked"]])]


def _head(asked: Section) -> Page:
    return Page(title=asked.title, column=COLUMN, index=False)


def context_of(filing: Filing, asked: Section, request: HttpRequest) -> dict[str, Any]:
    """What the page shows: what is asked, what is held, what is summed up elsewhere."""
    answers = filing.application.answers
    wanted = set(request.GET.getlist("ask")) | set(request.POST.getlist("asked"))
    held = _held(filing, asked) - wanted
    facts = [fact for fact in asked.facts if fact.id not in held | filing.summed]
    form = FactForm(asked.facts, typed.shown(asked.facts, answers))
    form.is_valid()
    for id_, text in filing.judgement.faults.items():
        if id_ in form.fields and id_ not in form.errors:
            form.add_error(id_, text)
    known = {fact.id: fact for fact in asked.facts}
    return {
        "filing": filing, "application": filing.application, "section": asked, "fed": _fed(filing, asked),
        "asked": [(fact.id, _plain(one)) for fact, one in zip(facts, questions(form, facts), strict=True)],
        "held": [(known[id_], words.said(known[id_], answers.get(id_))) for id_ in known if id_ in held],
        "summed": [(fact, words.said(fact, answers.get(fact.id))) for fact in asked.facts if fact.id in filing.summed],
        "subject": _subject(filing, asked), "version": filing.application.version, "prefilled": wanted & set(filing.folder.profile),
        "panel": panel(filing),
    }  # fmt: skip


def _plain(one: Question) -> Question:
    """A draft keeps no answer and “not there” alike: the hint says what a blank means."""
    if one.absent is None:
        return one
    return replace(one, absent=None, hint=f"{one.hint}留空按“{one.absent.text}”处理。")


def _held(filing: Filing, asked: Section) -> set[str]:
    """What the profile has answered already, in the same words."""
    answers, profile = filing.application.answers, filing.folder.profile
    return {
        fact.id
        for fact in asked.facts
        if fact.id in profile and fact.id in answers and answers[fact.id] == profile[fact.id]
    }


def _fed(filing: Filing, asked: Section) -> bool:
    """Whether expenses typed line by line would fill in something here."""
    return any(fact in filing.fed for fact in asked.facts)


def _subject(filing: Filing, asked: Section) -> Question | None:
    label = subjects.label(filing.folder.measure)
    if not label or asked != filing.sections[-1]:
        return None
    return Question(
        name=SUBJECT, id=f"q-{SUBJECT}", style="text", text=f"申报的是{label}？", label=label,
        hint="写明名称，与证书、合同上的一致；每一份分别申报。", value=filing.application.subject,
    )  # fmt: skip
