"""Staff reach nothing before a second factor; each code works once, however many try it at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection
from django.test import Client

from duixian.parties.models import Account
from duixian.parties.roles import STAFF, Role
from tests.signin.support import PASSWORD, SECRET, account, code, fill_in, hold, sign_in, with_totp

pytestmark = pytest.mark.django_db

ASK = "/account/second-factor/authenticate/"
SET_UP = "/account/second-factor/totp/activate/"


def test_there_are_nine_staff_roles() -> None:
    assert len(STAFF) == 9
    assert not STAFF & {Role.APPLICANT, Role.APPLICANT_OWNER}


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_without_a_second_factor_can_only_set_one_up(client: Client, role: Role) -> None:
    account("wang", role)
    fill_in(client, "wang", PASSWORD)
    for page in (
        "/",
        "/account/",
        "/account/start/",
        "/account/email/",
        "/calculator/",
        "/nowhere",
    ):
        response = client.get(page)
        expected = page == "/nowhere"
        assert response.headers.get("Location") == (None if expected else SET_UP), page
        assert not expected or response.status_code == 404
    assert client.post("/account/role/", {"membership": "1"}).headers["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200


def test_applicants_need_none(client: Client) -> None:
    account("li", Role.APPLICANT_OWNER)
    fill_in(client, "li", PASSWORD)
    assert client.get("/account/").status_code == 200


def test_someone_who_becomes_staff_shows_it_at_once(client: Client) -> None:
    who = with_totp(account("li"))
    client.force_login(who)
    assert client.get("/account/").status_code == 200
    hold(who, Role.CENTRE)
    ask = "/account/second-factor/reauthenticate/"
    assert client.get("/account/").headers["Location"] == ask
    client.post(ask + "?next=/account/", {"code": code()})
    assert client.get("/account/").status_code == 200


def test_a_password_alone_signs_nobody_in_who_has_a_second_factor(client: Client) -> None:
    with_totp(account("wang", Role.CENTRE))
    assert fill_in(client, "wang", PASSWORD).location == ASK
    assert "/account/login/" in client.get("/account/").headers["Location"]
    assert client.post(ASK, {"code": "000000"}).status_code == 200
    assert "/account/login/" in client.get("/account/").headers["Location"]
    client.post(ASK, {"code": code()})
    assert client.get("/account/").status_code == 200


def test_a_code_works_once(client: Client) -> None:
    with_totp(account("wang", Role.CENTRE))
    shown = code()
    fill_in(client, "wang", PASSWORD)
    client.post(ASK, {"code": shown})
    assert client.get("/account/").status_code == 200
    second = Client()
    fill_in(second, "wang", PASSWORD)
    assert "不正确或已用过" in second.post(ASK, {"code": shown}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_code_that_set_it_up_is_used_up(client: Client) -> None:
    account("wang", Role.CENTRE)
    fill_in(client, "wang", PASSWORD)
    client.get(SET_UP)
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    shown = code()
    assert client.post(SET_UP, {"code": shown}).status_code == 302
    second = Client()
    fill_in(second, "wang", PASSWORD)
    assert "不正确或已用过" in second.post(ASK, {"code": shown}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_show_the_same_code_at_once_one_gets_in() -> None:
    who = with_totp(account("wang"))
    clients = [Client() for _ in range(6)]
    for one in clients:
        fill_in(one, "wang", PASSWORD)
    shown = code()

    def attempt(one: Client) -> bool:
        try:
            return one.post(ASK, {"code": shown}).status_code == 302
        finally:
            connection.close()

    # More than five wrong codes would close the account; the counter must not be what stops them here.
    with ThreadPoolExecutor(4) as pool:
        entered = list(pool.map(attempt, clients[:4]))
    assert sum(entered) == 1
    assert Authenticator.objects.get(user=who).last_used_at is not None


def test_a_recovery_code_stands_in_for_it_once(client: Client) -> None:
    who = with_totp(account("wang", Role.CENTRE))
    spare = RecoveryCodes.activate(who).get_unused_codes()[0]
    fill_in(client, "wang", PASSWORD)
    client.post(ASK, {"code": spare})
    assert client.get("/account/").status_code == 200
    second = Client()
    fill_in(second, "wang", PASSWORD)
    assert second.post(ASK, {"code": spare}).status_code == 200


def test_codes_can_be_guessed_five_times(client: Client) -> None:
    with_totp(account("wang"))
    fill_in(client, "wang", PASSWORD)
    for _ in range(5):
        client.post(ASK, {"code": "000000"})
    assert "次数太多" in client.post(ASK, {"code": code()}).content.decode()


def test_staff_cannot_switch_it_off(client: Client) -> None:
    who = with_totp(account("wang", Role.CENTRE))
    sign_in(client, who)
    client.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})
    page = client.post("/account/second-factor/totp/deactivate/")
    assert "不能停用" in page.content.decode()
    assert Authenticator.objects.filter(user=who).exists()


def test_the_secret_is_sealed_in_the_database() -> None:
    who: Account = with_totp(account("wang"))
    kept = Authenticator.objects.get(user=who)
    assert SECRET not in str(kept.data)
    assert kept.wrap().validate_code(code())
