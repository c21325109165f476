"""In a real Chromium: an authenticator, recovery codes and a passkey; every page accessible, at both widths.

`DUIXIAN_SCREENS=folder` also keeps every page as a picture, for looking at.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pytest
from allauth.mfa.totp.internal import auth
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from duixian.kernel import clock
from tests import template
from tests.signin.support import PASSWORD

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SCREENS = os.environ.get("DUIXIAN_SCREENS")
WIDE, NARROW = (1280, 800), (360, 740)
SUBMIT = "main form.panel button.btn-primary"


@pytest.fixture(scope="module")
def database_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo site of its own, with a database of its own, and people in it."""
    local = tmp_path_factory.mktemp("signin")
    environment = {
        **os.environ,
        "DUIXIAN_LOCAL": str(local),
        "DUIXIAN_DEMO": "1",
        **_database(local),
    }
    template.fill(environment["DATABASE_URL"])
    gathered = [sys.executable, "-m", "django", "collectstatic", "--no-input", "-v0"]
    subprocess.run(gathered, env=environment, check=True)
    people = [sys.executable, "-m", "tests.signin.people"]
    subprocess.run(people, env=environment, check=True, cwd=ROOT)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("duixian")), "serve", "--port", str(port)]
    with (local / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"http://localhost:{port}/healthz", process, local / "log")
        # A passkey belongs to a name, not to a number.
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _database(local: Path) -> dict[str, str]:
    """A database of this site's own, in the cluster of the run where it has one."""
    cluster = os.environ.get("DATABASE_URL", "")
    if not cluster.startswith("postgres"):
        return {"DATABASE_URL": f"sqlite:///{local}/site.sqlite3"}
    name = f"signin{os.getpid()}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return {"DATABASE_URL": cluster.rpartition("/")[0] + f"/{name}"}


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


class Visitor:
    """A browser window of somebody's own; at the end it must have had nothing to complain of."""

    def __init__(self, chromium: Browser, site: str, *, script: bool = True) -> None:
        self.context = chromium.new_context(
            base_url=site, locale="zh-CN", java_script_enabled=script,
            viewport={"width": WIDE[0], "height": WIDE[1]},
        )  # fmt: skip
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        # The pages after sign-in belong to other folders, and may not be there.
        if kind in {"error", "warning"} and "404" not in text:
            self.troubles.append(text)

    def send(self, **fields: str) -> None:
        """Fill in a form, and send it."""
        for name, value in fields.items():
            self.page.fill(f"#id_{name}", value)
        self.page.click("main form button.btn-primary")

    def sign_in(self, login: str) -> None:
        """With the password."""
        self.page.goto("/account/login/")
        self.send(login=login, password=PASSWORD)

    def sign_out(self) -> None:
        """By the menu in the header."""
        self.page.goto("/account/")
        self.page.click(".account-corner summary")
        self.page.click(".account-box >> text=退出")

    def words(self) -> str:
        """What the page says."""
        return self.page.inner_text("body")


@pytest.fixture
def visitor(chromium: Browser, database_site: str) -> Iterator[Visitor]:
    """Somebody with a browser."""
    made = Visitor(chromium, database_site)
    yield made
    made.context.close()
    assert made.troubles == []


def code_of(secret: str) -> str:
    """What an authenticator with this secret shows."""
    return str(auth.format_hotp_value(auth.hotp_value(secret, int(clock.now().timestamp()) // 30)))


def sets_up_an_authenticator(visitor: Visitor) -> list[str]:
    """As everybody in an office must; the recovery codes, which are shown once."""
    page = visitor.page
    assert page.url.endswith("/second-factor/totp/activate/")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    look(visitor, "set-up")
    visitor.send(code=code_of(page.inner_text(".secret").strip()))
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    look(visitor, "recovery-codes")
    page.goto("/account/second-factor/recovery-codes/")
    assert codes[0] not in visitor.words()
    return codes


def adds_a_passkey(visitor: Visitor) -> None:
    """With a device that knows its owner."""
    page = visitor.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/second-factor/webauthn/add/")
    look(visitor, "passkey-add")
    visitor.send(name="办公室电脑")
    page.wait_for_url("**/account/")
    assert "1个" in visitor.words()
    page.goto("/account/second-factor/webauthn/")
    look(visitor, "passkeys")
    held = device.send("WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]})
    assert [one["isResidentCredential"] for one in held["credentials"]] == [True]


def test_an_authenticator_then_recovery_codes_then_a_passkey(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("wang")
    codes = sets_up_an_authenticator(visitor)
    adds_a_passkey(visitor)

    visitor.sign_out()
    page.goto("/account/login/")
    page.click("text=用通行密钥登录")
    page.wait_for_load_state("networkidle")
    page.goto("/account/")
    assert "张wang" in visitor.words()

    visitor.sign_out()
    visitor.sign_in("wang")
    visitor.send(code=codes[3])
    page.goto("/account/second-factor/webauthn/add/")
    assert "确认是您本人" in visitor.words()
    page.click("text=用通行密钥")
    page.click("text=用通行密钥确认")
    page.wait_for_url("**/webauthn/add/")

    visitor.sign_out()
    visitor.sign_in("wang")
    visitor.send(code=codes[3])
    assert "不正确或已用过" in visitor.words()


def test_without_a_script_the_demo_s_code_signs_in_and_roles_are_switched(
    chromium: Browser, database_site: str
) -> None:
    visitor = Visitor(chromium, database_site, script=False)
    page = visitor.page
    visitor.sign_in("chen")
    assert page.locator("text=用通行密钥").is_hidden()
    visitor.send(code=page.inner_text(".demo-code strong"))
    page.goto("/account/")
    page.click(".account-corner summary")
    page.click("text=领导小组成员 · 某单位")
    page.goto("/account/")
    assert "领导小组成员 · 某单位" in page.inner_text(".account-corner summary")
    visitor.context.close()


def test_the_window_of_someone_without_the_device_says_so(visitor: Visitor) -> None:
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    visitor.page.goto("/account/login/")
    visitor.page.evaluate(
        "void (navigator.credentials.get = () => Promise.reject(new Error('none')))"
    )
    visitor.page.click("text=用通行密钥登录")
    visitor.page.wait_for_selector("text=没有读到通行密钥")
    look(visitor, "no-passkey")


def look(visitor: Visitor, name: str) -> None:
    """No accessibility violation and nothing wider than the screen, at both widths."""
    page = visitor.page
    page.wait_for_load_state("networkidle")
    for width, height in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if SCREENS:
            page.screenshot(path=Path(SCREENS) / f"signin-{name}-{width}.png", full_page=True)


def test_the_pages_before_sign_in_are_accessible(visitor: Visitor) -> None:
    addresses = {
        "login": "login/", "signup": "signup/", "reset": "password/reset/", "reset-sent": "password/reset/done/",
        "reset-done": "password/reset/key/done/", "reset-over": "password/reset/key/1-x/", "inactive": "inactive/",
        "verify": "confirm-email/", "verify-over": "confirm-email/x/", "cancelled": "identity/login/cancelled/",
    }  # fmt: skip
    for name, address in addresses.items():
        visitor.page.goto(f"/account/{address}")
        look(visitor, name)
    visitor.page.goto("/account/login/")
    visitor.send(login="li", password="wrong")
    look(visitor, "login-wrong")
    visitor.page.goto("/account/signup/")
    visitor.send(name="", username="li", email="x", password1="short", password2="other")
    assert "请填写姓名" in visitor.words()
    look(visitor, "signup-wrong")


def test_the_pages_after_sign_in_are_accessible(visitor: Visitor) -> None:
    visitor.sign_in("chen")
    look(visitor, "code")
    visitor.send(code="000000")
    look(visitor, "code-wrong")
    visitor.send(code=visitor.page.inner_text(".demo-code strong"))
    visitor.page.goto("/account/")
    look(visitor, "overview")
    visitor.page.click(".account-corner summary")
    look(visitor, "menu")
    addresses = {
        "password": "password/change/", "email": "email/", "sessions": "sessions/", "identity": "identity/",
        "no-passkeys": "second-factor/webauthn/", "confirm": "second-factor/webauthn/add/",
        "confirm-code": "second-factor/reauthenticate/", "logout": "logout/",
    }  # fmt: skip
    for name, address in addresses.items():
        visitor.page.goto(f"/account/{address}")
        look(visitor, name)
    visitor.page.goto("/account/second-factor/totp/deactivate/")
    visitor.send(password=PASSWORD)
    assert "不能停用" in visitor.words()
    look(visitor, "keep-code")
    visitor.page.goto("/account/second-factor/recovery-codes/generate/")
    look(visitor, "generate-codes")
