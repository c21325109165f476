"""A table of payments as Excel, with the sum of every column that holds amounts."""

from collections.abc import Sequence

from duixian.kernel.money import Money
from duixian.office.workbook import Table, workbook

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
    """One sheet: the title, the heads, the rows, and the sums."""
    wide = [(name, _WIDTHS.get(name, 18)) for name in heads]
    lines = [*rows, _sums(rows, len(heads))]
    return workbook([Table(name="清单", title=title, heads=wide, rows=lines)])


def _sums(rows: Sequence[Sequence[Cell]], width: int) -> list[Cell]:
    sums: list[Cell] = ["合计", *[""] * (width - 1)]
    for column in range(width):
        cells = [row[column] for row in rows]
        amounts = [cell.fen for cell in cells if isinstance(cell, Money)]
        if amounts and len(amounts) == len(cells):
            sums[column] = Money(sum(amounts))
    return sums
