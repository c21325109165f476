"""The list of a source as a file: the template to fill in, and the reading of .xlsx, .csv and .json, all or nothing. Pure."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from duixian.credit import table
from duixian.credit.entries import COLUMNS, BadEntry, Entry, read, repeated
from duixian.credit.lookback import KIND_NAMES
from duixian.credit.table import MOST_ROWS, Fault, Grid, Layout, Unusable
from duixian.kernel.text import shown

__all__ = ["Listed", "parsed", "parsed_json", "template"]
SHEET = "信用记录"
EXAMPLE = "【示例行】"
LAYOUT = Layout(
    sheet=SHEET, heads={column: one.name for column, one in COLUMNS.items()}, example=EXAMPLE,
    days=frozenset(column for column, one in COLUMNS.items() if one.kind == "day"),
)  # fmt: skip
_WIDTHS = {"code": 24, "name": 32, "matter": 44, "document_number": 28}
_SAMPLE = {
    "code": "91310107MA1GAY4CL0", "name": "上海示例软件有限公司", "kind": "违法行为处罚",
    "matter": f"{EXAMPLE}可删去，不会导入：未按规定公示年度报告", "document_number": "沪市监普处〔2025〕示例1号",
    "acted_on": "2025-01-10", "decided_on": "2025-03-01", "published_on": "2025-03-05", "repaired_on": "", "until": "",
}  # fmt: skip
NOTES = (
    "从第2行起，一行填一条记录；带 * 的列必填。示例行可以删去，也可以留着，不会导入。",
    f"最多 {MOST_ROWS:,} 行。请不要改表头，不要合并单元格，不要隐藏行，不要使用公式。",
    f"“类别”只能填：{'、'.join(KIND_NAMES.values())}。较重处罚指较大数额罚款、停产停业、吊销许可等。",
    "日期写作 2025-03-01 或 2025年3月1日。决定日期必填：三年按它计算，首尾两天都算。",
    "修复日期：信用修复完成的日期，没有修复的不填。修复以后不再计入。",
    "有效期至：名单或限制到期的日期。严重失信、经营异常等名单没有期限的不填，修复或移出以前一直有效。",
    "同一单位、同一类别、同一文号（没有文号的，同一决定日期和事由）是同一条记录，只能列一次。",
    "导入时逐格检查：只要有一格不对，就全部不导入，并列出每一处错误；改好后重新导入即可。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The entries as read; where there are errors, none."""

    entries: tuple[Entry, ...] = ()
    errors: tuple[str, ...] = ()


def parsed(content: bytes, name: str, today: date) -> Listed:
    """The entries of an .xlsx or .csv file, or everything that is wrong with it. A list may be empty."""
    try:
        grid = table.read(content, name, LAYOUT)
    except Unusable as unusable:
        return Listed(errors=(str(unusable),))
    entries, faults = _entries(grid, today)
    for place, first in repeated(entries):
        rows = grid.rows[place][0], grid.rows[first][0]
        faults.append(Fault(row=rows[0], message=f"与第{rows[1]}行是同一条记录，请删去重复的一行"))
    if faults:
        return Listed(errors=tuple(str(one) for one in table.numbered(faults)))
    return Listed(entries=tuple(entries))


def _entries(grid: Grid, today: date) -> tuple[list[Entry], list[Fault]]:
    entries: list[Entry] = []
    faults = list(grid.faults)
    for number, row in grid.rows:
        try:
            entries.append(read(row, today))
        except BadEntry as bad:
            faults += [
                Fault(row=number, place=grid.places[column], label=COLUMNS[column].name, message=text)
                for column, text in bad.faults
            ]  # fmt: skip
    return (entries, faults) if not faults else ([], faults)


def parsed_json(content: bytes, today: date) -> Listed:
    """The entries of {"records": [{"code": …, "kind": "严重失信", …}]}: keys as `COLUMNS`, values texts or null."""
    try:
        rows = _json_rows(content)
    except Unusable as unusable:
        return Listed(errors=(str(unusable),))
    entries, errors = [], []
    for place, row in enumerate(rows):
        try:
            entries.append(read(_json_row(row), today))
        except (BadEntry, Unusable) as bad:
            errors.append(f"records[{place}]：{bad}")
    if not errors:
        errors = [
            f"records[{place}]：与 records[{first}] 是同一条记录，请删去重复的一条"
            for place, first in repeated(entries)
        ]
    return Listed(errors=tuple(errors)) if errors else Listed(entries=tuple(entries))


def _json_rows(content: bytes) -> Sequence[Any]:
    if len(content) > table.MOST_BYTES:
        raise Unusable(f"文件超过{table.MOST_BYTES // 1024**2} MB")
    try:
        said = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Unusable("不是有效的 JSON 文件（编码应为 UTF-8，同一个键只能出现一次）") from None
    rows = said.get("records") if isinstance(said, dict) and set(said) == {"records"} else None
    if not isinstance(rows, list):
        raise Unusable('JSON 的最外层应为 {"records": […]}，不能有其他键')
    if len(rows) > MOST_ROWS:
        raise Unusable(f"有{len(rows)}条，最多{MOST_ROWS}条")
    return rows


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _json_row(row: Any) -> dict[str, str]:
    if not isinstance(row, dict):
        raise Unusable("应为一个对象")
    if strange := sorted(set(row) - set(COLUMNS)):
        raise Unusable(f"不认识的键：{'、'.join(shown(one) for one in strange)}")
    wrong = [key for key, value in row.items() if value is not None and not isinstance(value, str)]
    if wrong:
        raise Unusable(f"{'、'.join(wrong)} 应为文字或 null")
    return {key: value or "" for key, value in row.items()}


def template() -> bytes:
    """An .xlsx to fill in. Everything is written as text: nothing in it can become a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "border": 1, "border_color": "#cccccc"})
        head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1, "text_wrap": True})  # fmt: skip
        grey = book.add_format({"num_format": "@", "italic": True, "font_color": "#666666"})
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 0)
        for place, (column, one) in enumerate(COLUMNS.items()):
            sheet.set_column(place, place, _WIDTHS.get(column, 14), text)
            sheet.write_string(0, place, f"{'*' if one.required else ''}{one.name}", head)
            sheet.write_string(1, place, _SAMPLE[column], grey)
        _choices(sheet)
        _notes(book.add_worksheet("填写说明"), head)
    return out.getvalue()


def _choices(sheet: Worksheet) -> None:
    place = list(COLUMNS).index("kind")
    sheet.data_validation(1, place, MOST_ROWS, place, {
        "validate": "list", "source": list(KIND_NAMES.values()), "error_title": "类别",
        "error_message": "请从列表中选择。",
    })  # fmt: skip


def _notes(sheet: Worksheet, head: Format) -> None:
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, "信用记录名单填写说明", head)
    for number, note in enumerate(NOTES, 1):
        sheet.write_string(number, 0, f"{number}. {note}")
