"""A worklist as an Excel table: the filters of the page, figures as numbers, no cell that a program could run."""

import io
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian import policy
from duixian.applications import states
from duixian.kernel import clock
from duixian.office.cases.filtering import selected
from duixian.office.cases.folder import DESK
from duixian.web.download import XLSX, attachment
from duixian.web.viewer import acting_viewer, only

MOST = 10_000
HEADS = (
    "申报编号",
    "申报单位",
    "统一社会信用代码",
    "中心",
    "批次",
    "事项",
    "状态",
    "提交时间",
    "本步期限",
    "承诺办结日",
    "测算上限（元）",
)


# Read as plain values: ten thousand cases as objects, with all that they are joined to, take half a minute.
VALUES = (
    "number", "applicant__name", "applicant__code", "centre__name", "round_measure__round__title",
    "round_measure__round__policy", "round_measure__measure", "state", "submitted_at", "due_on", "promised_on", "ceiling",
)  # fmt: skip


@require_safe
@only(*DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered now, at most 10,000 rows."""
    viewer, out = acting_viewer(request), io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("申报")
        sheet.set_column(0, len(HEADS) - 1, 18)
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(selected(request, viewer).values_list(*VALUES)[:MOST], 1):
            *cells, ceiling = _cells(*row)
            for column, text in enumerate(cells):
                sheet.write_string(number, column, text)
            if ceiling is not None:
                sheet.write_number(number, len(cells), ceiling / 100, money)
    return attachment(out.getvalue(), "申报清单.xlsx", XLSX)


def _cells(*row: Any) -> tuple[Any, ...]:
    """A row of the table; the ceiling in fen at its end."""
    number, name, code, centre, round_, law, measure, state, submitted, due, promised, ceiling = row
    return (
        number or "", name, code or "", centre or "", round_, policy.library().get(law).measure(measure).name,
        states.NAMES[state], f"{clock.local(submitted):%Y-%m-%d %H:%M}" if submitted else "", str(due or ""),
        str(promised or ""), ceiling,
    )  # fmt: skip
