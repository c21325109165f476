"""专家评审: a draw without conflicts, a declaration before anything is seen, hidden scores, the average by the rule."""

from decimal import Decimal

import pytest

from duixian.applications import access, paneling
from duixian.applications.models import Application, ExpertProfile, Seat
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import Membership
from duixian.parties.roles import Role
from tests.applications import deciding
from tests.applications.cast import District, district

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> District:
    return district()


def seated(people: list[Viewer], case: Application) -> list[Viewer]:
    there = set(
        Seat.objects.filter(panel__application=case, left_at=None).values_list("person", flat=True)
    )
    return [one for one in people if one.person.pk in there]


def test_an_expert_with_an_interest_is_never_drawn_nor_added(cast: District) -> None:
    people = deciding.experts(4)
    Membership.objects.create(
        person=people[0].person, organisation=cast.applicant.organisation, role=Role.APPLICANT
    )
    ExpertProfile.objects.create(person=people[1].person, employer=cast.applicant.organisation.name)
    case = deciding.reviewing(cast, deciding.filed(cast, compute=deciding.PANELED))
    with pytest.raises(Refused, match="只有2位"):
        deciding.paneled(cast, people, case)
    more = deciding.experts(3)
    made = deciding.paneled(cast, more, case)
    with pytest.raises(Refused, match="应当回避"):
        deciding.take(cast.officer, made, "seat", act="add", person=str(people[0].person.pk))
    with pytest.raises(Refused, match="应当回避"):
        deciding.take(cast.officer, made, "seat", act="add", person=str(people[1].person.pk))


def test_nothing_is_seen_before_the_declaration_and_a_declared_interest_steps_back(
    cast: District,
) -> None:
    people = deciding.experts(5)
    case = deciding.paneled(cast, people)
    expert, *others = seated(people, case)
    evidence = case.evidence.all()[0]
    with pytest.raises(NotSeen):
        access.evidence_for(expert, evidence.pk)
    deciding.take(expert, case, "declare", conflict="none")
    assert access.evidence_for(expert, evidence.pk) == evidence
    with pytest.raises(Refused, match="利益关系"):
        deciding.take(others[0], case, "declare", conflict="declared", note="")
    deciding.take(others[0], case, "declare", conflict="declared", note="曾任顾问")
    with pytest.raises(NotSeen):
        deciding.take(others[0], case, "score", act="save")
    with pytest.raises(Refused) as refused:
        deciding.take(cast.officer, case, "close-panel", summary="可以支持")
    assert "单数" in str(refused.value)
    deciding.take(cast.officer, case, "seat", act="add", person="draw")
    assert len(seated(people, case)) == 3


def test_scores_are_kept_as_typed_and_handed_in_whole(cast: District) -> None:
    people = deciding.experts(3)
    case = deciding.paneled(cast, people)
    for number, expert in enumerate(seated(people, case)):
        deciding.take(expert, case, "declare", conflict="none")
        deciding.take(expert, case, "score", act="save", **{"value-0": "80"})
        with pytest.raises(Refused) as refused:
            deciding.take(expert, case, "score", act="hand-in", **{"value-0": "101"}, remark="")
        assert {field for field, _ in refused.value.faults} == {"value-0", "remark"}
        deciding.take(
            expert,
            case,
            "score",
            act="hand-in",
            **{"value-0": str(60 + 10 * number)},
            remark="同意支持",
        )
        with pytest.raises(Refused, match="不能再改"):
            deciding.take(expert, case, "score", act="save", **{"value-0": "1"})
    made = deciding.take(cast.officer, case, "close-panel", summary="同意支持")
    panel = made.panels.get()
    assert (made.state, panel.average) == ("reviewing", Decimal("70.00"))
    with pytest.raises(NotSeen):
        access.application_for(people[0], case.pk)
    with pytest.raises(Refused, match="已经结束"):
        deciding.paneled(cast, people, case)


@pytest.mark.parametrize(
    ("totals", "rule", "expected"),
    [
        (["60", "70", "80"], "mean", "70.00"),
        (["60", "70", "81"], "mean", "70.33"),
        (["10", "70", "80", "90", "100"], "trimmed", "80.00"),
        (["10", "70", "80"], "trimmed", "53.33"),
    ],
)
def test_the_average_goes_by_the_rule(totals: list[str], rule: str, expected: str) -> None:
    assert paneling.average([Decimal(one) for one in totals], rule) == Decimal(expected)


def test_a_score_far_from_the_middle_is_shown() -> None:
    totals = [Decimal(one) for one in (40, 70, 80)]
    assert paneling.outlying(totals) == [True, False, False]
