"""Money: strict reading, reading as people type it, writing, splitting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.kernel.money import MAX_FEN, BadAmount, Money, read_amount


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("0.00", 0),
        ("1", 100),
        ("1.5", 150),
        ("1.05", 105),
        ("007.10", 710),
        ("9999999999999.99", MAX_FEN),
    ],
)
def test_the_contract_form_is_read_exactly(text: str, fen: int) -> None:
    assert Money.yuan(text).fen == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-1",
        "+1",
        "1.",
        ".5",
        "1.005",
        "1,000",
        "1e3",
        "NaN",
        "１００",
        "10000000000000",
        "1_000",
        "1\n",
        "0x10",
    ],
)
def test_anything_else_is_refused_with_the_value_and_an_example(text: str) -> None:
    with pytest.raises(BadAmount, match=r"格式不对.*1234567\.80"):
        Money.yuan(text)


@given(st.integers(0, MAX_FEN))
def test_written_and_read_again_it_is_the_same(fen: int) -> None:
    assert Money.yuan(Money(fen).contract()) == Money(fen)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1500", 150_000), ("1,500", 150_000), ("1，500.5", 150_050), ("１５００元", 150_000), ("¥ 1500", 150_000),
        ("500万", 500_000_000), ("1.5 万元", 1_500_000), ("0.000001万元", 1), ("2亿元", 20_000_000_000), (".5", 50),
        ("1,000万元", 1_000_000_000), ("  8  ", 800),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(text: str, fen: int) -> None:
    assert read_amount(text).fen == fen


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "无法识别"), ("一百万", "无法识别"), ("-5", "无法识别"), ("1,00", "无法识别"), ("12,34", "无法识别"),
        ("5元万", "无法识别"), ("0.001", "分以下"), ("0.0000001万元", "分以下"), ("100000亿", "超过可填写的上限"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_the_way_out(text: str, says: str) -> None:
    with pytest.raises(BadAmount, match=says):
        read_amount(text)


@given(st.integers(0, MAX_FEN))
def test_what_is_shown_can_be_typed_again(fen: int) -> None:
    assert read_amount(Money(fen).yuan_text()) == read_amount(Money(fen).wan_text()) == Money(fen)


def test_texts_group_thousands_and_drop_trailing_zeros() -> None:
    assert Money(123_456_789).yuan_text() == "1,234,567.89元"
    assert Money(500_000_000).wan_text() == "500万元"
    assert Money(166_666_667).wan_text() == "166.666667万元"


@given(st.integers(0, MAX_FEN), st.integers(1, 12))
def test_parts_sum_exactly_and_earlier_ones_are_larger_by_at_most_a_fen(
    fen: int, parts: int
) -> None:
    found = [part.fen for part in Money(fen).split(parts)]
    assert sum(found) == fen
    assert found == sorted(found, reverse=True)
    assert found[0] - found[-1] <= 1


def test_a_split_into_no_parts_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        Money(1).split(0)
