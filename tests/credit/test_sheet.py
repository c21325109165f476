"""Lists in files: the template reads back; each wrong cell is named; nothing that computes, hides or lies is taken."""

import io
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duixian.credit import sheet, table
from duixian.credit.entries import COLUMNS
from duixian.credit.sheet import parsed, parsed_json, template
from tests.credit.cast import TODAY, csv_of, row, xlsx

GOOD = [row(), row(document_number="乙1号", repaired_on="2025-09-01")]


def errors(content: bytes, name: str = "名单.xlsx") -> str:
    found = parsed(content, name, TODAY)
    assert found.errors
    assert found.entries == ()
    return "\n".join(found.errors)


def changed(change: Callable[[Worksheet], object], rows: Any = GOOD) -> bytes:
    book = load_workbook(io.BytesIO(xlsx(rows)))
    change(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xlsx(GOOD), "名单.xlsx"),
        (csv_of(GOOD), "名单.CSV"),
        (csv_of(GOOD, "utf-8"), "名单.csv"),
        (csv_of(GOOD, "gb18030"), "名单.csv"),
    ],
    ids=["xlsx", "bom", "utf-8", "gb18030"],
)
def test_a_list_reads_alike_from_every_kind_of_file(content: bytes, name: str) -> None:
    found = parsed(content, name, TODAY)
    assert found.errors == ()
    assert [one.document_number for one in found.entries] == ["沪市监普处〔2025〕12号", "乙1号"]


def test_the_template_reads_back_as_an_empty_list_without_formulas() -> None:
    content = template()
    assert parsed(content, "模板.xlsx", TODAY) == sheet.Listed()
    book = load_workbook(io.BytesIO(content))
    cells = [cell for one in book.worksheets for line in one.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    assert book.worksheets[0].cell(1, 1).value == "*统一社会信用代码"


def test_the_template_filled_in_below_its_example() -> None:
    book = load_workbook(io.BytesIO(template()))
    for place, column in enumerate(COLUMNS, 1):
        book.worksheets[0].cell(3, place, row()[column])
    out = io.BytesIO()
    book.save(out)
    assert len(parsed(out.getvalue(), "a.xlsx", TODAY).entries) == 1


def test_dates_as_excel_keeps_them() -> None:
    def put(table_: Worksheet) -> None:
        table_["G2"] = datetime(2025, 3, 1)  # noqa: DTZ001  as Excel has them
        table_["H2"] = 45721  # 2025-03-05
        table_["F2"] = date(2025, 1, 10)

    assert parsed(changed(put), "a.xlsx", TODAY).entries == parsed(xlsx(GOOD), "a.xlsx", TODAY).entries  # fmt: skip


def test_each_wrong_cell_is_named_by_row_and_column() -> None:
    said = errors(
        xlsx([row(), row(kind="坏", document_number="乙"), row(decided_on="昨天", code="1")])
    )
    assert "第3行C列（类别）：类别“坏”不认识" in said
    assert "第4行A列（统一社会信用代码）" in said
    assert "第4行G列（决定日期）：日期“昨天”无法识别" in said


def test_a_record_twice_is_named_by_its_rows() -> None:
    assert (
        errors(csv_of([*GOOD, row(matter="改")]), "a.csv")
        == "第4行：与第2行是同一条记录，请删去重复的一行"
    )


def _hide(sheet_: Worksheet) -> None:
    sheet_.row_dimensions[3].hidden = True


def _set(cell: str, value: str | bool | int | date) -> Callable[[Worksheet], object]:
    def put(sheet_: Worksheet) -> None:
        sheet_[cell] = value

    return put


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_set("D2", '=HYPERLINK("http://x","y")'), "第2行D列（事由）：是公式"),
        (_set("G2", "=TODAY()"), "第2行G列（决定日期）：是公式"),
        (_set("D2", "#REF!"), "第2行D列（事由）：“#REF!”不是可以读取的内容"),
        (_set("B2", True), "第2行B列（单位名称）"),
        (_set("B2", date(2025, 1, 1)), "被存成了日期"),
        (_set("E2", 123456789012345678), "已丢失末几位"),
        (_set("D2", "年\u202e报"), "看不见的控制字符"),
        (_set("A1", "信用代码"), "A列的表头“信用代码”不认识；缺少表头“统一社会信用代码”"),
        (_set("B1", "统一社会信用代码"), "表头“统一社会信用代码”出现了两次"),
        (_set("K2", "备注"), "K列有内容而没有表头"),
        (_hide, "第3行：这一行被隐藏或筛选掉了"),
        (lambda sheet_: sheet_.merge_cells("A2:A3"), "有合并的单元格（A2:A3）"),
        (lambda sheet_: sheet_.insert_cols(1, 70), "列，太多了"),
    ],
)
def test_what_no_file_may_have(change: Callable[[Worksheet], object], says: str) -> None:
    assert says in errors(changed(change))


def test_what_is_no_sheet() -> None:
    assert "不是有效的 .xlsx 文件" in errors(b"PK\x03\x04 broken")
    assert "不是有效的 .xlsx 文件" in errors(csv_of(GOOD), "a.xlsx")
    assert "不是 .xlsx 或 .csv 文件" in errors(b"x", "名单.xls")
    assert "文件是空的" in errors(b"")
    assert "超过5 MB" in errors(b"x" * (table.MOST_BYTES + 1))


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (table.MOST_UNPACKED + 1))
    assert "表格太大" in errors(out.getvalue())


@pytest.mark.parametrize("evil", [True, False])
def test_entities_are_never_expanded(evil: bool) -> None:
    """`&b;` would read as the matter, and the list would be fine: as it is without the entity."""
    content = io.BytesIO()
    with (
        ZipFile(io.BytesIO(xlsx([row(matter="ANNUAL REPORT")]))) as good,
        ZipFile(content, "w") as bad,
    ):
        for name in good.namelist():
            text = good.read(name).decode()
            if name == "xl/worksheets/sheet1.xml" and evil:
                assert text.startswith("<worksheet")
                assert "ANNUAL REPORT" in text
                text = f'<!DOCTYPE a [<!ENTITY b "ANNUAL REPORT">]>{text.replace("ANNUAL REPORT", "&b;")}'
            bad.writestr(name, text)
    assert (parsed(content.getvalue(), "a.xlsx", TODAY).entries == ()) == evil


def test_a_csv_that_is_not_quite_one() -> None:
    assert "引号不成对" in errors(csv_of(GOOD) + b'"open', "a.csv")
    assert "编码不认识" in errors(b"\xff\xfe\x00\xff", "a.csv")
    assert "是公式" in errors(csv_of([row(matter="=1+1")]), "a.csv")
    assert "缺少表头" in errors(b"\r\n", "a.csv")
    assert "列有内容而没有表头" in errors(csv_of(GOOD) + b",,,,,,,,,,x\r\n", "a.csv")
    assert "最多5000行" in errors(csv_of([row()] * (table.MOST_ROWS + 1)), "a.csv")


def as_json(*rows: Mapping[str, Any], **more: Any) -> bytes:
    return json.dumps({"records": list(rows), **more}).encode()


def test_json_reads_alike() -> None:
    sparse = {key: value or None for key, value in row().items()}
    assert parsed_json(as_json(sparse, GOOD[1]), TODAY) == parsed(xlsx(GOOD), "a.xlsx", TODAY)
    assert parsed_json(as_json(), TODAY) == sheet.Listed()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "不是有效的 JSON"),
        (b'{"records": [], "records": []}', "不是有效的 JSON"),
        (b"[]", "最外层应为"),
        (as_json(total=0), "最外层应为"),
        (as_json(row(kind="坏")), "records[0]：类别“坏”不认识"),
        (as_json({**row(), "id": "1"}), "records[0]：不认识的键：id"),
        (as_json({**row(), "until": 1}), "records[0]：until 应为文字或 null"),
        (b'{"records": [1]}', "records[0]：应为一个对象"),
        (as_json(row(), row()), "records[1]：与 records[0] 是同一条记录"),
        (b"[" * 100_000, "不是有效的 JSON"),
    ],
)
def test_json_that_is_wrong_is_refused_whole(content: bytes, says: str) -> None:
    found = parsed_json(content, TODAY)
    assert found.entries == ()
    assert says in "\n".join(found.errors)
