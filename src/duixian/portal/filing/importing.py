"""费用明细 from Excel: the template to fill in, and the import, all or nothing, each error by its cell."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from duixian.applications import drafts, sheet
from duixian.applications.expenses import LinesConflict
from duixian.kernel import clock
from duixian.parties.access import Refused
from duixian.portal.filing.case import Filing, filers
from duixian.portal.filing.lines import opened_lines, rows_of, shown
from duixian.portal.filing.merge import version_of
from duixian.web.boxes import Fault
from duixian.web.download import XLSX, attachment

MOST_BYTES = 5 * 1024 * 1024
SHOWN = 50


@require_safe
@filers
def template(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The sheet to fill in."""
    filing = opened_lines(request, id_)
    measure = filing.folder.measure
    return attachment(sheet.template(measure), f"费用明细-{measure.name}.xlsx", XLSX)


@require_POST
@filers
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Read the file; where anything is wrong nothing is taken, and all of it is said."""
    filing = opened_lines(request, id_)
    if not filing.editable:
        return redirect(filing.home)
    upload = request.FILES.get("file")
    if upload is None:
        return _wrong(request, filing, ["请先选择填好的 Excel 文件，再点“导入”"])
    if (upload.size or 0) > MOST_BYTES:
        return _wrong(request, filing, ["文件超过5 MB，请删去图片和多余的工作表后再导入"])
    found = sheet.read(upload.read(), filing.folder.measure, clock.today())
    if found.errors:
        return _wrong(request, filing, [str(one) for one in found.errors])
    added = request.POST.get("mode") == "add"
    rows = [*(rows_of(filing) if added else []), *found.rows]
    try:
        result = drafts.set_lines(filing.viewer, id_, rows, version=version_of(request))
    except Refused as refused:
        return _wrong(request, filing, refused.reasons)
    if isinstance(result, LinesConflict):
        return _wrong(request, filing, ["有人刚刚修改了费用明细，请核对现有内容后重新导入"])
    messages.success(request, f"已导入{len(found.rows)}笔费用")
    return redirect("filing-lines", id_)


def _wrong(request: HttpRequest, filing: Filing, reasons: list[str]) -> HttpResponse:
    """The page as it was, with what is wrong; the table is untouched."""
    more = (
        [f"另有{len(reasons) - SHOWN}处，改好以上各处后重新导入时再列出"]
        if len(reasons) > SHOWN
        else []
    )
    faults = [
        Fault(id="f-file", label="没有导入", error=text) for text in [*reasons[:SHOWN], *more]
    ]
    return shown(request, filing, errors=faults, import_errors=[one.error for one in faults])
