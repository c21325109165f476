"""Form fields: text as people type it into domain values, with the way out where it can't be read."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from duixian.kernel.money import Money
from duixian.policy import Choice
from duixian.policy.facts import RATE_SCALE
from duixian.policy.tree import Number
from duixian.web import fields


def test_blank_is_no_answer() -> None:
    assert fields.AmountField(required=False).clean(" ") is None
    assert fields.DayField(required=False).clean("") is None
    assert fields.QuantityField(YEARS, "年").clean("") is None
    assert fields.YesNoField().clean("") is None
    assert fields.ListField([Choice("a", "甲")]).clean("") is None


def test_amounts_and_days_become_domain_values() -> None:
    assert fields.AmountField(required=False).clean("1.5万") == Money.yuan("15000")
    assert fields.DayField(required=False).clean("2026年3月2日") == date(2026, 3, 2)


YEARS = Number((("年", 1),), 1, 99)
AREA = Number((("㎡", 1),), 100)
RATE = Number((), RATE_SCALE, RATE_SCALE)


@pytest.mark.parametrize(
    ("typed", "count"), [("0", 0), ("２", 2), ("3年", 3), ("1,0", 10), ("99", 99)]
)
def test_counts_may_carry_their_unit(typed: str, count: int) -> None:
    assert fields.QuantityField(YEARS, "年").clean(typed) == count


@pytest.mark.parametrize("typed", ["-1", "1.5", "三", "1e3", "NaN", ".5"])
def test_what_is_no_count_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="请填写0或更大的整数"):
        fields.QuantityField(YEARS, "年").clean(typed)


@pytest.mark.parametrize("typed", ["100", "9" * 400])
def test_too_many_are_refused_with_the_limit(typed: str) -> None:
    with pytest.raises(ValidationError, match="上限99年"):
        fields.QuantityField(YEARS, "年").clean(typed)


def test_quantities_have_as_many_decimals_as_the_fact() -> None:
    assert fields.QuantityField(AREA, "㎡").clean("１２.５") == "12.5"
    with pytest.raises(ValidationError, match="至多2位小数"):
        fields.QuantityField(AREA, "㎡").clean("12.345")
    with pytest.raises(ValidationError, match="上限，请核对"):
        fields.QuantityField(AREA, "㎡").clean("9" * 16)


@pytest.mark.parametrize(
    ("typed", "percent"), [("4.35", "4.35"), ("４.３５％", "4.35"), ("100%", "100"), ("0", "0")]
)
def test_rates_are_percentages(typed: str, percent: str) -> None:
    assert fields.QuantityField(RATE, "%").clean(typed) == percent


def test_a_rate_above_the_whole_is_refused() -> None:
    with pytest.raises(ValidationError, match="上限100%"):
        fields.QuantityField(RATE, "%").clean("100.01")


def test_yes_and_no() -> None:
    assert fields.YesNoField().clean("yes") is True
    assert fields.YesNoField().clean("no") is False


def test_a_level_knows_what_it_is_a_level_of() -> None:
    made = fields.LevelField([(Choice("cmmi", "CMMI"), [Choice("3", "3级")])])
    assert made.clean("cmmi:3") == ("cmmi", "3")
    with pytest.raises(ValidationError, match="不在选项里"):
        made.clean("itss:3")
