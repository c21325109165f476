"""The site with its collected static files on a free loopback port, and a Chromium that may talk to nothing else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import template
from tests.journeys import sites
from tests.journeys.sites import Site

WIDE, NARROW = (1280, 800), (360, 740)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site with nothing in it."""
    local = tmp_path_factory.mktemp("site")
    empty = Site(local, f"{template.SQLITE}{local}/site.sqlite3", demo=False)
    empty.fill()
    with _serving(empty):
        yield empty.address


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demonstration, in a database of the kind that this run is about; not running, to be copied."""
    local = tmp_path_factory.mktemp("demo")
    made = Site(local, sites.database(local), demo=True)
    made.fill()
    return made


@pytest.fixture(scope="session")
def database_site(demonstration: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration on its first day."""
    with _serving(demonstration.copied(tmp_path_factory.mktemp("first-day"))) as there:
        yield there.address


@pytest.fixture
def own_site(demonstration: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration for one test alone, which may let days pass."""
    with _serving(demonstration.copied(tmp_path_factory.mktemp("own"))) as there:
        yield there


@contextmanager
def _serving(there: Site) -> Iterator[Site]:
    there.start()
    try:
        yield there
    finally:
        there.stop()


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


@pytest.fixture
def call_on_own(own_site: Site, chromium: Browser) -> Iterator[Visit]:
    """Open an address of the test's own demonstration as somebody new; see `opening`."""
    with opening(own_site.address, chromium) as open_page:
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
