"""代理: who can stand in for whom, when, and who is told; no right comes with it."""

from datetime import timedelta

import pytest

from duixian.audit.models import Entry
from duixian.kernel import clock
from duixian.outbox.models import Notice
from duixian.parties import deputies, people
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.deputies import Wanted
from duixian.parties.models import Deputy, Membership
from duixian.parties.roles import Role
from tests.parties import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Viewer:
    return cast.viewer(Role.OFFICER, name="甲")


@pytest.fixture
def other(one: Viewer) -> Viewer:
    return cast.viewer(Role.OFFICER, one.organisation, name="乙")


def wanted(deputy: Viewer, since: int = 0, until: int = 3, reason: str = "培训") -> Wanted:
    """From and to so many days from today."""
    today = clock.today()
    first, last = today + timedelta(days=since), today + timedelta(days=until)
    return Wanted(
        deputy=deputy.person.pk, since=first.isoformat(), until=last.isoformat(), reason=reason
    )


def faults(viewer: Viewer, asked: Wanted) -> list[str]:
    with pytest.raises(Refused) as refused:
        deputies.name(viewer, deputies.own(viewer), asked)
    return [field for field, _ in refused.value.faults]


def test_both_are_told_and_the_trail_knows(one: Viewer, other: Viewer) -> None:
    row = deputies.name(one, deputies.own(one), wanted(other))
    told = Notice.objects.filter(template="deputy-named")
    assert {notice.person for notice in told} == {one.person.pk, other.person.pk}
    entry = Entry.objects.filter(action="deputy.name").get()
    assert entry.subject == f"person:{one.person.pk}"
    assert list(deputies.absent(other, clock.today())) == [one.person]
    assert people.held(other.person) == {Role.OFFICER}
    deputies.end(one, row.pk)
    assert Notice.objects.filter(template="deputy-ended").count() == 2
    assert not deputies.absent(other, clock.today()).exists()
    with pytest.raises(NotSeen):
        deputies.end(one, row.pk)


def test_only_a_colleague_of_the_same_role_and_office(one: Viewer, other: Viewer) -> None:
    stranger = cast.viewer(Role.OFFICER)
    approver = cast.viewer(Role.APPROVER, one.organisation)
    for wrong in (stranger, approver, one):
        assert faults(one, wanted(wrong)) == ["deputy"]
    assert faults(one, Wanted(deputy=None, since="明天", until="", reason=" ")) == [
        "deputy", "since", "until", "reason",
    ]  # fmt: skip
    assert faults(one, wanted(other, since=-1)) == ["since"]
    assert faults(one, wanted(other, since=2, until=1)) == ["until"]
    assert faults(one, wanted(other, until=400)) == ["until"]
    assert not Deputy.objects.exists()


def test_one_deputy_at_a_time_who_is_there_themself(one: Viewer, other: Viewer) -> None:
    third = cast.viewer(Role.OFFICER, one.organisation, name="丙")
    deputies.name(one, deputies.own(one), wanted(other))
    assert faults(one, wanted(third, since=3, until=5)) == ["since"]
    assert faults(third, wanted(one, since=1, until=1)) == ["deputy"]
    deputies.name(one, deputies.own(one), wanted(third, since=4, until=5))


def test_who_lost_the_role_is_stood_in_for_no_longer(one: Viewer, other: Viewer) -> None:
    deputies.name(one, deputies.own(one), wanted(other))
    Membership.objects.filter(person=one.person).update(until=clock.now())
    assert not deputies.absent(other, clock.today()).exists()


def test_an_admin_names_one_for_who_is_away_and_others_can_not(one: Viewer, other: Viewer) -> None:
    admin = cast.viewer(Role.ADMIN)
    (held,) = deputies.memberships(admin, one.person.pk)
    with pytest.raises(NotSeen):
        deputies.name(other, held, wanted(other))
    with pytest.raises(NotSeen):
        deputies.memberships(other, one.person.pk)
    row = deputies.name(admin, held, wanted(other))
    assert row.named_by == admin.person
    with pytest.raises(NotSeen):
        deputies.end(other, row.pk)
    assert deputies.end(admin, row.pk).ended_by == admin.person
