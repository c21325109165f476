"""Two people at the same moment: one save wins, the other is told; numbers are never given twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from duixian.applications import rounds
from duixian.applications.models import Amendment, Round
from duixian.applications.rounds import Refused
from duixian.audit import trail
from tests.applications import cast
from tests.applications.cast import District

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> District:
    return cast.district()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave or was refused with, all begun at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(found: list[Any]) -> int:
    return sum(isinstance(one, Refused) for one in found)


def test_two_officers_who_save_the_same_section_never_overwrite_each_other(
    people: District,
) -> None:
    made = cast.filled_round(people)
    found = at_once(
        lambda: rounds.edit(people.officer, made.pk, version=made.version, title="甲"),
        lambda: rounds.edit(people.officer2, made.pk, version=made.version, title="乙"),
    )
    assert refusals(found) == 1
    kept = next(one for one in found if isinstance(one, Round))
    assert Round.objects.get(pk=made.pk).title == kept.title
    assert trail.of(f"round:{made.pk}").filter(action="round.edit").count() == 2


def test_two_officers_who_save_two_measures_both_keep_theirs(people: District) -> None:
    made = cast.filled_round(people, measures=("compute", "rnd"))
    one, other = cast.measure_in(made), cast.measure_in(made, "rnd")
    found = at_once(
        lambda: rounds.edit_measure(people.officer, one.pk, version=one.version, notes="甲"),
        lambda: rounds.edit_measure(people.officer2, other.pk, version=other.version, notes="乙"),
    )
    assert refusals(found) == 0
    assert {one.notes for one in made.measures.all()} == {"甲", "乙"}


def test_a_save_and_a_proposal_do_not_mix(people: District) -> None:
    made = cast.filled_round(people)
    found = at_once(
        lambda: rounds.propose(people.officer, made.pk),
        lambda: rounds.edit(people.officer2, made.pk, version=made.version, title=""),
    )
    after = Round.objects.get(pk=made.pk)
    assert refusals(found) == 1
    assert (after.state, after.title != "") in {
        (Round.State.PROPOSED, True),
        (Round.State.DRAFT, False),
    }


def test_rounds_begun_at_once_get_different_numbers(people: District) -> None:
    found = at_once(*(lambda: cast.filled_round(people) for _ in range(4)))
    assert refusals(found) == 0
    assert len({one.number for one in found}) == 4


def test_two_approvers_publish_once(people: District) -> None:
    made = rounds.propose(people.officer, cast.filled_round(people).pk)
    read = rounds.fingerprint(made)
    found = at_once(
        lambda: rounds.publish(people.approver, made.pk, read=read),
        lambda: rounds.publish(people.approver2, made.pk, read=read),
    )
    assert refusals(found) == 1
    assert trail.of(f"round:{made.pk}").filter(action="round.publish").count() == 1


def test_two_amendments_at_once_are_one(people: District) -> None:
    made = cast.published_round(people)
    found = at_once(*(
        lambda who=who: rounds.amend(who, made.pk, reason="x", changes={"": {"notes": who.person.name}})
        for who in (people.officer, people.officer2)
    ))  # fmt: skip
    assert refusals(found) == 1
    assert Amendment.objects.count() == 1


def test_an_approval_and_a_refusal_at_once_are_one(people: District) -> None:
    made = cast.published_round(people)
    rounds.amend(people.officer, made.pk, reason="x", changes={"": {"notes": "改"}})
    found = at_once(
        lambda: rounds.approve_amendment(people.approver, made.pk, 1),
        lambda: rounds.refuse_amendment(people.approver2, made.pk, 1, reason="否"),
    )
    assert refusals(found) == 1
    one = Amendment.objects.get()
    assert (Round.objects.get(pk=made.pk).notes == "改") == (one.state == Amendment.State.APPROVED)
