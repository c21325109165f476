"""Which tests use a database: those run on SQLite and again on PostgreSQL, and the two counts must be equal.

And the one browser of a run: a second one of Playwright's loops can't be started beside it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from tests.emptied import emptied_between_tests

__all__ = ["emptied_between_tests"]
FIXTURES = {"db", "transactional_db", "database_site"}
COUNTS = Path(__file__).resolve().parents[1] / ".local"
BROWSER = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER)
        yield browser
        browser.close()


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
        COUNTS.mkdir(exist_ok=True)
        (COUNTS / f"database-tests-{connection.vendor}").write_text(f"{self.passed}\n")


def pytest_configure(config: pytest.Config) -> None:
    """Count."""
    config.pluginmanager.register(Counter(), "database-counter")
