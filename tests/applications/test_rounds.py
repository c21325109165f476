"""A round from draft to published: who may, what must be there, what is seen."""

import pytest

from duixian.applications import rounds
from duixian.kernel import clock
from tests.applications import cast

pytestmark = pytest.mark.django_db


def test_a_round_is_drafted_by_an_officer_and_published_by_an_approver() -> None:
    people = cast.district()
    made = cast.published_round(people)
    assert made.number.startswith(f"{made.opens_at.year}-")
    assert list(rounds.open_rounds(clock.now())) == [made]
    assert rounds.get_published(made.number) == made
