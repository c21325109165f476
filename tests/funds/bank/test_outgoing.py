"""The payment file: the same content in both forms, one hash, 副本, and nothing that could become a formula."""

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from duixian.funds.bank.outgoing import HEADS, PaymentFile
from duixian.kernel.money import MAX_FEN, Money
from tests.funds.bank.samples import line, payment_file


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_holds_every_line_and_a_total() -> None:
    file = payment_file(3)
    rows = rows_of(file.csv(copy=False))
    assert rows[0] == list(HEADS)
    assert rows[1] == [
        "BK2026-000007", "1", "BK2026-000007-0001", "上海第1智能科技有限公司", "6222000000000000001",
        "交通银行上海普陀支行", "1000001.38", "普陀区智能软件扶持资金 第1笔", "正本",
    ]  # fmt: skip
    assert rows[-1] == ["合计", "3", "", "", "", "", "3000008.25", file.hash, "正本"]


def test_excel_holds_the_same_with_amounts_as_numbers() -> None:
    file = payment_file(3)
    sheet = load_workbook(io.BytesIO(file.excel(copy=False))).worksheets[0]
    for found, wanted in zip(sheet.iter_rows(), rows_of(file.csv(copy=False)), strict=True):
        for cell, text in zip(found, wanted, strict=True):
            if cell.data_type == "n" and cell.value is not None:
                assert Money.yuan(f"{cell.value:.2f}") == Money.yuan(text)
                assert cell.number_format == "#,##0.00"
            else:
                assert (cell.value or "") == text


def test_a_copy_is_marked_in_its_name_and_in_every_row_and_has_the_same_keys_and_hash() -> None:
    file = payment_file(2)
    first, again = rows_of(file.csv(copy=False)), rows_of(file.csv(copy=True))
    assert {row[-1] for row in again[1:]} == {"副本"}
    assert [row[:-1] for row in first] == [row[:-1] for row in again]
    assert (file.name("csv", copy=False), file.name("xlsx", copy=True)) == (
        "拨款-BK2026-000007.csv",
        "拨款-BK2026-000007-副本.xlsx",
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"account": "6222000000000000009"},
        {"payee": "上海其他公司"},
        {"amount": Money(1)},
        {"key": "x"},
        {"bank": "工商银行"},
    ],
)
def test_the_hash_changes_with_anything_that_matters(changed: dict[str, object]) -> None:
    file = payment_file(3)
    other = PaymentFile(batch=file.batch, lines=(*file.lines[:-1], line(3, **changed)))
    assert other.hash != file.hash
    assert replace(file, batch="BK2026-000008").hash != file.hash


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=cmd|'/c calc'!A1"])
def test_no_text_can_become_a_formula(text: str) -> None:
    file = PaymentFile(batch="B", lines=(line(1, payee=text, purpose=text, bank=text),))
    row = rows_of(file.csv(copy=False))[1]
    assert not [cell for cell in row if cell[:1] in set("=+-@\t\r\n")]
    sheet = load_workbook(io.BytesIO(file.excel(copy=False))).worksheets[0]
    assert not [cell for cells in sheet.iter_rows() for cell in cells if cell.data_type == "f"]


def test_the_largest_amount_is_exact_in_both() -> None:
    file = PaymentFile(batch="B", lines=(line(1, amount=Money(MAX_FEN)),))
    sheet = load_workbook(io.BytesIO(file.excel(copy=False))).worksheets[0]
    value = sheet.cell(2, 7).value
    assert isinstance(value, float)
    assert f"{value:.2f}" == rows_of(file.csv(copy=False))[1][6] == "9999999999999.99"
