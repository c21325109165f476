"""Whether signing up tells that an address is taken: not where addresses are verified; who can't, is limited instead."""

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from duixian.config.signin import RATE_LIMITS
from duixian.parties.models import Account
from tests.signin.support import PASSWORD, account

pytestmark = pytest.mark.django_db
TAKEN, FREE = "zhang@example.com", "wang@example.com"


@pytest.fixture(autouse=True)
def _taken(db: None) -> None:
    account("zhang")


def signed_up(address: str, username: str = "newcomer") -> tuple[int, str, str]:
    """What a visitor gets to see: the status, where it leads, the page there."""
    data = {
        "username": username, "email": address, "password1": PASSWORD, "password2": PASSWORD, "name": "王新",
    }  # fmt: skip
    client = Client()
    response = client.post("/account/signup/", data)
    location = response.headers.get("Location", "")
    text = (client.get(location) if location else response).content.decode()
    return response.status_code, location, text.replace(address, "")


def test_where_addresses_are_verified_a_taken_one_looks_like_a_free_one(
    settings: Settings,
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    taken = signed_up(TAKEN)
    assert [one.to for one in mail.outbox] == [[TAKEN]]
    assert Account.objects.count() == 1
    mail.outbox.clear()
    free = signed_up(FREE)
    assert [one.to for one in mail.outbox] == [[FREE]]
    assert taken[:2] == free[:2]
    assert "已经" not in taken[2]
    assert taken[2].count("<") == free[2].count("<")


def test_without_a_mail_server_it_is_told_and_limited(settings: Settings) -> None:
    """Two accounts with one address would leave it open who signs in by it: so it has to be said."""
    assert settings.ACCOUNT_EMAIL_VERIFICATION == "optional"
    status, _, text = signed_up(TAKEN)
    assert status == 200
    assert "邮箱" in text
    assert RATE_LIMITS["signup"] == "20/h/ip"
    settings.ACCOUNT_RATE_LIMITS = RATE_LIMITS | {"signup": "1/h/ip"}
    assert signed_up(TAKEN)[0] == 200
    assert signed_up(TAKEN)[0] == 429


def test_a_login_name_is_told_whatever_the_setting(settings: Settings) -> None:
    """It is chosen by hand and must be another one: nothing else could be said."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    status, _, text = signed_up(FREE, "zhang")
    assert status == 200
    assert "登录名" in text
