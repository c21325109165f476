"""Tables as Excel, as a bureau hands them on: amounts in yuan as numbers, no cell that could be a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from xlsxwriter.workbook import Workbook

from duixian.kernel.money import FEN_PER_YUAN, Money

Cell = str | int | Money | None
HEAD_ROW, FIRST_ROW = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet: a title over the heads, each with its width in signs, then the rows; `pinned` columns stay in sight."""

    name: str
    title: str
    heads: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]
    pinned: int = 0


def workbook(tables: Sequence[Table]) -> bytes:
    """The file. What is unknown (None) is a dash."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        for one in tables:
            _write(book, one)
    return out.getvalue()


def _write(book: Workbook, table: Table) -> None:
    head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1, "text_wrap": True})
    money = book.add_format({"num_format": "#,##0.00", "border": 1})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(table.name)
    sheet.write_string(0, 0, table.title, book.add_format({"bold": True, "font_size": 14}))
    sheet.freeze_panes(FIRST_ROW, table.pinned)
    for place, (name, width) in enumerate(table.heads):
        sheet.set_column(place, place, width)
        sheet.write_string(HEAD_ROW, place, name, head)
    for number, row in enumerate(table.rows, FIRST_ROW):
        for place, value in enumerate(row):
            if isinstance(value, Money):
                sheet.write_number(number, place, Decimal(value.fen) / FEN_PER_YUAN, money)
            elif isinstance(value, int):
                sheet.write_number(number, place, value, text)
            else:
                sheet.write_string(number, place, "—" if value is None else value, text)
