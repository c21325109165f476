"""The ledger with its filters in the address, as Excel, and one grant with where it came from."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian import policy
from duixian.applications.earlier import imports, ledger
from duixian.applications.earlier.template import ledger as ledger_file
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office.lists import asked, filters, listed
from duixian.parties import organisations
from duixian.parties.access import Refused
from duixian.parties.earlier import EarlierGrant
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import XLSX, attachment
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "历次资助"
FUNDS = tuple(EarlierGrant.Fund.choices)
REASON = (
    Box(
        name="reason",
        label="作废理由",
        wide=True,
        hint="会留痕，例如 与批准文件核对，金额有误，重新导入",
    ),
)
desk = only(Role.CENTRE, *ledger.EVERYWHERE)


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """By name, code or initials, fund and year."""
    viewer = acting_viewer(request)
    query, fund, year = asked(request), asked(request, "fund"), asked(request, "year")
    found = ledger.search(viewer, query, fund, year)
    rows = listed(request, found)
    return render(
        request, "office/earlier/index.html", Page(title=COLUMN, column=COLUMN, index=False),
        rows=rows, grants=[_row(one) for one in rows], query=query, fund=fund, year=year, funds=FUNDS,
        carried=filters(request, "q", "fund", "year"), total=None if rows.paginator.capped else ledger.total(found), filtered=bool(query or fund or year),
        imports=ledger.imports(viewer)[:5], brings=viewer.role in ledger.IMPORTERS,
    )  # fmt: skip


@require_safe
@desk
def workbook(request: HttpRequest) -> HttpResponse:
    """The same rows in the template's columns."""
    found = ledger.search(
        acting_viewer(request), asked(request), asked(request, "fund"), asked(request, "year")
    )
    today = clock.today()
    content = ledger_file(found.iterator(), policy.library().in_force(today))
    return attachment(content, f"历次资助台账-{today:%Y%m%d}.xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One grant; an officer strikes it out with a reason."""
    viewer = acting_viewer(request)
    grant = ledger.get(viewer, id_)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            imports.retract(viewer, id_, request.POST.get("reason", ""))
        except Refused as refused:
            faults = list(refused.faults)
        else:
            messages.success(request, "已作废。这一笔不再计入，原记录保留备查")
            return redirect("office-earlier-grant", id_)
    boxes = filled(REASON, request.POST, faults)
    firm = organisations.by_code(grant.code)
    return render(
        request, "office/earlier/grant.html", Page(title=grant.name, column=COLUMN, index=False),
        **_row(grant), firm=firm, boxes=boxes, errors=summary(boxes, faults),
        strikes=viewer.role in ledger.IMPORTERS and grant.ended_at is None,
        others=ledger.visible(viewer).filter(key=grant.key).exclude(pk=grant.pk).order_by("-ended_at"),
    )  # fmt: skip


def _row(one: EarlierGrant) -> dict[str, Any]:
    """A grant with its measure's name and its amounts as pages write them."""
    names = {each.id: each.name for each in policy.library().in_force(clock.today()).measures}
    own = one.fund != EarlierGrant.Fund.OTHER
    return {
        "grant": one, "amount": Money(one.amount), "paid": Money(one.paid),
        "asked": None if one.asked is None else Money(one.asked),
        "measure": (names.get(one.measure, one.measure) or "无对应事项") if own else one.fund_name,
        "later": [(each["year"], Money(each["fen"])) for each in one.instalments],
    }  # fmt: skip
