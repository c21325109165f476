"""A bank's file as a table of texts: CSV (UTF-8 or GB18030) or .xlsx, whatever was typed or computed in its cells. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import load_workbook

MOST_BYTES = 16 * 1024**2  # of the file, and unpacked: a line takes a few hundred
MOST_ROWS, MOST_COLUMNS = 20_000, 60
_DIGITS = 15  # what Excel keeps of a number


class Unusable(Exception):
    """The file as a whole can't be read; the message says why and the way out, in Chinese."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that has something in it, with its number in the file (the first is 1)."""

    number: int
    cells: tuple[str, ...]


def read(content: bytes) -> list[Row]:
    """The rows of the file; raises Unusable."""
    if not content:
        raise Unusable("文件是空的。请向银行重新索取")
    if len(content) > MOST_BYTES:
        raise Unusable(f"文件太大（最大{MOST_BYTES // 1024**2} MB），请核对是不是银行的答复文件")
    cells = _excel(content) if content.startswith(b"PK") else _csv(content)
    rows = [Row(number, row) for number, row in enumerate(cells, 1) if any(row)]
    if not rows:
        raise Unusable("文件里没有内容。请向银行重新索取")
    return rows


def _bounded(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise Unusable(
                f"表格太大（最多{MOST_ROWS}行、{MOST_COLUMNS}列），请核对是不是银行的答复文件"
            )
        yield row


def _csv(content: bytes) -> list[tuple[str, ...]]:
    text = _decoded(content)
    if "\0" in text:
        raise Unusable("不是文本文件。请提供 .csv 或 .xlsx 格式的答复文件")
    try:
        read_rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        return list(_bounded(tuple(cell.strip() for cell in row) for row in read_rows))
    except csv.Error:
        raise Unusable("CSV 的引号不成对，或单元格过长。请向银行重新索取") from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable("文字编码无法识别，应为 UTF-8 或 GB18030（GBK）。请向银行重新索取")


def _excel(content: bytes) -> list[tuple[str, ...]]:
    if _unpacked(content) > MOST_BYTES:
        raise Unusable("表格展开后太大，请核对是不是银行的答复文件")
    try:
        book = load_workbook(io.BytesIO(content), keep_links=False)
        sheets = book.worksheets
        rows = sheets[0].iter_rows(values_only=True) if len(sheets) == 1 else None
    except Exception:  # what openpyxl raises over a file that is not quite one, nobody can list
        raise Unusable("不是有效的 .xlsx 文件。请另存为 .xlsx 或 .csv 后再导入") from None
    if rows is None:
        raise Unusable(f"文件里有{len(sheets)}张工作表，应只有一张。请删去其他工作表后再导入")
    return list(_bounded(tuple(_text(value) for value in row) for row in rows))


def _unpacked(content: bytes) -> int:
    """How many bytes the directory promises; more than that is never read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return 0


def _text(value: object) -> str:
    """A cell as text. A formula stays a formula's text, which is no amount, no name and no number of ours."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float():  # Excel's numbers come as floats; shown as exactly as Excel knows them
            whole = value.is_integer() and abs(value) < 10**_DIGITS
            return str(int(value)) if whole else f"{value:.{_DIGITS}g}"
    return str(value).strip()
