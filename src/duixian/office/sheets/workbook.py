"""The enterprise sheet as Excel: amounts in yuan as numbers, nothing that could be a formula."""

import io
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duixian.applications.earlier.enterprise_sheet import Item, Sheet, Year, percent
from duixian.kernel.money import FEN_PER_YUAN, Money

_YEARS = (
    "年度", "申请区级资金（元）", "获得区级资金（元）", "研发费用（元）", "资金占研发费用", "研发费用增长", "营业收入（元）",
    "营业收入增长", "职工人数", "职工增长", "研发人员", "发明专利（件）", "软件著作权（件）",
)  # fmt: skip
_ITEMS = (
    "年度",
    "来源",
    "名称",
    "编号",
    "申请金额（元）",
    "获得金额（元）",
    "状态",
    "是否计入合计",
)
_WIDTHS = (8, 16, 34, 24, 18, 18, 22, 14)


def workbook(sheet: Sheet) -> bytes:
    """Two tables: the years, and every grant and request."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        title = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1, "text_wrap": True})  # fmt: skip
        money = book.add_format({"num_format": "#,##0.00", "border": 1})
        text = book.add_format({"border": 1, "text_wrap": True})
        years = _table(
            book, "按年度", f"{sheet.organisation.name}（{sheet.organisation.code}）", title
        )
        _heads(years, _YEARS, head, (8, *[16] * (len(_YEARS) - 1)))
        for number, one in enumerate(sheet.years, 3):
            _write(years, number, _year(one), money, text)
        items = _table(book, "逐笔", "各类区级资金和自行填报的其他支持", title)
        _heads(items, _ITEMS, head, _WIDTHS)
        for number, each in enumerate(sheet.items, 3):
            _write(items, number, _item(each), money, text)
    return out.getvalue()


def _table(book: Workbook, name: str, said: str, title: Format) -> Worksheet:
    table = book.add_worksheet(name)
    table.write_string(0, 0, said, title)
    table.freeze_panes(3, 1)
    return table


def _heads(table: Worksheet, names: tuple[str, ...], head: Format, widths: tuple[int, ...]) -> None:
    for place, name in enumerate(names):
        table.set_column(place, place, widths[place])
        table.write_string(2, place, name, head)


def _write(table: Worksheet, number: int, row: list[object], money: Format, text: Format) -> None:
    for place, value in enumerate(row):
        if isinstance(value, Money):
            table.write_number(number, place, Decimal(value.fen) / FEN_PER_YUAN, money)
        elif isinstance(value, int):
            table.write_number(number, place, value, text)
        else:
            table.write_string(number, place, "—" if value is None else str(value), text)


def _year(one: Year) -> list[object]:
    figures = one.figures
    return [
        one.year, one.asked, one.granted, one.rnd, percent(one.permille), percent(one.growth("rnd_spend")), one.revenue,
        percent(one.growth("revenue")), getattr(figures, "staff", None), percent(one.growth("staff")),
        getattr(figures, "rnd_staff", None), getattr(figures, "patents", None), getattr(figures, "copyrights", None),
    ]  # fmt: skip


def _item(one: Item) -> list[object]:
    return [
        one.year, one.source, one.name, one.number, one.asked, one.granted, one.state, "是" if one.counted else "否",
    ]  # fmt: skip
