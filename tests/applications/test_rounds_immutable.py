"""The database itself refuses to edit a published round, but for what its newest approved amendment says."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from duixian.applications import rounds
from duixian.applications.models import Amendment, Round, RoundMeasure
from duixian.kernel import clock
from tests.applications import cast
from tests.applications.cast import District
from tests.emptied import unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> District:
    return cast.district()


@pytest.fixture
def made(people: District) -> Round:
    return cast.published_round(people, measures=("compute", "rnd"))


def amended(people: District, made: Round, **changes: Any) -> Amendment:
    one = rounds.amend(people.officer, made.pk, reason="试", changes={"": changes})
    return rounds.approve_amendment(people.approver, made.pk, one.number)


def refused(queryset: Any, **values: Any) -> None:
    with pytest.raises(DatabaseError, match=r"amend it instead|append-only"), transaction.atomic():
        queryset.update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"title": "另一个名称"}, {"number": "2026-9"}, {"policy_version": "0"}, {"state": "draft"},
        {"opens_at": F("opens_at") + timedelta(days=1)}, {"closes_at": F("closes_at") + timedelta(days=1)},
        {"promised_days": 90}, {"contacts": {}}, {"parameters": {"overlap_mode": {"value": "stack"}}},
        {"notes": "另外改过"}, {"version": F("version") + 2}, {"published_at": None},
    ],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_nothing_of_a_published_round_is_edited(made: Round, values: dict[str, Any]) -> None:
    refused(Round.objects.filter(pk=made.pk), **values)
    with unguarded():  # the control: it is the trigger that refuses
        assert Round.objects.filter(pk=made.pk).update(**values) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"measure": "settle"}, {"mode": "project"}, {"parameters": {}}, {"materials": []}, {"panel": True},
        {"rubric": [1]}, {"notes": "另外改过"}, {"expense_from": None}, {"position": 99},
    ],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_nor_is_anything_of_its_measures(made: Round, values: dict[str, Any]) -> None:
    rows = RoundMeasure.objects.filter(pk=cast.measure_in(made).pk)
    refused(rows, **values)
    with unguarded():
        assert rows.update(**values) == 1


def test_nothing_is_added_moved_in_or_taken_away(people: District, made: Round) -> None:
    draft = cast.filled_round(people, measures=("settle",))
    for act in (
        made.delete, cast.measure_in(made).delete,
        lambda: RoundMeasure.objects.create(round=made, measure="settle"),
        lambda: draft.measures.update(round=made),
        lambda: Round.objects.bulk_create([Round(
            pk=made.pk, number=made.number, title="x", opens_at=clock.now(), closes_at=clock.now() + timedelta(1),
            drafted_by=people.officer.person,
        )]),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert draft.measures.update(notes="草稿可以改") == 1


def test_an_approved_amendment_changes_just_what_it_says(people: District, made: Round) -> None:
    later = made.closes_at + timedelta(days=3)
    amended(people, made, closes_at=later, notes="第一次")
    amended(people, made, notes="第二次")
    now = Round.objects.get(pk=made.pk)
    assert (now.closes_at, now.notes, now.version) == (later, "第二次", made.version + 2)
    row = Round.objects.filter(pk=made.pk)
    refused(row, notes="第三次")
    refused(row, notes="第一次")  # what an older amendment said
    refused(row, closes_at=made.closes_at)


def test_an_amendment_is_proposed_decided_once_and_never_forged(
    people: District, made: Round
) -> None:
    one = amended(people, made, notes="说明")
    row = Amendment.objects.filter(pk=one.pk)
    edits: list[dict[str, Any]] = [
        {"changes": []}, {"reason": "另一个"}, {"state": "refused"}, {"decided_at": None},
    ]  # fmt: skip
    for values in edits:
        refused(row, **values)
    waiting = rounds.amend(people.officer, made.pk, reason="试", changes={"": {"notes": "再改"}})
    refused(Amendment.objects.filter(pk=waiting.pk), changes=[])
    refused(Amendment.objects.filter(pk=waiting.pk), state="approved")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    forged = Amendment(
        round=made, number=9, state="approved", changes=[], reason="x", proposed_by=people.officer.person,
        decided_by=people.approver.person, decided_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="amend it instead"), transaction.atomic():
        forged.save()
    assert connection.vendor in {"sqlite", "postgresql"}
