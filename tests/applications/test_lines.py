"""Expense lines: read all or nothing, each fault at its cell; one invoice has one key however it is typed."""

from datetime import date
from typing import Any

import pytest

from duixian import policy
from duixian.applications import lines
from duixian.applications.lines import BadLines
from tests.applications.filing import LINE

PUTUO = policy.library().get("putuo-2024-3")
COMPUTE, SHOWCASE = PUTUO.measure("compute"), PUTUO.measure("showcase")
TODAY = date(2026, 3, 2)


def faults(*rows: dict[str, Any], measure: policy.Measure = COMPUTE) -> dict[tuple[int, str], str]:
    with pytest.raises(BadLines) as raised:
        lines.read(measure, rows, TODAY)
    return raised.value.faults


def test_a_line_is_understood_and_totals_feed_the_fact() -> None:
    (line,) = lines.read(COMPUTE, [LINE, {}], TODAY)
    assert (line.fact, line.amount, line.invoice_amount) == ("compute_cost", 10**8, 10**8)
    assert line.paid_on == date(2025, 7, 5)
    assert lines.totals([("compute_cost", 1), ("compute_cost", 2)]) == {"compute_cost": "0.03"}


def test_a_measure_of_several_costs_asks_which() -> None:
    assert [fact.id for fact in lines.facts_fed(SHOWCASE)] == [
        "self_used_rent",
        "fit_out_cost",
        "running_cost",
    ]
    assert "没有填写计入" in faults(LINE, measure=SHOWCASE)[0, "fact"]
    (line,) = lines.read(SHOWCASE, [{**LINE, "fact": "运营维护费用"}], TODAY)
    assert line.fact == "running_cost"
    assert (
        "可选：自用面积房租"
        in faults({**LINE, "fact": "compute_cost"}, measure=SHOWCASE)[0, "fact"]
    )


DISGUISES = [
    ("031002400511", "12345678"), ("０３１００２４００５１１", "１２３４５６７８"), ("0310 0240 0511", "1234 5678"),
    ("031002400511 ", " 12345678"), ("0310-0240-0511", "1234-5678"), ("", "03100240051112345678"),
    ("0310024005\u200b11", "12345678"), ("031002400511\u3000", "12345678"), ("031002400511", "12345678\t"),
    ("０310０2400511", "123４5678"), ("031002400511\xa0", "12345678"), ("", "0310 0240 0511 1234 5678"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "number"), DISGUISES)
def test_one_invoice_has_one_key_in_any_disguise(code: str, number: str) -> None:
    assert lines.invoice_key(code, number) == "03100240051112345678"


def test_different_invoices_have_different_keys() -> None:
    assert lines.invoice_key("", "12345678") != lines.invoice_key("", "12345679")
    assert lines.invoice_key("031002400511", "") == ""


BAD = [
    ({"amount": ""}, "amount", "没有填写申报金额"),
    ({"amount": "0"}, "amount", "大于0"),
    ({"amount": "-5"}, "amount", "无法识别"),
    ({"amount": "200万"}, "amount", "超过了发票金额"),
    ({"content": " "}, "content", "没有填写费用内容"),
    ({"content": "费" * 201}, "content", "最多200字"),
    ({"counterparty": None}, "counterparty", "没有填写收款方"),
    ({"invoice_number": "1234567"}, "invoice_number", "8位或20位"),
    ({"invoice_number": "123456789"}, "invoice_number", "8位或20位"),
    ({"invoice_number": "1" * 13}, "invoice_number", "8位或20位"),
    ({"invoice_number": "1" * 21}, "invoice_number", "8位或20位"),
    ({"invoice_number": "O2345678"}, "invoice_number", "8位或20位"),
    ({"invoice_code": "0310024005", "invoice_number": "1" * 20}, "invoice_code", "没有发票代码"),
    ({"invoice_number": "12345678"}, "invoice_code", "请一并填写"),
    ({"invoice_code": "0310024005", "invoice_number": ""}, "invoice_number", "没有填写发票号码"),
    ({"invoice_amount": ""}, "invoice_amount", "请填写发票金额"),
    ({"invoice_amount": "-100"}, "invoice_amount", "无法识别"),
    ({"invoiced_on": "2026-03-03"}, "invoiced_on", "不能晚于今天"),
    ({"paid_on": "2026-02-30"}, "paid_on", "不存在"),
]


@pytest.mark.parametrize(("changed", "column", "word"), BAD)
def test_a_fault_is_at_its_cell(changed: dict[str, Any], column: str, word: str) -> None:
    found = faults(LINE, {**LINE, "invoice_number": "2" * 20, **changed})
    assert word in found[1, column]


def test_one_bad_cell_refuses_all_and_every_fault_is_told_at_once() -> None:
    found = faults(LINE, {**LINE, "amount": "x"}, {**LINE, "content": "", "paid_on": "y"})
    assert set(found) == {(1, "amount"), (2, "content"), (2, "paid_on")}


def test_parts_of_one_invoice_sum_to_at_most_the_invoice() -> None:
    half = {**LINE, "amount": "50万"}
    assert len(lines.read(COMPUTE, [half, half], TODAY)) == 2
    assert "合计超过" in faults(half, {}, half, half)[3, "amount"]


def test_one_invoice_has_one_amount() -> None:
    half = {**LINE, "amount": "50万"}
    assert "不同" in faults(half, {**half, "invoice_amount": "200万"})[1, "invoice_amount"]


def test_there_is_a_most() -> None:
    found = faults(*[LINE] * (lines.MOST_LINES + 1))
    assert "最多1000行" in found[lines.MOST_LINES, ""]
