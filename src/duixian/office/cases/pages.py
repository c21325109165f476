"""The list of cases with its filters in the address, and one case: the file on the left, where it stands on the right."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import alike, process, round_batch, rounds, states, views, worklists
from duixian.applications.models import Application
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office.cases.filtering import (
    FILTERS,
    MORE,
    SORTS,
    STATES,
    WHO,
    kept,
    order_said,
    selected,
    which,
)
from duixian.office.cases.folder import COLUMN, DESK, opened, shown
from duixian.office.lists import Counted, asked, filters, listed
from duixian.parties import deputies
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from duixian.web.case_words import in_words
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

TYPISTS = frozenset({Role.CENTRE, Role.OFFICER})
RELATED = ("applicant", "centre", "round_measure__round", "assignee")
# Steps that need nothing but the cases: taken for several at once, each with its own result.
BULK = {
    Role.CENTRE: (("admit", "受理"),),
    Role.OFFICER: (("check-credit", "信用核查"), ("end-notice", "公示期满"), ("close", "办结")),
}


@require_safe
@only(*DESK)
def index(request: HttpRequest) -> HttpResponse:
    """The worklists; found by number, name, code, initials or any two signs of a word."""
    viewer, now = acting_viewer(request), filters(request, *FILTERS)
    chosen = which(request, viewer)
    rows = listed(request, selected(request, viewer).select_related(*RELATED))
    away = {one.pk for one in deputies.absent(viewer, clock.today())}
    return render(
        request, "office/cases/index.html", Page(title="申报", column=COLUMN, index=False),
        rows=rows, cases=[_row(one) for one in rows], which=chosen, lists=_lists(viewer), away=away,
        filter={name: asked(request, name) for name in FILTERS}, more=any(asked(request, name) for name in MORE),
        states=STATES, rounds=rounds.visible(clock.now()), people=WHO, sorts=SORTS.items(), order=order_said(request, viewer),
        now=now, views=views.of(viewer), query=kept(now), filtered=any(asked(request, name) for name in FILTERS[1:-1]),
        saves=any(asked(request, name) for name in FILTERS[1:]),
        complaints=worklists.complaints(viewer).aggregate(count=Count("pk"), due=Min("rating__due_on")),
        today=clock.today(), types=viewer.role in TYPISTS, batches=viewer.role in round_batch.READERS, bulk=_bulk(viewer, chosen, asked(request, "state")),
    )  # fmt: skip


def _bulk(viewer: Viewer, chosen: str, state: str) -> list[tuple[str, str]]:
    """The steps that are taken for several at once: of what waits all, of one state those that lead on from it."""
    offered = BULK.get(viewer.role, ())
    if chosen == worklists.WAITING:
        return list(offered)
    return [(id_, name) for id_, name in offered if state in process.STEPS[id_].sources]


def _lists(viewer: Viewer) -> list[tuple[str, str, str]]:
    """The lists with their names; how much waits beside the first, where something can wait."""
    found = []
    for value, name in worklists.NAMES.items():
        if value == worklists.WAITING and viewer.role in worklists.DUE:
            waits = Counted(worklists.of(viewer, value))
            found.append((value, name, f"{waits.told}{'+' if waits.capped else ''}"))
        elif value != worklists.WAITING:
            found.append((value, name, ""))
    return found


def _row(one: Application) -> dict[str, Any]:
    state = states.BY_ID[one.state]
    today = clock.today()
    return {
        "case": one, "measure": rounds.measure_of(one.round_measure).name, "state": state.name,
        "ceiling": None if one.ceiling is None else Money(one.ceiling),
        "late": (today - one.due_on).days if one.due_on and one.due_on < today and not state.ends else 0,
        "broken": bool(one.promised_on and one.promised_on < today and not state.ends),
    }  # fmt: skip


@require_safe
@only(*DESK)
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What was applied for: the first tab of the folder."""
    file = opened(request, id_)
    leading = getattr(file.application, "leading_decision", None)
    entered = file.application.entered_by_id == file.viewer.organisation.pk
    return shown(
        request,
        file,
        "office/cases/case.html",
        **in_words(file.folder, file.judgement),
        entered=entered,
        leading=leading,
        leading_amount=Money(leading.amount) if leading else None,
        alike=alike.notes(file.folder, file.viewer),
    )
