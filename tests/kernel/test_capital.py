"""金额大写: the examples of the rule, every place of a number, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.kernel.capital import capital
from duixian.kernel.money import MAX_FEN, Money

DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        # 正确填写票据和结算凭证的基本规定
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # and the places where zeros go wrong
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("1.00", "壹元整"),
        ("10.00", "壹拾元整"),
        ("1500000.00", "壹佰伍拾万元整"),
        ("1000500.00", "壹佰万零伍佰元整"),
        ("10010.01", "壹万零壹拾元零壹分"),
        ("100000001.00", "壹亿零壹元整"),
        ("100200003.00", "壹亿零贰拾万零叁元整"),
        ("9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_in_capitals(yuan: str, words: str) -> None:
    assert capital(Money.yuan(yuan)) == words


def test_an_amount_below_zero_has_no_capitals() -> None:
    with pytest.raises(AssertionError):
        capital(Money(-1))


def value(words: str) -> int:
    """Read back, in fen, as a clerk does who checks a voucher."""
    total = section = digit = 0
    for sign in words.removesuffix("整"):
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in UNITS:
            section, digit = section + digit * UNITS[sign], 0
        elif sign in "万亿":
            total, section, digit = (
                (total + section + digit) * {"万": 10**4, "亿": 10**8}[sign],
                0,
                0,
            )
        elif sign == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[sign], 0
    return total


@given(st.integers(0, 10**10 - 1) | st.integers(0, MAX_FEN).map(lambda fen: fen - fen % 10**10))
def test_capitals_read_back_as_the_amount(fen: int) -> None:
    assert value(capital(Money(fen))) == fen
