"""What a password must be under each of the two rules, and how it is changed, reset and signed up with."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.module_loading import import_string
from pytest_django import Settings

from duixian.audit.models import Entry
from duixian.config import settings as real
from duixian.config.signin import PASSWORD_STYLES, password_policy, password_validators
from duixian.kernel import clock
from duixian.outbox.models import Notice
from duixian.parties.models import Account, Membership
from duixian.parties.signin import passwords
from tests.signin.support import PASSWORD, account, fill_in

pytestmark = pytest.mark.django_db

NEW = "Qing-He.2027?"
# As an input method types it.
FULL_WIDTH = "".join(chr(ord(sign) + 0xFEE0) for sign in "password123")


def faults(password: str, who: Account | None = None) -> list[str]:
    """What is wrong with a password."""
    try:
        validate_password(password, who)
    except ValidationError as error:
        return list(error.messages)
    return []


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ab3.efgh9", "密码至少10位，现为9位"),
        ("A1." * 43, "密码最多128位，现为129位"),
        ("abcdefghij", "至少3种，还可以加上：大写字母、数字、符号"),
        ("abcdefgh12", "至少3种，还可以加上：大写字母、符号"),
        ("Password123", "太常见"),
        (FULL_WIDTH, "太常见"),
        ("Zhangsan.2026", "不能包含您的登录名"),
    ],
)
def test_what_is_refused(password: str, said: str) -> None:
    found = faults(password, Account(username="zhangsan"))
    assert any(said in one for one in found), found


@pytest.mark.parametrize("password", [PASSWORD, NEW, "三个 Kinds 9 of signs", "A1.bcdefgh"])
def test_what_is_taken(password: str) -> None:
    assert faults(password) == []


def test_asvs_wants_length_and_nothing_else(settings: Settings) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = password_validators(PASSWORD_STYLES["asvs"])
    settings.PASSWORD_POLICY = PASSWORD_STYLES["asvs"]
    assert faults("correct horse battery") == []
    assert faults("Ab3.efgh9jk") == ["密码至少15位，现为11位"]
    old = account()
    old.password_changed_at = old.date_joined = clock.now() - timedelta(days=900)
    assert passwords.days_left(old) is None
    assert not passwords.must_change(old)


def test_each_number_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert password_policy() == PASSWORD_STYLES["dengbao"]
    monkeypatch.setenv("DUIXIAN_PASSWORDS", "asvs")
    monkeypatch.setenv("DUIXIAN_PASSWORD_DAYS", "30")
    assert password_policy() == {"length": 15, "kinds": 0, "days": 30, "history": 0}


def test_argon2_as_strong_as_is_asked_for() -> None:
    (name,) = real.PASSWORD_HASHERS
    hasher = import_string(name)()
    assert isinstance(hasher, Argon2PasswordHasher)
    assert (hasher.memory_cost, hasher.time_cost) >= (19 * 1024, 2)


def test_the_last_five_are_not_used_again() -> None:
    who = account()
    for number in range(6):
        passwords.change(who, f"Nr.{number}-of-Putuo")
    assert faults("Nr.5-of-Putuo", who) == ["不能使用最近5次用过的密码"]
    assert faults("Nr.1-of-Putuo", who) == ["不能使用最近5次用过的密码"]
    assert faults("Nr.0-of-Putuo", who) == []
    assert len(who.past_passwords) == 4


def change(client: Client, old: str = PASSWORD, new: str = NEW) -> str:
    """Send the form; what the page says."""
    data = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/account/password/change/", data, follow=True).content.decode()


def test_a_change_is_noted_and_told(client: Client) -> None:
    who = account()
    fill_in(client, "zhang", PASSWORD)
    assert "当前密码不正确" in change(client, old="x")
    assert "其他地方的登录都已退出" in change(client)
    assert Entry.objects.filter(action="password.change", subject=f"account:{who.pk}").count() == 1
    assert Notice.objects.filter(person=who.person_id, template="password-changed").count() == 1
    client.post("/account/logout/")
    assert fill_in(client, "zhang", NEW).status == 302


def test_a_change_that_fails_leaves_no_entry_and_the_old_password(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = account()
    fill_in(client, "zhang", PASSWORD)

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no message")

    monkeypatch.setattr("duixian.outbox.messages.post", fail)
    with pytest.raises(RuntimeError):
        change(client)
    who.refresh_from_db()
    assert who.check_password(PASSWORD)
    assert not Entry.objects.filter(action="password.change").exists()


def reset(client: Client, email: str) -> str:
    """Ask for a link; what the page says."""
    response = client.post("/account/password/reset/", {"email": email}, follow=True)
    return response.content.decode()


def link() -> str:
    """The link in the last mail."""
    found = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_forgotten_password_is_reset_by_mail(client: Client) -> None:
    who = account()
    assert "请查收邮件" in reset(client, "zhang@example.com")
    assert mail.outbox[-1].subject == "重设密码"
    assert mail.outbox[-1].to == ["zhang@example.com"]
    there = client.get(link(), follow=True)
    form = there.redirect_chain[-1][0]
    assert "设置新密码" in there.content.decode()
    assert "token" not in form
    said = client.post(form, {"password1": PASSWORD, "password2": PASSWORD}).content.decode()
    assert "不能使用最近5次用过的密码" in said
    done = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert "新密码已生效" in done.content.decode()
    assert Entry.objects.filter(action="password.reset", subject=f"account:{who.pk}").count() == 1
    assert "已用过，或已超过一小时" in Client().get(link(), follow=True).content.decode()
    assert fill_in(client, "zhang", NEW).status == 302


def test_a_reset_says_the_same_and_does_the_same_for_an_unknown_address(client: Client) -> None:
    account()
    known, unknown = reset(client, "zhang@example.com"), reset(Client(), "nobody@example.com")
    assert known == unknown
    assert [one.to for one in mail.outbox] == [["zhang@example.com"], ["nobody@example.com"]]
    assert "没有账户" in mail.outbox[1].subject


def test_a_closed_account_gets_no_link(client: Client) -> None:
    account()
    Account.objects.update(is_active=False)
    reset(client, "zhang@example.com")
    assert "/reset/key/" not in str(mail.outbox[-1].body)


def test_a_flood_of_resets_is_stopped_for_the_address_and_for_the_sender() -> None:
    account()
    for number in range(6):
        reset(Client(REMOTE_ADDR=f"203.0.113.{number}"), "zhang@example.com")
    assert len(mail.outbox) == 3
    for number in range(30):
        reset(Client(REMOTE_ADDR="203.0.113.99"), f"somebody{number}@example.com")
    assert len(mail.outbox) == 3 + 20


def sign_up(client: Client, **other: str) -> str:
    """Send the form; what the page says, or where it leads."""
    data = {"name": "赵六", "username": "zhao", "email": "zhao@example.com", "password1": NEW, "password2": NEW}  # fmt: skip
    response = client.post("/account/signup/", data | other)
    return response.headers.get("Location") or response.content.decode()


def test_signing_up_makes_an_account_and_a_person_without_a_role(client: Client) -> None:
    assert sign_up(client) == "/account/start/"
    who = Account.objects.select_related("person").get(username="zhao")
    assert who.person is not None
    assert (who.person.name, who.person.pinyin) == ("赵六", "zl")
    assert not Membership.objects.filter(person=who.person).exists()
    assert Entry.objects.filter(action="account.create", subject=f"account:{who.pk}").count() == 1
    assert client.get("/account/start/").headers["Location"] == "/register/"
    assert mail.outbox[0].subject == "验证您的邮箱"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "请填写姓名"),
        ("name", "赵\u202e六", "改变文字方向"),
        ("username", "zhang", "已有人使用"),
        ("username", "ZHANG", "已有人使用"),
        ("username", "a@b", "不能含“@”"),
        ("email", "zhang@example.com", "已注册过账户"),
        ("email", "x", "电子邮箱不完整"),
        ("password1", "short", "至少10位"),
        ("password2", "other", "密码必须相同"),
    ],
)
def test_what_is_wrong_with_signing_up(client: Client, field: str, value: str, said: str) -> None:
    account()
    page = sign_up(client, **{field: value})
    assert said in page
    assert f'href="#id_{field}"' in page
    assert Account.objects.count() == 1


def test_many_sign_ups_from_one_address_are_stopped() -> None:
    for number in range(22):
        sign_up(Client(REMOTE_ADDR="203.0.113.9"), username=f"u{number}", email=f"u{number}@e.cn")
    assert Account.objects.count() == 20
