"""Colleagues: a link that works once, for one address, for seven days; the management handed over."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from duixian.kernel import clock
from duixian.outbox.models import Mail
from duixian.parties import invitations, people
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import Invitation, Membership, Organisation
from duixian.parties.roles import Role
from tests.parties import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Viewer:
    return cast.viewer(Role.APPLICANT_OWNER)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Move the clock."""
    began = clock.now()

    def move(by: timedelta) -> None:
        moment = began + by
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


def token_of(path: str) -> str:
    return path.strip("/").rpartition("/")[2]


def invite(owner: Viewer, email: str = "li@example.cn", role: Role = Role.APPLICANT) -> str:
    return token_of(invitations.invite(owner, email=email, role=role)[1])


def membership(viewer: Viewer) -> int:
    return Membership.objects.get(person=viewer.person, until=None).pk


def test_the_link_is_nowhere_in_the_database_but_in_the_mail_that_brings_it(owner: Viewer) -> None:
    token = invite(owner)
    assert len(token) >= 43
    row = Invitation.objects.get()
    assert token not in {
        str(getattr(row, field.attname)) for field in Invitation._meta.concrete_fields
    }
    assert Mail.objects.filter(address="li@example.cn").count() == 1


def test_it_works_once_for_the_invited_address_only(owner: Viewer) -> None:
    token = invite(owner)
    with pytest.raises(Refused, match="发给另一个电子邮箱"):
        invitations.accept(cast.account(email="wang@example.cn"), token)
    invited = cast.account(email="LI@example.cn")
    made = invitations.accept(invited, token)
    assert (made.organisation, made.role) == (owner.organisation, Role.APPLICANT)
    for someone in (invited, cast.account(email="li@example.cn")):
        with pytest.raises(NotSeen):
            invitations.accept(someone, token)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "../", "\0", "\ud800"])
def test_a_made_up_link_is_no_link(owner: Viewer, token: str) -> None:
    invite(owner)
    with pytest.raises(NotSeen):
        invitations.read(token)


def test_it_ends_after_seven_days_or_when_taken_back(
    owner: Viewer, later: Callable[[timedelta], None]
) -> None:
    first, second = invite(owner), invite(owner, "wu@example.cn")
    invitations.revoke(owner, Invitation.objects.get(email="wu@example.cn").pk)
    with pytest.raises(NotSeen):
        invitations.read(second)
    with pytest.raises(Refused, match="已被接受或已撤销"):
        invitations.revoke(owner, Invitation.objects.get(email="wu@example.cn").pk)
    later(timedelta(days=6, hours=23))
    assert invitations.read(first).email == "li@example.cn"
    later(timedelta(days=7, seconds=2))
    with pytest.raises(NotSeen):
        invitations.read(first)
    assert not invitations.pending(owner).exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.APPLICANT, Role.APPLICANT_OWNER}))
def test_an_owner_can_invite_to_no_other_role(owner: Viewer, role: Role) -> None:
    with pytest.raises(Refused, match="请选择"):
        invite(owner, role=role)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.APPLICANT_OWNER}))
def test_only_an_owner_invites(role: Role) -> None:
    viewer = cast.viewer(role)
    for call in (
        lambda: invite(viewer),
        lambda: invitations.pending(viewer),
        lambda: invitations.hand_over(viewer, membership(viewer)),
        lambda: invitations.remove(viewer, membership(viewer), "x"),
    ):
        with pytest.raises(NotSeen):
            call()


def test_another_enterprise_s_people_and_invitations_do_not_exist(owner: Viewer) -> None:
    other = cast.viewer(Role.APPLICANT_OWNER)
    invite(other)
    with pytest.raises(NotSeen):
        invitations.revoke(owner, Invitation.objects.get().pk)
    with pytest.raises(NotSeen):
        invitations.remove(owner, membership(other), "x")
    with pytest.raises(NotSeen):
        invitations.hand_over(owner, membership(other))
    assert [one.person for one in invitations.colleagues(owner)] == [owner.person]


def test_an_enterprise_that_is_not_verified_invites_nobody(owner: Viewer) -> None:
    Organisation.objects.filter(pk=owner.organisation.pk).update(state=Organisation.State.PENDING)
    with pytest.raises(Refused, match="通过核验后"):
        invite(owner)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "a@b",
        "a b@example.cn",
        "a@example.cn\nBcc: b@example.cn",
        "a" * 250 + "@example.cn",
    ],
)
def test_a_bad_address_is_refused(owner: Viewer, email: str) -> None:
    with pytest.raises(Refused) as found:
        invite(owner, email)
    assert found.value.faults[0][0] == "email"


def test_the_same_address_is_invited_once_at_a_time(owner: Viewer) -> None:
    invite(owner)
    with pytest.raises(Refused, match="尚未过期"):
        invite(owner, "LI@example.cn")


def test_an_official_can_not_join_an_enterprise(owner: Viewer) -> None:
    official = cast.viewer(Role.OFFICER)
    token = invite(owner, official.account.email)
    with pytest.raises(Refused, match="不相容"):
        invitations.accept(official.account, token)
    assert invitations.read(token).accepted_at is None


def test_the_management_is_handed_over_and_the_last_owner_stays(owner: Viewer) -> None:
    colleague = cast.viewer(Role.APPLICANT, owner.organisation)
    with pytest.raises(Refused, match="唯一的单位管理员"):
        invitations.remove(owner, membership(owner), "离职")
    invitations.hand_over(owner, membership(colleague))
    assert people.held(colleague.person) == {Role.APPLICANT_OWNER}
    assert people.held(owner.person) == {Role.APPLICANT}
    with pytest.raises(NotSeen):  # the viewer of a moment ago is an owner no more
        invitations.remove(owner, membership(colleague), "x")


def test_a_colleague_is_let_go_at_once(owner: Viewer) -> None:
    colleague = cast.viewer(Role.APPLICANT, owner.organisation)
    with pytest.raises(Refused, match="请填写理由"):
        invitations.remove(owner, membership(colleague), "")
    invitations.remove(owner, membership(colleague), "离职")
    assert people.held(colleague.person) == frozenset()
