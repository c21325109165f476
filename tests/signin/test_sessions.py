"""R16: a session is renamed whenever what it may do changes, and ends in time, at sign-out, and with the role."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from duixian.config.signin import PASSWORD_STYLES
from duixian.kernel import clock
from duixian.parties.models import Account, Membership
from duixian.parties.roles import Role
from duixian.parties.signin import passwords, sessions
from tests.signin.support import PASSWORD, account, code, fill_in, sign_in, with_totp

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HERE = "/account/"
Act = Callable[[Client, Account], None]


def name_of(client: Client) -> str:
    """The session's identifier, as the browser has it."""
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def is_in(client: Client) -> bool:
    """Whether the account page opens."""
    return client.get(HERE).status_code == 200


def thief(identifier: str) -> Client:
    """Another browser with the same session identifier."""
    other = Client()
    other.cookies[django_settings.SESSION_COOKIE_NAME] = identifier
    return other


def test_an_identifier_is_long_enough_to_be_no_guess(client: Client) -> None:
    account()
    fill_in(client, "zhang", PASSWORD)
    assert len(name_of(client)) * math.log2(36) >= 128


def test_a_planted_identifier_is_not_the_one_that_signs_in(client: Client) -> None:
    account()
    planted = thief("a" * 32)
    planted.get("/account/login/")
    fill_in(planted, "zhang", PASSWORD)
    assert is_in(planted)
    assert name_of(planted) != "a" * 32
    assert not is_in(thief("a" * 32))


def test_an_identifier_from_before_sign_in_opens_nothing_after_it(client: Client) -> None:
    with_totp(account())
    fill_in(client, "zhang", PASSWORD)
    before = name_of(client)
    client.post("/account/second-factor/authenticate/", {"code": code()})
    assert is_in(client)
    assert name_of(client) != before
    assert not is_in(thief(before))


def set_up_totp(client: Client, who: Account) -> None:
    """As its owner would."""
    page = client.get("/account/second-factor/totp/activate/").content.decode()
    secret = page.partition('class="secret">')[2].partition("<")[0]
    from allauth.mfa.totp.internal import auth  # noqa: PLC0415

    counter = next(iter(auth.yield_hotp_counters_from_time())) + 1
    found = auth.format_hotp_value(auth.hotp_value(secret, counter))
    client.post("/account/second-factor/totp/activate/", {"code": found})


def confirm(client: Client, who: Account) -> None:
    """The password once more."""
    client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})


def switch_role(client: Client, who: Account) -> None:
    """To the other role."""
    other = Membership.objects.filter(person=who.person).order_by("-pk").first()
    assert other is not None
    client.post("/account/role/", {"membership": str(other.pk)})


def change_password(client: Client, who: Account) -> None:
    """For another."""
    new = "Qing-He.2027?"
    client.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [set_up_totp, confirm, switch_role, change_password])
def test_the_identifier_changes_with_what_a_session_may_do(client: Client, act: Act) -> None:
    who = account("zhang", Role.APPLICANT, Role.APPLICANT_OWNER)
    fill_in(client, "zhang", PASSWORD)
    before = name_of(client)
    act(client, who)
    assert is_in(client)
    assert name_of(client) != before
    assert not is_in(thief(before))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [set_up_totp, confirm, switch_role])
def test_without_rotation_the_old_identifier_would_go_on(
    client: Client, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    monkeypatch.setattr(sessions, "rotate", lambda request: None)
    who = account("zhang", Role.APPLICANT, Role.APPLICANT_OWNER)
    fill_in(client, "zhang", PASSWORD)
    before = name_of(client)
    act(client, who)
    assert is_in(thief(before))


@pytest.mark.parametrize(("role", "minutes"), [(Role.OFFICER, 15), (Role.APPLICANT, 30)])
def test_a_session_ends_when_nobody_is_there(client: Client, role: Role, minutes: int) -> None:
    who = account("zhang", role)
    with time_machine.travel(START, tick=False) as travel:
        sign_in(client, who)
        for _ in range(3):
            travel.shift(timedelta(minutes=minutes, seconds=-sessions.GRAIN))
            assert is_in(client)
        travel.shift(timedelta(minutes=minutes))
        response = client.get(HERE, follow=True)
        assert "/account/login/" in response.redirect_chain[0][0]
        assert f"超过{minutes}分钟没有操作" in response.content.decode()


def test_a_session_ends_after_eight_hours_however_busy(client: Client) -> None:
    who = account("zhang", Role.APPLICANT)
    with time_machine.travel(START, tick=False) as travel:
        sign_in(client, who)
        for _ in range(23):
            travel.shift(timedelta(minutes=20))
            assert is_in(client)
        travel.shift(timedelta(minutes=20))
        assert not is_in(client)


def test_a_session_without_its_beginning_is_over(client: Client) -> None:
    sign_in(client, account("zhang", Role.APPLICANT))
    session = client.session
    del session[sessions.STARTED]
    session.save()
    assert not is_in(client)


def test_signing_out_ends_the_session_everywhere_it_was_copied_to(client: Client) -> None:
    account()
    fill_in(client, "zhang", PASSWORD)
    copied = name_of(client)
    response = client.post("/account/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)
    assert not is_in(thief(copied))


def test_signing_out_needs_a_form(client: Client) -> None:
    account()
    fill_in(client, "zhang", PASSWORD)
    client.get("/account/logout/")
    assert is_in(client)


def test_a_locked_account_is_out_at_the_next_request(client: Client) -> None:
    who = account()
    fill_in(client, "zhang", PASSWORD)
    Account.objects.filter(pk=who.pk).update(is_active=False)
    assert not is_in(client)


def test_a_role_taken_away_is_gone_at_the_next_request(client: Client) -> None:
    who = account("zhang", Role.APPLICANT)
    sign_in(client, who)
    assert client.get("/account/start/").headers["Location"] == "/my/"
    Membership.objects.filter(person=who.person).update(until=clock.now())
    assert client.get("/account/start/").headers["Location"] == "/register/"


def test_a_new_password_ends_all_other_sessions(client: Client) -> None:
    who = account()
    other = Client()
    for one in (client, other):
        fill_in(one, "zhang", PASSWORD)
    change_password(client, who)
    assert is_in(client)
    assert not is_in(other)


def test_one_can_end_the_other_sessions(client: Client) -> None:
    account()
    other = Client()
    for one in (client, other):
        fill_in(one, "zhang", PASSWORD)
    assert "退出其他1处" in client.get("/account/sessions/").content.decode()
    client.post("/account/sessions/")
    assert is_in(client)
    assert not is_in(other)


def test_pages_of_someone_signed_in_are_kept_nowhere(client: Client) -> None:
    assert "Cache-Control" not in client.get("/measures/", follow=True).headers
    account()
    fill_in(client, "zhang", PASSWORD)
    for page in (HERE, "/calculator/", "/nowhere"):
        headers = client.get(page).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert "Cookie" in headers["Vary"]


def test_the_cookie_is_for_this_site_and_no_script(client: Client) -> None:
    account()
    fill_in(client, "zhang", PASSWORD)
    cookie = client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert not cookie["max-age"]


def test_a_password_over_its_age_is_changed_first(client: Client, settings: Settings) -> None:
    who = account("zhang", Role.APPLICANT)
    fill_in(client, "zhang", PASSWORD)
    long_ago = clock.now() - timedelta(days=91)
    Account.objects.filter(pk=who.pk).update(password_changed_at=long_ago, date_joined=long_ago)
    assert client.get(HERE).headers["Location"] == "/account/password/change/"
    assert "密码每90天须更换一次" in client.get("/account/password/change/").content.decode()
    change_password(client, who)
    assert is_in(client)
    who.refresh_from_db()
    assert passwords.days_left(who) == 89


@pytest.mark.parametrize("style", ["dengbao", "asvs"])
def test_a_password_that_was_handed_over_is_changed_before_all_else(
    client: Client, settings: Settings, style: str
) -> None:
    settings.PASSWORD_POLICY = PASSWORD_STYLES[style]
    who = account("wang", Role.CENTRE)
    Account.objects.update(password_changed_at=datetime(2000, 1, 1, tzinfo=UTC))
    fill_in(client, "wang", PASSWORD)
    change, set_up = "/account/password/change/", "/account/second-factor/totp/activate/"
    assert client.get(HERE).headers["Location"] == change
    assert client.get(set_up).headers["Location"] == change
    assert "初始密码" in client.get(change).content.decode()
    change_password(client, who)
    assert client.get(HERE).headers["Location"] == set_up
