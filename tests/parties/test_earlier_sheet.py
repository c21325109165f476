"""The ledger's Excel: what is read, every wrong cell by its place, the template and the export read back. No database."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from duixian import policy
from duixian.applications.earlier import sheet, template
from duixian.applications.earlier.columns import COLUMNS, Row
from duixian.parties.earlier import EarlierGrant
from tests.parties.earlier_file import CODE, book, content, file, row

POLICY = policy.library().policies[0]
WAN = 1_000_000


def read(*rows: dict[str, Any]) -> sheet.Read:
    return sheet.read(file(*rows), POLICY, 2026)


def only(*rows: dict[str, Any]) -> Row:
    found = read(*rows)
    assert found.errors == ()
    ((_, made),) = found.rows
    return made


def test_a_row_is_understood() -> None:
    made = only(row(next1_year="2026年", next1_amount="1,000,000", remark="分三年"))
    assert (made.code, made.fund, made.measure, made.year) == (CODE, "2023", "settle", 2023)
    assert (made.asked, made.amount, made.paid) == (400 * WAN, 300 * WAN, 200 * WAN)
    assert made.instalments == ((2026, 100 * WAN),)
    assert read(row()).rows[0][0] == 2


def test_numbers_of_excel_are_read_exactly() -> None:
    made = only(row(year=2023, amount=3000000.1, asked=None))
    assert (made.amount, made.asked, made.paid) == (300_000_010, None, 300_000_010)


def test_other_district_funds_have_a_name_and_no_measure() -> None:
    made = only(row(fund="其他区级资金", fund_name="区科技创新专项", measure="", amount="10万元"))
    assert (made.fund, made.fund_name, made.measure) == ("other", "区科技创新专项", "")
    assert only(row(measure="无对应事项")).measure == ""


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"code": ""}, "code", "没有填写统一社会信用代码"),
        ({"code": CODE[:-1] + "0"}, "code", "校验位不符"),
        ({"name": "123"}, "name", "没有文字"),
        ({"fund": "2019年版"}, "fund", "不在选项里"),
        ({"fund": "其他区级资金", "measure": ""}, "fund_name", "请填写资金名称"),
        ({"fund": "其他区级资金", "fund_name": "区科技"}, "measure", "不填这一列"),
        ({"year": "2027"}, "year", "还没有到"),
        ({"year": "23"}, "year", "四位数"),
        ({"year": "１９９９"}, "year", "四位数"),
        ({"measure": ""}, "measure", "请从列表选择"),
        ({"measure": "算力"}, "measure", "不在选项里"),
        ({"measure": "办公租房资助"}, "years", "几个支持年度"),
        ({"measure": "办公租房资助", "years": "11"}, "years", "0至10"),
        ({"measure": "研发项目资助"}, "project", "请填写项目状态"),
        ({"measure": "研发项目资助", "project": "进行中"}, "project", "不在选项里"),
        ({"measure": "企业资质资助"}, "subject", "请填写是哪一项资质"),
        ({"measure": "企业资质资助", "subject": "高新技术企业"}, "subject", "看不出是哪一项"),
        ({"measure": "游戏版号资助"}, "subject", "请填写是哪一款游戏"),
        ({"amount": ""}, "amount", "没有填写批准金额"),
        ({"amount": "-1"}, "amount", "无法识别"),
        ({"amount": "1.234"}, "amount", "精确到了分以下"),
        ({"paid": "200万元"}, "paid", "不相等"),
        ({"next1_year": "2026"}, "next1_amount", "要一起填写"),
        ({"next1_amount": "1"}, "next1_year", "要一起填写"),
        ({"next1_year": "2026", "next1_amount": "0"}, "next1_amount", "应大于0"),
        ({"next1_year": "2026", "next1_amount": "301万元"}, "next1_amount", "超过了批准金额"),
        ({"next1_year": "2026", "next1_amount": "1", "next2_year": "2026", "next2_amount": "1"}, "next2_year", "同一年"),
        ({"remark": "注" * 201}, "remark", "最多200字"),
        ({"amount": "=1+1"}, "amount", "是公式"),
        ({"code": "91310107\u202e01"}, "code", "控制字符"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_by_its_place(change: dict[str, Any], column: str, said: str) -> None:
    found = read(row(), row(**{"document": "另一号", **change}))
    assert found.rows == ()
    assert [(one.row, one.label) for one in found.errors] == [(3, COLUMNS[column].name)], found
    assert said in str(found.errors[0])


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = read(row(code="x", amount="y"), row(fund=""))
    assert [(one.row, one.label) for one in found.errors] == [
        (2, "统一社会信用代码"),
        (2, "批准金额"),
        (3, "资金"),
    ]


def test_the_same_grant_twice_is_one_too_many() -> None:
    found = read(row(), row(amount="1元", asked=""))
    assert [str(one) for one in found.errors] == [
        "第3行：与第2行是同一笔（代码、资金、文号、年度、事项、内容都相同），请合并或删去一行"
    ]


def test_a_file_that_is_none_of_ours() -> None:
    wrong = {
        b"PK": "不是有效的 .xlsx 文件",
        content(book(row(), title="别的")): "没有名为“历次资助”的工作表",
        content(book(row(), heads=["代码"])): "第1行的表头与模板不同",
        content(book()): "表里没有内容",
    }
    for bytes_, said in wrong.items():
        (fault,) = sheet.read(bytes_, POLICY, 2026).errors
        assert said in str(fault)


def test_merged_cells_and_hidden_rows_are_refused() -> None:
    merged = book(row())
    merged.active.merge_cells("A2:A3")  # type: ignore[union-attr]
    assert "合并的单元格" in str(sheet.read(content(merged), POLICY, 2026).errors[0])
    hidden = book(row())
    hidden.active.row_dimensions[2].hidden = True  # type: ignore[union-attr]
    assert "被隐藏" in str(sheet.read(content(hidden), POLICY, 2026).errors[0])


def test_the_template_reads_as_empty_and_has_no_formula() -> None:
    made = template.template(POLICY)
    assert "表里没有内容" in str(sheet.read(made, POLICY, 2026).errors[0])
    for table in load_workbook(io.BytesIO(made)).worksheets:
        for cells in table.iter_rows():
            assert not [one.value for one in cells if one.data_type == "f"]


def test_the_ledger_s_file_reads_back_as_it_was() -> None:
    grants = [
        EarlierGrant(
            code=CODE, name="=HYPERLINK(1)公司", fund="2023", year=2023, measure="office-rent", amount=60 * WAN,
            paid=40 * WAN, instalments=[{"year": 2026, "fen": 20 * WAN}], years=1, document="普科委〔2023〕9号",
        ),
        EarlierGrant(
            code=CODE, name="上海公司", fund="other", fund_name="区科技", year=2024, asked=5, amount=3, paid=3, remark="备注"
        ),
        EarlierGrant(code=CODE, name="上海公司", fund="2021", year=2021, measure="rnd", amount=1, paid=1, project="open"),
    ]  # fmt: skip
    found = sheet.read(template.ledger(grants, POLICY), POLICY, 2026)
    assert ["里不能有“=”" in str(one) for one in found.errors] == [True]  # text, and no name
    grants[0].name = "上海公司"
    rows = [one for _, one in sheet.read(template.ledger(grants, POLICY), POLICY, 2026).rows]
    for grant, made in zip(grants, rows, strict=True):
        for name in (
            "code",
            "fund",
            "fund_name",
            "year",
            "measure",
            "asked",
            "amount",
            "paid",
            "years",
            "project",
        ):
            assert getattr(made, name) == getattr(grant, name), name
