"""Expense lines in an Excel file: the template to fill in, and the import with every error by its cell. Pure.

All or nothing: where one cell is wrong nothing is taken, and all that is wrong is said at once.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from duixian.applications import lines
from duixian.applications.lines import COLUMNS, MOST_LINES, BadLines, Line
from duixian.applications.sheet_template import EXAMPLE, SHEET, template
from duixian.kernel.text import folded, shown
from duixian.policy import Measure

__all__ = ["Fault", "Sheet", "Unusable", "cell_text", "head_of", "read", "template", "workbook"]
MOST_BYTES = 16 * 1024**2  # unpacked: a thousand lines take half of one
MOST_COLUMNS, MOST_ROWS = 60, 10_000
_SERIALS = range(20_000, 80_000)  # days since 1900: 1954 to 2119
_FOLDS = re.compile(r"[ \t\r\n]+")
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # signs that turn the reading direction
_EXACT = 10**15  # beyond this Excel has lost the last digits
_USE_TEMPLATE = "请下载模板，把内容复制到模板中再导入"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a cell, a row (no column) or the file (no row)."""

    message: str
    row: int = 0
    column: int = 0
    label: str = ""

    def __str__(self) -> str:
        if not self.row:
            return self.message
        cell = f"{get_column_letter(self.column)}列（{self.label}）" if self.column else ""
        return f"第{self.row}行{cell}：{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The lines as understood and as rows to show; where there are errors, no lines."""

    lines: tuple[Line, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    errors: tuple[Fault, ...] = ()


class Unusable(Exception):
    """The file as a whole; the message says why and the way out."""


def read(content: bytes, measure: Measure, today: date) -> Sheet:
    """The lines of the file, or everything that is wrong with it."""
    try:
        table = _table(workbook(content))
        places = _places(table)
    except Unusable as unusable:
        return Sheet(errors=(Fault(message=str(unusable)),))
    reading = _Reading(table, places)
    rows = reading.rows()
    faults = reading.faults or [*_repeated(rows)]
    try:
        found = lines.read(measure, [row for _, row in rows], today)
    except BadLines as bad:
        faults += _by_cell(bad, rows, places)
        found = ()
    if not rows and not faults:
        faults = [Fault(message=f"表里没有费用明细。请从第2行起填写，{EXAMPLE}不导入")]
    ordered = sorted({(one.row, one.column): one for one in reversed(faults)}.items())
    if ordered:
        return Sheet(errors=tuple(fault for _, fault in ordered))
    return Sheet(lines=found, rows=tuple(row for _, row in rows))


def workbook(content: bytes, most: int = MOST_LINES) -> Workbook:
    """The file opened, if it is one and not too large; raises Unusable."""
    if _unpacked(content) > MOST_BYTES:
        raise Unusable(f"表格太大。最多{most}行；请删去多余的行列、图片后再导入")
    try:
        return load_workbook(io.BytesIO(content), keep_links=False)
    except Exception:  # what openpyxl raises over a file that is not quite one, nobody can list
        raise Unusable(
            f"不是有效的 .xlsx 文件（旧版 .xls、CSV 或其他格式改名的都不行）。{_USE_TEMPLATE}"
        ) from None


def _unpacked(content: bytes) -> int:
    """How many bytes the directory promises; more than that is never read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return 0


def _table(book: Workbook) -> Worksheet:
    sheets = book.worksheets
    named = [one for one in sheets if one.title == SHEET] or (sheets if len(sheets) == 1 else [])
    if not named:
        raise Unusable(f"没有名为“{SHEET}”的工作表。{_USE_TEMPLATE}")
    table = named[0]
    if table.merged_cells.ranges:
        where = "、".join(str(one) for one in list(table.merged_cells.ranges)[:5])
        raise Unusable(f"有合并的单元格（{where}）。请取消合并，每行填写完整后再导入")
    if table.max_column > MOST_COLUMNS or table.max_row > MOST_ROWS:
        raise Unusable(
            f"表格有{table.max_row}行、{table.max_column}列，太多了（最多{MOST_LINES}笔费用）。"
            f"请删去多余的行列，或{_USE_TEMPLATE.removeprefix('请')}"
        )
    return table


def _places(table: Worksheet) -> dict[str, int]:
    """By column of ours, the number of the sheet's column; every head must be ours, once."""
    known = {one.name: column for column, one in COLUMNS.items()}
    places: dict[str, int] = {}
    wrong = []
    for number in range(1, table.max_column + 1):
        head = head_of(table.cell(1, number).value)
        column = known.get(head, "")
        if not head and not _filled(table, number):
            continue
        if not head:
            wrong.append(f"{get_column_letter(number)}列有内容而没有表头")
        elif not column:
            wrong.append(f"{get_column_letter(number)}列的表头“{shown(head)}”不认识")
        elif column in places:
            wrong.append(
                f"表头“{head}”出现了两次（{get_column_letter(places[column])}列、{get_column_letter(number)}列）"
            )
        places.setdefault(column, number)
    wrong += [f"缺少表头“{name}”" for name, column in known.items() if column not in places]
    if wrong:
        raise Unusable(f"第1行的表头与模板不同：{'；'.join(wrong)}。{_USE_TEMPLATE}")
    return places


def head_of(value: object) -> str:
    """A head without what the template adds to it: ＊ for required, the unit in brackets."""
    return folded(str(value or "")).replace("*", "").split("(")[0].strip().lstrip("\ufeff")


def _filled(table: Worksheet, number: int) -> bool:
    cells = table.iter_rows(min_row=2, min_col=number, max_col=number, values_only=True)
    return any(value not in {None, ""} for (value,) in cells)


class _Reading:
    """One pass over the rows: cells as texts, and what is wrong with those that are none."""

    def __init__(self, table: Worksheet, places: Mapping[str, int]) -> None:
        self.table, self.places = table, places
        self.faults: list[Fault] = []

    def rows(self) -> list[tuple[int, dict[str, str]]]:
        """Each row that has something in it, with its number in the sheet."""
        found = []
        for number in range(2, self.table.max_row + 1):
            row = {column: self._text(number, column) for column in self.places}
            if lines.is_blank(row) or EXAMPLE in row["content"]:
                continue
            if self.table.row_dimensions[number].hidden:
                self.faults.append(
                    Fault(row=number, message="这一行被隐藏或筛选掉了，请显示出来，不需要的请删除")
                )
            found.append((number, row))
        return found

    def _text(self, number: int, column: str) -> str:
        place = self.places[column]
        cell = self.table.cell(number, place)
        try:
            return cell_text(cell, COLUMNS[column].kind)
        except Unusable as unusable:
            fault = Fault(
                row=number, column=place, label=COLUMNS[column].name, message=str(unusable)
            )
            self.faults.append(fault)
            return "?"


def cell_text(cell: Cell | MergedCell, kind: str) -> str:
    """What a cell says, for a column of money, days, codes, numbers or words; raises Unusable."""
    value: Any = cell.value
    match value:
        case None:
            return ""
        case _ if cell.data_type == "f":
            raise Unusable("是公式。请复制后用“选择性粘贴 → 数值”粘贴")
        case _ if cell.data_type == "e" or isinstance(value, bool | time):
            raise Unusable(f"“{shown(str(value))}”不是可以读取的内容，请重新填写")
        case date():
            return _day_text(value.date() if isinstance(value, datetime) else value, kind)
        case int() | float():
            return _number_text(value, kind)
    return _printable(str(value))


def _printable(text: str) -> str:
    plain = _FOLDS.sub(" ", text).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs"} or sign in _TURNING for sign in plain):
        raise Unusable("含有看不见的控制字符，请重新输入")
    return plain


def _day_text(day: date, kind: str) -> str:
    if kind != "day":
        raise Unusable("被存成了日期。请把单元格设为文本格式后重新填写")
    return day.isoformat()


def _number_text(
    value: "int | float", kind: str
) -> str:  # Excel's numbers come as floats; they are made exact here
    exact = Decimal(repr(value))
    if kind in {"code", "number"} and abs(exact) >= _EXACT:
        raise Unusable(
            "被存成了数字，Excel 已丢失末几位。请把单元格设为文本格式，再对照发票重新填写"
        )
    whole = int(exact) if exact == exact.to_integral_value() else None
    if kind == "day" and whole in _SERIALS:
        moment = from_excel(whole)
        assert isinstance(moment, datetime)
        return moment.date().isoformat()
    return str(whole) if whole is not None else format(exact, "f")


def _repeated(rows: list[tuple[int, dict[str, str]]]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        first = seen.setdefault(tuple(row.values()), number)
        if first != number:
            yield Fault(row=number, message=f"与第{first}行完全相同，请删去重复的一行")


def _by_cell(
    bad: BadLines, rows: list[tuple[int, dict[str, str]]], places: Mapping[str, int]
) -> list[Fault]:
    return [
        Fault(
            message=message, row=rows[index][0], column=places[column], label=COLUMNS[column].name
        )
        if column
        else Fault(message=message)
        for (index, column), message in bad.faults.items()
    ]
