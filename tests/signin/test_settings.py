"""Behind HTTPS the cookies carry the prefix that binds them to this host, and no page goes without its headers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.signin.support import PASSWORD, account, fill_in, sign_in

ASKED = """
import django
django.setup()
from django.test import Client
for page in ("/account/login/", "/nowhere"):
    answer = Client().get(page, secure=True)
    print(answer.status_code, answer.headers["Strict-Transport-Security"])
print([(one.key, one["secure"], one["path"], one["domain"]) for one in Client().get("/account/login/", secure=True).cookies.values()])
from django.conf import settings
from duixian.parties.signin import devices
print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_DOMAIN, devices.name())
"""


def test_behind_https_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    environment = {**os.environ, "DUIXIAN_HTTPS": "1", "DUIXIAN_LOCAL": str(tmp_path)}
    environment |= {"DUIXIAN_HOSTS": "testserver", "DUIXIAN_DEBUG": ""}
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--no-input", "-v0"],
        env=environment,
        check=True,
    )
    told = subprocess.run(
        [sys.executable, "-c", ASKED], env=environment, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    hsts = "max-age=31536000; includeSubDomains; preload"
    assert told == [
        f"200 {hsts}",
        f"404 {hsts}",
        "[('__Host-csrf', True, '/', '')]",
        "__Host-session True None __Host-device",
    ]


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.django_db
def test_every_kind_of_answer_has_its_headers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = account("li")
    answers = [client.get("/account/login/"), client.get("/nowhere"), client.get("/account/")]
    answers += [Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})]
    for _ in range(4):
        client.post("/account/password/reset/", {"email": "li@example.com"})
    answers.append(client.post("/account/password/reset/", {"email": "li@example.com"}))
    sign_in(client, who)
    answers += [client.get("/account/"), client.post("/account/role/", {"membership": "1"})]
    client.raise_request_exception = False
    monkeypatch.setattr("duixian.web.account.provider_name", lambda: 1 / 0)
    answers.append(client.get("/account/"))
    assert [one.status_code for one in answers] == [200, 404, 302, 403, 429, 200, 404, 500]
    for one in answers:
        for name, value in HEADERS.items():
            assert one.headers[name] == value, (one.status_code, name)
        assert "default-src 'none'" in one.headers["Content-Security-Policy"]
        assert "unsafe" not in one.headers["Content-Security-Policy"]
        assert len(one.headers["X-Request-ID"]) == 32
        assert "Server" not in one.headers
    assert "页面已过期" in answers[3].content.decode()
    assert "操作太频繁" in answers[4].content.decode()


@pytest.mark.django_db
def test_the_page_of_our_fault_asks_the_database_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_in(client, "nobody", PASSWORD)
    sign_in(client, account("li"))
    client.raise_request_exception = False

    def broken(*args: object) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("duixian.parties.signin.visit.memberships", broken)
    response = client.get("/account/")
    assert response.status_code == 500
    assert "系统出错了" in response.content.decode()
