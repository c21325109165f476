"""申报单位: the enterprises within one's bounds, their profile, the account masked, a number shown for a reason."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from duixian.office.lists import asked, filters, listed
from duixian.parties import bank, organisations, profiles
from duixian.parties.access import Refused
from duixian.parties.organisations import EVERYWHERE
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.profile_words import sections
from duixian.web.viewer import acting_viewer, only, step_up

COLUMN = "申报单位"
desk = only(Role.CENTRE, *EVERYWHERE)
REASON = (Box(name="reason", label="查看全号的理由", wide=True, hint="会留痕，例如 核对拨付凭证"),)


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """By name, code or pinyin initials."""
    rows = listed(request, organisations.search(acting_viewer(request), asked(request)))
    return render(
        request, "office/enterprises.html", Page(title="申报单位", column=COLUMN, index=False),
        rows=rows, query=asked(request), carried=filters(request, "q"),
    )  # fmt: skip


@require_safe
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One enterprise's profile."""
    return _one(request, id_)


@require_POST
@only(*(bank.UNMASKS - {Role.APPLICANT_OWNER}))
@step_up
def reveal(request: HttpRequest, id_: UUID, account: UUID) -> HttpResponse:
    """The whole number of its account, once, for a reason."""
    try:
        number = bank.reveal(acting_viewer(request), account, request.POST.get("reason", ""))
    except Refused as refused:
        return _one(request, id_, faults=refused.faults)
    response = _one(request, id_, number=number)
    response.headers["Cache-Control"] = "no-store"
    return response


def _one(request: HttpRequest, id_: UUID, faults: Any = (), number: str = "") -> HttpResponse:
    viewer = acting_viewer(request)
    profile = profiles.seen(viewer, id_)
    boxes = filled(REASON, request.POST, faults)
    return render(
        request, "office/enterprise.html", Page(title=profile.organisation.name, column=COLUMN, index=False),
        accounts=bank.seen(viewer).filter(organisation=profile.organisation), boxes=boxes, number=number,
        finds=viewer.role in {Role.OFFICER, Role.APPROVER}, unmasks=viewer.role in bank.UNMASKS, errors=summary(boxes, faults), **sections(profile),
    )  # fmt: skip
