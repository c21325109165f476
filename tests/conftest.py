"""What the whole run shares: its place in memory, its database, and the one browser.

Which tests use a database is marked here: those run on SQLite and again on PostgreSQL, and the two counts must be equal.
"""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tablericons
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests import counted, memory, template
from tests.emptied import emptied_between_tests

__all__ = ["emptied_between_tests"]
FIXTURES = {"db", "transactional_db", "database_site", "demonstration"}
COUNTS = Path(__file__).resolve().parents[1] / ".local"
BROWSER = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; a second one of Playwright's loops can't be started beside it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite's file is where temporary files are."""
    test = settings.DATABASES["default"].setdefault("TEST", {})
    if connection.vendor == "sqlite" and (where := memory.here()):
        connection.settings_dict["TEST"]["NAME"] = str(where / Path(test["NAME"]).name)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None,
) -> Iterator[None]:  # fmt: skip
    """The tests' own database, a copy of a migrated one."""
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        making: Any = connection.creation  # what django.test itself calls, untyped
        name = making._create_test_db(verbosity=0, autoclobber=True)
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
        template.fill(template.address(connection.settings_dict))
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(before, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def icons_drawn_once() -> None:
    """The same icon is the same text: drawing it opens an archive of thousands."""
    tablericons._render_icon = cache(tablericons._render_icon)


def uses_database(item: pytest.Item) -> bool:
    """Whether the test asks for a database, by a mark or by a fixture."""
    return item.get_closest_marker("django_db") is not None or bool(
        FIXTURES & set(getattr(item, "fixturenames", ()))
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them, so that the second run takes just these."""
    for item in items:
        if uses_database(item):
            item.add_marker(pytest.mark.database)


class Counter:
    """How many tests of the database passed in this run, left in a file for `./dev test` to compare."""

    def __init__(self) -> None:
        self.passed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed and "database" in report.keywords:
            self.passed += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(f"数据库测试：{self.passed} 项通过（{connection.vendor}）")
        if self.passed:
            COUNTS.mkdir(exist_ok=True)
            (COUNTS / f"database-tests-{connection.vendor}").write_text(f"{self.passed}\n")
        for what, count in sorted(counted.COUNTS.items()):
            terminalreporter.write_line(f"{what}：{count} 项")


def pytest_configure(config: pytest.Config) -> None:
    """Count, and move into memory."""
    config.pluginmanager.register(Counter(), "database-counter")
    if where := memory.begin():
        config.add_cleanup(lambda: shutil.rmtree(where, ignore_errors=True))
