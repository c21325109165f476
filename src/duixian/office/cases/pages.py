"""The list of cases with its filters in the address, and one case: the file on the left, where it stands on the right."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import access, alike, rounds, search, states
from duixian.applications.models import Application
from duixian.kernel.money import Money
from duixian.office.cases.folder import COLUMN, DESK, opened, shown
from duixian.office.lists import asked, filters, listed
from duixian.parties.roles import Role
from duixian.web.case_words import in_words
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

TYPISTS = frozenset({Role.CENTRE, Role.OFFICER})
STATES = tuple((one.id, one.name) for one in states.STATES if one.id != states.DISCARDED)
RELATED = ("applicant", "centre", "round_measure__round")


@require_safe
@only(*DESK)
def index(request: HttpRequest) -> HttpResponse:
    """Newest first; found by number, name, code, initials or any two signs of a word."""
    viewer = acting_viewer(request)
    state, query = asked(request, "state"), asked(request)
    found = search.find(access.applications(viewer), query)
    if state in dict(STATES):
        found = found.filter(state=state)
    rows = listed(request, found.select_related(*RELATED).order_by(*access.NEWEST))
    return render(
        request, "office/cases/index.html", Page(title="申报", column=COLUMN, index=False),
        rows=rows, cases=[_row(one) for one in rows], states=STATES, state=state, query=query,
        carried=filters(request, "q", "state"), types=viewer.role in TYPISTS,
    )  # fmt: skip


def _row(one: Application) -> dict[str, Any]:
    return {
        "case": one, "measure": rounds.measure_of(one.round_measure).name, "state": states.NAMES[one.state],
        "ceiling": None if one.ceiling is None else Money(one.ceiling),
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
