"""The list of cases with its filters in the address, and one case: the file on the left, where it stands on the right."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import access, casework, process, rounds, search
from duixian.applications.models import Application
from duixian.audit import trail
from duixian.kernel.money import Money
from duixian.office.lists import asked, filters, listed
from duixian.parties.roles import Role
from duixian.web.case_words import in_words
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "申报"
DESK = (Role.CENTRE, Role.OFFICER, Role.APPROVER, Role.AUDITOR)
TYPISTS = frozenset({Role.CENTRE, Role.OFFICER})
SHOWN = (process.SUBMITTED, process.WITHDRAWN, process.DRAFT, process.AWAITING)
STATES = tuple((one.id, one.name) for one in process.STATES if one.id in SHOWN)
MOST = 50
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
    rows = listed(request, found.select_related(*RELATED).order_by("-submitted_at", "-pk"))
    return render(
        request, "office/cases/index.html", Page(title="申报", column=COLUMN, index=False),
        rows=rows, cases=[_row(one) for one in rows], states=STATES, state=state, query=query,
        carried=filters(request, "q", "state"), types=viewer.role in TYPISTS,
    )  # fmt: skip


def _row(one: Application) -> dict[str, Any]:
    return {
        "case": one, "measure": rounds.measure_of(one.round_measure).name, "state": process.NAMES[one.state],
        "ceiling": None if one.ceiling is None else Money(one.ceiling),
    }  # fmt: skip


@require_safe
@only(*DESK)
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The folder of a case."""
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    found, judgement, case = casework.judged(application)
    entered = application.entered_by_id == viewer.organisation.pk
    return render(
        request, "office/cases/case.html", Page(title=str(application), column=COLUMN, index=False),
        **in_words(found, judgement), state=process.NAMES[application.state], entered=entered,
        options=[each for each in process.options(case, viewer.actor) if entered and each.step.id != "save"],
        snapshots=list(application.snapshots.all()), happened=_happened(application.pk), round=found.terms.round,
    )  # fmt: skip


def _happened(id_: UUID) -> list[dict[str, Any]]:
    """The trail's entries about a case, newest first, in words."""
    words = {f"application.{row.id}": row.name for row in process.TABLE} | {
        "application.lines": "填写费用明细", "evidence.add": "上传材料", "evidence.remove": "移除材料",
        "evidence.move": "调整材料", "invoice.keep": "保存电子发票原件",
    }  # fmt: skip
    return [
        {"at": entry.at, "what": words[entry.action], "who": entry.actor_name}
        for entry in trail.of(casework.subject_of(id_))
        .filter(outcome="done")
        .order_by("-seq")[:MOST]
        if entry.action in words
    ]
