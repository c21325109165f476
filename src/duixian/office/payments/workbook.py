"""A table of payments as Excel: amounts are numbers in yuan, everything else text that no program could run."""

import io
from collections.abc import Sequence

import xlsxwriter

from duixian.kernel.money import FEN_PER_YUAN, Money

Cell = str | Money
_WIDTHS = {
    "户名": 34,
    "单位": 34,
    "事项": 28,
    "决定文号": 26,
    "开户银行": 28,
    "拨款编号": 24,
    "原因": 30,
}


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet: the title, the heads, the rows, and the sum of every column that holds amounts."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("清单")
        bold = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1, "text_wrap": True})  # fmt: skip
        money, text = (
            book.add_format({"num_format": "#,##0.00", "border": 1}),
            book.add_format({"border": 1, "num_format": "@"}),
        )
        sheet.write_string(0, 0, title, bold)
        for column, name in enumerate(heads):
            sheet.set_column(column, column, _WIDTHS.get(name, 18))
            sheet.write_string(2, column, name, head)
        for number, row in enumerate([*rows, _sums(rows, len(heads))], 3):
            for column, cell in enumerate(row):
                if isinstance(cell, Money):
                    sheet.write_number(number, column, cell.fen / FEN_PER_YUAN, money)
                else:
                    sheet.write_string(number, column, cell, text)
        sheet.freeze_panes(3, 0)
    return out.getvalue()


def _sums(rows: Sequence[Sequence[Cell]], width: int) -> list[Cell]:
    sums: list[Cell] = ["合计", *[""] * (width - 1)]
    for column in range(width):
        cells = [row[column] for row in rows]
        amounts = [cell.fen for cell in cells if isinstance(cell, Money)]
        if amounts and len(amounts) == len(cells):
            sums[column] = Money(sum(amounts))
    return sums
