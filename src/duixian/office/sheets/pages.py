"""The sheet of one enterprise: on a page with charts and the table beside them, as Excel, as PDF."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from duixian.applications.access import applications
from duixian.applications.earlier import enterprise_sheet, ledger
from duixian.applications.earlier.enterprise_sheet import Item, Sheet, Year, percent
from duixian.kernel import clock
from duixian.office.sheets.workbook import workbook as workbook_file
from duixian.parties import organisations
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from duixian.web.download import PDF, XLSX, attachment
from duixian.web.page import Page, render
from duixian.web.paper import pdf_of
from duixian.web.viewer import acting_viewer, only

COLUMN = "申报单位"
desk = only(Role.CENTRE, *ledger.EVERYWHERE)
COUNTS = ("staff", "rnd_staff", "patents", "copyrights")


@require_safe
@desk
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What it got by year, and what it told of itself."""
    viewer = acting_viewer(request)
    sheet = _sheet(viewer, id_)
    page_ = Page(title=f"{sheet.organisation.name}综合表", column=COLUMN, index=False)
    return render(request, "office/sheets/sheet.html", page_, **in_words(sheet, viewer))


@require_safe
@desk
def workbook(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The years and every grant, as numbers."""
    sheet = _sheet(acting_viewer(request), id_)
    return attachment(workbook_file(sheet), _name(sheet, "xlsx"), XLSX)


@require_safe
@desk
def paper(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The same for a meeting."""
    viewer = acting_viewer(request)
    sheet = _sheet(viewer, id_)
    said = {**in_words(sheet, viewer), "today": clock.today(), "viewer": viewer}
    html = render_to_string("office/sheets/sheet_paper.html", said, request)
    return attachment(pdf_of(html, "wide-paper.css", "sheet-paper.css"), _name(sheet, "pdf"), PDF)


def in_words(sheet: Sheet, viewer: Viewer) -> dict[str, Any]:
    """The sheet as pages show it; a case is linked where the viewer may open it."""
    own = [one.application for one in sheet.items if one.application]
    open_ = set(applications(viewer).filter(pk__in=own).values_list("pk", flat=True))
    years = [_year(one) for one in sheet.years]
    return {
        "sheet": sheet, "organisation": sheet.organisation, "years": years, "rising": years[::-1],
        "items": [_item(one, open_) for one in sheet.items], "total": sheet.granted,
        "exceeding": [one for one in years if one["exceeds"]], "told": any(one["rnd"] for one in years),
    }  # fmt: skip


def _sheet(viewer: Viewer, id_: UUID) -> Sheet:
    return enterprise_sheet.build(organisations.enterprise(viewer, id_))


def _name(sheet: Sheet, kind: str) -> str:
    return f"企业综合表-{sheet.organisation.name}-{clock.today():%Y%m%d}.{kind}"


def _year(one: Year) -> dict[str, Any]:
    figures = one.figures
    return {
        "year": one.year, "asked": one.asked, "granted": one.granted, "rnd": one.rnd, "revenue": one.revenue,
        "permille": one.permille, "ratio": percent(one.permille), "exceeds": one.exceeds,
        "revenue_growth": percent(one.growth("revenue")), "staff_growth": percent(one.growth("staff")),
        "rnd_growth": percent(one.growth("rnd_spend")),
        **{name: getattr(figures, name, None) for name in COUNTS},
    }  # fmt: skip


def _item(one: Item, open_: set[UUID]) -> dict[str, Any]:
    linked = one.application if one.application in open_ else None
    return {"item": one, "linked": linked}
