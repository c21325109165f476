"""The ledger of earlier grants as an Excel file: read with every error by its cell, all or nothing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from duixian.applications.earlier import columns
from duixian.applications.earlier.columns import COLUMNS, MOST_ROWS, Row
from duixian.applications.sheet import Fault, Unusable, cell_text, head_of, workbook
from duixian.kernel.text import shown
from duixian.policy import Policy

SHEET = "历次资助"
EXAMPLE = "【示例行】"
MOST_COLUMNS = 60
SPARE_ROWS = 5000  # blank formatted rows below the last grant
_USE_TEMPLATE = "请下载模板，把内容复制到模板中再导入"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The grants with their row numbers; where there are errors, none."""

    rows: tuple[tuple[int, Row], ...] = ()
    errors: tuple[Fault, ...] = ()


def read(content: bytes, policy: Policy, this_year: int) -> Read:
    """The grants of the file, or everything that is wrong with it."""
    try:
        table = _table(content)
        places = _places(table)
    except Unusable as unusable:
        return Read(errors=(Fault(message=str(unusable)),))
    measures = {one.name: one for one in policy.measures}
    found: list[tuple[int, Row]] = []
    faults: list[Fault] = []
    for number, texts, wrong in _texts(table, places):
        row, bad = columns.read(texts, measures, this_year)
        for column, text in {**bad, **wrong}.items():
            place = places.get(column, 0)
            faults.append(Fault(message=text, row=number, column=place, label=COLUMNS[column].name if place else ""))  # fmt: skip
        if row is not None and not wrong:
            found.append((number, row))
    faults += _repeated(found)
    if not found and not faults:
        faults = [Fault(message=f"表里没有内容。请从第2行起填写，{EXAMPLE}不导入")]
    if faults:
        return Read(errors=tuple(sorted(faults, key=lambda one: (one.row, one.column))))
    return Read(rows=tuple(found))


def _table(content: bytes) -> Worksheet:
    book = workbook(content, MOST_ROWS)
    named = [one for one in book.worksheets if one.title == SHEET]
    if not named:
        raise Unusable(f"没有名为“{SHEET}”的工作表。{_USE_TEMPLATE}")
    table = named[0]
    if table.merged_cells.ranges:
        raise Unusable("有合并的单元格。请取消合并，每行填写完整后再导入")
    if table.max_column > MOST_COLUMNS or table.max_row > MOST_ROWS + SPARE_ROWS:
        raise Unusable(
            f"表格有{table.max_row}行、{table.max_column}列，太多了（最多{MOST_ROWS}笔）。请分成几份导入"
        )
    return table


def _places(table: Worksheet) -> dict[str, int]:
    """By column of ours, the number of the sheet's column; every head must be ours, once, and every one there."""
    known = {one.name: column for column, one in COLUMNS.items()}
    places: dict[str, int] = {}
    wrong = []
    for number in range(1, table.max_column + 1):
        head = head_of(table.cell(1, number).value)
        column = known.get(head, "")
        if not head:
            continue
        if not column:
            wrong.append(f"{get_column_letter(number)}列的表头“{shown(head)}”不认识")
        elif column in places:
            wrong.append(f"表头“{head}”出现了两次")
        places.setdefault(column, number)
    wrong += [f"缺少表头“{name}”" for name, column in known.items() if column not in places]
    if wrong:
        raise Unusable(f"第1行的表头与模板不同：{'；'.join(wrong)}。{_USE_TEMPLATE}")
    return places


def _texts(
    table: Worksheet, places: Mapping[str, int]
) -> list[tuple[int, dict[str, str], dict[str, str]]]:
    """Each row that has something in it: its number, its cells as texts, what is wrong with those that are none."""
    found = []
    for number in range(2, table.max_row + 1):
        texts: dict[str, str] = {}
        wrong: dict[str, str] = {}
        for column, place in places.items():
            try:
                texts[column] = cell_text(table.cell(number, place), COLUMNS[column].kind)
            except Unusable as unusable:
                wrong[column] = str(unusable)
        if not (any(texts.values()) or wrong) or EXAMPLE in texts.get("name", ""):
            continue
        if table.row_dimensions[number].hidden:
            wrong[""] = "这一行被隐藏或筛选掉了，请显示出来，不需要的请删除"
        found.append((number, texts, wrong))
    return found


def _repeated(rows: list[tuple[int, Row]]) -> list[Fault]:
    seen: dict[str, int] = {}
    faults = []
    for number, row in rows:
        first = seen.setdefault(row.key, number)
        if first != number:
            text = f"与第{first}行是同一笔（代码、资金、文号、年度、事项、内容都相同），请合并或删去一行"
            faults.append(Fault(row=number, message=text))
    return faults
