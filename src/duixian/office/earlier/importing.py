"""Bringing the ledger: the template, the upload with every wrong cell, the differences before anything is written."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian import policy
from duixian.applications.earlier import imports, ledger
from duixian.applications.earlier.columns import MOST_ROWS
from duixian.applications.earlier.template import template as template_file
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office.earlier.pages import COLUMN
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.earlier import EarlierGrant, EarlierImport
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import XLSX, attachment
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

SHOWN = 100
BOXES = (
    Box(name="source", label="这份表从哪里来", wide=True, hint="例如 区科委2023年版资助台账，2026年1月整理"),
    Box(name="file", label="填好的 Excel 文件", style="sheet", hint=f".xlsx，不超过5 MB、{MOST_ROWS:,}笔"),
)  # fmt: skip
officers = only(*ledger.IMPORTERS)


@require_safe
@officers
def template(request: HttpRequest) -> HttpResponse:
    """The sheet to fill in."""
    content = template_file(policy.library().in_force(clock.today()))
    return attachment(content, "历次资助台账模板.xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def page(request: HttpRequest) -> HttpResponse:
    """Upload a sheet; where anything is wrong nothing is kept, and all of it is said."""
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        upload = request.FILES.get("file")
        content = upload.read(imports.MOST_BYTES + 1) if upload else b""
        name = (upload.name or "") if upload else ""
        try:
            row = imports.check(
                acting_viewer(request), content, name, request.POST.get("source", "")
            )
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect("office-earlier-brought", row.pk)
    boxes = filled(BOXES, request.POST, faults)
    return render(
        request, "office/earlier/import.html", Page(title="导入历次资助", column=COLUMN, index=False),
        boxes=boxes, errors=summary(boxes, faults), wrong=[text for name, text in faults if name == "file"],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(*ledger.EVERYWHERE)
def brought(request: HttpRequest, id_: UUID) -> HttpResponse:
    """A sheet that was brought: what it would change, or did; the officer takes it or gives it up."""
    viewer = acting_viewer(request)
    row = ledger.brought(viewer, id_)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            return _decided(request, viewer, row)
        except Refused as refused:
            faults = list(refused.faults)
            row = ledger.brought(viewer, id_)
    waits = row.state == EarlierImport.State.CHECKED
    compared = imports.shown(row) if waits else None
    return render(
        request, "office/earlier/brought.html", Page(title=row.source, column=COLUMN, index=False),
        row=row, compared=compared, errors=summary((), faults), decides=waits and viewer.role in ledger.IMPORTERS,
        added=[(number, one, Money(one.amount)) for number, one in compared.added[:SHOWN]] if compared else (),
        hidden=max(0, len(compared.added) - SHOWN) if compared else 0, funds=dict(EarlierGrant.Fund.choices),
    )  # fmt: skip


def _decided(request: HttpRequest, viewer: Viewer, row: EarlierImport) -> HttpResponse:
    if viewer.role not in ledger.IMPORTERS:
        raise NotSeen(viewer.role)
    if request.POST.get("decision") == "discard":
        imports.discard(viewer, row.pk)
        messages.success(request, "已放弃这份表，台账没有变动")
        return redirect("office-earlier")
    if request.POST.get("decision") != "take":
        raise Refused(("", "请选择写入台账，或放弃这份表"))
    done = imports.take(viewer, row.pk, seen=request.POST.get("seen", ""))
    messages.success(
        request, f"已写入台账：新增{done.added}笔，更改{done.changed}笔，不变{done.same}笔"
    )
    return redirect("office-earlier")
