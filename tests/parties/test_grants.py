"""Roles given and ended: a second admin where it matters, the natural person behind every account, the last admin."""

from itertools import product

import pytest
from django.db import transaction

from duixian.audit import trail
from duixian.audit.models import Entry
from duixian.outbox.models import Notice
from duixian.parties import founding, grants, people, roles, roster
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import Account, Grant, Membership
from duixian.parties.roles import SECOND_ADMIN, STAFF, TABLE, Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db

STAFF_PAIRS = sorted(product(STAFF, STAFF))


@pytest.fixture
def admins() -> tuple[Viewer, Viewer]:
    where = cast.organisation(Kind.OPERATOR)
    return cast.viewer(Role.ADMIN, where, name="甲"), cast.viewer(Role.ADMIN, where, name="乙")


def give(admins: tuple[Viewer, Viewer], account: Account, role: Role) -> Grant:
    """Ask, and have it confirmed where that is needed."""
    assert account.person is not None
    where = cast.organisation(TABLE[role].at)
    grant = grants.ask(
        admins[0], person=account.person.pk, organisation=where.pk, role=role, reason="岗位任命"
    )
    return grants.confirm(admins[1], grant.pk) if role in SECOND_ADMIN else grant


def held(account: Account) -> frozenset[Role]:
    assert account.person is not None
    return people.held(account.person)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_only_some_roles_wait_for_a_second_admin(admins: tuple[Viewer, Viewer], role: Role) -> None:
    someone = cast.account()
    assert someone.person is not None
    where = cast.organisation(TABLE[role].at)
    grant = grants.ask(
        admins[0], person=someone.person.pk, organisation=where.pk, role=role, reason="任命"
    )
    assert (grant.state == Grant.State.WAITING) is (role in SECOND_ADMIN)
    assert (role in held(someone)) is (role not in SECOND_ADMIN)
    if role in SECOND_ADMIN:
        assert list(grants.waiting(admins[1])) == [grant]
        assert Notice.objects.filter(template="role-asked", person=admins[1].person.pk).exists()
        assert not Notice.objects.filter(template="role-asked", person=admins[0].person.pk).exists()
        grants.confirm(admins[1], grant.pk)
        assert held(someone) == {role}


@pytest.mark.parametrize(("first", "second"), STAFF_PAIRS)
def test_every_pair_of_roles_on_one_person_whatever_the_account(
    admins: tuple[Viewer, Viewer], first: Role, second: Role
) -> None:
    someone = cast.account(number=7)
    give(admins, someone, first)
    other = Account.objects.create(username="second", person=someone.person)
    if first == second:
        give(admins, other, second)  # the same role at another organisation
        assert held(other) == {first}
    elif roles.incompatible(first, second):
        with pytest.raises(Refused, match="不相容岗位分离"):
            give(admins, other, second)
        assert held(someone) == {first}
    else:
        give(admins, other, second)
        assert held(someone) == {first, second}


@pytest.mark.parametrize("role", sorted(SECOND_ADMIN))
def test_nobody_confirms_their_own_request_or_their_own_role(
    admins: tuple[Viewer, Viewer], role: Role
) -> None:
    someone = cast.account()
    assert someone.person is not None
    where = cast.organisation(TABLE[role].at)
    grant = grants.ask(
        admins[0], person=someone.person.pk, organisation=where.pk, role=role, reason="任命"
    )
    with pytest.raises(Refused, match="另一位系统管理员"):
        grants.confirm(admins[0], grant.pk)
    # a second account of the same natural person is the same admin
    twin = Account.objects.create(username="twin", person=admins[0].person)
    again = Viewer(
        account=twin, person=admins[0].person, role=Role.ADMIN, organisation=admins[0].organisation
    )
    with pytest.raises(Refused, match="另一位系统管理员"):
        grants.confirm(again, grant.pk)
    with pytest.raises(Refused, match="不能给自己"):
        grants.ask(
            admins[0], person=admins[0].person.pk, organisation=where.pk, role=role, reason="自任"
        )
    assert held(someone) == frozenset()


def test_what_became_impossible_while_waiting_is_refused_at_the_confirmation(
    admins: tuple[Viewer, Viewer],
) -> None:
    someone = cast.account()
    assert someone.person is not None
    where = cast.organisation(Kind.FINANCE)
    grant = grants.ask(
        admins[0],
        person=someone.person.pk,
        organisation=where.pk,
        role=Role.PREPARER,
        reason="任命",
    )
    give(admins, someone, Role.OFFICER)
    with pytest.raises(Refused, match="不相容"):
        grants.confirm(admins[1], grant.pk)


def test_a_refusal_by_the_second_admin_gives_nothing_and_is_final(
    admins: tuple[Viewer, Viewer],
) -> None:
    someone = cast.account()
    assert someone.person is not None
    where = cast.organisation(Kind.COMMISSION)
    grant = grants.ask(
        admins[0],
        person=someone.person.pk,
        organisation=where.pk,
        role=Role.APPROVER,
        reason="任命",
    )
    with pytest.raises(Refused, match="同样的授予"):
        grants.ask(
            admins[1],
            person=someone.person.pk,
            organisation=where.pk,
            role=Role.APPROVER,
            reason="再提",
        )
    with pytest.raises(Refused, match="请填写理由"):
        grants.refuse(admins[1], grant.pk, " ")
    grants.refuse(admins[1], grant.pk, "任命文件不齐")
    with pytest.raises(Refused, match="已拒绝"):
        grants.confirm(admins[1], grant.pk)
    assert held(someone) == frozenset()


def test_an_applicant_s_roles_are_not_the_admin_s_to_give_or_end(
    admins: tuple[Viewer, Viewer],
) -> None:
    someone = cast.account()
    assert someone.person is not None
    firm = cast.organisation(Kind.APPLICANT)
    with pytest.raises(Refused, match="由单位管理员邀请"):
        grants.ask(
            admins[0],
            person=someone.person.pk,
            organisation=firm.pk,
            role=Role.APPLICANT,
            reason="帮忙",
        )
    cast.viewer(Role.APPLICANT_OWNER, firm, someone)
    membership = Membership.objects.get(person=someone.person)
    with pytest.raises(Refused, match="单位管理员自己管理"):
        grants.revoke(admins[0], membership.pk, "误操作")


def test_a_role_ends_at_once_and_once(admins: tuple[Viewer, Viewer]) -> None:
    someone = cast.account()
    give(admins, someone, Role.OFFICER)
    membership = Membership.objects.get(person=someone.person)
    grants.revoke(admins[0], membership.pk, "调离")
    assert held(someone) == frozenset()
    with pytest.raises(Refused, match="已经结束"):
        grants.revoke(admins[0], membership.pk, "调离")
    give(admins, someone, Role.OFFICER)
    assert held(someone) == {Role.OFFICER}


def test_the_last_admin_stays(admins: tuple[Viewer, Viewer]) -> None:
    rows = {one.person_id: one for one in Membership.objects.filter(role=Role.ADMIN)}
    grants.revoke(admins[0], rows[admins[1].person.pk].pk, "离职")
    with pytest.raises(Refused, match="最后一位系统管理员"):
        grants.revoke(admins[0], rows[admins[0].person.pk].pk, "离职")
    assert held(admins[0].account) == {Role.ADMIN}
    assert not Entry.objects.filter(
        action="role.end", subject=f"person:{admins[0].person.pk}"
    ).exists()


def test_a_locked_admin_does_not_count_as_one(admins: tuple[Viewer, Viewer]) -> None:
    roster.lock(admins[0], admins[1].account.pk, "设备丢失")
    row = Membership.objects.get(person=admins[0].person)
    with pytest.raises(Refused, match="最后一位系统管理员"):
        grants.revoke(admins[0], row.pk, "离职")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_for_everybody_else_there_is_no_such_thing(role: Role) -> None:
    viewer = cast.viewer(role)
    someone = cast.account()
    assert someone.person is not None
    for call in (
        lambda: grants.ask(
            viewer,
            person=someone.person.pk,
            organisation=viewer.organisation.pk,
            role=role,
            reason="x",
        ),
        lambda: grants.confirm(viewer, someone.person.pk),
        lambda: grants.refuse(viewer, someone.person.pk, "x"),
        lambda: grants.revoke(viewer, 1, "x"),
        lambda: grants.waiting(viewer),
        lambda: roster.everybody(viewer),
        lambda: roster.lock(viewer, someone.pk, "x"),
        lambda: roster.unlock(viewer, someone.pk, "x"),
        lambda: roster.open_account(viewer, username="abc", name="某", identity="", email=""),
    ):
        with pytest.raises(NotSeen):
            call()


def test_founding_makes_two_admins_and_no_third() -> None:
    def new(number: int) -> roster.NewAccount:
        return roster.NewAccount(
            username=f"admin{number}", name=f"管{number}", identity=cast.identity(number), email="a@example.cn"
        )  # fmt: skip

    with pytest.raises(Refused, match="至少要两位"):
        founding.found("系统运行组", [new(1), new(1)])
    first, second = founding.found("系统运行组", [new(1), new(2)])
    assert people.admins().count() == 2
    with pytest.raises(Refused, match="已有两位"):
        founding.found("系统运行组", [new(3)])
    assert first.account.check_password(first.password)
    assert first.account.password_changed_at == roster.HANDED_OVER
    second.account.is_active = False
    second.account.save()
    founding.found("系统运行组", [new(3)])
    assert people.admins().count() == 2


def test_every_grant_is_in_the_trail(admins: tuple[Viewer, Viewer]) -> None:
    someone = cast.account()
    grant = give(admins, someone, Role.RELEASER)
    said = [(one.action, one.actor_name) for one in trail.of(f"grant:{grant.pk}")]
    assert said == [("grant.ask", "甲"), ("grant.give", "乙")]


def test_nothing_is_left_of_a_grant_that_failed_half_way(
    admins: tuple[Viewer, Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = cast.account()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("outbox")

    monkeypatch.setattr("duixian.outbox.messages.post", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        give(admins, someone, Role.OFFICER)
    assert not Grant.objects.exists()
    assert held(someone) == frozenset()
