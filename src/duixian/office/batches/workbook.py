"""The papers of a meeting as Excel: amounts in yuan as numbers, nothing that could be a formula."""

import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duixian.applications import meeting_papers
from duixian.applications.models import OUTCOMES, MeetingPaper
from duixian.kernel.money import FEN_PER_YUAN

_CASES = (
    ("序号", "position", 6), ("申报编号", "number", 18), ("单位", "enterprise", 30), ("统一社会信用代码", "code", 20),
    ("条款", "clause", 10), ("事项", "measure", 18), ("申报内容", "subject", 18), ("拟定", "outcome", 10),
    ("测算上限（元）", "claimed", 16), ("核定后上限（元）", "ceiling", 16), ("拟资助（元）", "amount", 16), ("理由", "reason", 40),
    ("综合评估说明", "remark", 30), ("本年度已享受区级资金（元）", "granted", 18), ("研发费用（元）", "rnd", 16), ("连同本件占研发费用", "ratio", 12),
    ("信用", "credit", 20), ("还缺会签", "waits", 20), ("经办人", "by", 10),
)  # fmt: skip
_MEASURES = (
    ("条款", "clause", 10), ("事项", "name", 24), ("件数", "count", 8), ("拟资助（元）", "amount", 18),
    ("其中本年度（元）", "this_year", 18), ("可用指标（元）", "left", 18),
)  # fmt: skip
_MONEY = frozenset({"claimed", "ceiling", "amount", "granted", "rnd", "this_year", "left"})


def workbook(paper: MeetingPaper) -> bytes:
    """Three tables: the cases, the measures beside their budget lines, and what vouches for both."""
    out, content = io.BytesIO(), meeting_papers.opened(paper)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _table(book, "逐件", paper.title, _CASES, content["cases"])
        _table(book, "按事项", paper.title, _MEASURES, content["measures"])
        facts = [
            {"name": "会议", "value": paper.title}, {"name": "批次", "value": content["round"]["title"]},
            {"name": "生成日期", "value": content["dated"]}, {"name": "生成人", "value": content["by"]},
            {"name": "内容校验值", "value": paper.sha256}, {"name": "留痕签名头", "value": paper.head},
        ]  # fmt: skip
        _table(
            book, "依据", "冻结的内容和留痕", (("项目", "name", 14), ("内容", "value", 90)), facts
        )
    return out.getvalue()


def _table(
    book: Workbook, name: str, title: str, columns: tuple[tuple[str, str, int], ...], rows: list[dict[str, Any]]
) -> None:  # fmt: skip
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1, "text_wrap": True})
    money = book.add_format({"num_format": "#,##0.00", "border": 1})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for place, (said, _, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(2, place, said, head)
    for number, row in enumerate(rows, 3):
        for place, (_, key, _) in enumerate(columns):
            _write(
                sheet, (number, place), _cell(key, row.get(key)), money if key in _MONEY else text
            )
    sheet.freeze_panes(3, 0)


def _cell(key: str, value: Any) -> Any:
    """What stands in a cell: yuan as a number, a count, or words."""
    if value is None:
        return "—"
    if key in _MONEY:
        return Decimal(value) / FEN_PER_YUAN
    if key == "outcome":
        return OUTCOMES[value]
    return "、".join(value) if isinstance(value, list) else value


def _write(sheet: Worksheet, place: tuple[int, int], value: Any, style: Format) -> None:
    if isinstance(value, int | Decimal):
        sheet.write_number(*place, value, style)
    else:
        sheet.write_string(*place, str(value), style)
