"""A table in a file, .xlsx or .csv, as rows of texts by column, with every cell that is none. Pure.

Strict: the heads are exactly ours, no merged or hidden rows, no formulas; nothing is guessed.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.worksheet import Worksheet

from duixian.kernel.text import folded, shown

MOST_ROWS = 5000
MOST_BYTES = 5 * 1024**2
MOST_UNPACKED = 32 * 1024**2
MOST_COLUMNS = 60
_SERIALS = range(20_000, 80_000)  # days since 1900: 1954 to 2119
_EXACT = 10**15  # beyond this Excel has lost the last digits
_FOLDS = re.compile(r"[ \t\r\n]+")
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # signs that turn the reading direction
_USE_TEMPLATE = "请下载模板，把内容复制到模板中再导入"
Rows = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the table must look like: the sheet's name, the heads by column, which columns hold days, the example's mark."""

    sheet: str
    heads: Mapping[str, str]
    days: frozenset[str]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a cell, a row (no column) or the file (no row)."""

    message: str
    row: int = 0
    place: int = 0
    label: str = ""

    def __str__(self) -> str:
        if not self.row:
            return self.message
        cell = f"{get_column_letter(self.place)}列（{self.label}）" if self.place else ""
        return f"第{self.row}行{cell}：{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rows that have something in them with their numbers in the file, and the number of each column's place."""

    rows: Rows
    places: Mapping[str, int]
    faults: list[Fault]


class Unusable(Exception):
    """The file as a whole, or a cell; the message says why and the way out."""


def read(content: bytes, name: str, layout: Layout) -> Grid:
    """The rows of the file. Raises Unusable."""
    if not content:
        raise Unusable("文件是空的，请重新选择")
    if len(content) > MOST_BYTES:
        raise Unusable(f"文件超过{MOST_BYTES // 1024**2} MB，请删去图片和多余的工作表后再导入")
    lower = name.lower()
    if lower.endswith(".csv"):
        lines = _csv_lines(content)
    elif lower.endswith(".xlsx"):
        lines = _sheet_lines(content, layout)
    else:
        raise Unusable(f"“{shown(name)}”不是 .xlsx 或 .csv 文件。{_USE_TEMPLATE}")
    return _grid(lines, layout)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One row of the file: its cells, raw; `hidden` where somebody would not see it."""

    number: int
    cells: Sequence[Any]
    hidden: bool = False


def _grid(lines: Sequence[_Line], layout: Layout) -> Grid:
    places = _places(lines, layout)
    rows: Rows = []
    faults: list[Fault] = []
    for line in lines[1:]:
        row: dict[str, str] = {}
        for column, place in places.items():
            cell = line.cells[place - 1] if place <= len(line.cells) else None
            try:
                row[column] = _text(cell, day=column in layout.days)
            except Unusable as unusable:
                row[column] = "?"
                faults.append(
                    Fault(row=line.number, place=place, label=layout.heads[column], message=str(unusable))
                )  # fmt: skip
        if not any(row.values()) or any(layout.example in text for text in row.values()):
            continue
        if line.hidden:
            faults.append(Fault(row=line.number, message="这一行被隐藏或筛选掉了，请显示出来，不需要的请删除"))  # fmt: skip
        rows.append((line.number, row))
    if len(rows) > MOST_ROWS:
        raise Unusable(f"有{len(rows)}行，最多{MOST_ROWS}行。请分几次导入")
    return Grid(rows=rows, places=places, faults=faults)


def _places(lines: Sequence[_Line], layout: Layout) -> dict[str, int]:
    """By column of ours, the number of its place; every head must be ours, once."""
    known = {name: column for column, name in layout.heads.items()}
    places: dict[str, int] = {}
    wrong = []
    heads = [_head(_raw(cell)) for cell in lines[0].cells] if lines else []
    width = max((len(line.cells) for line in lines), default=0)
    for number in range(1, width + 1):
        head = heads[number - 1] if number <= len(heads) else ""
        letter = get_column_letter(number)
        if not head:
            wrong += [f"{letter}列有内容而没有表头"] if _filled(lines[1:], number) else []
        elif head not in known:
            wrong.append(f"{letter}列的表头“{shown(head)}”不认识")
        elif known[head] in places:
            wrong.append(f"表头“{head}”出现了两次")
        else:
            places[known[head]] = number
    wrong += [f"缺少表头“{name}”" for name, column in known.items() if column not in places]
    if wrong:
        raise Unusable(f"第1行的表头与模板不同：{'；'.join(wrong)}。{_USE_TEMPLATE}")
    return places


def _head(value: object) -> str:
    """A head without what the template adds to it: ＊ for required, the unit in brackets."""
    plain = folded(str("" if value is None else value).lstrip("\ufeff"))
    return plain.replace("*", "").split("(")[0].strip()


def _raw(cell: Any) -> Any:
    return cell.value if isinstance(cell, Cell | MergedCell) else cell


def _filled(lines: Sequence[_Line], number: int) -> bool:
    return any(
        number <= len(line.cells) and _raw(line.cells[number - 1]) not in {None, ""}
        for line in lines
    )


def _csv_lines(content: bytes) -> list[_Line]:
    text = _decoded(content)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise Unusable(
            "CSV 文件里的引号不成对，读不完整。请在 WPS 或 Excel 中另存为 .xlsx 后导入"
        ) from None
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise Unusable(f"表格的列太多了。{_USE_TEMPLATE}")
    return [_Line(number=number, cells=row) for number, row in enumerate(rows, 1)]


def _decoded(content: bytes) -> str:
    """UTF-8, or what Chinese Excel writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable("CSV 文件的编码不认识。请在 WPS 或 Excel 中另存为 .xlsx 后导入")


def _sheet_lines(content: bytes, layout: Layout) -> list[_Line]:
    table = _sheet(content, layout)
    if table.merged_cells.ranges:
        where = "、".join(str(one) for one in list(table.merged_cells.ranges)[:5])
        raise Unusable(f"有合并的单元格（{where}）。请取消合并，每行填写完整后再导入")
    if table.max_column > MOST_COLUMNS or table.max_row > MOST_ROWS * 2:
        raise Unusable(
            f"表格有{table.max_row}行、{table.max_column}列，太多了（最多{MOST_ROWS}行）。{_USE_TEMPLATE}"
        )
    return [
        _Line(number=number, cells=cells, hidden=bool(table.row_dimensions[number].hidden))
        for number, cells in enumerate(table.iter_rows(), 1)
    ]


def _sheet(content: bytes, layout: Layout) -> Worksheet:
    if _unpacked(content) > MOST_UNPACKED:
        raise Unusable(f"表格太大，最多{MOST_ROWS}行。请删去多余的行列、图片后再导入")
    try:
        book = load_workbook(io.BytesIO(content), keep_links=False)
    except Exception:  # what openpyxl raises over a file that is not quite one, nobody can list
        raise Unusable(
            f"不是有效的 .xlsx 文件（旧版 .xls 或其他格式改名的都不行）。{_USE_TEMPLATE}"
        ) from None
    sheets = book.worksheets
    named = [one for one in sheets if one.title == layout.sheet]
    if not named and len(sheets) != 1:
        raise Unusable(f"没有名为“{layout.sheet}”的工作表。{_USE_TEMPLATE}")
    return (named or sheets)[0]


def _unpacked(content: bytes) -> int:
    """How many bytes the directory promises; more than that is never read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return 0


def _text(cell: Any, *, day: bool) -> str:
    value = _raw(cell)
    if isinstance(cell, str) and cell.lstrip().startswith("="):
        raise Unusable("是公式。请改成公式算出的内容")
    match value:
        case None:
            return ""
        case _ if isinstance(cell, Cell) and cell.data_type == "f":
            raise Unusable("是公式。请复制后用“选择性粘贴 → 数值”粘贴")
        case _ if isinstance(value, bool | time) or _is_error(cell):
            raise Unusable(f"“{shown(str(value))}”不是可以读取的内容，请重新填写")
        case date():
            return _day_text(value.date() if isinstance(value, datetime) else value, day=day)
        case int() | float():
            return _number_text(value, day=day)
    return _printable(str(value))


def _is_error(cell: Any) -> bool:
    return isinstance(cell, Cell) and cell.data_type == "e"


def _printable(text: str) -> str:
    plain = _FOLDS.sub(" ", text).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs"} or sign in _TURNING for sign in plain):
        raise Unusable("含有看不见的控制字符，请重新输入")
    return plain


def _day_text(value: date, *, day: bool) -> str:
    if not day:
        raise Unusable("被存成了日期。请把单元格设为文本格式后重新填写")
    return value.isoformat()


def _number_text(value: "int | float", *, day: bool) -> str:
    """Excel's numbers come as floats; they are made exact here."""
    exact = Decimal(repr(value))
    if abs(exact) >= _EXACT:
        raise Unusable("被存成了数字，Excel 已丢失末几位。请把单元格设为文本格式后重新填写")
    whole = int(exact) if exact == exact.to_integral_value() else None
    if day and whole in _SERIALS:
        moment = from_excel(whole)
        assert isinstance(moment, datetime)
        return moment.date().isoformat()
    return str(whole) if whole is not None else format(exact, "f")


def numbered(faults: Sequence[Fault]) -> Iterator[Fault]:
    """In the order of the file, one for each cell."""
    seen: set[tuple[int, int]] = set()
    for one in sorted(faults, key=lambda fault: (fault.row, fault.place)):
        if (one.row, one.place) not in seen or not one.row:
            seen.add((one.row, one.place))
            yield one
