"""R17: five wrong passwords close an account to one address for a quarter of an hour, and nothing else to anybody."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
import time_machine
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from duixian.audit.models import Entry
from duixian.parties.access import NotSeen
from duixian.parties.models import Account
from duixian.parties.roles import Role
from duixian.parties.signin import locks
from duixian.parties.signin.backend import Backend
from tests.parties.cast import viewer
from tests.signin.support import PASSWORD, account, code, fill_in, with_totp

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WRONG, LOCKED = "登录名或密码不正确", "输错次数太多，请15分钟后再试"


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as coordinates:
        yield coordinates


def at(address: str) -> Client:
    """A browser at an address."""
    return Client(REMOTE_ADDR=address)


def spoil(client: Client, login: str = "zhang", times: int = 5) -> None:
    """Wrong passwords."""
    for _ in range(times):
        assert WRONG in fill_in(client, login, "wrong").text


def test_after_five_failures_even_the_right_password_waits(
    client: Client, travel: time_machine.Traveller
) -> None:
    account()
    spoil(client)
    assert LOCKED in fill_in(client, "zhang", PASSWORD).text
    travel.shift(timedelta(minutes=14, seconds=59))
    assert LOCKED in fill_in(client, "zhang", PASSWORD).text
    travel.shift(timedelta(seconds=2))
    assert fill_in(client, "zhang", PASSWORD).status == 302


def test_without_counting_the_sixth_gets_in(client: Client, settings: Settings) -> None:
    """The control of the test above."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": None}
    account()
    spoil(client)
    assert fill_in(client, "zhang", PASSWORD).status == 302


def test_nobody_else_is_locked_out(travel: time_machine.Traveller) -> None:
    account("zhang")
    account("li")
    spoil(at("203.0.113.5"))
    assert fill_in(at("203.0.113.6"), "zhang", PASSWORD).status == 302
    assert fill_in(at("203.0.113.5"), "li", PASSWORD).status == 302


def test_a_name_and_an_address_of_one_account_are_counted_together(
    client: Client, travel: time_machine.Traveller
) -> None:
    account()
    spoil(client, "zhang", 2)
    spoil(client, "ZHANG@example.com", 3)
    assert LOCKED in fill_in(client, "zhang", PASSWORD).text
    assert LOCKED in fill_in(client, "zhang@example.com", PASSWORD).text


def test_a_success_does_not_wipe_the_failures(client: Client) -> None:
    """Otherwise someone who has one password could guess another for ever."""
    account()
    spoil(client, times=4)
    assert fill_in(client, "zhang", PASSWORD).status == 302
    client.post("/account/logout/")
    spoil(client, times=1)
    assert LOCKED in fill_in(client, "zhang", PASSWORD).text


def test_an_unknown_name_is_answered_in_the_same_words(
    client: Client, travel: time_machine.Traveller
) -> None:
    account("zhang")
    account("li")
    for login in ("zhang", "li@example.com", "nobody", "nobody@example.com", "a" * 999):
        texts = [
            fill_in(client, login, "wrong").text.replace(login, "").replace(login[:254], "")
            for _ in range(6)
        ]
        assert all(WRONG in one for one in texts[:5]), login
        assert LOCKED in texts[5], login


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_five_are_looked_at(travel: time_machine.Traveller) -> None:
    account()

    def guess(number: int) -> str:
        try:
            return fill_in(Client(), "zhang", f"guess{number}").text
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(guess, range(18)))
    assert sum(WRONG in one for one in answers) == 5
    assert sum(LOCKED in one for one in answers) == 13


def test_an_admin_opens_it_again(client: Client, travel: time_machine.Traveller) -> None:
    who = with_totp(account())
    spoil(client)
    assert LOCKED in fill_in(client, "zhang", PASSWORD).text
    locks.unlock(viewer(Role.ADMIN), who)
    assert fill_in(client, "zhang", PASSWORD).status == 302
    for _ in range(5):
        client.post("/account/second-factor/authenticate/", {"code": "000000"})
    locks.unlock(viewer(Role.ADMIN), who)
    client.post("/account/second-factor/authenticate/", {"code": code()})
    assert client.get("/account/").status_code == 200
    assert Entry.objects.filter(action="account.unlock", subject=f"account:{who.pk}").count() == 2


def test_only_an_admin_can() -> None:
    with pytest.raises(NotSeen):
        locks.unlock(viewer(Role.OFFICER), account())


def test_the_trail_has_each_failure_and_each_lock_once(
    client: Client, travel: time_machine.Traveller
) -> None:
    who = account()
    spoil(client)
    for _ in range(3):
        fill_in(client, "zhang", PASSWORD)
    refused = Entry.objects.filter(subject=f"account:{who.pk}", outcome="denied")
    assert [one.action for one in refused] == ["session.start"] * 5 + ["account.lock"]


def test_what_was_typed_is_not_kept(client: Client) -> None:
    """People type passwords into the wrong field."""
    fill_in(client, "My.Secret7!", "x")
    entry = Entry.objects.select_related("payload").get()
    assert "Secret" not in f"{entry.subject}{entry.payload.body}"


class Counted(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    hashed = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        type(self).hashed += 1
        return super().encode(password, salt)


LOGINS = {
    "known": "zhang",
    "known-address": "zhang@example.com",
    "unknown": "nobody",
    "unknown-address": "nobody@example.com",
    "closed": "gone",
    "without-password": "oidc",
}


@pytest.fixture
def counted(settings: Settings) -> None:
    """Three accounts, and hashes that are counted."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    account("zhang")
    account("gone")
    Account.objects.filter(username="gone").update(is_active=False)
    other = account("oidc")
    other.set_unusable_password()
    other.save()


def hashes(backend: AuthenticationBackend, login: str) -> int:
    """How many hashes one wrong password costs, as allauth passes it on."""
    credentials = {"username": login, "password": "wrong"}
    if "@" in login:
        credentials["email"] = login
    before = Counted.hashed
    assert backend.authenticate(RequestFactory().post("/"), **credentials) is None
    return Counted.hashed - before


@pytest.mark.parametrize("login", LOGINS.values(), ids=LOGINS)
def test_a_wrong_password_costs_one_hash_whoever_it_is_for(counted: None, login: str) -> None:
    assert hashes(Backend(), login) == 1


def test_allauth_s_own_way_would_tell_who_has_an_account(counted: None) -> None:
    """The control: two hashes for a known address, one for an unknown one."""
    plain = AuthenticationBackend()
    assert hashes(plain, "zhang@example.com") == 2
    assert hashes(plain, "nobody@example.com") == 1


def test_known_and_unknown_take_the_same_time(client: Client, settings: Settings) -> None:
    """A measurement, taken in turns, of the quickest of each: the machine is shared. The count above is exact."""
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    account()
    taken: dict[str, list[float]] = {"zhang@example.com": [], "nobody@example.com": []}
    for _ in range(15):
        for login, times in taken.items():
            began = perf_counter()
            fill_in(client, login, "wrong")
            times.append(perf_counter() - began)
    known, unknown = (min(times) for times in taken.values())
    assert 0.7 < known / unknown < 1.4
