"""A year's arrangement in a file (.xlsx or .csv): read strictly, all that is wrong said by its row; and written again.

Columns: 日期, 安排 (休 or 班), 通知文号. Only days that are otherwise than their weekday says, weekends inside holidays
included. Pure: bytes in, a Year out.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from duixian.kernel.dates import BadDate, chinese, read_date
from duixian.kernel.text import folded, shown
from duixian.kernel.workdays import SATURDAY, Year

HEADS = ("日期", "安排", "通知文号")
OFF, WORKED = "休", "班"
MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 1024**2, 16 * 1024**2, 400
SOURCE_LENGTH = 100
# 全国年节及纪念日放假办法 (2024年修订): thirteen days in all, of which these have fixed dates.
STATUTORY_DAYS = 13
FIXED = (
    (1, 1, "元旦"),
    (5, 1, "劳动节"),
    (5, 2, "劳动节"),
    (10, 1, "国庆节"),
    (10, 2, "国庆节"),
    (10, 3, "国庆节"),
)
Rows = list[tuple[int, tuple[str, str, str]]]


class BadCalendar(ValueError):
    """What is wrong with the file, each fault with its row."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("；".join(self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file says; `cautions` are to be looked at, and stop nothing."""

    year: Year
    cautions: tuple[str, ...]


def read(content: bytes, name: str) -> Found:
    """The arrangement in a file. Raises BadCalendar with everything that is wrong."""
    if not content:
        raise BadCalendar(["文件是空的，请重新选择"])
    if len(content) > MOST_BYTES:
        raise BadCalendar([f"文件超过{MOST_BYTES // 1024**2} MB，一年的安排不会这么大，请核对文件"])
    lower = name.lower()
    if lower.endswith(".csv"):
        return _found(_csv(content))
    if lower.endswith(".xlsx"):
        return _found(_xlsx(content))
    raise BadCalendar([f"“{shown(name)}”不是 .xlsx 或 .csv 文件，请另存为其中一种"])


def written(year: Year) -> str:
    """The same as CSV: what `read` reads, and what serves as an example."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(HEADS)
    for day in sorted(year.off | year.worked):
        table.writerow([day.isoformat(), OFF if day in year.off else WORKED, year.source])
    return out.getvalue()


def _found(rows: Rows) -> Found:
    if not rows or tuple(map(folded, rows[0][1])) != HEADS:
        raise BadCalendar([f"第1行的表头应为：{'、'.join(HEADS)}。请下载样表对照"])
    faults: list[str] = []
    days: dict[date, tuple[int, bool]] = {}
    for number, (day_text, kind, _) in rows[1:]:
        try:
            _one(number, day_text, folded(kind), days)
        except (BadDate, BadCalendar) as bad:
            faults.append(f"第{number}行：{bad}")
    source, source_faults = _source(rows[1:])
    if faults or source_faults or not days:
        raise BadCalendar(faults + source_faults or ["表里没有日期"])
    year = Year(
        year=max(days).year, source=source,
        off=frozenset(day for day, (_, works) in days.items() if not works),
        worked=frozenset(day for day, (_, works) in days.items() if works),
    )  # fmt: skip
    if wrong := [f"第{days[day][0]}行：{text}" for day, text in _outside(year)] + _missing(year):
        raise BadCalendar(wrong)
    return Found(year=year, cautions=_cautions(year))


def _one(number: int, day_text: str, kind: str, days: dict[date, tuple[int, bool]]) -> None:
    day = read_date(day_text)
    if kind not in {OFF, WORKED}:
        raise BadCalendar([f"安排“{shown(kind)}”不认识，应为“{OFF}”或“{WORKED}”"])
    if day in days:
        raise BadCalendar([f"{chinese(day)}在第{days[day][0]}行已经有了"])
    if kind == WORKED and day.weekday() < SATURDAY:
        raise BadCalendar([f"{chinese(day)}不是周末，本来就上班，不用列“{WORKED}”"])
    days[day] = (number, kind == WORKED)


def _source(rows: Rows) -> tuple[str, list[str]]:
    """The one number of the notice, and what is wrong with it."""
    given = Counter(text.strip() for _, (_, _, text) in rows)
    if len(given) > 1:
        listed = "、".join(f"“{shown(text)}”" for text in given)
        return "", [f"每行的通知文号应当相同，现有{listed}"]
    source = next(iter(given), "")
    if not source:
        return "", ["请在每行写明通知文号，例如 国办发明电〔2025〕7号"]
    if len(source) > SOURCE_LENGTH:
        return "", [f"通知文号有{len(source)}字，请控制在{SOURCE_LENGTH}字以内"]
    return source, []


def _outside(year: Year) -> list[tuple[date, str]]:
    """Days of another year; a holiday may begin in the December before."""
    return [
        (day, f"{chinese(day)}不在{year.year}年内（只有元旦假期可以从上一年12月下旬开始）")
        for day in sorted(year.off | year.worked)
        if day.year != year.year and day < date(year.year - 1, 12, 20)
    ]


def _missing(year: Year) -> list[str]:
    lacking = [
        f"{month}月{day}日（{name}）"
        for month, day, name in FIXED
        if date(year.year, month, day) not in year.off
    ]
    return [f"{year.year}年缺少法定假日：{'、'.join(lacking)}。请核对年份和内容"] if lacking else []


def _cautions(year: Year) -> tuple[str, ...]:
    """Weekdays off less weekends worked are as many as the law's holidays."""
    net = sum(day.weekday() < SATURDAY for day in year.off) - len(year.worked)
    if net == STATUTORY_DAYS:
        return ()
    return (
        f"放假的工作日减去调休上班日是{net}天，与《全国年节及纪念日放假办法》的{STATUTORY_DAYS}天不同，请对照通知逐日核对",
    )


def _csv(content: bytes) -> Rows:
    for encoding in ("utf-8-sig", "gb18030"):  # the latter is what Chinese Excel writes
        try:
            lines = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), strict=True))
        except UnicodeDecodeError:
            continue
        except csv.Error:
            break
        return _rows(enumerate(lines, 1))
    raise BadCalendar(["CSV 文件读不出来。请在 WPS 或 Excel 中另存为 .xlsx 后再上传"])


def _xlsx(content: bytes) -> Rows:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            large = sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED
        table = None if large else load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    except Exception:  # what openpyxl raises over a file that is not quite one, nobody can list
        raise BadCalendar(["不是有效的 .xlsx 文件。请用样表填写，或另存为 .csv"]) from None
    if table is None:
        raise BadCalendar(["表格展开以后太大，请只保留一年的安排"])
    return _rows(enumerate(table.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=3), 1))


def _rows(lines: Iterable[tuple[int, Sequence[Any]]]) -> Rows:
    rows = [(number, _texts(cells)) for number, cells in lines]
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if len(filled) > MOST_ROWS + 1:
        raise BadCalendar([f"超过{MOST_ROWS}行。只列放假和调休上班的日子，一年不过几十行"])
    return filled


def _texts(cells: Sequence[Any]) -> tuple[str, str, str]:
    texts = [_text(cell) for cell in cells[:3]]
    first, second, third = texts + [""] * (3 - len(texts))
    return first, second, third


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()
