"""What signing in leaves in the trail, and what the person is told."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from duixian.audit.models import Entry
from duixian.outbox.models import Notice
from duixian.parties.access import NotSeen, Refused
from duixian.parties.models import Account
from duixian.parties.roles import Role
from duixian.parties.signin import noting, second_factor
from tests.parties.cast import viewer
from tests.signin.support import PASSWORD, account, code, fill_in, sign_in, with_totp

pytestmark = pytest.mark.django_db

ASK = "/account/second-factor/authenticate/"


def about(who: Account) -> list[str]:
    """The actions on an account, and whether they were done."""
    entries = Entry.objects.filter(subject=noting.subject(who))
    return [one.action + ("" if one.outcome == "done" else " ✗") for one in entries]


def test_a_sign_in_with_two_factors_and_its_end(client: Client) -> None:
    who = with_totp(account("wang", Role.CENTRE))
    begun = about(who)
    assert begun == ["second-factor.add"]
    fill_in(client, "wang", "wrong")
    fill_in(client, "wang", PASSWORD)
    assert about(who) == [*begun, "session.start ✗"]
    client.post(ASK, {"code": "000000"})
    client.post(ASK, {"code": code()})
    client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})
    client.post("/account/logout/")
    assert about(who) == [
        *begun,
        "session.start ✗",
        "second-factor.use ✗",
        "session.start",
        "session.confirm",
        "session.end",
    ]
    started = Entry.objects.select_related("payload").get(action="session.start", outcome="done")
    assert '["password","mfa"]' in started.payload.body
    assert started.actor == str(who.person_id)
    assert started.address
    assert started.request


def test_second_factors_come_and_go(client: Client) -> None:
    who = with_totp(account("li"))
    sign_in(client, who)
    client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})
    client.post("/account/second-factor/recovery-codes/generate/")
    client.post("/account/second-factor/totp/deactivate/")
    assert not Authenticator.objects.filter(user=who).exists()
    assert about(who)[2:] == ["second-factor.add"] + ["second-factor.remove"] * 2


def test_another_address_is_noted_when_it_is_confirmed(client: Client) -> None:
    from django.core import mail  # noqa: PLC0415

    who = account("li")
    sign_in(client, who)
    refused = client.post("/account/email/", {"email": "new@example.com", "action_add": "1"})
    assert "/account/reauthenticate/" in refused.headers["Location"]
    client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})
    client.post("/account/email/", {"email": "new@example.com", "action_add": "1"})
    address = str(mail.outbox[-1].body).partition("http://testserver")[2].split()[0]
    assert "确认" in client.get(address).content.decode()
    client.post(address)
    who.refresh_from_db()
    assert who.email == "new@example.com"
    assert {"email.confirm", "email.change"} <= set(about(who))


def test_a_new_browser_is_told_about_once(client: Client) -> None:
    who = account("li")

    def told() -> int:
        return Notice.objects.filter(person=who.person_id, template="sign-in-new-device").count()

    for _ in range(2):
        fill_in(client, "li", PASSWORD)
        client.post("/account/logout/")
        assert told() == 1
    fill_in(Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT) Firefox/140"}), "li", PASSWORD)
    assert told() == 2
    assert "Windows上的Firefox" in Notice.objects.latest("created_at").body


def test_the_demo_where_everybody_is_everybody_does_not_tell(
    client: Client, settings: Settings
) -> None:
    who, settings.DEMO = account("li"), True
    fill_in(client, "li", PASSWORD)
    assert client.get("/account/").status_code == 200
    assert not Notice.objects.filter(person=who.person_id, template="sign-in-new-device").exists()


def test_a_device_cookie_of_somebody_else_s_making_counts_for_nothing(client: Client) -> None:
    account("li")
    client.cookies["device"] = "[1,2,3]"
    fill_in(client, "li", PASSWORD)
    assert Notice.objects.filter(template="sign-in-new-device").count() == 1


def test_an_admin_takes_lost_second_factors_away_and_the_sessions_with_them(client: Client) -> None:
    who = with_totp(account("wang", Role.CENTRE))
    fill_in(client, "wang", PASSWORD)
    client.post(ASK, {"code": code()})
    assert client.get("/account/").status_code == 200
    admin = viewer(Role.ADMIN)
    second_factor.reset(admin, who)
    assert not Authenticator.objects.filter(user=who).exists()
    assert client.get("/account/").status_code == 302
    entry = Entry.objects.get(action="second-factor.reset")
    assert (entry.actor, entry.subject) == (str(admin.person.pk), noting.subject(who))


def test_nobody_else_does_and_no_admin_does_it_for_himself() -> None:
    who = with_totp(account("wang", Role.CENTRE))
    with pytest.raises(NotSeen):
        second_factor.reset(viewer(Role.OFFICER), who)
    admin = viewer(Role.ADMIN)
    with pytest.raises(Refused, match="另一位系统管理员"):
        second_factor.reset(admin, admin.account)
    assert Authenticator.objects.filter(user=who).exists()
