"""At the same moment: one code, one invitation, one role, one last admin; and no deadlock between decisions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from duixian.parties import grants, invitations, people, registrations, roster, verification
from duixian.parties.access import NotSeen, Refused
from duixian.parties.models import Grant, Invitation, Membership, Organisation
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Each in a thread of its own; what became of each: done, or the kind of refusal."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            start.wait(timeout=20)
            call()
        except (Refused, NotSeen) as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def test_one_code_is_registered_once() -> None:
    centre = cast.organisation(Kind.CENTRE)
    code = cast.credit_code(750)
    wanted = []
    for number in range(6):
        who = cast.registrant(750 + number)
        wanted.append((who, cast.wanted(who, centre, code=code)))
    calls = [
        lambda who=who, given=given: registrations.register(who, given) for who, given in wanted
    ]
    assert at_once(*calls) == ["Refused"] * 5 + ["done"]
    assert Organisation.objects.filter(code=code).count() == 1
    assert Membership.objects.filter(role=Role.APPLICANT_OWNER, until=None).count() == 1


def test_one_invitation_lets_one_in() -> None:
    owner = cast.viewer(Role.APPLICANT_OWNER)
    token = invitations.invite(owner, email="li@example.cn")[1].strip("/").rpartition("/")[2]
    invited = [cast.account(email="li@example.cn") for _ in range(5)]
    calls = [lambda who=who: invitations.accept(who, token) for who in invited]
    assert at_once(*calls) == ["NotSeen"] * 4 + ["done"]
    assert Invitation.objects.get().accepted_by in [one.person for one in invited]


def test_two_roles_that_clash_are_not_both_given() -> None:
    place = cast.organisation(Kind.OPERATOR)
    first, second = cast.viewer(Role.ADMIN, place), cast.viewer(Role.ADMIN, place)
    someone = cast.account().person
    assert someone is not None
    officer, auditor = cast.organisation(Kind.COMMISSION), cast.organisation(Kind.AUDIT)
    found = at_once(
        lambda: grants.ask(
            first, person=someone.pk, organisation=officer.pk, role=Role.OFFICER, reason="甲"
        ),
        lambda: grants.ask(
            second, person=someone.pk, organisation=auditor.pk, role=Role.AUDITOR, reason="乙"
        ),
    )
    assert found == ["Refused", "done"]
    assert len(people.held(someone)) == 1


def test_a_grant_is_confirmed_once() -> None:
    place = cast.organisation(Kind.OPERATOR)
    first, *others = (cast.viewer(Role.ADMIN, place) for _ in range(4))
    someone = cast.account().person
    assert someone is not None
    where = cast.organisation(Kind.COMMISSION)
    grant = grants.ask(
        first, person=someone.pk, organisation=where.pk, role=Role.APPROVER, reason="任命"
    )
    found = at_once(*[lambda admin=admin: grants.confirm(admin, grant.pk) for admin in others])
    assert found == ["Refused", "Refused", "done"]
    assert Grant.objects.get().state == Grant.State.DONE
    assert Membership.objects.filter(person=someone, until=None).count() == 1


def test_two_admins_can_not_remove_each_other() -> None:
    place = cast.organisation(Kind.OPERATOR)
    first, second = cast.viewer(Role.ADMIN, place), cast.viewer(Role.ADMIN, place)
    found = at_once(
        lambda: roster.lock(first, second.account.pk, "互停"),
        lambda: roster.lock(second, first.account.pk, "互停"),
    )
    assert found == ["Refused", "done"]
    assert people.admins().count() == 1


def test_a_registration_is_decided_once_and_nothing_deadlocks() -> None:
    place = cast.organisation(Kind.CENTRE)
    officials = [cast.viewer(Role.CENTRE, place) for _ in range(3)]
    admin = cast.viewer(Role.ADMIN)
    who = cast.registrant(770)
    row = registrations.register(who, cast.wanted(who, place, code=cast.credit_code(770)))
    experts = cast.organisation(Kind.EXPERTS)
    assert who.person is not None
    person = who.person.pk
    found = at_once(
        *[
            lambda one=one: verification.decide(one, row.pk, accept=True, reason="")
            for one in officials
        ],
        lambda: grants.ask(
            admin, person=person, organisation=experts.pk, role=Role.EXPERT, reason="入库"
        ),
    )
    assert found == ["Refused", "Refused", "done", "done"]
    row.organisation.refresh_from_db()
    assert row.organisation.state == Organisation.State.VERIFIED
    assert people.held(who.person) == {Role.APPLICANT_OWNER, Role.EXPERT}
