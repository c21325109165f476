"""Answers as people type them: read into the contract's words, or kept as typed with what is wrong."""

from typing import Any

import pytest

from duixian import policy
from duixian.applications import answers, subjects
from duixian.policy import Fact

PUTUO = policy.library().get("putuo-2024-3")
COMPUTE = answers.facts_of(PUTUO, PUTUO.measure("compute"))
QUALIFICATION = answers.facts_of(PUTUO, PUTUO.measure("qualification"))
RENT = answers.facts_of(PUTUO, PUTUO.measure("office-rent"))


def kept(facts: dict[str, Fact], name: str, typed: Any) -> Any:
    return answers.tidied(facts, {name: typed})[name]


READ = [
    (COMPUTE, "compute_cost", "500万", "5000000.00"),
    (COMPUTE, "compute_cost", "５００元", "500.00"),
    (COMPUTE, "compute_cost", "1,234.5", "1234.50"),
    (COMPUTE, "registered_on", "2025年3月1日", "2025-03-01"),
    (COMPUTE, "registered_on", "20250301", "2025-03-01"),
    (COMPUTE, "kind", "企业", "enterprise"),
    (COMPUTE, "kind", "enterprise", "enterprise"),
    (COMPUTE, "breaches", [], []),
    (COMPUTE, "breaches", [{"on": "2024/5/1"}], [{"on": "2024-05-01", "repaired": False, "confirmed": False, "in_force": False}]),
    (RENT, "support_years", "2年", 2),
    (RENT, "support_years", 2, 2),
    (QUALIFICATION, "level", "cmmi:3", "3"),
    (QUALIFICATION, "qualification", "cmmi", "cmmi"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "name", "typed", "value"), READ)
def test_what_people_type_is_understood(
    facts: dict[str, Fact], name: str, typed: Any, value: Any
) -> None:
    if name == "level":
        value = next(
            one.id for one in facts["level"].choices_by["cmmi"] if one.name.startswith("3")
        )
        typed = f"cmmi:{value}"
    assert kept(facts, name, typed) == value
    assert answers.understood(facts, {name: kept(facts, name, typed)}).faults == {}


AMOUNTS = [
    "-1", "0.001", "1e3", "NaN", "Infinity", "一百万", "0x10", "1_000", "30" * 15, "2^63", "99999999999999", True, [1],
]  # fmt: skip
DATES = [
    "2026-02-30", "31/12/2026", "2026-12-31T24:00", "0000-01-01", "10000-01-01", "二〇二六年", 5, "",
]  # fmt: skip


@pytest.mark.parametrize("typed", AMOUNTS)
def test_an_amount_that_can_not_be_read_is_kept_as_typed_and_said(typed: Any) -> None:
    stored = kept(COMPUTE, "compute_cost", typed)
    assert stored == typed
    faults = answers.understood(COMPUTE, {"compute_cost": stored}).faults
    assert "compute_cost" in faults


@pytest.mark.parametrize("typed", [one for one in DATES if one != ""])
def test_a_day_that_can_not_be_read_is_kept_as_typed_and_said(typed: Any) -> None:
    stored = kept(COMPUTE, "registered_on", typed)
    assert stored == typed
    assert "registered_on" in answers.understood(COMPUTE, {"registered_on": stored}).faults


@pytest.mark.parametrize("typed", ["", "   ", None])
def test_blank_is_no_answer(typed: Any) -> None:
    assert kept(COMPUTE, "compute_cost", typed) is None
    assert answers.understood(COMPUTE, {"compute_cost": None}).values == {}


@pytest.mark.parametrize(
    "typed",
    ["\0", "a\0b", "\ud800", "x" * 1_000_000, "𠮷" * 10, "<script>", "' OR 1=1--", "{{7*7}}"],
)
def test_any_text_can_be_stored_and_is_never_run(typed: str) -> None:
    stored = kept(COMPUTE, "compute_cost", typed)
    assert "\0" not in stored
    assert len(stored) <= answers.MOST_SIGNS
    stored.encode()
    assert "compute_cost" in answers.understood(COMPUTE, {"compute_cost": stored}).faults


def test_fields_that_nobody_asked_for_are_left_out() -> None:
    assert answers.tidied(COMPUTE, {"state": "paid", "amount": 1}) == {}


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([{"on": "昨天"}], "第1条的决定日"),
        ([{"repaired": True}], "第1条没有填写决定日"),
        ([{"on": "2024-05-01", "x": 1}], "第1条无法识别"),
        (["x"], "第1条无法识别"),
        ("none", "逐条"),
    ],
)
def test_a_record_with_a_fault_says_which_one(rows: Any, word: str) -> None:
    stored = kept(COMPUTE, "breaches", rows)
    assert word in answers.understood(COMPUTE, {"breaches": stored}).faults["breaches"]


def test_a_level_of_something_else_is_a_fault() -> None:
    other = QUALIFICATION["level"].choices_by["cs"][0].id
    faults = answers.understood(QUALIFICATION, {"qualification": "cmmi", "level": other}).faults
    assert "不是同一项" in faults["level"]
    assert answers.understood(QUALIFICATION, {"qualification": "cs", "level": other}).faults == {}


def test_the_policy_says_which_measures_take_several_applications() -> None:
    several = {one.id for one in PUTUO.measures if subjects.label(one)}
    assert several == {
        "qualification", "game-licence", "first-application", "first-application-recognised", "event-host",
    }  # fmt: skip
    assert subjects.label(PUTUO.measure("game-licence")) == "哪一款游戏"
    assert subjects.label(PUTUO.measure("event-host")) == "哪一场活动"


@pytest.mark.parametrize(
    "typed", ["《山海 录》", "山海录", " 山海录 ", "山海録".replace("録", "录"), "“山海录”"]
)
def test_one_product_has_one_key_however_it_is_typed(typed: str) -> None:
    assert subjects.key(typed) == "山海录"
