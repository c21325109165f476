"""What an enterprise had before within the scope that the round reads uses up the limit (口径 cap_scope)."""

from collections.abc import Mapping
from typing import Any

import pytest

from duixian.applications import before, casework, rounds
from duixian.applications.before import Other
from duixian.applications.models import Application, Round, RoundMeasure
from duixian.policy import library
from tests.applications.cast import POLICY, District, measure_in, published_round
from tests.applications.filing import begun, fresh, saved, signature, stored

MEASURE = library().get(POLICY).measure("qualification")
CMMI3 = {"qualification": "cmmi", "level": "3"}
CMMI5 = {"qualification": "cmmi", "level": "5"}
CCRC = {"qualification": "ccrc"}
WAN = 10**6


def round_of(cast: District, scope: str) -> Round:
    chosen = {"qualification": {"cap_scope": scope}}
    return published_round(cast, measures=("qualification", "exhibition"), parameters=chosen)


def terms_of(scope: str) -> Any:
    """Terms as the pure part sees them: the measure, the round's number, the reading."""

    class Terms:
        measure = MEASURE
        round = Round(number="2026-1")

        @staticmethod
        def value(_reading: str) -> str:
            return scope

    return Terms()


def counted(scope: str, answers: Mapping[str, Any], *others: Other, declared: str = "0.00") -> str:
    fact = before.fact_of(MEASURE)
    assert fact is not None
    return before.of(fact, terms_of(scope), answers, others).counted(declared)


def other(answers: Mapping[str, Any], round_: str = "2026-1", **fen: int) -> Other:
    return Other(number="PT1", round=round_, answers=answers, **fen)


@pytest.mark.parametrize(
    ("scope", "had"),
    [
        ("qualification", "0.00"),
        ("enterprise-round", "120000.00"),
        ("enterprise-life", "120000.00"),
    ],
)
def test_another_qualification_of_this_round_counts_where_the_limit_is_the_enterprises(
    scope: str, had: str
) -> None:
    assert counted(scope, CCRC, other(CMMI3, granted=12 * WAN)) == had


@pytest.mark.parametrize(
    ("scope", "had"),
    [("qualification", "0.00"), ("enterprise-round", "0.00"), ("enterprise-life", "120000.00")],
)
def test_one_of_an_earlier_round_counts_only_for_life(scope: str, had: str) -> None:
    assert counted(scope, CCRC, other(CMMI3, "2025-1", granted=12 * WAN)) == had


def test_an_upgrade_gets_the_difference_and_a_renewal_nothing() -> None:
    before_ = other(CMMI3, "2025-1", granted=12 * WAN)
    assert counted("qualification", CMMI5, before_) == "120000.00"
    assert counted("qualification", CMMI3, before_) == "200000.00"
    assert counted("enterprise-round", CMMI3, before_) == "200000.00"
    lower = other(CMMI5, "2025-1", asked=12 * WAN)
    assert counted("qualification", CMMI3, lower) == "200000.00"
    assert counted("qualification", CCRC, other(CCRC, granted=1)) == "200000.00"
    assert counted("qualification", CCRC, other(CCRC)) == "0.00"


def test_what_was_decided_here_is_not_counted_on_top_of_what_was_declared() -> None:
    decided, asked = other(CMMI3, granted=8 * WAN), other(CMMI3, asked=3 * WAN)
    assert counted("qualification", CMMI5, decided, declared="50000.00") == "80000.00"
    assert counted("qualification", CMMI5, decided, declared="100000.00") == "100000.00"
    assert counted("qualification", CMMI5, decided, asked, declared="100000.00") == "130000.00"


def test_a_measure_that_counts_nothing_has_nothing_before() -> None:
    assert before.fact_of(library().get(POLICY).measure("compute")) is None


# --- through the verbs


def draft(cast: District, one: RoundMeasure, name: str, answers: Mapping[str, Any]) -> Application:
    application = begun(cast.applicant, one, subject=name)
    told = {"breaches": [], "granted_before": "0", "other-support": [], **answers}
    saved(cast.applicant, application, **told)
    return fresh(application)


def handed_in(cast: District, application: Application) -> Application:
    for item in rounds.terms(application.round_measure).materials:
        file = stored(application.applicant)
        application.evidence.create(item=item["id"], file=file, added_by=cast.applicant.person)
    who = cast.applicant
    return casework.take(who, application.pk, "submit", **signature(who, application))


def ceiling(application: Application) -> str | None:
    _, judgement, _ = casework.judged(fresh(application))
    found = judgement.answer.as_json()["ceiling"]
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("scope", "left"), [("qualification", "200000.00"), ("enterprise-round", "0.00")]
)
def test_the_rounds_reading_decides_what_a_second_qualification_gets(
    cast: District, scope: str, left: str
) -> None:
    one = measure_in(round_of(cast, scope), "qualification")
    first = handed_in(cast, draft(cast, one, "CMMI三级", CMMI3))
    second = draft(cast, one, "CCRC", CCRC)
    assert (ceiling(first), ceiling(second)) == ("200000.00", left)
    notes = [note for note in casework.judged(second)[1].warnings if note.kind == "before"]
    assert [first.number in note.text for note in notes if first.number] == [True] * (
        left == "0.00"
    )


def test_the_case_that_was_submitted_first_keeps_its_ceiling(cast: District) -> None:
    one = measure_in(round_of(cast, "enterprise-round"), "qualification")
    second = draft(cast, one, "CCRC", CCRC)
    first = handed_in(cast, draft(cast, one, "CMMI三级", {**CMMI3, "granted_before": "15万"}))
    second = handed_in(cast, second)
    assert (ceiling(first), ceiling(second)) == ("50000.00", "150000.00")
    assert (first.ceiling, second.ceiling) == (5 * WAN, 15 * WAN)
    casework.take(cast.applicant, first.pk, "withdraw")
    assert ceiling(second) == "200000.00"


def test_the_form_and_the_guide_say_the_limit_as_the_round_reads_it(cast: District) -> None:
    one = measure_in(round_of(cast, "enterprise-life"), "qualification")
    terms = rounds.terms(one)
    assert terms.measure.cap_text == "每家企业总共20万元"
    assert "按“每家企业总共”计算" in terms.measure.facts[-1].help


def test_the_snapshot_says_what_was_counted(cast: District) -> None:
    one = measure_in(round_of(cast, "enterprise-round"), "qualification")
    first = handed_in(cast, draft(cast, one, "CMMI三级", CMMI3))
    second = handed_in(cast, draft(cast, one, "CCRC", CCRC))
    content = second.snapshots.get().content
    assert f'"before":{{"asked":"200000.00","cases":["{first.number}"]' in content
