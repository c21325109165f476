"""A worklist as an Excel table: the filters of the page, figures as numbers, no cell that a program could run."""

import io

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import rounds, states
from duixian.office.cases.filtering import selected
from duixian.office.cases.folder import DESK
from duixian.office.cases.pages import RELATED
from duixian.web.download import attachment
from duixian.web.viewer import acting_viewer, only

MOST = 10_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


@require_safe
@only(*DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered now, at most 10,000 rows."""
    viewer, out = acting_viewer(request), io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("申报")
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head, bold)
        for number, one in enumerate(selected(request, viewer).select_related(*RELATED)[:MOST], 1):
            cells = (
                one.number or "", one.applicant.name, one.applicant.code or "", one.centre.name if one.centre else "",
                one.round_measure.round.title, rounds.measure_of(one.round_measure).name, states.NAMES[one.state],
                f"{one.submitted_at:%Y-%m-%d %H:%M}" if one.submitted_at else "", str(one.due_on or ""), str(one.promised_on or ""),
            )  # fmt: skip
            for column, text in enumerate(cells):
                sheet.write_string(number, column, text)
            if one.ceiling is not None:
                sheet.write_number(number, len(cells), one.ceiling / 100, money)
        sheet.set_column(0, len(HEADS) - 1, 18)
    return attachment(out.getvalue(), "申报清单.xlsx", XLSX)
