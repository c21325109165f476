"""Numerals and values as messages show them."""

import pytest

from duixian.kernel.numerals import chinese_numeral, read_numeral
from duixian.kernel.text import bare, shown


@pytest.mark.parametrize("number", range(1, 100))
def test_a_numeral_written_is_read_again(number: int) -> None:
    assert read_numeral(chinese_numeral(number)) == number


def test_numerals_read_as_clauses_are_numbered() -> None:
    assert [chinese_numeral(one) for one in (3, 10, 11, 20, 43)] == [
        "三",
        "十",
        "十一",
        "二十",
        "四十三",
    ]
    assert read_numeral("两") == 2
    assert read_numeral("十X") is None
    assert read_numeral("X十") is None
    assert read_numeral("甲") is None


def test_a_value_is_shown_on_one_line_cut_and_with_blanks_in_quotes() -> None:
    assert shown("x" * 50) == "x" * 40 + "…"
    assert shown("a\tb\x00") == "a\\tb\\u0000"
    assert shown("") == '""'
    assert shown(" ") == '" "'
    assert shown({"a": 1}) == "{'a': 1}"


@pytest.mark.parametrize(
    "typed",
    [
        "HT-2025-01",
        " ht 2025 O1 ",
        "\uff28\uff34２０２５０１",
        "HT〔2025〕0l",
        "HT—2025—01号".replace("号", ""),
    ],
)
def test_a_number_is_one_however_it_is_disguised(typed: str) -> None:
    assert bare(typed) == "HT202501"
    assert bare("——") == ""
