"""The part “In” of the contract, sentence by sentence; the map is in test_sentences.py."""

import json
from typing import Any

import pytest

from duixian import policy
from tests.contract.support import MEASURES, answered, breach, claim, duixian, lines, without

RECENT = "2025-01-01"


def status(measure: str = "compute", /, **changes: Any) -> str:
    answer = answered(claim(measure, **changes))
    assert "error" not in answer, answer
    return str(answer["status"])


def refused(one: dict[str, Any], field: str) -> None:
    answer = answered(one)
    assert field in answer["error"], answer


def test_one_claim_a_line_gives_one_answer_a_line() -> None:
    ran = duixian("assess", "-", given=lines([claim(id=f"n{number}") for number in range(5)]))
    assert [one["id"] for one in ran.answers] == [f"n{number}" for number in range(5)]


def test_the_latest_policy_in_force_is_the_one_of_2024() -> None:
    assert policy.library().get("putuo-2024-3").number == "普科合规范〔2024〕3号"
    assert answered(claim(policy="putuo-2024-3")) == answered(claim())


@pytest.mark.parametrize(
    "name", ["id", "policy", "other_support", "overlap", "mode", "parameters", "facts"]
)
def test_an_optional_key_may_be_absent_or_null(name: str) -> None:
    absent, null = answered(without(claim(), name)), answered(claim() | {name: None})
    assert absent == null
    assert "error" not in absent


def test_an_absent_id_is_null_in_the_answer() -> None:
    assert answered(without(claim(), "id"))["id"] is None


def test_absent_facts_are_missing_facts() -> None:
    assert answered(without(claim(), "facts"))["missing"] == ["compute_cost"]


@pytest.mark.parametrize("name", ["on", "measure", "applicant"])
def test_a_required_key_may_not_be_absent_or_null(name: str) -> None:
    refused(without(claim(), name), name)
    refused(claim() | {name: None}, name)


def test_any_other_key_at_any_level_is_an_error() -> None:
    refused(claim(colour=1), "colour")
    refused(claim(applicant={"colour": 1}), "colour")
    refused(claim(facts={"colour": "1.00"}), "colour")
    refused(claim(parameters={"colour": "2025-01-01"}), "colour")
    support = {"from": "city", "amount": "1.00", "colour": 1}
    refused(claim(other_support=[support]), "other_support")
    refused(claim(applicant={"breaches": [breach(RECENT) | {"colour": True}]}), "breaches")


@pytest.mark.parametrize("amount", ["0", "5", "5.5", "5.05", "0.00", "007.50", "9999999999999.99"])
def test_money_is_digits_and_at_most_two_decimals(amount: str) -> None:
    assert status(facts={"compute_cost": amount}) == "eligible"


@pytest.mark.parametrize("amount", ["009999999999999.99", "0000000000000000000001"])
def test_zeros_before_an_amount_do_not_make_it_larger(amount: str) -> None:
    assert status(facts={"compute_cost": amount}) == "eligible"


@pytest.mark.parametrize("amount", ["5.", ".5", "5.000", "1,000", "+5", "-5", " 5", "5元", "1e3"])
def test_money_is_nothing_else(amount: str) -> None:
    refused(claim(facts={"compute_cost": amount}), "compute_cost")


def test_money_is_at_most_9999999999999_99() -> None:
    refused(claim(facts={"compute_cost": "10000000000000.00"}), "compute_cost")
    refused(claim(facts={"compute_cost": "10000000000000"}), "compute_cost")


def test_dates_are_iso_strings() -> None:
    for day in ("2026-02-30", "2026/03/02", "20260302", "2026-3-2", 20260302):
        refused(claim(on=day), "on")


def test_yes_and_no_are_json_true_and_false() -> None:
    assert status("rnd", facts={"has_results": True}) == "eligible"
    assert status("rnd", facts={"has_results": False}) == "ineligible"
    for value in ("true", 1, 0, "否"):
        refused(claim("rnd", facts={"has_results": value}), "has_results")


def test_support_years_is_a_whole_number_from_0() -> None:
    assert [status("office-rent", facts={"support_years": n}) for n in (0, 2)] == ["eligible"] * 2
    assert status("office-rent", facts={"support_years": 10**30}) == "ineligible"
    for value in (-1, 1.0, "1", True):
        refused(claim("office-rent", facts={"support_years": value}), "support_years")


def test_levels_are_strings_as_listed() -> None:
    assert status("qualification", facts={"level": "3"}) == "eligible"
    for value in (3, "CMMI3", "三", "03"):
        refused(claim("qualification", facts={"level": value}), "level")


def test_a_text_fact_may_not_be_empty() -> None:
    refused(claim("major-project", facts={"leading_group_decision": ""}), "leading_group_decision")


@pytest.mark.parametrize("kind", ["enterprise", "institution", "nonprofit"])
def test_the_kinds_are_enterprise_institution_and_nonprofit(kind: str) -> None:
    assert status("event-host", applicant={"kind": kind}) == "eligible"
    refused(claim(applicant={"kind": "person"}), "kind")


FIELDS = (
    "ai big-data cloud games industrial-internet infosec smart-manufacturing robotics metaverse "
    "llm algorithms-and-compute future-intelligence future-space"
)


@pytest.mark.parametrize("field", FIELDS.split())
def test_a_listed_field_needs_no_officer(field: str) -> None:
    assert status(applicant={"field": field}) == "eligible"


def test_the_field_other_is_known_and_an_unlisted_one_is_not() -> None:
    assert status(applicant={"field": "other"}) == "verify"
    refused(claim(applicant={"field": "biotech"}), "field")


def test_an_applicant_established_on_the_day_itself_is_established() -> None:
    assert status(applicant={"registered_on": "2026-03-02"}) == "eligible"


def test_an_applicant_established_after_the_day_is_not_yet_established() -> None:
    assert status(applicant={"registered_on": "2026-03-03"}) == "ineligible"


@pytest.mark.parametrize("measure", ["settle", "office-rent", "office-purchase", "organisation"])
def test_an_applicant_not_in_the_district_is_no_newcomer(measure: str) -> None:
    assert status(measure, applicant={"arrived_on": None}) == "ineligible"
    absent = claim(measure)
    del absent["applicant"]["arrived_on"]
    assert answered(absent)["status"] == "ineligible"
    assert answered(absent)["missing"] == []


@pytest.mark.parametrize("measure", ["settle", "office-rent", "office-purchase", "organisation"])
@pytest.mark.parametrize(
    ("arrived", "wanted"),
    [
        ("2024-12-31", "ineligible"),
        ("2025-01-01", "eligible"),
        ("2026-03-02", "eligible"),
        ("2026-03-03", "ineligible"),
    ],
)
def test_a_newcomer_arrived_between_new_since_and_the_day(
    measure: str, arrived: str, wanted: str
) -> None:
    assert status(measure, applicant={"arrived_on": arrived}) == wanted


def test_new_since_moves_the_first_day_of_a_newcomer() -> None:
    arrived = {"arrived_on": "2024-06-01"}
    assert status("settle", applicant=arrived) == "ineligible"
    for since, wanted in (("2024-06-01", "eligible"), ("2024-06-02", "ineligible")):
        assert status("settle", applicant=arrived, parameters={"new_since": since}) == wanted


@pytest.mark.parametrize(
    "measure",
    [one for one in MEASURES if one not in {"settle", "organisation"} and "office" not in one],
)
def test_measures_that_do_not_ask_for_a_newcomer_do_not_ask_where_it_is(measure: str) -> None:
    assert status(measure, applicant={"arrived_on": None}) == "eligible"


def test_breaches_null_or_absent_are_not_yet_looked_up() -> None:
    null = answered(claim(applicant={"breaches": None}))
    absent = claim()
    del absent["applicant"]["breaches"]
    assert (null["status"], null["missing"]) == ("incomplete", ["breaches"])
    assert answered(absent) == null
    assert status(applicant={"breaches": []}) == "eligible"


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2023-03-01", "eligible"),
        ("2023-03-02", "verify"),
        ("2026-03-02", "verify"),
        ("2026-03-03", "eligible"),
    ],
)
def test_a_breach_counts_in_the_three_years_both_days_included(day: str, wanted: str) -> None:
    assert status(applicant={"breaches": [breach(day)]}) == wanted


@pytest.mark.parametrize(("day", "counts"), [("2025-02-27", False), ("2025-02-28", True)])
def test_three_years_before_29_february_is_the_28th(day: str, counts: bool) -> None:
    # The policy has ended by then, so the claim is refused anyway; the steps still tell the record.
    one = claim(on="2028-02-29", applicant={"breaches": [breach(day, confirmed=True)]})
    steps = policy.assess(policy.read_claim(one, policy.library())).steps
    assert any(step.clause == "五（二）" and step.outcome == "fail" for step in steps) == counts


def test_a_repaired_breach_never_counts() -> None:
    assert status(applicant={"breaches": [breach("2025-05-01", repaired=True)]}) == "eligible"
    both = breach("2020-06-02", repaired=True, in_force=True)  # case h00202
    assert status(applicant={"breaches": [both]}) == "eligible"


def test_an_older_breach_still_in_force_counts() -> None:
    assert status(applicant={"breaches": [breach("2015-05-01", in_force=True)]}) == "verify"


def test_a_breach_that_counts_needs_an_officer_and_is_final_once_confirmed() -> None:
    assert status(applicant={"breaches": [breach("2025-05-01")]}) == "verify"
    confirmed = breach("2025-05-01", confirmed=True)
    assert status(applicant={"breaches": [breach("2025-05-01"), confirmed]}) == "ineligible"


def test_a_confirmed_breach_that_does_not_count_does_not_refuse() -> None:
    old = breach("2020-05-01", confirmed=True)
    repaired = breach("2025-05-01", confirmed=True, repaired=True)
    assert status(applicant={"breaches": [old, repaired]}) == "eligible"


def paid(measure: str = "compute", /, **changes: Any) -> tuple[str, str]:
    answer = answered(claim(measure, **changes))
    return answer["ceiling"], answer["payable"]


def given(*records: tuple[str, str]) -> list[dict[str, str]]:
    return [{"from": giver, "amount": amount} for giver, amount in records]


def test_support_comes_from_city_district_or_nation() -> None:
    for giver in ("city", "district", "national"):
        assert status(other_support=given((giver, "1.00"))) == "eligible"
    refused(claim(other_support=given(("county", "1.00"))), "other_support")


def test_what_this_policy_granted_is_no_other_support() -> None:
    assert paid("qualification", facts={"granted_before": "50000.00"}) == ("150000.00", "150000.00")


@pytest.mark.parametrize("overlap", ["difference", "exclude"])
def test_overlap_counts_city_and_district_and_not_national_money(overlap: str) -> None:
    national = given(("national", "4000000.00"))
    assert paid(other_support=national, overlap=overlap) == ("4500000.00", "4500000.00")
    for giver in ("city", "district"):
        left = "0.00" if overlap == "exclude" else "3500000.00"
        one = given((giver, "1000000.00"))
        assert paid(other_support=one, overlap=overlap) == ("4500000.00", left)


def test_difference_pays_up_to_the_higher() -> None:
    for amount, left in (("4499999.99", "0.01"), ("4500000.00", "0.00"), ("9000000.00", "0.00")):
        support = given(("city", amount))
        assert paid(other_support=support, overlap="difference") == ("4500000.00", left)


def test_difference_adds_up_city_and_district() -> None:
    support = given(("city", "1000000.00"), ("district", "500000.00"), ("city", "0.01"))
    assert paid(other_support=support) == ("4500000.00", "2999999.99")


def test_exclude_pays_nothing_beside_any_city_or_district_support() -> None:
    assert paid(other_support=given(("city", "0.01")), overlap="exclude")[1] == "0.00"
    assert paid(other_support=given(("city", "0.00")), overlap="exclude")[1] == "4500000.00"


def test_stack_pays_until_all_three_together_reach_the_cost_base() -> None:
    some = given(("city", "5000000.00"), ("district", "5000000.00"), ("national", "500000.00"))
    assert paid(other_support=some, overlap="stack")[1] == "4500000.00"
    more = [*some, *given(("national", "0.01"))]
    assert paid(other_support=more, overlap="stack")[1] == "4499999.99"
    most = given(("national", "15000000.01"))
    assert paid(other_support=most, overlap="stack")[1] == "0.00"


@pytest.mark.parametrize(
    "measure",
    [
        *("settle", "qualification", "game-licence", "game-export", "organisation"),
        *("first-application-recognised", "carrier-startup", "major-project"),
    ],
)
def test_stack_pays_in_full_where_there_is_no_cost_base(measure: str) -> None:
    support = given(("city", "9999999999999.99"))
    ceiling, payable = paid(measure, other_support=support, overlap="stack")
    assert payable == ceiling


@pytest.mark.parametrize("measure", [one for one in MEASURES if "recognised" not in one])
def test_the_default_is_difference(measure: str) -> None:
    support = given(("city", "100.00"), ("national", "9000000.00"))
    assert paid(measure, other_support=support) == paid(
        measure, other_support=support, overlap="difference"
    )


def test_the_default_for_what_other_support_recognises_is_stack() -> None:
    support = given(("city", "1000000.00"))
    measure = "first-application-recognised"
    assert paid(measure, other_support=support) == ("5000000.00", "5000000.00")
    assert paid(measure, other_support=support, overlap="difference")[1] == "4000000.00"


def test_a_project_needs_no_results_yet() -> None:
    for facts in ({"has_results": False}, {"has_results": None}, {"has_results": True}):
        answer = answered(claim("rnd", facts=facts, mode="project"))
        assert (answer["status"], answer["missing"]) == ("eligible", [])


def test_a_grant_needs_results_and_grant_is_the_default() -> None:
    for mode in ("grant", None):
        assert status("rnd", facts={"has_results": False}, mode=mode) == "ineligible"
        assert status("rnd", facts={"has_results": None}, mode=mode) == "incomplete"


@pytest.mark.parametrize("measure", [one for one in MEASURES if one != "rnd"])
def test_the_mode_changes_no_other_measure(measure: str) -> None:
    changed = answered(claim(measure, mode="project"))
    assert without(changed, "steps") == without(answered(claim(measure)), "steps")


def test_the_example_claim_of_the_contract_gives_the_example_answer() -> None:
    one = json.loads(EXAMPLE)
    answer = answered(one)
    assert without(answer, "steps") == json.loads(EXAMPLE_ANSWER)


EXAMPLE = """
{"id": "c1", "on": "2026-03-02", "measure": "compute", "policy": "putuo-2024-3",
 "applicant": {"kind": "enterprise", "registered_on": "2025-03-01", "arrived_on": "2025-03-01", "field": "ai",
               "breaches": [{"on": "2024-05-01", "repaired": false, "confirmed": false, "in_force": false}]},
 "facts": {"compute_cost": "20000000.00"},
 "other_support": [{"from": "city", "amount": "100000.00"}],
 "overlap": "difference", "mode": "grant", "parameters": {"new_since": "2025-01-01"}}
"""
EXAMPLE_ANSWER = """
{"id": "c1", "measure": "compute", "clause": "三（六）", "status": "verify", "ceiling": "5000000.00",
 "payable": "4900000.00", "instalments": [{"year": 1, "amount": "4900000.00"}], "missing": []}
"""
