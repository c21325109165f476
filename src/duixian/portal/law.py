"""政策原文: the official text, paragraph by paragraph, with what the product says beside each."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from duixian import policy
from duixian.kernel import clock
from duixian.policy import Measure, Paragraph, Parameter, Policy
from duixian.portal.examples import Told, told
from duixian.portal.home import validity
from duixian.web.page import Page, render

COLUMN = "政策原文"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One paragraph as shown; a clause's anchor stands at its first paragraph, its readings below its heading."""

    paragraph: Paragraph
    anchor: str
    questions: tuple[Parameter, ...]
    examples: tuple[tuple[Measure, tuple[Told, ...]], ...]

    @property
    def has_notes(self) -> bool:
        one = self.paragraph
        said = one.plain or one.measures or self.questions or one.carried_out_by
        return one.level == "body" and bool(said)


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The text in force today."""
    return redirect("policy", policy.library().in_force(clock.today()).id)


@require_safe
def law(request: HttpRequest, policy_id: str) -> HttpResponse:
    """The whole text, to be read beside its explanation, or printed without."""
    shown = policy_of(policy_id)
    page = Page(
        title=shown.title,
        column=COLUMN,
        column_type="政策文件",
        description=f"{shown.title}（{shown.number}）原文，逐段附白话解读、扶持事项和算例。",
        published=shown.issued_on,
        source="、".join(shown.issuers),
    )
    today = clock.today()
    return render(
        request,
        "portal/law.html",
        page,
        policy=shown,
        lines=lines(shown),
        validity=validity(shown, today),
        contents=[one for one in shown.paragraphs if one.level == "heading"],
    )


@require_safe
def source(request: HttpRequest, policy_id: str) -> HttpResponse:
    """The official text as plain text, for keeping."""
    shown = policy_of(policy_id)
    name = f"attachment; filename={shown.id}.txt"
    return HttpResponse(
        shown.source,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": name},
    )


def policy_of(policy_id: str) -> Policy:
    """The policy that an address names; else there is no such page."""
    try:
        return policy.library().get(policy_id)
    except KeyError:
        raise Http404(policy_id) from None


def lines(shown: Policy) -> list[Line]:
    """The paragraphs in order."""
    seen: set[str] = set()
    waiting: tuple[Parameter, ...] = ()
    found = []
    for one in shown.paragraphs:
        asked = waiting + one.questions
        waiting = asked if one.level == "heading" else ()
        found.append(
            Line(
                paragraph=one,
                anchor="" if one.anchor in seen else one.anchor,
                questions=asked,
                examples=_examples(one),
            )
        )
        seen.add(one.anchor)
    return found


def _examples(one: Paragraph) -> tuple[tuple[Measure, tuple[Told, ...]], ...]:
    told_by = (
        (measure, tuple(told(measure, each) for each in measure.examples))
        for measure in one.measures
    )
    return tuple((measure, every) for measure, every in told_by if every)
