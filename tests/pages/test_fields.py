"""Form fields: text as people type it into domain values, with the way out where it can't be read."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from duixian.kernel.money import Money
from duixian.policy import Choice
from duixian.portal import fields


def test_blank_is_no_answer() -> None:
    assert fields.AmountField(required=False).clean(" ") is None
    assert fields.DayField(required=False).clean("") is None
    assert fields.CountField("年").clean("") is None
    assert fields.RateField(required=False).clean("") is None
    assert fields.YesNoField().clean("") is None
    assert fields.ListField([Choice("a", "甲")]).clean("") is None


def test_amounts_and_days_become_domain_values() -> None:
    assert fields.AmountField(required=False).clean("1.5万") == Money.yuan("15000")
    assert fields.DayField(required=False).clean("2026年3月2日") == date(2026, 3, 2)


@pytest.mark.parametrize(("typed", "count"), [("0", 0), ("２", 2), ("3年", 3), ("1,000", 1000)])
def test_counts_may_carry_their_unit(typed: str, count: int) -> None:
    assert fields.CountField("年").clean(typed) == count


@pytest.mark.parametrize("typed", ["-1", "1.5", "三"])
def test_what_is_no_count_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="请填写 0 或更大的整数"):
        fields.CountField("年").clean(typed)


@pytest.mark.parametrize(
    ("typed", "share"), [("4.35", "0.0435"), ("４.３５％", "0.0435"), ("100%", "1"), ("0", "0")]
)
def test_rates_are_exact_shares(typed: str, share: str) -> None:
    assert fields.RateField(required=False).clean(typed) == share


@pytest.mark.parametrize("typed", ["101", "-1", "abc", "NaN", "1e400"])
def test_what_is_no_rate_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="请填写 0 到 100 之间的百分数"):
        fields.RateField(required=False).clean(typed)


def test_yes_and_no() -> None:
    assert fields.YesNoField().clean("yes") is True
    assert fields.YesNoField().clean("no") is False


def test_a_level_knows_what_it_is_a_level_of() -> None:
    made = fields.LevelField([(Choice("cmmi", "CMMI"), [Choice("3", "3级")])])
    assert made.clean("cmmi:3") == ("cmmi", "3")
    with pytest.raises(ValidationError, match="不在选项里"):
        made.clean("itss:3")
