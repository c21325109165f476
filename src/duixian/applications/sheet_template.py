"""The Excel template for expense lines: heads, a marked example, lists to choose from, a page of notes."""

import io

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from duixian.applications.lines import COLUMNS, MOST_LINES, facts_fed
from duixian.policy import Fact, Measure

SHEET = "费用明细"
EXAMPLE = "【示例行】"
_UNITS = {"money": "（元）", "day": "（年-月-日）"}
_WIDTHS = {"fact": 18, "content": 30, "counterparty": 28, "invoice_number": 24}
_SAMPLE = {
    "content": f"{EXAMPLE}可删去，不会导入：2026年2月算力服务费", "contract_number": "HT-2026-001",
    "counterparty": "上海示例算力有限公司", "invoice_number": "26312000000012345678", "invoiced_on": "2026-02-11",
    "invoice_amount": "106000.00", "amount": "106000.00", "paid_on": "2026-02-20", "paid_amount": "106000.00",
}  # fmt: skip
NOTES = (
    "从第2行起，一行填一笔费用；带 * 的列必填。示例行可以删去，也可以留着，不会导入。",
    f"最多 {MOST_LINES:,} 行。请不要改表头，不要合并单元格，不要隐藏行，不要使用公式。",
    "“计入”只能从下拉列表中选择；只有一个项目时可以不填。",
    "金额以元为单位，价税合计，例如 106000 或 106,000.00；也可以写 10.6万元。",
    "日期写作 2026-02-11 或 2026年2月11日。",
    "数电发票只填20位发票号码；其他发票填8位号码和10位或12位发票代码。这两列是文本格式，请直接输入，不要改为数字。",
    "一张发票可以分几行填，申报金额合计不能超过发票金额。",
    "导入时逐格检查：只要有一格不对，就全部不导入，并列出每一处错误；改好后重新导入即可。",
)


def template(measure: Measure) -> bytes:
    """An .xlsx for the measure's expenses. Everything is written as text: nothing in it can become a formula."""
    out = io.BytesIO()
    facts = facts_fed(measure)
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "border": 1, "border_color": "#cccccc"})
        head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1, "text_wrap": True})  # fmt: skip
        grey = book.add_format({"num_format": "@", "italic": True, "font_color": "#666666"})
        table = book.add_worksheet(SHEET)
        _heads(table, head, text)
        _example(table, grey, facts)
        lists = book.add_worksheet("选项")
        _choices(table, lists, facts)
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 110)
        notes.write_string(0, 0, f"{measure.name} · 费用明细填写说明", head)
        for number, note in enumerate(NOTES, 1):
            notes.write_string(number, 0, f"{number}. {note}")
        lists.hide()
    return out.getvalue()


def _heads(table: Worksheet, head: Format, text: Format) -> None:
    table.freeze_panes(1, 0)
    for place, (column, one) in enumerate(COLUMNS.items()):
        table.set_column(place, place, _WIDTHS.get(column, 16), text)
        table.write_string(
            0, place, f"{'*' if one.required else ''}{one.name}{_UNITS.get(one.kind, '')}", head
        )


def _example(table: Worksheet, grey: Format, facts: tuple[Fact, ...]) -> None:
    sample = {"fact": facts[0].name if facts else "", **_SAMPLE}
    for place, column in enumerate(COLUMNS):
        table.write_string(1, place, sample.get(column, ""), grey)


def _choices(table: Worksheet, lists: Worksheet, facts: tuple[Fact, ...]) -> None:
    for row, fact in enumerate(facts):
        lists.write_string(row, 0, fact.name)
    for place, (column, one) in enumerate(COLUMNS.items()):
        rule: dict[str, object] = {
            "validate": "length", "criteria": "<=", "value": one.most, "ignore_blank": True,
            "error_title": one.name, "error_message": f"{one.name}最多{one.most}个字。",
        }  # fmt: skip
        if column == "fact" and facts:
            rule = {
                "validate": "list", "source": f"='选项'!$A$1:$A${len(facts)}",
                "error_title": one.name, "error_message": "请从列表中选择。",
            }  # fmt: skip
        if one.kind != "day":
            table.data_validation(1, place, MOST_LINES + 1, place, rule)
