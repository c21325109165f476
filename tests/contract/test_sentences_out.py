"""The part “Out” of the contract, sentence by sentence; the map is in test_sentences.py."""

from typing import Any

import pytest

from tests.contract.support import CHINESE, MEASURES, answered, breach, claim, duixian, fen, lines

UNKNOWN = {"applicant": {"field": None}}
DOUBTFUL = {"applicant": {"field": "other"}}
FAILING = {"on": "2027-01-01"}


def status(measure: str = "compute", /, **changes: Any) -> str:
    return str(answered(claim(measure, **changes))["status"])


def test_a_known_failure_comes_before_an_absent_fact() -> None:
    both: dict[str, Any] = UNKNOWN | FAILING
    assert (status(**UNKNOWN), status(**both)) == ("incomplete", "ineligible")


def test_an_absent_fact_comes_before_a_doubt() -> None:
    one = claim("rnd", applicant={"field": "other"}, facts={"project_spend": None})
    assert answered(one)["status"] == "incomplete"


def test_a_doubt_comes_before_eligible() -> None:
    assert (status(**DOUBTFUL), status()) == ("verify", "eligible")


def test_an_officer_must_look_at_a_breach_a_field_of_other_and_an_open_project() -> None:
    assert status(applicant={"breaches": [breach("2025-05-01")]}) == "verify"
    assert status(applicant={"field": "other"}) == "verify"
    assert status("rnd", facts={"open_project": True}) == "verify"


def test_a_known_failure_comes_before_a_doubt() -> None:
    assert status(applicant={"field": "other", "kind": "institution"}) == "ineligible"


@pytest.mark.parametrize("measure", MEASURES)
def test_a_judgement_of_people_never_changes_the_status(measure: str) -> None:
    answer = answered(claim(measure))
    assert answer["status"] == "eligible"
    if measure != "first-application-recognised":
        assert any("认定" in step for step in answer["steps"])


JUDGED = {
    "settle": "有较强的创新能力",
    "organisation": "产业带动示范效应",
    "event-host": "带动示范效应",
    "exhibition": "具有影响力",
    "major-project": "引领和带动作用",
}


@pytest.mark.parametrize("measure", list(JUDGED))
def test_what_only_people_can_judge_is_listed_in_the_steps(measure: str) -> None:
    assert any(JUDGED[measure] in step for step in answered(claim(measure))["steps"])


@pytest.mark.parametrize("measure", MEASURES)
def test_no_answer_speaks_of_an_entitlement(measure: str) -> None:
    told = "".join(answered(claim(measure))["steps"])
    assert "有权获得" not in told
    assert "应当给予" not in told


def test_missing_lists_every_absent_fact_sorted() -> None:
    nothing = {"kind": None, "registered_on": None, "field": None, "breaches": None}
    answer = answered(claim("exhibition", applicant=nothing) | {"facts": {"build_fee": "1.00"}})
    assert answer["missing"] == [
        *("booth_fee", "breaches", "field", "granted_before", "kind", "registered_on"),
        "registration_fee",
    ]


def test_missing_is_told_whatever_the_status() -> None:
    answer = answered(claim(**FAILING, applicant={"kind": None}, facts={"compute_cost": None}))
    assert (answer["status"], answer["missing"]) == ("ineligible", ["compute_cost", "kind"])


def test_a_level_is_missing_only_where_the_qualification_has_levels() -> None:
    for qualification, missing in (("cmmi", ["level"]), ("ccrc", []), (None, ["qualification"])):
        facts = {"qualification": qualification, "level": None}
        assert answered(claim("qualification", facts=facts))["missing"] == missing


def test_where_it_is_is_never_missing() -> None:
    assert answered(claim("settle", applicant={"arrived_on": None}))["missing"] == []


@pytest.mark.parametrize(
    ("cost", "ceiling"), [("0.03", "0.00"), ("0.04", "0.01"), ("0.99", "0.29"), ("33.33", "9.99")]
)
def test_a_ceiling_is_rounded_down_to_the_fen(cost: str, ceiling: str) -> None:
    assert answered(claim(facts={"compute_cost": cost}))["ceiling"] == ceiling


def test_a_ceiling_of_nothing_is_still_eligible() -> None:
    answer = answered(claim(facts={"compute_cost": "0.01"}))
    assert (answer["status"], answer["ceiling"], answer["instalments"]) == ("eligible", "0.00", [])


def test_a_ceiling_is_zero_if_ineligible_and_null_if_incomplete() -> None:
    refused, unknown = answered(claim(**FAILING)), answered(claim(**UNKNOWN))
    assert (refused["ceiling"], refused["payable"], refused["instalments"]) == ("0.00", "0.00", [])
    assert (unknown["ceiling"], unknown["payable"], unknown["instalments"]) == (None, None, [])


def test_the_payable_is_the_ceiling_after_overlap() -> None:
    answer = answered(claim(other_support=[{"from": "district", "amount": "0.01"}]))
    assert (answer["ceiling"], answer["payable"]) == ("4500000.00", "4499999.99")


@pytest.mark.parametrize(
    ("support", "parts"),
    [
        ("0.00", ["1666666.67", "1666666.67", "1666666.66"]),
        ("0.01", ["1666666.67", "1666666.66", "1666666.66"]),
        ("0.02", ["1666666.66", "1666666.66", "1666666.66"]),
        ("4999999.99", ["0.01", "0.00", "0.00"]),
        ("4999999.98", ["0.01", "0.01", "0.00"]),
        ("5000000.00", []),
    ],
)
def test_instalments_are_equal_with_earlier_ones_larger_by_a_fen(
    support: str, parts: list[str]
) -> None:
    answer = answered(claim("settle", other_support=[{"from": "city", "amount": support}]))
    years = [{"year": year, "amount": amount} for year, amount in enumerate(parts, 1)]
    assert answer["instalments"] == years
    assert sum(fen(part) for part in parts) == fen(answer["payable"])


def test_one_payment_is_one_instalment() -> None:
    assert answered(claim())["instalments"] == [{"year": 1, "amount": "4500000.00"}]


def test_there_is_no_instalment_of_nothing() -> None:
    support = [{"from": "city", "amount": "9000000.00"}]
    assert answered(claim(other_support=support))["instalments"] == []
    assert answered(claim(**UNKNOWN))["instalments"] == []


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2024-12-31", "ineligible"),
        ("2025-01-01", "eligible"),
        ("2026-12-31", "eligible"),
        ("2027-01-01", "ineligible"),
    ],
)
def test_a_day_outside_the_policy_is_ineligible(day: str, wanted: str) -> None:
    assert status(on=day, applicant={"registered_on": "2020-01-01"}) == wanted


@pytest.mark.parametrize("measure", MEASURES)
def test_the_steps_are_in_chinese(measure: str) -> None:
    steps = answered(claim(measure))["steps"]
    assert steps
    assert all(isinstance(step, str) and CHINESE.search(step) for step in steps)


WRONG = {
    "an unknown measure": (claim() | {"measure": "grant-all"}, "measure", "grant-all"),
    "an unknown key": (claim(colour="red"), "colour", "colour"),
    "an unknown value": (claim(overlap="both"), "overlap", "both"),
    "bad money": (claim(facts={"compute_cost": "1,000"}), "compute_cost", "1,000"),
    "a bad date": (claim(on="2026-02-30"), "on", "2026-02-30"),
}


@pytest.mark.parametrize("wrong", list(WRONG))
def test_bad_input_is_answered_by_an_error_with_field_and_value(wrong: str) -> None:
    one, field, value = WRONG[wrong]
    answer = answered(one)
    assert set(answer) == {"id", "error"}
    assert answer["id"] == "c1"
    assert field in answer["error"]
    assert value in answer["error"]
    assert len(CHINESE.findall(answer["error"])) >= 6, "why, and what would do"


def test_an_error_says_what_would_do() -> None:
    assert "difference" in answered(claim(overlap="both"))["error"]
    assert "enterprise" in answered(claim(applicant={"kind": "company"}))["error"]


def test_broken_json_is_answered_by_an_error_without_an_id() -> None:
    ran = duixian("assess", "-", given=b'{"id": "c1",\n')
    assert [one["id"] for one in ran.answers] == [None]
    assert CHINESE.search(ran.answers[0]["error"])


def test_the_others_are_still_answered_and_the_exit_status_is_1_else_0() -> None:
    good = lines([claim(id="a")])
    ran = duixian("assess", "-", given=good + b"{\n" + good)
    assert [one.get("status") for one in ran.answers] == ["eligible", None, "eligible"]
    assert ran.status == 1
    assert duixian("assess", "-", given=good * 2).status == 0
