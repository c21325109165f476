"""The table of the seventeen measures, row by row; the map is in test_sentences.py."""

from typing import Any

import pytest

from tests.contract.support import GOOD_FACTS, MEASURES, answered, claim

KINDS = ("enterprise", "institution", "nonprofit")
CLAUSES = {
    "settle": "三（一）",
    "office-rent": "三（二）",
    "office-purchase": "三（二）",
    "rnd": "三（三）",
    "qualification": "三（四）",
    "game-licence": "三（四）",
    "game-export": "三（四）",
    "first-application": "三（五）",
    "first-application-recognised": "三（五）",
    "compute": "三（六）",
    "organisation": "三（七）",
    "carrier": "三（八）",
    "carrier-startup": "三（八）",
    "showcase": "三（九）",
    "event-host": "三（十）",
    "exhibition": "三（十）",
    "major-project": "三（十一）",
}
ONLY_ENTERPRISES = {
    *("settle", "office-rent", "office-purchase", "qualification", "game-licence", "game-export"),
    *("compute", "carrier-startup"),
}


def got(measure: str, /, **facts: Any) -> tuple[str, str]:
    """Status and ceiling of a good claim with some facts changed."""
    answer = answered(claim(measure, facts=facts))
    assert "error" not in answer, answer
    return answer["status"], answer["ceiling"]


REFUSED = ("ineligible", "0.00")


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_stands_in_its_clause(measure: str) -> None:
    assert answered(claim(measure))["clause"] == CLAUSES[measure]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_is_open_to_those_the_table_names(measure: str, kind: str) -> None:
    open_to = {"enterprise"} if measure in ONLY_ENTERPRISES else set(KINDS)
    open_to = {"nonprofit"} if measure == "organisation" else open_to
    status = answered(claim(measure, applicant={"kind": kind}))["status"]
    assert status == ("eligible" if kind in open_to else "ineligible")


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_asks_for_the_facts_of_the_table(measure: str) -> None:
    nothing = answered(claim(measure) | {"facts": {}})
    levels = (
        {"level"} if measure == "qualification" else set()
    )  # whether it has levels is not known
    assert set(nothing["missing"]) == set(GOOD_FACTS[measure]) - levels


def test_settling_is_worth_500_wan_once() -> None:
    assert got("settle") == ("eligible", "5000000.00")
    assert got("settle", granted_before="0.01") == REFUSED


@pytest.mark.parametrize(
    ("measure", "parts"), [("settle", 3), ("office-purchase", 3), ("compute", 1)]
)
def test_settling_and_buying_are_paid_in_three_instalments(measure: str, parts: int) -> None:
    assert len(answered(claim(measure))["instalments"]) == parts


@pytest.mark.parametrize(
    ("rent", "ceiling"),
    [
        ("864000.00", "864000.00"),
        ("999999.99", "999999.99"),
        ("1000000.00", "1000000.00"),
        ("1000000.01", "1000000.00"),
        ("0.00", "0.00"),
    ],
)
def test_rent_is_met_up_to_100_wan(rent: str, ceiling: str) -> None:
    assert got("office-rent", rent_paid=rent) == ("eligible", ceiling)


def test_rent_is_met_for_three_years() -> None:
    assert [got("office-rent", support_years=years)[0] for years in (0, 1, 2, 3, 4)] == [
        *("eligible", "eligible", "eligible"),
        *("ineligible", "ineligible"),
    ]


@pytest.mark.parametrize(
    ("price", "ceiling"),
    [
        ("160000000.00", "3000000.00"),
        ("150000000.00", "3000000.00"),
        ("149999999.99", "2999999.99"),
        ("12345.67", "246.91"),
        ("0.49", "0.00"),
    ],
)
def test_a_purchase_is_met_at_2_percent_up_to_300_wan(price: str, ceiling: str) -> None:
    assert got("office-purchase", price_paid=price) == ("eligible", ceiling)
    assert got("office-purchase", price_paid=price, granted_before="0.01") == REFUSED


@pytest.mark.parametrize(
    ("spend", "ceiling"),
    [
        ("5999900.00", "2999950.00"),
        ("6000000.00", "3000000.00"),
        ("7000000.00", "3000000.00"),
        ("0.03", "0.01"),
    ],
)
def test_research_is_met_at_50_percent_up_to_300_wan(spend: str, ceiling: str) -> None:
    assert got("rnd", project_spend=spend) == ("eligible", ceiling)


def test_research_needs_results_and_an_open_project_needs_an_officer() -> None:
    assert got("rnd", has_results=False) == REFUSED
    assert got("rnd", open_project=True) == ("verify", "2999950.00")


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("0.00", ("eligible", "200000.00")),
        ("50000.00", ("eligible", "150000.00")),
        ("199999.99", ("eligible", "0.01")),
        ("200000.00", REFUSED),
        ("200000.01", REFUSED),
    ],
)
def test_a_qualification_is_worth_what_is_left_of_20_wan(
    before: str, wanted: tuple[str, str]
) -> None:
    assert got("qualification", granted_before=before) == wanted


QUALIFIES = {
    "secret-integration": "甲",
    "cs": "CS4 CS5",
    "itss": "一 二",
    "cmmi": "3 4 5",
}
DOES_NOT = {"secret-integration": "乙", "cs": "CS1 CS2 CS3", "itss": "三 四", "cmmi": "1 2"}
WITHOUT_LEVELS = "icp-licence cisp ccrc cesscn llm-filing publishing-licence av-licence"


@pytest.mark.parametrize("qualification", list(QUALIFIES))
def test_the_listed_levels_qualify_and_the_others_of_the_family_do_not(qualification: str) -> None:
    for level in QUALIFIES[qualification].split():
        assert got("qualification", qualification=qualification, level=level)[0] == "eligible"
    for level in DOES_NOT[qualification].split():
        assert got("qualification", qualification=qualification, level=level) == REFUSED


@pytest.mark.parametrize("qualification", list(QUALIFIES))
def test_a_level_of_another_family_is_not_known(qualification: str) -> None:
    other = "CS4" if qualification != "cs" else "甲"
    one = claim("qualification", facts={"qualification": qualification, "level": other})
    assert "level" in answered(one)["error"]


@pytest.mark.parametrize("qualification", WITHOUT_LEVELS.split())
@pytest.mark.parametrize("level", ["1", "三", None])
def test_a_qualification_without_levels_ignores_one(qualification: str, level: str | None) -> None:
    wanted = ("eligible", "200000.00")
    assert got("qualification", qualification=qualification, level=level) == wanted


def test_a_game_with_a_licence_is_worth_100_wan_once() -> None:
    assert got("game-licence") == ("eligible", "1000000.00")
    assert got("game-licence", granted_before="0.01") == REFUSED
    assert got("game-licence", revenue="0.00") == REFUSED
    assert got("game-licence", licence_obtained=False) == REFUSED
    assert got("game-licence", online=False) == REFUSED


def test_a_game_abroad_is_worth_200_wan_once() -> None:
    assert got("game-export") == ("eligible", "2000000.00")
    assert got("game-export", granted_before="0.01") == REFUSED
    assert got("game-export", revenue_settled_domestically="0.00") == REFUSED
    assert got("game-export", overseas_online=False) == REFUSED


@pytest.mark.parametrize(
    ("sales", "ceiling"),
    [
        ("16666600.00", "4999980.00"),
        ("16666666.66", "4999999.99"),
        ("16666666.67", "5000000.00"),
        ("20000000.00", "5000000.00"),
        ("0.01", "0.00"),
    ],
)
def test_a_first_application_is_met_at_30_percent_up_to_500_wan(sales: str, ceiling: str) -> None:
    assert got("first-application", sales_received=sales) == ("eligible", ceiling)


def test_a_first_application_needs_its_own_rights_and_to_be_the_first() -> None:
    assert got("first-application", own_ip=False) == REFUSED
    assert got("first-application", first_of_kind=False) == REFUSED


def test_a_recognised_first_application_is_worth_500_wan() -> None:
    for by in ("national", "municipal", "both"):
        wanted = ("eligible", "5000000.00")
        assert got("first-application-recognised", recognised_by=by) == wanted
    assert got("first-application-recognised", recognised_by="none") == REFUSED


@pytest.mark.parametrize(
    ("cost", "ceiling"),
    [
        ("15000000.00", "4500000.00"),
        ("16666666.66", "4999999.99"),
        ("16666666.67", "5000000.00"),
        ("10000.01", "3000.00"),
    ],
)
def test_compute_is_met_at_30_percent_up_to_500_wan(cost: str, ceiling: str) -> None:
    assert got("compute", compute_cost=cost) == ("eligible", ceiling)


def test_an_organisation_is_worth_100_wan_once() -> None:
    assert got("organisation") == ("eligible", "1000000.00")
    assert got("organisation", granted_before="0.01") == REFUSED


@pytest.mark.parametrize(
    ("by", "spend", "ceiling"),
    [
        ("national", "8000000.00", "2000000.00"),
        ("both", "8000000.00", "2000000.00"),
        ("municipal", "8000000.00", "1000000.00"),
        ("national", "6666666.66", "1999999.99"),
        ("municipal", "3333333.33", "999999.99"),
        ("municipal", "3333333.34", "1000000.00"),
    ],
)
def test_a_carrier_is_met_at_30_percent_up_to_its_recognition(
    by: str, spend: str, ceiling: str
) -> None:
    assert got("carrier", recognised_by=by, build_spend=spend) == ("eligible", ceiling)
    assert got("carrier", recognised_by="none", build_spend=spend) == REFUSED


def test_a_startup_in_a_carrier_is_worth_10_wan_once() -> None:
    assert got("carrier-startup") == ("eligible", "100000.00")
    assert got("carrier-startup", granted_before="0.01") == REFUSED
    assert got("carrier-startup", in_carrier=False) == REFUSED


def test_a_startup_was_registered_on_or_after_new_since() -> None:
    for day, wanted in (("2024-12-31", "ineligible"), ("2025-01-01", "eligible")):
        one = claim("carrier-startup", applicant={"registered_on": day})
        assert answered(one)["status"] == wanted
    old = {"registered_on": "2024-06-01"}
    moved = claim("carrier-startup", applicant=old, parameters={"new_since": "2024-06-01"})
    assert answered(moved)["status"] == "eligible"


@pytest.mark.parametrize(
    ("rent", "fit_out", "running", "wanted"),
    [
        ("1000000.00", "1900000.00", "1000000.00", ("eligible", "1950000.00")),
        ("2000000.00", "1500000.00", "1500000.00", ("eligible", "2000000.00")),
        ("0.01", "0.00", "3999999.98", ("eligible", "1999999.99")),
        ("0.01", "0.01", "0.01", ("eligible", "0.01")),
        ("0.00", "1900000.00", "1000000.00", REFUSED),
    ],
)
def test_a_showcase_is_met_at_50_percent_of_the_sum_up_to_200_wan(
    rent: str, fit_out: str, running: str, wanted: tuple[str, str]
) -> None:
    facts = {"self_used_rent": rent, "fit_out_cost": fit_out, "running_cost": running}
    assert got("showcase", **facts) == wanted


@pytest.mark.parametrize(
    ("spend", "ceiling"),
    [("3000000.00", "1500000.00"), ("4000000.00", "2000000.00"), ("4500000.00", "2000000.00")],
)
def test_an_event_is_met_at_50_percent_up_to_200_wan(spend: str, ceiling: str) -> None:
    assert got("event-host", event_spend=spend) == ("eligible", ceiling)


def test_an_exhibitor_is_met_at_50_percent_of_the_sum_up_to_what_is_left_of_20_wan() -> None:
    fees = {"registration_fee": "180000.00", "booth_fee": "200000.00", "build_fee": "100000.00"}
    assert got("exhibition", **fees) == ("eligible", "200000.00")
    assert got("exhibition", **fees, granted_before="90000.00") == ("eligible", "110000.00")
    assert got("exhibition", **fees, granted_before="200000.00") == REFUSED
    assert got("exhibition", build_fee="0.00") == ("eligible", "115000.00")


def test_an_exhibitor_with_nothing_left_is_refused_whatever_else_is_unknown() -> None:
    answer = answered(claim("exhibition") | {"facts": {"granted_before": "200000.00"}})
    assert answer["status"] == "ineligible"
    assert answer["missing"] == ["booth_fee", "build_fee", "registration_fee"]


def test_a_major_project_is_worth_what_was_decided() -> None:
    assert got("major-project", decided_amount="9999999999999.99")[1] == "9999999999999.99"
    assert got("major-project", decided_amount="0.00") == ("eligible", "0.00")


ONCE = [name for name, facts in GOOD_FACTS.items() if "granted_before" in facts]


@pytest.mark.parametrize(
    "measure", [one for one in ONCE if one not in {"qualification", "exhibition"}]
)
def test_once_means_nothing_was_granted_before(measure: str) -> None:
    assert got(measure, granted_before="0.01") == REFUSED
    assert got(measure, granted_before="0")[0] == "eligible"


NO = {
    "rnd": ["has_results"],
    "game-licence": ["licence_obtained", "online"],
    "game-export": ["overseas_online"],
    "first-application": ["own_ip", "first_of_kind"],
    "carrier-startup": ["in_carrier"],
}
ABOVE_ZERO = {
    "game-licence": "revenue",
    "game-export": "revenue_settled_domestically",
    "showcase": "self_used_rent",
}


def test_a_no_a_none_and_a_zero_refuse() -> None:
    for measure, names in NO.items():
        for name in names:
            assert got(measure, **{name: False}) == REFUSED
    for measure in ("first-application-recognised", "carrier"):
        assert got(measure, recognised_by="none") == REFUSED
    for measure, name in ABOVE_ZERO.items():
        assert got(measure, **{name: "0.00"}) == REFUSED
        assert got(measure, **{name: "0.01"})[0] == "eligible"


def test_no_open_project_is_no_reason_to_refuse() -> None:
    assert got("rnd", open_project=False)[0] == "eligible"
