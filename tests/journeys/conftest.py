"""The site with its collected static files on a free loopback port, and a Chromium that may talk to nothing else."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from duixian.files.scanner import SYSTEM_SOCKET
from tests import template

START_SECONDS = 30
WIDE, NARROW = (1280, 800), (360, 740)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site with nothing in it, started as `./dev run` starts it."""
    local = tmp_path_factory.mktemp("site")
    with _running(
        local, {"DATABASE_URL": f"sqlite:///{local}/site.sqlite3", "DUIXIAN_DEMO": ""}
    ) as address:
        yield address


@pytest.fixture(scope="session")
def database_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, in a database of its own of the kind that this run is about."""
    local = tmp_path_factory.mktemp("demo")
    with _running(local, {"DATABASE_URL": _database(local), "DUIXIAN_DEMO": "1"}) as address:
        _wait_for_scanner(local)
        yield address


def _wait_for_scanner(local: Path) -> None:
    """The worker starts it some seconds after the site; until then uploads are refused."""
    for _ in range(START_SECONDS * 10):
        if SYSTEM_SOCKET.exists() or (local / "clamd" / "clamd.sock").exists():
            return
        time.sleep(0.1)
    raise AssertionError((local / "log").read_text())


def _database(local: Path) -> str:
    """An address to a new database, in the cluster of the run where it has one."""
    cluster = os.environ.get("DATABASE_URL", "")
    if not cluster.startswith("postgres"):
        return f"sqlite:///{local}/demo.sqlite3"
    name = f"demo{os.getpid()}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{cluster.rpartition('/')[0]}/{name}"


@contextmanager
def _running(local: Path, more: dict[str, str]) -> Iterator[str]:
    port = _free_port()
    settings = {"DJANGO_SETTINGS_MODULE": "duixian.config.settings", "DUIXIAN_LOCAL": str(local)}
    environment = {**os.environ, **settings, "DUIXIAN_DEBUG": "", "DUIXIAN_HTTPS": "", **more}
    template.fill(more["DATABASE_URL"])
    command = str(Path(sys.executable).with_name("duixian"))
    subprocess.run([command, "demo", "--start"], env=environment, check=True)
    serve = [command, "serve", "--host", "127.0.0.1", "--port", str(port)]
    with (local / "log").open("w") as log:
        process = subprocess.Popen(serve, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, local / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(START_SECONDS * 10):
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(f"{address}/readyz"):
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


class Watch:
    """What went wrong in a page, or where it tried to go."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.troubles: list[str] = []
        self.missing_expected = False

    def __call__(self, page: Page) -> None:
        page.on("console", lambda said: self._note(said.type in {"error", "warning"}, said.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on(
            "request",
            lambda asked: self._note(not asked.url.startswith((self.site, "data:")), asked.url),
        )

    def _note(self, bad: bool, what: str) -> None:
        expected = self.missing_expected and "404" in what
        if bad and not expected:
            self.troubles.append(what)


Visit = Callable[..., Page]


@pytest.fixture
def visit(site: str, chromium: Browser) -> Iterator[Visit]:
    """Open an address of the empty site; see `opening`."""
    with opening(site, chromium) as open_page:
        yield open_page


@pytest.fixture
def call_on(database_site: str, chromium: Browser) -> Iterator[Visit]:
    """Open an address of the demonstration as somebody new; see `opening`."""
    with opening(database_site, chromium) as open_page:
        yield open_page


@contextmanager
def opening(site: str, chromium: Browser) -> Iterator[Visit]:
    """At the end, no error, no policy violation and no request to elsewhere may have been seen."""
    watch = Watch(site)
    contexts: list[BrowserContext] = []

    def open_page(
        address: str, *, size: tuple[int, int] = WIDE, script: bool = True, missing: bool = False
    ) -> Page:
        watch.missing_expected = missing
        context = chromium.new_context(
            base_url=site,
            locale="zh-CN",
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.troubles == []
