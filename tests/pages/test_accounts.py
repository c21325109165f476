"""账号、授权确认、机构: what an admin does, with whom, and what an admin never sees."""

import re

import pytest
from django.test import Client

from duixian.parties import bank, people, profiles
from duixian.parties.access import Viewer
from duixian.parties.models import Grant, Membership, Organisation
from duixian.parties.profiles import Basics
from duixian.parties.roles import STAFF, Kind, Role
from tests.pages.conftest import text_of
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast

pytestmark = pytest.mark.django_db
NEW = {
    "name": "张三",
    "identity": cast.identity(600),
    "username": "zhangsan",
    "email": "zs@example.cn",
    "mobile": "",
}


@pytest.fixture
def admins() -> tuple[Viewer, Viewer]:
    where = cast.organisation(Kind.OPERATOR, "系统运行组")
    return cast.viewer(Role.ADMIN, where, name="管一新"), cast.viewer(
        Role.ADMIN, where, name="管二平"
    )


@pytest.fixture
def commission() -> Organisation:
    return cast.organisation(Kind.COMMISSION, "区科委")


def test_an_account_is_opened_and_its_password_shown_once(
    client: Client, admins: tuple[Viewer, Viewer]
) -> None:
    enter(client, admins[0])
    page = send(client, "/office/accounts/new/", **NEW)
    found = re.search(r"<code>([\w-]{16,})</code>", page.content.decode())
    assert found
    assert "no-store" in page.headers["Cache-Control"]
    for query in ("张三", "zhangs", "zs"):
        assert "zhangsan" in told(client.get("/office/accounts/", {"q": query}))
    assert found[1] not in client.get("/office/accounts/").content.decode()
    assert "没有找到" in told(client.get("/office/accounts/", {"q": "李四"}))
    page = send(client, "/office/accounts/new/", **{**NEW, "identity": "1", "email": "x"})
    assert {one.partition("：")[0] for one in errors(page)} == {"身份证号", "登录名", "电子邮箱"}
    assert 'value="张三"' in page.content.decode()


def test_a_role_is_given_and_ended(
    client: Client, admins: tuple[Viewer, Viewer], commission: Organisation
) -> None:
    someone = cast.account("沈定")
    assert someone.person is not None
    enter(client, admins[0])
    person = f"/office/accounts/{someone.person.pk}/"
    assert len(errors(send(client, f"{person}grant/"))) == 2
    assert errors(send(client, f"{person}grant/", role="officer", organisation=commission.pk)) == [
        "理由：请填写理由"
    ]
    go(send(client, f"{person}grant/", role="officer", organisation=commission.pk, reason="任命"))
    assert people.held(someone.person) == {Role.OFFICER}
    theirs = Membership.objects.get(person=someone.person)
    other = enter(Client(), someone)
    assert other.get("/office/").status_code == 200
    assert errors(send(client, f"{person}roles/{theirs.pk}/"))
    go(send(client, f"{person}roles/{theirs.pk}/", reason="调离"))
    assert other.get("/office/").status_code == 404  # at once
    assert "以前的角色（1项）" in told(client.get(person))


def test_an_approver_needs_two_admins(
    client: Client, admins: tuple[Viewer, Viewer], commission: Organisation
) -> None:
    someone = cast.account("沈定")
    assert someone.person is not None
    enter(client, admins[0])
    person = f"/office/accounts/{someone.person.pk}/"
    go(send(client, f"{person}grant/", role="approver", organisation=commission.pk, reason="任命"))
    assert people.held(someone.person) == frozenset()
    grant = Grant.objects.get()
    assert "提出人和被授予人不能自己确认" in told(client.get("/office/grants/"))
    assert (
        "另一位系统管理员"
        in errors(send(client, f"/office/grants/{grant.pk}/", decision="confirm"))[0]
    )
    second = enter(Client(), admins[1])
    assert "1件等待办理" in told(second.get("/office/"))
    assert errors(send(second, f"/office/grants/{grant.pk}/", decision="refuse"))
    go(send(second, f"/office/grants/{grant.pk}/", decision="confirm"))
    assert people.held(someone.person) == {Role.APPROVER}
    assert "没有等待确认的授权" in told(second.get("/office/grants/"))


def test_an_account_is_locked_at_once_and_opened_again(
    client: Client, admins: tuple[Viewer, Viewer]
) -> None:
    official = cast.viewer(Role.OFFICER)
    other = enter(Client(), official)
    enter(client, admins[0])
    address = f"/office/accounts/{official.person.pk}/locks/{official.account.pk}/"
    assert errors(send(client, address, act="lock"))
    go(send(client, address, act="lock", reason="离职"))
    assert other.get("/office/").status_code == 302
    assert "停用原因：离职" in told(client.get(f"/office/accounts/{official.person.pk}/"))
    go(send(client, address, act="unlock", reason="返岗"))
    go(send(client, address, act="clear"))
    official.account.refresh_from_db()
    assert official.account.is_active
    assert official.account.unlocked_at is not None
    own = f"/office/accounts/{admins[0].person.pk}/locks/{admins[0].account.pk}/"
    assert errors(send(client, own, act="lock", reason="试试"))


def test_what_an_admin_does_needs_a_fresh_confirmation(
    client: Client, admins: tuple[Viewer, Viewer]
) -> None:
    someone = cast.account()
    assert someone.person is not None
    enter(client, admins[0], confirmed=False)
    person = f"/office/accounts/{someone.person.pk}/"
    for address in (
        f"{person}grant/",
        f"{person}roles/1/",
        f"{person}locks/{someone.pk}/",
        f"/office/grants/{someone.person.pk}/",
        "/office/accounts/new/",
    ):
        assert go(send(client, address)).startswith("/account/reauthenticate/"), address


def test_places_are_made_with_a_name_and_an_area(
    client: Client, admins: tuple[Viewer, Viewer]
) -> None:
    enter(client, admins[0])
    assert errors(send(client, "/office/organisations/", kind="applicant", name="某企业")) == [
        "类型：请选择类型"
    ]
    assert (
        "服务区域"
        in errors(send(client, "/office/organisations/", kind="centre", name="真如投资促进中心"))[0]
    )
    go(
        send(
            client,
            "/office/organisations/",
            kind="centre",
            name="真如投资促进中心",
            area="真如镇街道",
        )
    )
    assert "真如镇街道" in told(client.get("/office/organisations/"))
    assert errors(
        send(
            client,
            "/office/organisations/",
            kind="centre",
            name="真如投资促进中心",
            area="真如镇街道",
        )
    )


def test_an_admin_sees_no_profile_no_account_number_no_registration(
    client: Client, admins: tuple[Viewer, Viewer]
) -> None:
    canary = "金丝雀路77号"
    owner = cast.viewer(Role.APPLICANT_OWNER, cast.organisation(Kind.APPLICANT, "上海云帆有限公司"))
    profiles.save_basics(owner, version=0, basics=Basics(answers={}, address=canary))
    bank.change(owner, holder="上海云帆有限公司", bank="金丝雀银行", number="6222000011117777")
    enter(client, admins[0])
    for page in (
        "/office/",
        "/office/accounts/",
        f"/office/accounts/{owner.person.pk}/",
        "/office/grants/",
        "/office/organisations/",
    ):
        response = client.get(page)
        assert response.status_code == 200, page
        text = text_of(response)
        for secret in (canary, "金丝雀银行", "7777"):
            assert secret not in text
    for page in (
        "/office/registrations/",
        "/office/enterprises/",
        f"/office/enterprises/{owner.organisation.pk}/",
        "/my/enterprise/",
    ):
        assert client.get(page).status_code == 404, page


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_for_everybody_else_these_pages_do_not_exist(client: Client, role: Role) -> None:
    viewer = cast.viewer(role)
    enter(client, viewer)
    person = f"/office/accounts/{viewer.person.pk}/"
    for page in (
        "/office/accounts/",
        "/office/accounts/new/",
        person,
        "/office/grants/",
        "/office/organisations/",
    ):
        assert client.get(page).status_code == 404, page
    for page in (
        f"{person}grant/",
        f"{person}roles/1/",
        f"{person}locks/1/",
        f"/office/grants/{viewer.person.pk}/",
    ):
        assert send(client, page).status_code == 404, page


@pytest.mark.parametrize("role", sorted(STAFF))
def test_every_official_has_a_start_with_their_own_desks(client: Client, role: Role) -> None:
    enter(client, cast.viewer(role))
    page = client.get("/office/")
    assert page.status_code == 200
    addresses = re.findall(r'<a href="(/office/[^"]*)"', page.content.decode())
    assert addresses
    for address in set(addresses):
        assert client.get(address).status_code == 200, address
