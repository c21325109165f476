"""首页: what the fund is, until when, up to how much, and the one thing to do next."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian import policy
from duixian.kernel import clock
from duixian.policy import Measure, Policy
from duixian.portal import rounds
from duixian.portal.search import search
from duixian.web.page import Page, is_fragment, render


@dataclass(frozen=True, kw_only=True)
class Support:
    """One of the supports of the text: a clause with its measures."""

    clause: str
    name: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, kw_only=True)
class Validity:
    """Where a day stands in a policy's validity."""

    state: str
    days: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start page; with a word to look for, also what was found."""
    today = clock.today()
    current = policy.library().in_force(today)
    query = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "policy": current,
        "today": today,
        "validity": validity(current, today),
        "supports": supports(current),
        "query": query,
        "hits": search(current, query),
    }
    page = Page(
        title=f"“{query}”的查找结果" if query else "首页",
        column="首页",
        description="普陀区智能软件产业专项：能申请什么、最高多少、需要什么，逐条对照政策原文。",
        index=not query,
    )
    if is_fragment(request):
        return render(request, "portal/_hits.html", page, **context)
    return render(request, "portal/home.html", page, **context, rounds=rounds.listed(clock.now()))


def supports(current: Policy) -> tuple[Support, ...]:
    """The measures by clause, in the order of the text."""
    grouped = [
        (key, tuple(group)) for key, group in groupby(current.measures, lambda one: one.clause)
    ]
    return tuple(
        Support(clause=key, name=_heading(group[0]), measures=group) for key, group in grouped
    )


def _heading(measure: Measure) -> str:
    """The clause's own heading; 三（十一） has none, and goes by its measure's name."""
    return measure.name if "，" in measure.support else measure.support or measure.name


def validity(current: Policy, day: date) -> Validity:
    """Not yet, in force with the days left, or over."""
    if day < current.valid_from:
        return Validity(state="coming", days=(current.valid_from - day).days)
    if day > current.valid_to:
        return Validity(state="over", days=(day - current.valid_to).days)
    return Validity(state="now", days=(current.valid_to - day).days)
