"""Last year's round in one click: the same but for the dates, and what must be chosen waits to be confirmed."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from duixian.applications import rounds
from duixian.applications.models import Round
from duixian.applications.round_deciding import content
from duixian.applications.rounds import NotSeen, Refused
from duixian.kernel import clock
from tests.applications import cast
from tests.applications.cast import District, shanghai

pytestmark = pytest.mark.django_db
MEASURES = ("compute", "office-rent", "qualification", "rnd", "settle")


@pytest.fixture
def people() -> District:
    return cast.district()


def last_years(people: District) -> Round:
    """A rich published round of 2026."""
    with time_machine.travel(shanghai(2026, 2, 1)):
        made = cast.published_round(
            people, measures=MEASURES, opens_at=shanghai(2026, 3, 2, 9), closes_at=shanghai(2026, 4, 30, 17),
            parameters={"": {"credit_check_days": 5}, "compute": {"compute_hardware": True}},
            compute={"panel": True, "rubric": [{"name": "成效", "weight": 100}], "notes": "说明"}, rnd={"mode": "project"},
        )  # fmt: skip
        one = rounds.amend(people.officer, made.pk, reason="x", changes={"": {"notes": "须知"}})
        rounds.approve_amendment(people.approver, made.pk, one.number)
        return Round.objects.get(pk=made.pk)


def unmarked(found: dict[str, Any]) -> dict[str, Any]:
    """Content without what a clone changes: dates, names, the marks of what waits."""
    for part in (found, *found["measures"]):
        for entry in part["parameters"].values():
            entry.pop("carried", None)
        for name in ("number", "title", "opens_at", "closes_at", "expense_from", "expense_to"):
            part.pop(name, None)
    return found


def test_a_clone_is_the_same_but_for_the_dates(people: District) -> None:
    old = last_years(people)
    made = rounds.clone(people.officer2, old.pk)
    assert unmarked(content(made)) == unmarked(content(old))
    assert (made.state, made.number, made.title) == (
        Round.State.DRAFT,
        "2027-01",
        "2027年智能软件专项申报",
    )
    assert (made.cloned_from, made.drafted_by) == (old, people.officer2.person)
    assert (made.opens_at, made.closes_at) == (shanghai(2027, 3, 2, 9), shanghai(2027, 4, 30, 17))
    periods = {one.measure: (one.expense_from, one.expense_to) for one in made.measures.all()}
    assert periods["compute"] == (date(2026, 1, 1), date(2026, 12, 31))
    assert periods["settle"] == (None, None)
    assert made.notes == "须知"
    assert not made.amendments.exists()


def test_the_old_round_stays_as_it_was(people: District) -> None:
    old = last_years(people)
    before = rounds.fingerprint(old)
    rounds.clone(people.officer, old.pk)
    assert rounds.fingerprint(Round.objects.get(pk=old.pk)) == before


def test_what_each_round_must_choose_waits_to_be_confirmed(people: District) -> None:
    made = rounds.clone(people.officer, last_years(people).pk)
    waiting = {(one.section, one.field) for one in rounds.check(made, shanghai(2027, 1, 1))}
    assert waiting == {
        ("office-rent", "reading-new_since"), ("office-rent", "reading-tax_base"), ("compute", "reading-tax_base"),
        ("rnd", "reading-tax_base"), ("qualification", "reading-cap_scope"), ("settle", "reading-new_since"),
    }  # fmt: skip
    with pytest.raises(Refused, match="沿用了上一批次所选的值"):
        rounds.propose(people.officer, made.pk)
    for one in made.measures.all():
        named = {
            key: {"value": entry["value"], "reason": entry["reason"]}
            for key, entry in one.parameters.items()
        }
        rounds.edit_measure(people.officer, one.pk, version=one.version, parameters=named)
    assert rounds.check(Round.objects.get(pk=made.pk), shanghai(2027, 1, 1)) == []


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (shanghai(2028, 2, 29, 9), shanghai(2029, 2, 28, 9)),
        (shanghai(2027, 2, 28, 9), shanghai(2028, 2, 29, 9)),
        (shanghai(2027, 12, 31, 23), shanghai(2028, 12, 31, 23)),
        (shanghai(2027, 2, 27, 9), shanghai(2028, 2, 27, 9)),
    ],
)
def test_leap_days_move_to_the_end_of_february(
    people: District, day: datetime, later: datetime
) -> None:
    old = cast.filled_round(people, opens_at=day, closes_at=shanghai(2029, 12, 31))
    assert rounds.clone(people.officer, old.pk).opens_at == later


def test_a_discarded_round_is_not_cloned(people: District) -> None:
    old = cast.filled_round(people)
    rounds.discard(people.officer, old.pk)
    with pytest.raises(NotSeen):
        rounds.clone(people.officer, old.pk)


def test_a_clone_goes_over_to_the_policy_of_today(people: District) -> None:
    old = cast.filled_round(people, measures=("compute", "rnd"))
    Round.objects.filter(pk=old.pk).update(policy_version="0" * 64)
    old.measures.filter(measure="rnd").update(measure="gone")
    made = rounds.clone(people.officer, old.pk)
    assert rounds.pinned(made)
    assert [one.measure for one in made.measures.all()] == ["compute"]


def test_a_draft_of_an_older_rule_version_is_brought_up_to_date(people: District) -> None:
    made = cast.filled_round(people)
    Round.objects.filter(pk=made.pk).update(policy_version="0" * 64)
    with pytest.raises(Refused, match="政策规则已更新"):
        rounds.propose(people.officer, made.pk)
    made = rounds.repin(people.officer, made.pk)
    assert rounds.check(made, clock.now()) == []
