"""Accounts of officials: opened by an admin, one natural person behind them, locked and unlocked."""

import pytest

from duixian.parties import roster
from duixian.parties.access import Refused, Viewer
from duixian.parties.models import Account
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admins() -> tuple[Viewer, Viewer]:
    where = cast.organisation(Kind.OPERATOR)
    return cast.viewer(Role.ADMIN, where), cast.viewer(Role.ADMIN, where)


def open_account(admin: Viewer, **more: str) -> roster.Opened:
    given = {
        "username": "zhangsan",
        "name": "张三",
        "identity": cast.identity(40),
        "email": "zs@example.cn",
    } | more
    return roster.open_account(
        admin, username=given["username"], name=given["name"], identity=given["identity"],
        email=given["email"], mobile=given.get("mobile", ""),
    )  # fmt: skip


def test_an_account_is_opened_with_a_password_that_is_already_too_old(
    admins: tuple[Viewer, Viewer],
) -> None:
    opened = open_account(admins[0], mobile="+86 13800138000")
    assert opened.account.check_password(opened.password)
    assert opened.account.password_changed_at == roster.HANDED_OVER
    assert opened.account.mobile == "13800138000"
    assert len(opened.password) >= 16
    found = roster.everybody(admins[1], "zs")
    assert opened.person in found
    for query in ("张", "ZhangS", " zs "):
        assert opened.person in roster.everybody(admins[1], query)
    assert not roster.everybody(admins[1], "nobody").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "ab"), ("username", "张三"), ("username", "a b c"), ("username", "<b>x"), ("username", "x" * 61),
        ("name", ""), ("name", "甲\x00"), ("identity", ""), ("identity", "310107198001010000"),
        ("email", "x"), ("mobile", "138001380001"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_field(
    admins: tuple[Viewer, Viewer], field: str, value: str
) -> None:
    with pytest.raises(Refused) as found:
        open_account(admins[0], **{field: value})
    assert [name for name, _ in found.value.faults] == [field]
    assert not Account.objects.filter(email="zs@example.cn").exists()


def test_a_second_account_is_the_same_person_and_the_name_must_be_theirs(
    admins: tuple[Viewer, Viewer],
) -> None:
    first = open_account(admins[0])
    second = open_account(admins[0], username="zhangsan2", identity=cast.identity(40).lower())
    assert second.known
    assert second.person == first.person
    assert second.account.is_active
    with pytest.raises(Refused, match="另一个姓名"):
        open_account(admins[0], username="lisi", name="李四")
    with pytest.raises(Refused, match="已被使用"):
        open_account(admins[0], username="ZhangSan")


@pytest.mark.parametrize("role", [Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.ADMIN])
def test_an_admin_can_not_open_an_account_to_act_as_somebody_guarded(
    admins: tuple[Viewer, Viewer], role: Role
) -> None:
    first = open_account(admins[0])
    cast.viewer(role, who=first.account)
    second = open_account(admins[0], username="backdoor")
    assert not second.account.is_active
    with pytest.raises(Refused, match="另一位系统管理员核对"):
        roster.unlock(admins[0], second.account.pk, "自己启用")
    assert roster.unlock(admins[1], second.account.pk, "已当面核对").is_active


def test_locks_need_a_reason_and_another_admin(admins: tuple[Viewer, Viewer]) -> None:
    someone = cast.account()
    with pytest.raises(Refused, match="请填写理由"):
        roster.lock(admins[0], someone.pk, "")
    assert not roster.lock(admins[0], someone.pk, "离职").is_active
    with pytest.raises(Refused, match="已经停用"):
        roster.lock(admins[0], someone.pk, "离职")
    assert roster.unlock(admins[1], someone.pk, "返岗").locked_reason == ""
    with pytest.raises(Refused, match="没有停用"):
        roster.unlock(admins[1], someone.pk, "返岗")
    with pytest.raises(Refused, match="不能停用自己"):
        roster.lock(admins[0], admins[0].account.pk, "试试")
    roster.lock(admins[0], admins[1].account.pk, "设备丢失")
    with pytest.raises(Refused, match="不能恢复自己"):
        roster.unlock(admins[1], admins[1].account.pk, "试试")
