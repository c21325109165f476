"""A filled-in sheet of expenses, from the product's own template."""

import io

from openpyxl import load_workbook

from duixian.applications import rounds, sheet
from duixian.applications.models import Application

ROW = {
    "费用内容": "一月算力费", "收款方": "上海云海算力有限公司", "发票号码": "25312000000012345601", "发票金额": "106000",
    "申报金额": "106000", "开票日期": "2025-06-30", "付款日期": "2025-07-05", "付款金额": "106000",
}  # fmt: skip


def expenses(case: Application) -> bytes:
    """One line."""
    book = load_workbook(io.BytesIO(sheet.template(rounds.measure_of(case.round_measure))))
    table = book.worksheets[0]
    heads = [str(cell.value or "").lstrip("*").split("（")[0] for cell in table[1]]
    for name, value in ROW.items():
        table.cell(3, heads.index(name) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
