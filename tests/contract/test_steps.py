"""The steps of an answer: their clauses, their figures and the sentences they quote."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from duixian import policy
from duixian.kernel.money import Money
from duixian.policy import Answer, Step
from tests.contract.support import (
    DATA,
    GOOD_FACTS,
    MEASURES,
    breach,
    claim,
    duixian,
    fen,
    figures,
    lines,
    without,
)
from tests.oracle.generate import claims

OFFICIAL = "".join((DATA / "official.txt").read_text().split())
CLAUSE = re.compile(r"(一|二|三（[一二三四五六七八九十]+）|四（[一二三四]）|五（[一二三]）)\s")
KNOWING = {"period", "condition", "verify", "missing"}
# How many conditions the contract sets, the four of every measure (day, 依法设立, field, record) included.
CONDITIONS = {
    "settle": 7,
    "office-rent": 7,
    "office-purchase": 7,
    "rnd": 6,
    "qualification": 7,
    "game-licence": 9,
    "game-export": 8,
    "first-application": 6,
    "first-application-recognised": 5,
    "compute": 5,
    "organisation": 7,
    "carrier": 5,
    "carrier-startup": 8,
    "showcase": 5,
    "event-host": 4,
    "exhibition": 5,
    "major-project": 4,
}
CAPS = {
    "settle": 500,
    "office-rent": 100,
    "office-purchase": 300,
    "rnd": 300,
    "qualification": 20,
    "game-licence": 100,
    "game-export": 200,
    "first-application": 500,
    "first-application-recognised": 500,
    "compute": 500,
    "organisation": 100,
    "carrier": 200,
    "carrier-startup": 10,
    "showcase": 200,
    "event-host": 200,
    "exhibition": 20,
}
RATES = {
    "office-purchase": "2%",
    "rnd": "50%",
    "first-application": "30%",
    "compute": "30%",
    "carrier": "30%",
    "showcase": "50%",
    "event-host": "50%",
    "exhibition": "50%",
}


def assess(one: dict[str, Any]) -> Answer:
    return policy.assess(policy.read_claim(one, policy.library()))


def steps(answer: Answer, *kinds: str) -> list[Step]:
    return [step for step in answer.steps if step.kind in kinds]


def yuan(amount: Money | None) -> str | None:
    return None if amount is None else amount.contract()


@pytest.fixture(scope="module")
def sample() -> list[tuple[dict[str, Any], Answer]]:
    return [(one, assess(one)) for one in claims(seed=5, count=2_000)]


def payable(sample: list[tuple[dict[str, Any], Answer]]) -> Iterator[tuple[dict[str, Any], Answer]]:
    return ((one, answer) for one, answer in sample if answer.status in {"eligible", "verify"})


Sample = list[tuple[dict[str, Any], Answer]]


def test_every_printed_step_begins_with_its_clause(sample: Sample) -> None:
    for _, answer in sample:
        assert answer.steps
        for step in answer.steps:
            assert CLAUSE.match(str(step)), str(step)
            assert str(step).startswith(step.clause)


def test_the_steps_printed_are_the_steps_of_the_api(sample: Sample) -> None:
    for _, answer in sample:
        assert answer.as_json()["steps"] == [str(step) for step in answer.steps]


def test_the_command_prints_the_same_steps() -> None:
    some = list(claims(seed=6, count=200))
    printed = duixian("assess", "-", given=lines(some)).answers
    assert [one["steps"] for one in printed] == [assess(one).as_json()["steps"] for one in some]


@pytest.mark.parametrize("measure", MEASURES)
def test_each_condition_has_a_step(measure: str) -> None:
    found = steps(assess(claim(measure)), *KNOWING)
    assert len(found) >= CONDITIONS[measure], [str(step) for step in found]


@pytest.mark.parametrize("measure", MEASURES)
def test_a_claim_of_which_nothing_is_known_has_no_fewer_steps(measure: str) -> None:
    known = without(claim(measure), "facts") | {"applicant": {}}
    found = steps(assess(known), *KNOWING)
    assert len(found) >= CONDITIONS[measure], [str(step) for step in found]


def test_every_missing_fact_is_told_in_a_step(sample: Sample) -> None:
    for one, answer in sample:
        if answer.status == "incomplete":
            unknown = [step for step in answer.steps if step.outcome == "unknown"]
            assert unknown, one


def test_a_payable_claim_has_one_amount_step_and_its_last_figure_is_the_ceiling(
    sample: Sample,
) -> None:
    for one, answer in payable(sample):
        found = steps(answer, "amount")
        assert len(found) == 1, one
        assert figures(str(found[0]))[-1] == yuan(answer.ceiling), str(found[0])


def test_an_incomplete_claim_has_no_amount_to_show_as_its_ceiling(sample: Sample) -> None:
    for _, answer in sample:
        if answer.status == "incomplete":
            assert (answer.ceiling, answer.payable, answer.instalments) == (None, None, ())


def test_an_amount_step_shows_every_cost_put_in(sample: Sample) -> None:
    for one, answer in payable(sample):
        costs = {name for name in one["facts"] if name in COSTS}
        shown = {fen(figure) for figure in figures(str(steps(answer, "amount")[0]))}
        for name in costs:
            assert put_in(one["facts"][name]) in shown, (name, one)


COSTS = {
    name
    for facts in GOOD_FACTS.values()
    for name, value in facts.items()
    if isinstance(value, str)
    and "." in value
    and name not in {"granted_before", "revenue", "revenue_settled_domestically"}
}


def put_in(amount: str) -> int:
    yuan, _, cents = amount.partition(".")
    return int(yuan) * 100 + int((cents + "00")[:2])


@pytest.mark.parametrize("measure", list(CAPS))
def test_an_amount_step_shows_the_limit_of_the_text(measure: str) -> None:
    costs = {name: "9999999999.99" for name in GOOD_FACTS[measure] if name in COSTS}
    answer = assess(claim(measure, facts=costs))
    told = str(steps(answer, "amount")[0])
    assert yuan(answer.ceiling) == f"{CAPS[measure] * 10_000}.00"
    assert f"{CAPS[measure]}万元" in told or f"{CAPS[measure] * 10_000:,}.00元" in told


@pytest.mark.parametrize("measure", list(RATES))
def test_an_amount_step_shows_the_rate_of_the_text(measure: str) -> None:
    told = str(steps(assess(claim(measure)), "amount")[0])
    assert re.search(rf"(?<!\d){RATES[measure]}", told), told


def test_declared_support_has_one_overlap_step_and_its_last_figure_is_the_payable(
    sample: Sample,
) -> None:
    for one, answer in payable(sample):
        if one.get("other_support"):
            found = steps(answer, "overlap")
            assert len(found) == 1, one
            assert figures(str(found[0]))[-1] == yuan(answer.payable), str(found[0])


def test_an_overlap_step_stands_on_the_sentence_of_the_fourth_part(sample: Sample) -> None:
    for _, answer in payable(sample):
        for step in steps(answer, "overlap"):
            assert step.clause == "四（一）"
            assert "从高不重复" in str(step)


def test_instalment_steps_show_parts_that_sum_to_the_payable(sample: Sample) -> None:
    for one, answer in payable(sample):
        assert answer.payable is not None
        assert sum(part.fen for part in answer.instalments) == answer.payable.fen
        shown = [fen(f) for step in steps(answer, "instalment") for f in figures(str(step))]
        if one["measure"] in {"settle", "office-purchase"} and answer.payable.fen:
            for part in answer.instalments:
                assert part.fen in shown, shown
                shown.remove(part.fen)
        assert set(shown) <= {answer.payable.fen}, shown


def test_a_refused_claim_quotes_the_official_sentence_that_refuses(sample: Sample) -> None:
    refused = [answer for _, answer in sample if answer.status == "ineligible"]
    assert len(refused) >= 200
    for answer in refused:
        failing = [step for step in answer.steps if step.outcome == "fail"]
        assert failing
        for step in failing:
            quote = "".join(step.quote.split())
            assert len(quote) >= 5, str(step)
            assert quote in OFFICIAL, str(step)
            assert step.quote in str(step), str(step)


def test_only_a_refused_claim_has_a_step_that_fails(sample: Sample) -> None:
    for _, answer in sample:
        failing = [step for step in answer.steps if step.outcome == "fail"]
        assert bool(failing) == (answer.status == "ineligible")


def test_only_a_doubtful_claim_has_a_step_for_an_officer(sample: Sample) -> None:
    for _, answer in sample:
        doubtful = any(step.outcome == "verify" for step in answer.steps)
        assert doubtful or answer.status != "verify"
        assert not doubtful or answer.status != "eligible"


def test_every_quotation_in_a_step_is_official_text(sample: Sample) -> None:
    for _, answer in sample:
        for step in answer.steps:
            assert "".join(step.quote.split()) in OFFICIAL, step.quote


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_with_a_judgement_lists_it_without_deciding(measure: str) -> None:
    answer = assess(claim(measure))
    found = steps(answer, "judgement")
    assert found or measure == "first-application-recognised"
    assert answer.status == "eligible"
    assert {step.outcome for step in found} <= {"note"}


REFUSALS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a day outside the policy": ({"on": "2027-01-01"}, "五（三）", "有效期至2026年12月31日"),
    "a confirmed breach": (
        {"applicant": {"breaches": [breach("2025-05-01", confirmed=True)]}},
        "五（二）",
        "取消申请资格",
    ),
    "not yet established": ({"applicant": {"registered_on": "2026-03-03"}}, "一", "依法设立"),
    "not an enterprise": ({"applicant": {"kind": "institution"}}, "三（六）", "企业"),
}


@pytest.mark.parametrize("reason", list(REFUSALS))
def test_a_refusal_names_the_clause_and_the_sentence(reason: str) -> None:
    changes, clause, words = REFUSALS[reason]
    failing = [step for step in assess(claim(**changes)).steps if step.outcome == "fail"]
    assert [step.clause for step in failing] == [clause]
    assert words in str(failing[0])
