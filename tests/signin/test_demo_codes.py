"""In the demo the page shows the code; nowhere else, for nobody's own authenticator, and not behind HTTPS by accident."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from duixian.config.demo_mode import demo_mode
from duixian.parties.roles import Role
from duixian.parties.signin import demo_codes
from tests.signin.support import PASSWORD, account, fill_in, with_totp

pytestmark = pytest.mark.django_db

ASK = "/account/second-factor/authenticate/"
SHOWN = re.compile(r"<strong>(\d{6})</strong>")


@pytest.fixture
def demo(settings: Settings) -> None:
    """DUIXIAN_DEMO=1."""
    settings.DEMO = True


def shown(client: Client) -> str:
    """The code on the page."""
    fill_in(client, "chen", PASSWORD)
    found = SHOWN.search(client.get(ASK).content.decode())
    return found[1] if found else ""


@pytest.mark.usefixtures("demo")
def test_it_shows_codes_that_work_one_after_another() -> None:
    demo_codes.enrol(account("chen", Role.OFFICER))
    used = set()
    for _ in range(2):
        client = Client()
        code = shown(client)
        assert code not in used
        assert client.post(ASK, {"code": code}).status_code == 302
        used.add(code)
    assert "演示系统" in Client().get("/account/login/").content.decode()


def test_elsewhere_no_code_is_shown(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    demo_codes.enrol(account("chen", Role.OFFICER))
    settings.DEMO = False
    assert shown(client) == ""
    assert "演示" not in client.get(ASK).content.decode()
    with pytest.raises(AssertionError):
        demo_codes.enrol(account("li"))


@pytest.mark.usefixtures("demo")
def test_somebody_s_own_authenticator_is_never_shown(client: Client) -> None:
    with_totp(account("chen", Role.OFFICER))
    assert shown(client) == ""


@pytest.mark.parametrize(
    ("asked", "https", "on"),
    [("", False, False), ("", True, False), ("1", False, True), ("public", True, True)],
)
def test_when_it_is_on(monkeypatch: pytest.MonkeyPatch, asked: str, https: bool, on: bool) -> None:
    monkeypatch.setenv("DUIXIAN_DEMO", asked)
    assert demo_mode(https=https) is on


def test_behind_https_it_must_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIXIAN_DEMO", "1")
    with pytest.raises(ImproperlyConfigured, match="public"):
        demo_mode(https=True)
