"""The Excel files of the ledger: the template to fill in, and the ledger itself. Texts and numbers only, no formula."""

import io
from collections.abc import Iterable

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from duixian.applications.earlier.columns import COLUMNS, FUNDS, MOST_ROWS, NO_MEASURE, PROJECTS
from duixian.applications.earlier.sheet import EXAMPLE, SHEET
from duixian.kernel.money import Money
from duixian.parties.earlier import EarlierGrant
from duixian.policy import Policy

_SAMPLE = {
    "code": "91310107MA1GAY4CL0", "name": f"{EXAMPLE}上海示例软件有限公司", "fund": "2023年版",
    "document": "普科委〔2023〕××号", "year": "2023", "measure": "办公租房资助", "asked": "800000.00",
    "amount": "600000.00", "paid": "600000.00", "years": "1",
}  # fmt: skip
NOTES = (
    "一行填一笔资助：2021年版、2023年版《实施意见》给过的，或其他区级资金（五（一）企业综合表用）。带 * 的列必填。",
    f"最多 {MOST_ROWS:,} 笔。请不要改表头，不要合并单元格，不要隐藏行，不要使用公式。示例行可以留着，不会导入。",
    f"“对应事项”填本政策里相应的事项，没有相应事项的选“{NO_MEASURE}”；其他区级资金不填。",
    "金额以元为单位；也可以写 60万元。已拨金额与待拨金额之和必须等于批准金额；不再拨付的部分请从批准金额中减去。",
    "分期还没有拨完的，填待拨年度和待拨金额，最多两期。",
    "租房资助填支持年数；研发项目填项目状态：未验收、已验收、已终止。",
    "导入时逐格检查：只要有一格不对，就全部不导入，并列出每一处错误。检查通过后先看差异，确认后才写入台账。",
    "同一笔（代码、资金、文号、年度、事项、内容都相同）再次导入，以新的为准，旧的保留备查；表里没有的不会删除。",
)


def template(policy: Policy) -> bytes:
    """The sheet to fill in, with lists to choose from and a page of notes."""
    measures = [one.name for one in policy.measures]
    return _book([_SAMPLE], [*measures, NO_MEASURE], grey=True)


def ledger(grants: Iterable[EarlierGrant], policy: Policy) -> bytes:
    """The grants in the template's columns, so that what is corrected there can be brought back."""
    names = {one.id: one.name for one in policy.measures}
    return _book([_row(one, names) for one in grants], [*names.values(), NO_MEASURE], grey=False)


def _row(one: EarlierGrant, names: dict[str, str]) -> dict[str, str]:
    own = one.fund != EarlierGrant.Fund.OTHER
    later = {
        f"next{number}_{part}": str(entry["year"]) if part == "year" else _yuan(entry["fen"])
        for number, entry in enumerate(one.instalments, 1)
        for part in ("year", "amount")
    }
    return {
        "code": one.code, "name": one.name, "fund": one.get_fund_display(), "fund_name": one.fund_name,
        "document": one.document, "year": str(one.year), "subject": one.subject,
        "measure": (names.get(one.measure, one.measure) or NO_MEASURE) if own else "",
        "asked": "" if one.asked is None else _yuan(one.asked), "amount": _yuan(one.amount), "paid": _yuan(one.paid),
        "years": str(one.years or ""), "project": one.get_project_display() if one.project else "",
        "remark": one.remark, **later,
    }  # fmt: skip


def _yuan(fen: int) -> str:
    return Money(fen).contract()


def _book(rows: list[dict[str, str]], measures: list[str], *, grey: bool) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "border": 1, "border_color": "#cccccc"})
        head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1, "text_wrap": True})  # fmt: skip
        faint = book.add_format({"num_format": "@", "italic": True, "font_color": "#666666"})
        table = book.add_worksheet(SHEET)
        _heads(table, head, text)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(COLUMNS):
                table.write_string(number, place, row.get(column, ""), faint if grey else text)
        lists = book.add_worksheet("选项")
        _choices(table, lists, measures)
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 110)
        for number, note in enumerate(NOTES):
            notes.write_string(number, 0, f"{number + 1}. {note}")
        lists.hide()
    return out.getvalue()


def _heads(table: Worksheet, head: Format, text: Format) -> None:
    table.freeze_panes(1, 2)
    for place, one in enumerate(COLUMNS.values()):
        table.set_column(place, place, one.width, text)
        note = f"（{one.note}）" if one.note else ""
        table.write_string(0, place, f"{'*' if one.required else ''}{one.name}{note}", head)


def _choices(table: Worksheet, lists: Worksheet, measures: list[str]) -> None:
    for place, (column, values) in enumerate(
        {"fund": list(FUNDS), "measure": measures, "project": list(PROJECTS)}.items()
    ):
        for number, value in enumerate(values):
            lists.write_string(number, place, value)
        letter, where = "ABC"[place], list(COLUMNS).index(column)
        rule = {
            "validate": "list", "source": f"='选项'!${letter}$1:${letter}${len(values)}",
            "error_title": COLUMNS[column].name, "error_message": "请从列表中选择。",
        }  # fmt: skip
        table.data_validation(1, where, MOST_ROWS, where, rule)
