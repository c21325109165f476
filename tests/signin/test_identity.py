"""OIDC against a real provider in a process of its own: linked by a verified 证件号, never by an e-mail address."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from duixian.audit.models import Entry
from duixian.config.signin import identity_origins, identity_providers
from duixian.parties import sealing
from duixian.parties.models import Account
from duixian.parties.roles import Role
from tests.parties.cast import identity
from tests.signin.support import PASSWORD, account, code, fill_in, known_by, sign_in, with_totp

pytestmark = pytest.mark.django_db

LOGIN, FORM = "/account/oidc/ywtb/login/", "/account/identity/signup/"
NUMBER = identity(7)
PEOPLE = [
    {"sub": "zhao", "name": "赵六", "email": "zhao@example.com", "id_number": NUMBER},
    {"sub": "nameless", "name": "钱七", "email": "zhang@example.com", "email_verified": True},
    {
        "sub": "forged",
        "name": "孙八",
        "email": "sun@example.com",
        "id_number": "310107198001010000",
    },
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The provider's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).with_name("oidc-provider-mock"))
    users = [part for one in PEOPLE for part in ("--user-claims", json.dumps(one))]
    process = subprocess.Popen(
        [program, "--port", str(port), *users],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
                break
            except requests.ConnectionError:
                assert process.poll() is None
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def linked_by_number(provider: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site set up as an operator would."""
    for name, value in {
        "SERVER": provider,
        "ID": "ywtb",
        "NAME": "一网通办",
        "CLIENT": "duixian",
        "SECRET": "secret",
        "IDENTITY_CLAIM": "id_number",
    }.items():
        monkeypatch.setenv(f"DUIXIAN_OIDC_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers()


def come_back(client: Client, who: str, process: str = "login", **answer: str) -> str:
    """Go to the provider, say who one is, and come back; where one lands."""
    there = client.post(f"{LOGIN}?process={process}").headers["Location"]
    said = requests.post(
        there, data={"sub": who} | answer, allow_redirects=False, timeout=10
    ).headers["Location"]
    parts = urlsplit(said)
    assert parts.netloc == "testserver"
    response = client.get(f"{parts.path}?{parts.query}")
    return response.headers.get("Location", f"{response.status_code}")


def complete(client: Client, **other: str) -> str:
    """Fill in what the provider did not say."""
    data = {"name": "赵六", "username": "zhao", "email": "zhao@example.com"}
    return client.post(FORM, data | other).headers.get("Location", "")


@pytest.mark.usefixtures("linked_by_number")
def test_the_sign_in_page_offers_it(client: Client) -> None:
    page = client.get("/account/login/?next=/calculator/").content.decode()
    assert "用一网通办登录" in page


def test_without_a_setting_there_is_none(client: Client) -> None:
    assert "一网通办" not in client.get("/account/login/").content.decode()
    assert client.post(LOGIN).status_code == 404


@pytest.mark.usefixtures("linked_by_number")
def test_the_first_time_one_fills_in_an_account_and_then_comes_straight_in(client: Client) -> None:
    assert come_back(client, "zhao") == FORM
    assert 'value="赵六"' in client.get(FORM).content.decode()
    assert complete(client) == "/account/start/"
    made = Account.objects.select_related("person").get(username="zhao")
    assert made.person is not None
    assert made.person.identity_hash == sealing.identity_hash(NUMBER)
    again = Client()
    assert come_back(again, "zhao") == "/account/start/"
    assert again.get("/account/").status_code == 200
    entry = Entry.objects.select_related("payload").filter(action="session.start").latest("seq")
    assert '"socialaccount"' in entry.payload.body


@pytest.mark.usefixtures("linked_by_number")
def test_the_number_is_kept_nowhere(client: Client) -> None:
    come_back(client, "zhao")
    assert NUMBER not in str(dict(client.session))
    complete(client)
    come_back(Client(), "zhao")
    kept = SocialAccount.objects.get()
    assert set(kept.extra_data) == {"userinfo", "identity"}
    assert set(kept.extra_data["userinfo"]) == {"sub", "name"}
    assert NUMBER not in str(kept.extra_data)


@pytest.mark.usefixtures("linked_by_number")
def test_a_verified_number_leads_to_the_account_of_that_person(client: Client) -> None:
    mine = account("zhang")
    known_by(mine, NUMBER)
    assert come_back(client, "zhao") == "/account/start/"
    assert SocialAccount.objects.get().user == mine
    assert Account.objects.count() == 1
    assert Entry.objects.filter(action="identity.link", subject=f"account:{mine.pk}").count() == 1


@pytest.mark.usefixtures("linked_by_number")
def test_an_address_alone_leads_to_nobody_s_account(client: Client) -> None:
    mine = account("zhang")
    EmailAddress.objects.create(user=mine, email=mine.email, verified=True, primary=True)
    assert come_back(client, "nameless") == FORM
    assert client.get("/account/").status_code == 302
    said = client.post(FORM, {"name": "钱七", "username": "qian", "email": "zhang@example.com"})
    assert "已有账户" in said.content.decode()
    assert not SocialAccount.objects.exists()


@pytest.mark.usefixtures("linked_by_number")
def test_a_number_that_can_t_be_right_links_nothing(client: Client) -> None:
    account("zhang")
    assert come_back(client, "forged") == FORM
    assert complete(client, username="sun", email="sun@example.com") == "/account/start/"
    made = Account.objects.select_related("person").get(username="sun")
    assert made.person is not None
    assert made.person.identity_hash is None


@pytest.mark.usefixtures("linked_by_number")
def test_without_the_claim_being_set_the_number_links_nothing(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the linking."""
    mine = account("zhang")
    known_by(mine, NUMBER)
    monkeypatch.delenv("DUIXIAN_OIDC_IDENTITY_CLAIM")
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers()
    assert come_back(client, "zhao") == FORM


@pytest.mark.usefixtures("linked_by_number")
def test_of_a_person_with_two_accounts_neither_is_taken_but_it_stays_one_person(
    client: Client,
) -> None:
    mine, second = account("zhang"), account("zhang2")
    known_by(mine, NUMBER)
    Account.objects.filter(pk=second.pk).update(person=mine.person)
    assert come_back(client, "zhao") == FORM
    complete(client)
    assert Account.objects.filter(person=mine.person).count() == 3


@pytest.mark.usefixtures("linked_by_number")
def test_a_closed_account_is_not_opened_by_it(client: Client) -> None:
    mine = account("zhang")
    known_by(mine, NUMBER)
    come_back(Client(), "zhao")
    Account.objects.update(is_active=False)
    assert come_back(client, "zhao") == "/account/inactive/"
    assert client.get("/account/").status_code == 302


@pytest.mark.usefixtures("linked_by_number")
def test_staff_still_show_their_second_factor(client: Client) -> None:
    mine = with_totp(account("wang", Role.CENTRE))
    known_by(mine, NUMBER)
    ask = "/account/second-factor/authenticate/"
    assert come_back(client, "zhao") == ask
    assert client.get("/account/").status_code == 302
    client.post(ask, {"code": code()})
    assert client.get("/account/").status_code == 200


@pytest.mark.usefixtures("linked_by_number")
def test_one_links_it_oneself_after_proving_who_one_is(client: Client) -> None:
    mine = account("zhang")
    sign_in(client, mine)
    assert "/account/reauthenticate/" in come_back(client, "nameless", "connect")
    assert not SocialAccount.objects.exists()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert SocialAccount.objects.get().user == mine
    page = client.get("/account/identity/").content.decode()
    assert "已绑定" in page
    client.post("/account/identity/", {"account": str(SocialAccount.objects.get().pk)})
    assert not SocialAccount.objects.exists()
    assert Entry.objects.filter(action="identity.unlink").count() == 1
    assert fill_in(Client(), "zhang", PASSWORD).status == 302


@pytest.mark.usefixtures("linked_by_number")
def test_an_answer_that_was_not_asked_for_is_refused(client: Client) -> None:
    page = client.get(f"{LOGIN}callback/?code=x&state=forged")
    assert page.status_code in {200, 401}
    assert "没有登录成功" in page.content.decode()
    assert client.get("/account/").status_code == 302


@pytest.mark.usefixtures("linked_by_number")
def test_saying_no_signs_nobody_in(client: Client) -> None:
    assert come_back(client, "zhao", action="deny") == "401"
    assert client.get("/account/").status_code == 302


def test_the_provider_must_be_reached_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIXIAN_OIDC_SERVER", "http://ywtb.example.cn")
    with pytest.raises(ImproperlyConfigured):
        identity_providers()
    monkeypatch.setenv("DUIXIAN_OIDC_SERVER", "https://ywtb.example.cn/oidc")
    assert identity_origins() == ["https://ywtb.example.cn"]
    assert identity_providers()["openid_connect"]["APPS"][0]["name"] == "一网通办"
