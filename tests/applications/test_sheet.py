"""The expense sheet: a template that can be filled in and imported, and an import that takes all or nothing."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duixian import policy
from duixian.applications import sheet
from duixian.applications.lines import COLUMNS, MOST_LINES
from duixian.files.checks import office
from duixian.policy import Measure

TODAY = date(2026, 3, 2)
MIDNIGHT = datetime.combine(date(2026, 2, 11), time())
COMPUTE = policy.library().get("putuo-2024-3").measure("compute")
EXHIBITION = policy.library().get("putuo-2024-3").measure("exhibition")
ROW: dict[str, Any] = {
    "计入": "算力费用", "费用内容": "算力服务费", "合同编号": "HT-1", "收款方": "上海示例算力有限公司", "发票号码": "26312000000012345678",
    "开票日期": "2026-02-11", "发票金额": "106000.00", "申报金额": "106000", "付款日期": "2026-02-20", "付款金额": "10.6万元",
}  # fmt: skip
HEADS = [one.name for one in COLUMNS.values()]


def filled(
    *rows: Mapping[str, Any], measure: Measure = COMPUTE, change: Callable[[Worksheet], object] | None = None
) -> bytes:  # fmt: skip
    """The template with these rows under the example, saved by another program."""
    book = load_workbook(io.BytesIO(sheet.template(measure)))
    table = book["费用明细"]
    for number, row in enumerate(rows, 3):
        for name, value in row.items():
            table.cell(number, HEADS.index(name) + 1).value = value
    if change:
        change(table)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, measure: Measure = COMPUTE) -> sheet.Sheet:
    return sheet.read(content, measure, TODAY)


def errors(content: bytes, measure: Measure = COMPUTE) -> list[str]:
    found = read(content, measure)
    assert found.lines == ()
    assert found.rows == ()
    return [str(one) for one in found.errors]


# --- the template


@pytest.mark.parametrize("measure", policy.library().get("putuo-2024-3").measures, ids=lambda one: one.id)  # fmt: skip
def test_the_template_of_every_measure_is_empty_to_the_import(measure: Measure) -> None:
    (error,) = errors(sheet.template(measure), measure)
    assert error == "表里没有费用明细。请从第2行起填写，【示例行】不导入"


def test_the_template_says_what_to_do_and_holds_no_formula(tmp_path: Any) -> None:
    content = sheet.template(EXHIBITION)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["费用明细", "选项", "填写说明"]
    assert book["选项"].sheet_state == "hidden"
    table = book["费用明细"]
    assert [cell.value for cell in table[1]][:2] == ["*计入", "*费用内容"]
    assert table["G1"].value == "开票日期（年-月-日）"
    assert "【示例行】" in str(table["B2"].value)
    kinds = {cell.data_type for one in book for row in one.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    assert "注册费" in {cell.value for cell in book["选项"]["A"]}
    assert any("1,000 行" in str(cell.value) for cell in book["填写说明"]["A"])
    rules = {str(one.sqref): one.type for one in table.data_validations.dataValidation}
    assert rules["A2:A1002"] == "list"


def test_the_gate_lets_the_template_through(tmp_path: Any) -> None:
    path = tmp_path / "content"
    for content in (sheet.template(COMPUTE), filled(ROW)):
        path.write_bytes(content)
        assert office.examine(path, "xlsx") is None


# --- what is taken


def test_a_filled_template_is_taken() -> None:
    found = read(filled(ROW, {**ROW, "发票号码": "26312000000012345679", "费用内容": "二月"}))
    assert found.errors == ()
    assert [one.content for one in found.lines] == ["算力服务费", "二月"]
    (one, _) = found.lines
    assert (one.amount, one.invoice_amount, one.paid_amount) == (10_600_000, 10_600_000, 10_600_000)
    assert (one.invoiced_on, one.paid_on) == (date(2026, 2, 11), date(2026, 2, 20))
    assert found.rows[0]["invoice_number"] == "26312000000012345678"


def test_rows_in_are_rows_kept() -> None:
    rows = [{**ROW, "发票号码": f"263120000000{n:08d}"} for n in range(MOST_LINES)]
    assert len(read(filled(*rows)).lines) == MOST_LINES


@pytest.mark.parametrize(
    ("column", "typed", "kept"),
    [
        ("申报金额", 106000, "106000"), ("申报金额", 1234.5, "1234.5"), ("申报金额", "１０６０００", "１０６０００"),
        ("开票日期", MIDNIGHT, "2026-02-11"), ("开票日期", date(2026, 2, 11), "2026-02-11"),
        ("开票日期", 46064, "2026-02-11"), ("开票日期", "2026年2月11日", "2026年2月11日"), ("开票日期", 20260211, "20260211"),
        ("合同编号", 20260001, "20260001"), ("费用内容", "=1+1 的说明", None), ("费用内容", "两行\n文字", "两行 文字"),
        ("收款方", "ＡＢＣ公司", "ＡＢＣ公司"),
    ],
)  # fmt: skip
def test_cells_are_read_as_people_leave_them(column: str, typed: Any, kept: str | None) -> None:
    found = read(filled({**ROW, column: typed}))
    identifier = next(key for key, one in COLUMNS.items() if one.name == column)
    if kept is None:
        assert [str(one) for one in found.errors] == ["第3行B列（费用内容）：是公式。请复制后用“选择性粘贴 → 数值”粘贴"]  # fmt: skip
    else:
        assert found.errors == ()
        assert found.rows[0][identifier] == kept


def test_columns_may_stand_in_another_order_and_blank_rows_between() -> None:
    book = Workbook()
    table = book.active
    assert isinstance(table, Worksheet)
    for place, name in enumerate(reversed(HEADS), 1):
        table.cell(1, place).value = f" {name} "
        table.cell(4, place).value = ROW.get(name)
    found = read(saved(book))
    assert found.errors == ()
    assert len(found.lines) == 1


def test_with_one_project_it_need_not_be_named_with_several_it_must() -> None:
    nameless = {**ROW, "计入": None}
    assert read(filled(nameless)).lines[0].fact == "compute_cost"
    (error,) = errors(filled(nameless, measure=EXHIBITION), EXHIBITION)
    assert error == "第3行A列（计入）：没有填写计入"


def test_the_same_invoice_may_be_split_but_no_row_may_be_repeated() -> None:
    half = {**ROW, "申报金额": "53000"}
    assert len(read(filled(half, {**half, "费用内容": "另一半"})).lines) == 2
    assert errors(filled(half, half)) == ["第4行：与第3行完全相同，请删去重复的一行"]
    (error,) = errors(filled(ROW, {**ROW, "费用内容": "再报一次"}))
    assert error.startswith("第4行I列（申报金额）：本表中同一张发票的申报金额合计超过")


# --- what is not


def test_every_error_is_said_at_once_by_cell() -> None:
    found = errors(
        filled(
            {**ROW, "申报金额": "1e3", "开票日期": "2026-02-30"},
            {**ROW, "收款方": None, "发票号码": "1234567", "计入": "水电费"},
            ROW,
        )
    )
    assert [one.split("：")[0] for one in found] == [
        "第3行G列（开票日期）", "第3行I列（申报金额）", "第4行A列（计入）", "第4行D列（收款方）", "第4行F列（发票号码）",
    ]  # fmt: skip


# One cell of a row that is right otherwise: what is in it, and what is said of it.
CELLS: dict[str, tuple[dict[str, Any], str]] = {
    "formula": ({"申报金额": "=H3"}, "第3行I列（申报金额）：是公式"),
    "formula that calls a program": ({"费用内容": "=cmd|'/c calc'!A0"}, "第3行B列（费用内容）：是公式"),
    "error value": ({"申报金额": "#REF!"}, "“#REF!”不是可以读取的内容"),
    "yes or no": ({"申报金额": True}, "“True”不是可以读取的内容"),
    "time of day": ({"开票日期": time(9, 30)}, "“09:30:00”不是可以读取的内容"),
    "number as number": ({"发票号码": 26312000000012345678}, "第3行F列（发票号码）：被存成了数字"),
    "code in powers of ten": ({"发票代码": 6.22e18}, "第3行E列（发票代码）：被存成了数字"),
    "leading zeros lost": ({"发票号码": 123456}, "第3行F列（发票号码）：发票号码“123456”应为8位或20位"),
    "date as amount": ({"申报金额": MIDNIGHT}, "第3行I列（申报金额）：被存成了日期"),
    "serial beyond any day": ({"开票日期": 99_999_999}, "第3行G列（开票日期）"),
    "amount below a fen": ({"申报金额": 0.125}, "精确到了分以下"),
    "amount 1e3": ({"申报金额": "1e3"}, "“1e3”无法识别"),
    "amount 1e300": ({"申报金额": 1e300}, "第3行I列（申报金额）"),
    "negative amount": ({"申报金额": -5}, "“-5”无法识别"),
    "amount above the invoice": ({"申报金额": "106000.01"}, "超过了发票金额106,000.00元"),
    "day to come": ({"开票日期": "2026-03-03"}, "开票日期不能晚于今天"),
}  # fmt: skip


def _head(place: int, text: str | None) -> Callable[[Worksheet], None]:
    def change(table: Worksheet) -> None:
        table.cell(1, place).value = text

    return change


def _put(row: int, place: int) -> Callable[[Worksheet], None]:
    def change(table: Worksheet) -> None:
        table.cell(row, place).value = "x"

    return change


def _hidden(table: Worksheet) -> None:
    table.row_dimensions[3].hidden = True


def _merged(table: Worksheet) -> None:
    table.merge_cells("B3:C3")


def _two_sheets() -> bytes:
    book = Workbook()
    book.create_sheet("另一张")
    return saved(book)


def _chart_only() -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.create_chartsheet("图")
    return saved(book)


def _many() -> bytes:
    return filled(*({**ROW, "发票号码": f"263120000000{number:08d}"} for number in range(5_001)))


def _heavy() -> bytes:
    out = io.BytesIO(filled(ROW))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bmp", bytes(17 * 1024**2))
    return out.getvalue()


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "missing head": (lambda: filled(ROW, change=_head(9, None)), "缺少表头“申报金额”"),
    "duplicate head": (lambda: filled(ROW, change=_head(3, "收款方")), "表头“收款方”出现了两次（C列、D列）"),
    "unknown head": (lambda: filled(ROW, change=_head(12, "备注")), "L列的表头“备注”不认识"),
    "values without a head": (lambda: filled(ROW, change=_put(3, 13)), "M列有内容而没有表头"),
    "renamed xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "不是有效的 .xlsx"),
    "CSV with BOM": ("\ufeff计入,费用内容\n".encode, "不是有效的 .xlsx"),
    "CSV in GBK": (lambda: "计入,费用内容\n".encode("gbk"), "不是有效的 .xlsx"),
    "nothing": (lambda: b"", "不是有效的 .xlsx"),
    "truncated": (lambda: filled(ROW)[:-400], "不是有效的 .xlsx"),
    "another zip": (lambda: _zip({"a.txt": b"a"}), "不是有效的 .xlsx"),
    "broken inside": (lambda: _zip({"[Content_Types].xml": b"<a", "xl/workbook.xml": b"<a"}), "不是有效的 .xlsx"),
    "hidden row": (lambda: filled(ROW, change=_hidden), "第3行：这一行被隐藏或筛选掉了"),
    "merged cells": (lambda: filled(ROW, change=_merged), "有合并的单元格（B3:C3）"),
    "5,001 rows": (_many, f"费用明细最多{MOST_LINES}行，现为5001行"),
    "a million rows": (lambda: filled(ROW, change=_put(1_000_000, 2)), "表格有1000000行"),
    "eighty columns": (lambda: filled(ROW, change=_put(1, 80)), "80列，太多了"),
    "seventeen megabytes of pictures": (_heavy, "表格太大"),
    "two sheets without ours": (_two_sheets, "没有名为“费用明细”的工作表"),
    "no sheet with cells": (_chart_only, "不是有效的 .xlsx"),
    "rows without content": (filled, "表里没有费用明细"),
}  # fmt: skip


def _zip(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_the_import_corpus_is_whole() -> None:
    assert len(CELLS) + len(FILES) >= 35


@pytest.mark.parametrize("what", FILES)
def test_a_poisoned_file_is_refused_with_the_reason(what: str) -> None:
    make, words = FILES[what]
    found = errors(make())
    assert any(words in one for one in found), found


@pytest.mark.parametrize("what", CELLS)
def test_a_poisoned_cell_is_refused_with_the_reason(what: str) -> None:
    cell, words = CELLS[what]
    found = errors(filled({**ROW, **cell}))
    assert any(words in one for one in found), found


@pytest.mark.parametrize("sign", ["\x85", "\u202e", "\u2066"])
def test_a_sign_that_nobody_sees_is_refused(sign: str) -> None:
    (error,) = errors(filled({**ROW, "费用内容": f"算力{sign}服务"}))
    assert error == "第3行B列（费用内容）：含有看不见的控制字符，请重新输入"


def test_nothing_in_a_file_is_fetched_or_expanded() -> None:
    content = io.BytesIO(filled(ROW))
    with zipfile.ZipFile(content) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    name = "xl/worksheets/sheet1.xml"
    members[name] = members[name].replace(b"<worksheet", bomb + b"<worksheet", 1)
    (error,) = errors(_zip(members))
    assert "不是有效的 .xlsx" in error
