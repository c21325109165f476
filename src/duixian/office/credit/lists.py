"""Lists that come in: brought, looked at beside the register, applied or dropped; the template to fill in."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.credit import entries, importing, sheet, table
from duixian.credit.importing import Brought
from duixian.credit.models import Import
from duixian.kernel import clock
from duixian.office.credit.records import COLUMN, READERS, number, source_options
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import XLSX, attachment
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

SHOWN = 200
WHOLE, SOME = "whole", "some"
SCOPES = (
    (WHOLE, "全量名单：没有列在上面的单位就是没有记录"),
    (SOME, "只查了部分单位"),
)


@require_safe
@only(Role.OFFICER)
def template(request: HttpRequest) -> HttpResponse:
    """The sheet to fill in."""
    return attachment(sheet.template(), "信用记录名单-模板.xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a list; nothing changes yet."""
    viewer = acting_viewer(request)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            made = importing.try_(viewer, _brought(request))
        except Refused as refused:
            faults = refused.faults
        else:
            return redirect("office-credit-list", made.pk)
    values = {**request.GET.dict(), **request.POST.dict()}
    boxes = filled(_boxes(viewer), values, faults)
    return render(
        request, "office/credit/import.html", Page(title="导入信用名单", column=COLUMN, index=False),
        boxes=boxes, errors=summary(boxes, faults), most=table.MOST_ROWS,
    )  # fmt: skip


def _brought(request: HttpRequest) -> Brought:
    """What was sent; no more of a file is read than may be taken."""
    file = request.FILES.get("file")
    return Brought(
        source=number(request.POST.get("source", "")), as_of=request.POST.get("as_of", ""),
        whole={WHOLE: True, SOME: False}.get(request.POST.get("scope", "")), codes=request.POST.get("codes", ""),
        file_name=str(file.name) if file else "", content=file.read(table.MOST_BYTES + 1) if file else None,
    )  # fmt: skip


def _boxes(viewer: Viewer) -> list[Box]:
    return [
        Box(name="source", label="信用来源", style="select", options=source_options(viewer)),
        Box(
            name="as_of", label="数据截至", value=clock.today().isoformat(),
            hint="在平台上查询或下载名单的那一天，例如 2026-03-09；有效天数从这一天算起",
        ),
        Box(name="scope", label="名单的范围", style="radio", options=SCOPES),
        Box(
            name="codes", label="查询过的单位", style="area", optional=True,
            hint="只查了部分单位时填写：统一社会信用代码，一行一个。没有查到记录的单位也要写",
        ),
        Box(
            name="file", label="名单文件", style="file", accept=".xlsx,.csv",
            hint=f".xlsx 或 .csv，不超过{table.MOST_BYTES // 1024**2} MB。只查了部分单位，又都没有记录的，可以不传",
        ),
    ]  # fmt: skip


@require_safe
@only(*READERS)
def one(request: HttpRequest, id_: int) -> HttpResponse:
    """A list beside the register as it is now; or what became of it."""
    return _one(request, id_)


def _one(request: HttpRequest, id_: int, faults: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    viewer = acting_viewer(request)
    found = importing.get(viewer, id_)
    what = importing.differences(found) if found.state == Import.State.TRIED else None
    return render(
        request, "office/credit/list.html", Page(title=f"{found.source.name}的名单", column=COLUMN, index=False),
        found=found, what=what, shown=SHOWN, errors=summary((), faults), writes=viewer.role == Role.OFFICER,
        gone=[(row, entries.of(row).word("decided_on")) for row in what.gone[:SHOWN]] if what else [],
    )  # fmt: skip


@require_POST
@only(Role.OFFICER)
def apply(request: HttpRequest, id_: int) -> HttpResponse:
    """Take it over."""
    try:
        made = importing.apply(
            acting_viewer(request), id_, read=request.POST.get("read", ""), withdraw_gone="gone" in request.POST
        )  # fmt: skip
    except Refused as refused:
        return _one(request, id_, refused.faults)
    messages.success(
        request, f"已导入：新增{made.added}条，变更{made.changed}条，相同{made.same}条"
    )
    return redirect("office-credit-source", made.source_id)


@require_POST
@only(Role.OFFICER)
def drop(request: HttpRequest, id_: int) -> HttpResponse:
    """Leave it."""
    try:
        made = importing.drop(acting_viewer(request), id_)
    except Refused as refused:
        return _one(request, id_, refused.faults)
    messages.success(request, "已放弃，登记没有变化")
    return redirect("office-credit-source", made.source_id)
