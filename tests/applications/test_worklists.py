"""What awaits each desk: exactly the states in which the process table awaits its role, the most urgent first, along an index."""

from datetime import date, timedelta

import pytest
from django.db import connection

from duixian.applications import process, states, worklists
from duixian.applications.models import Application
from duixian.kernel import clock
from duixian.parties import deputies
from duixian.parties.deputies import Wanted
from duixian.parties.roles import Kind, Role
from tests.applications.cast import District, measure_in, organisation, published_round, viewer

pytestmark = pytest.mark.django_db
DAYS = (None, date(2026, 3, 9), date(2026, 3, 2), None, date(2026, 3, 5))


@pytest.fixture
def everywhere(cast: District) -> list[Application]:
    """For every state, cases that wait since different moments, with different last days or none."""
    one, now = measure_in(published_round(cast)), clock.now()
    return Application.objects.bulk_create(
        Application(
            round_measure=one, applicant=cast.applicant.organisation, centre=cast.centre.organisation, state=state.id,
            subject_key=f"{state.id}{n}", policy_version="-", created_by=cast.officer.person, submitted_at=now,
            due_on=day, entered_at=now - timedelta(hours=n),
        )
        for state in states.STATES
        for n, day in enumerate(DAYS)
    )  # fmt: skip


@pytest.mark.parametrize("name", ["centre", "officer", "approver", "auditor", "other_centre"])
def test_a_desk_has_what_awaits_its_role_and_nothing_else(
    cast: District, everywhere: list[Application], name: str
) -> None:
    who = getattr(cast, name)
    awaited = process.awaited(who.role) if name != "other_centre" else ()
    found = list(worklists.of(who, worklists.WAITING))
    assert {one.pk for one in found} == {one.pk for one in everywhere if one.state in awaited}
    assert found == sorted(
        found, key=lambda one: (one.due_on or date.max, one.entered_at, one.pk.hex)
    )
    closed = {one.pk for one in worklists.of(who, worklists.CLOSED)}
    ended = {one.pk for one in everywhere if one.state in states.ENDED}
    assert closed == (ended if name != "other_centre" else set())


def test_every_role_that_something_awaits_and_that_sees_cases_has_a_list() -> None:
    awaiting = {role for role in Role if process.awaited(role)}
    assert awaiting - worklists.DUE.keys() == {Role.APPLICANT, Role.APPLICANT_OWNER, Role.EXPERT}


def test_a_colleague_s_case_is_in_no_other_list_of_the_desk(
    cast: District, everywhere: list[Application]
) -> None:
    one = next(one for one in everywhere if one.state == states.REVIEWING)
    Application.objects.filter(pk=one.pk).update(assignee=cast.officer2.person)
    assert one not in worklists.of(cast.officer, worklists.WAITING)
    assert one in worklists.of(cast.officer2, worklists.WAITING)


def test_who_sees_no_case_has_an_empty_list(cast: District, everywhere: list[Application]) -> None:
    for role, kind in ((Role.ADMIN, Kind.OPERATOR), (Role.EXPERT, Kind.EXPERTS)):
        who = viewer(organisation(kind, "其他"), role)
        for which in worklists.NAMES:
            assert not worklists.of(who, which).exists()


def test_the_most_urgent_are_read_along_an_index(
    cast: District, everywhere: list[Application]
) -> None:
    for who in (cast.centre, cast.officer, cast.approver):
        rows = worklists.of(who, worklists.WAITING)[:31]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                for setting in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
                    cursor.execute(f"SET LOCAL enable_{setting} = off")
            plan = rows.explain()
        assert "awaited_" in plan, plan
        assert "Sort" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_a_deputy_finds_the_absent_one_s_cases_on_the_days_agreed(
    cast: District, everywhere: list[Application]
) -> None:
    one = next(one for one in everywhere if one.state == states.REVIEWING)
    Application.objects.filter(pk=one.pk).update(assignee=cast.officer2.person)
    today = clock.today()
    days = {"since": today.isoformat(), "until": (today + timedelta(days=2)).isoformat()}
    wanted = Wanted(deputy=cast.officer.person.pk, reason="出差", **days)
    made = deputies.name(cast.officer2, deputies.own(cast.officer2), wanted)
    assert one in worklists.of(cast.officer, worklists.WAITING)
    assert one in worklists.of(cast.officer2, worklists.WAITING)
    later = clock.now() + timedelta(days=3)
    with clock.at(later):
        assert one not in worklists.of(cast.officer, worklists.WAITING)
    deputies.end(cast.officer2, made.pk)
    assert one not in worklists.of(cast.officer, worklists.WAITING)
