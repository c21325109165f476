"""R15: the exact headers on every address, refused or not, on 404, 500 and files; and Django's own check of a deployment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from duixian import policy
from tests.access import addresses, asking
from tests.access.asking import ANYBODY, Door, undone
from tests.access.matrix import EVERYBODY, SIGNED_IN, Line, declared
from tests.access.world import Thing, World
from tests.counted import counted
from tests.pages.conftest import Response

DATABASE = pytest.mark.django_db
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)  # fmt: skip
FILE = "sandbox; default-src 'none'"
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
# What is published for everybody; every other download, and every picture, is shut in: it may be what somebody brought.
PUBLISHED = {"policy-source", "round-guide-pdf", "notice-pdf", "result-pdf"}


@pytest.fixture
def secure(settings: Settings) -> None:
    """As behind TLS: what settings.py sets with DUIXIAN_HTTPS=1, which the next test but one reads."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def wrong(answer: Response, *, signed_in: bool, stored: bool = False) -> list[str]:
    """What is not as it must be."""
    heads = answer.headers
    found = [
        f"{name}: {heads.get(name)}" for name, value in EXACT.items() if heads.get(name) != value
    ]
    allowed = _sorted(heads.get("Content-Security-Policy", ""))
    if allowed != _sorted(FILE if stored else PAGE):
        found.append(f"Content-Security-Policy: {'; '.join(allowed)}")
    if signed_in and "no-store" not in heads.get("Cache-Control", ""):
        found.append(f"Cache-Control: {heads.get('Cache-Control')}")
    return found + [name for name in ("Server", "X-Powered-By") if name in heads]


def _sorted(directives: str) -> list[str]:
    return sorted(one.strip() for one in directives.split(";"))


def _let_in(door: Door, line: Line, thing: Thing) -> str:
    """Somebody who sees the page itself, or else (nobody may) a refusal."""
    anyone = {EVERYBODY, SIGNED_IN}
    for who in door.everybody(thing)[1:]:
        if line.who & (anyone | asking.words_of(who, thing)):
            return who
    return "officer"


def _is_stored(answer: Response) -> bool:
    given = answer.headers.get("Content-Disposition", "")
    return given.startswith("attachment") or answer.headers.get("Content-Type") == "image/jpeg"


def _each(door: Door) -> list[str]:
    count = 0
    found: list[str] = []
    lines = declared()
    for address in addresses.every():
        kind = lines[address.name][-1].thing
        thing = asking.given_of(kind, door.world.things)[0]
        for who in (ANYBODY, _let_in(door, lines[address.name][-1], thing)):
            for method in ("GET", "POST"):
                with undone():
                    answer = door.ask(who, method, address, thing)
                count += 1
                signed_in = who != ANYBODY and "Clear-Site-Data" not in answer.headers
                stored = _is_stored(answer) and address.name not in PUBLISHED
                bad = wrong(answer, signed_in=signed_in, stored=stored)
                found += [f"{method} {address.name} {who}: {one}" for one in bad]
    counted("响应头", count)
    return found


@DATABASE
@pytest.mark.usefixtures("secure")
def test_every_answer_of_every_address_has_the_headers(built: World) -> None:
    door = Door(built, secure=True)
    assert _each(door) == []


@DATABASE
@pytest.mark.usefixtures("secure")
def test_without_the_middleware_it_is_found(built: World, settings: Settings) -> None:
    settings.MIDDLEWARE = [
        one for one in settings.MIDDLEWARE if not one.endswith(("closed_features", "CSPMiddleware"))
    ]
    assert wrong(Door(built, secure=True).open("officer", "/office/"), signed_in=True)


@DATABASE
@pytest.mark.usefixtures("secure")
def test_errors_have_the_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    assert wrong(client.get("/nowhere", secure=True), signed_in=False) == []
    assert (
        wrong(client.get("/", headers={"host": "evil.example"}, secure=True), signed_in=False) == []
    )

    def fail(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(policy, "library", fail)
    broken = client.get("/", secure=True)
    assert broken.status_code == 500
    assert wrong(broken, signed_in=False) == []


def _as_deployed(tmp_path: Path, *command: str) -> str:
    environment = {
        **os.environ, "DUIXIAN_HTTPS": "1", "DUIXIAN_LOCAL": str(tmp_path), "DATABASE_URL": "", "DUIXIAN_DEBUG": "",
        "DUIXIAN_HOSTS": "duixian.example", "DUIXIAN_DEMO": "",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def test_django_s_check_of_a_deployment_says_nothing(tmp_path: Path) -> None:
    said = _as_deployed(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in said
    assert "WARNING" not in said


def test_behind_tls_cookies_are_bound_to_the_host_and_the_browser_stays_with_tls(
    tmp_path: Path,
) -> None:
    show = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS,"
        " s.SECURE_HSTS_PRELOAD, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN)"
    )  # fmt: skip
    said = _as_deployed(tmp_path, "-c", show)
    expected = "__Host-session __Host-csrf True True True 31536000 True True True / None"
    assert said.strip().endswith(expected)
