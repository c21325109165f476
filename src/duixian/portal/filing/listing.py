"""我的申报: every application of the enterprise, what to do next first."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from duixian.applications import access, rounds, states
from duixian.applications.models import Application
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.portal.filing.case import APPLICANTS, COLUMN
from duixian.portal.filing.groups import BY_ID, YOURS, grouped, named
from duixian.portal.rounds import Countdown, countdown
from duixian.web.page import Page, render
from duixian.web.viewer import signed_in, viewer_of

ROWS_A_PAGE = 20
BADGES = dict.fromkeys(BY_ID["going"].states, "badge-now") | {states.DRAFT: "badge-coming"}
ACTS = {
    states.DRAFT: ("继续填写", "filing-case"), states.AWAITING: ("核对并确认", "filing-check"),
    states.SUBMITTED: ("查看回执", "filing-receipt"), states.CORRECTING: ("去补正", "filing-correction"),
    states.RECTIFYING: ("去整改", "filing-case"), states.ANSWERED: ("查看决定", "filing-case"),
}  # fmt: skip
EXPLAIN = ("说明情况", "filing-credit")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One application in the list."""

    application: Application
    act: str
    address: str
    state: str
    badge: str
    measure: str
    ceiling: Money | None
    countdown: Countdown | None
    live: bool
    due: date | None


@require_safe
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """The list, one group of it where one is chosen."""
    viewer = viewer_of(request)
    if viewer is None:
        return redirect("enterprise-register")
    if viewer.role not in APPLICANTS:
        return redirect("office-home")
    found = (
        access.applications(viewer)
        .select_related("round_measure__round")
        .order_by("-updated_at", "pk")
    )
    groups = grouped(found)
    chosen = named(request.GET.get("state", ""))
    shown = Paginator(groups.of(chosen) if chosen else found, ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request, "portal/filing/list.html", Page(title="我的申报", column=COLUMN, index=False),
        rows=[row(one, explain=one.pk in groups.unexplained) for one in shown], shown=shown, groups=groups, chosen=chosen,
        organisation=viewer.organisation,
    )  # fmt: skip


def row(one: Application, *, explain: bool = False) -> Row:
    """An application with what to do next; `explain`: a credit record waits for a word from its applicant."""
    act, name = EXPLAIN if explain else ACTS.get(one.state, ("查看", "filing-case"))
    waiting = one.state in {states.DRAFT, states.AWAITING}
    return Row(
        application=one, act=act, address=reverse(name, args=[one.pk]), state=states.NAMES.get(one.state, one.state),
        badge="badge-verify" if explain or one.state in YOURS else BADGES.get(one.state, ""), measure=rounds.measure_of(one.round_measure).name,
        ceiling=None if one.ceiling is None else Money(one.ceiling),
        countdown=countdown(one.round_measure.round, clock.now()) if waiting else None,
        live=one.state not in states.ENDED, due=one.due_on if one.state in YOURS else None,
    )  # fmt: skip
