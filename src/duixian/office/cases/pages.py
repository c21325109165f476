"""The list of cases with its filters in the address, and one case: the file on the left, where it stands on the right."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import alike, process, rounds, search, states, worklists
from duixian.applications.models import Application
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office.cases.folder import COLUMN, DESK, opened, shown
from duixian.office.lists import asked, filters, listed
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from duixian.web.case_words import in_words
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

TYPISTS = frozenset({Role.CENTRE, Role.OFFICER})
STATES = tuple((one.id, one.name) for one in states.STATES if one.id != states.DISCARDED)
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
    viewer = acting_viewer(request)
    found = selected(request, viewer)
    rows = listed(request, found.select_related(*RELATED))
    return render(
        request, "office/cases/index.html", Page(title="申报", column=COLUMN, index=False),
        rows=rows, cases=[_row(one) for one in rows], states=STATES, state=asked(request, "state"), query=asked(request),
        carried=filters(request, "list", "q", "state"), types=viewer.role in TYPISTS, which=which(request, viewer),
        lists=worklists.NAMES.items(), export=filters(request, "list", "q", "state"), bulk=BULK.get(viewer.role, ()),
    )  # fmt: skip


def which(request: HttpRequest, viewer: Viewer) -> str:
    """The list that was asked for; at first what waits, for those whom something can wait for."""
    given = asked(request, "list")
    if given in worklists.NAMES:
        return given
    searching = asked(request) or asked(request, "state")
    return worklists.ALL if searching or not process.awaited(viewer.role) else worklists.WAITING


def selected(request: HttpRequest, viewer: Viewer) -> QuerySet[Application]:
    """The list with its filters."""
    found = worklists.of(viewer, which(request, viewer))
    if query := asked(request):
        found = search.find(found, query)
    if (state := asked(request, "state")) in dict(STATES):
        found = found.filter(state=state)
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
    entered = file.application.entered_by_id == file.viewer.organisation.pk
    return shown(
        request,
        file,
        "office/cases/case.html",
        **in_words(file.folder, file.judgement),
        entered=entered,
        alike=alike.notes(file.folder, file.viewer),
    )
