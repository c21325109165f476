"""Excel files of the ledger for these tests: the template's heads, rows by column."""

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from duixian.applications.earlier.columns import COLUMNS
from duixian.applications.earlier.sheet import SHEET
from tests.parties.cast import credit_code

CODE = credit_code(901)
NAME = "上海明心智能科技有限公司"


def row(**more: Any) -> dict[str, Any]:
    """A complete row, of the 2023 version."""
    return {
        "code": CODE, "name": NAME, "fund": "2023年版", "document": "普科委〔2023〕9号", "year": "2023",
        "measure": "产业集聚资助", "asked": "400万元", "amount": "300万元", **more,
    }  # fmt: skip


def book(*rows: Mapping[str, Any], title: str = SHEET, heads: list[str] | None = None) -> Workbook:
    """A workbook with these rows below the heads."""
    made = Workbook()
    table = made.active
    assert table is not None
    table.title = title
    table.append(heads or [f"{'*' if one.required else ''}{one.name}" for one in COLUMNS.values()])
    for one in rows:
        table.append([one.get(column, "") for column in COLUMNS])
    return made


def content(made: Workbook) -> bytes:
    """Its bytes."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def file(*rows: Mapping[str, Any]) -> bytes:
    """An .xlsx with these rows."""
    return content(book(*rows))
