"""费用明细: the expenses as a table, one typed in or changed at a time; totals by fact, an invoice used elsewhere at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from duixian.applications import drafts
from duixian.applications.expenses import LinesConflict
from duixian.applications.lines import COLUMNS, MOST_LINES, is_blank
from duixian.applications.models import ExpenseLine
from duixian.applications.snapshot import line_of
from duixian.kernel.money import Money
from duixian.parties.access import NotSeen, Refused
from duixian.portal.filing.case import COLUMN, Filing, filers, opened
from duixian.portal.filing.merge import version_of
from duixian.portal.filing.panel import panel
from duixian.web.boxes import Box, Fault, filled, summary
from duixian.web.page import Page, render

HINTS = {
    "fact": "这一笔算在哪一项里", "contract_number": "有合同的填写", "invoiced_on": "例如 2025-06-30",
    "paid_on": "银行回单上的日期", "paid_amount": "实际付了多少，可写元或万元",
    "content": "例如 2025年下半年算力租用费", "counterparty": "收款单位全称，与发票销售方一致",
    "invoice_code": "数电发票没有代码，不用填", "invoice_number": "8位或20位数字",
    "invoice_amount": "价税合计，可写元或万元", "amount": "这张发票中用于本次申报的金额",
}  # fmt: skip
CHANGED = "有人刚刚修改了费用明细。下面仍是您填写的内容，请核对后再保存"
Row = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@filers
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The table, and one more row to type in."""
    filing = opened_lines(request, id_)
    if request.method != "POST":
        return shown(request, filing)
    if not filing.editable:
        return redirect(filing.home)
    kept, typed = rows_of(filing), typed_row(request)
    if is_blank({**typed, "source_file": None}):
        return shown(request, filing, typed, [("content", "请填写这一笔费用")])
    faults = _save(filing, [*kept, typed], filing.application.version, len(kept))
    if faults:
        return shown(request, filing, typed, faults)
    messages.success(request, "已添加一笔费用")
    return redirect(f"{reverse('filing-lines', args=[id_])}#line-{len(kept) + 1}")


@require_http_methods(["GET", "HEAD", "POST"])
@filers
def change(request: HttpRequest, id_: UUID, number: int) -> HttpResponse:
    """One row of the table, to be changed."""
    filing = opened_lines(request, id_)
    kept = rows_of(filing)
    if not 1 <= number <= len(kept):
        raise NotSeen(number)
    if not filing.editable:
        return redirect(filing.home)
    if request.method != "POST":
        return _form(request, filing, number, kept[number - 1], [])
    typed = typed_row(request) | {"source_file": kept[number - 1].get("source_file")}
    if is_blank({**typed, "source_file": None}):
        return _form(
            request, filing, number, typed, [("content", "请填写这一笔费用；不需要的请删除")]
        )
    changed = [*kept[: number - 1], typed, *kept[number:]]
    faults = _save(filing, changed, version_of(request), number - 1)
    if faults:
        return _form(request, filing, number, typed, faults)
    messages.success(request, f"第{number}笔已保存")
    return redirect(f"{reverse('filing-lines', args=[id_])}#line-{number}")


@require_POST
@filers
def remove(request: HttpRequest, id_: UUID, number: int) -> HttpResponse:
    """Take one row out."""
    filing = opened_lines(request, id_)
    kept = rows_of(filing)
    if not 1 <= number <= len(kept):
        raise NotSeen(number)
    faults = _save(filing, [*kept[: number - 1], *kept[number:]], version_of(request), -1)
    if faults:
        return shown(request, filing, None, [("", text) for _, text in faults])
    messages.success(request, f"已删除第{number}笔：{kept[number - 1]['content']}")
    return redirect("filing-lines", id_)


def opened_lines(request: HttpRequest, id_: UUID) -> Filing:
    """The application, where its measure is paid by expenses; raises NotSeen."""
    filing = opened(request, id_)
    if not filing.fed:
        raise NotSeen(id_)
    return filing


def rows_of(filing: Filing) -> list[Row]:
    """The lines there are, as they would be sent."""
    return [row_of(line) for line in filing.folder.lines]


def row_of(line: ExpenseLine) -> Row:
    """One of them, with its original."""
    return line_of(line) | {
        "source_file": str(line.source_file_id) if line.source_file_id else None
    }


def typed_row(request: HttpRequest) -> Row:
    """The row that was sent, and the original that it was read from."""
    return {name: request.POST.get(name, "") for name in (*COLUMNS, "source_file")}


def _save(
    filing: Filing, rows: Sequence[Mapping[str, Any]], version: int, own: int
) -> list[tuple[str, str]]:
    """Set all lines; what is wrong, by column of my own row, the rest by its number."""
    try:
        result = drafts.set_lines(filing.viewer, filing.application.pk, rows, version=version)
    except Refused as refused:
        return [_fault(field, text, own) for field, text in refused.faults]
    return [("", CHANGED)] if isinstance(result, LinesConflict) else []


def _fault(field: str, text: str, own: int) -> tuple[str, str]:
    _, _, cell = field.partition(".")
    row, _, column = cell.partition(".")
    if not row.isdecimal():
        return "", text
    return (
        (column, text)
        if int(row) == own and column in COLUMNS
        else ("", f"第{int(row) + 1}笔：{text}")
    )


def shown(
    request: HttpRequest, filing: Filing, typed: Row | None = None, faults: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page with the table."""
    made = boxes(filing, typed or {}, faults)
    context = {
        "errors": summary(made, faults),
        "source_file": (typed or {}).get("source_file"),
        **_table(filing),
        **more,
    }
    return render(request, "portal/filing/lines.html", _head("费用明细"), boxes=made, **context)


def _form(
    request: HttpRequest, filing: Filing, number: int, typed: Row, faults: Sequence[tuple[str, str]]
) -> HttpResponse:
    made = boxes(filing, typed, faults)
    sent = request.method == "POST" and not any(text == CHANGED for _, text in faults)
    version = version_of(request) if sent else filing.application.version
    errors: list[Fault] = summary(made, faults)
    return render(
        request, "portal/filing/line.html", _head(f"修改第{number}笔费用"), filing=filing, boxes=made, number=number,
        application=filing.application, version=version, errors=errors,
    )  # fmt: skip


def _head(title: str) -> Page:
    return Page(title=title, column=COLUMN, index=False)


def boxes(
    filing: Filing, values: Mapping[str, Any], faults: Sequence[tuple[str, str]]
) -> list[Box]:
    """The columns as fields; where there is but one fact to add to, it is not asked."""
    choices = tuple((fact.id, fact.name) for fact in filing.fed)
    single = len(choices) == 1
    made = [
        Box(
            name=name, label=one.name, hint=HINTS.get(name, ""), unit="元" if one.kind == "money" else "",
            style="hidden" if name == "fact" and single else "select" if name == "fact" else "text",
            options=choices if single else (("", "请选择"), *choices), optional=not one.required,
            wide=one.kind == "text", value=choices[0][0] if name == "fact" and single else "",
        )
        for name, one in COLUMNS.items()
    ]  # fmt: skip
    given = {name: value for name, value in values.items() if value not in {None, ""}}
    return filled(made, given, faults)


def _table(filing: Filing) -> dict[str, Any]:
    """The lines in words, their totals, and what is said of their invoices elsewhere."""
    names = {fact.id: fact.name for fact in filing.fed}
    sums: dict[str, int] = {}
    for line in filing.folder.lines:
        sums[line.fact] = sums.get(line.fact, 0) + line.amount
    return {
        "filing": filing, "application": filing.application, "version": filing.application.version,
        "lines": [
            (number, line, names.get(line.fact, line.fact), Money(line.amount), _flag(filing, line))
            for number, line in enumerate(filing.folder.lines, 1)
        ],
        "totals": [(names.get(fact, fact), Money(fen)) for fact, fen in sums.items()],
        "several": len(names) > 1, "panel": panel(filing), "most": MOST_LINES, "fed": filing.fed,
    }  # fmt: skip


def _flag(filing: Filing, line: ExpenseLine) -> str:
    """What stands elsewhere about its invoice."""
    if line.invoice_key in filing.folder.overdrawn:
        return "这张发票在其他申报中已使用，合计超过了发票金额"
    other = filing.folder.elsewhere.get(line.invoice_key)
    if other is None:
        return ""
    return f"这张发票也出现在{'本单位的' + '、'.join(other.own) if other.own else '其他申报'}中，请核对"
