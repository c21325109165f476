"""The world of these tests, plain static names, a scanner, and papers and pictures that are not really drawn."""

import pytest
from pytest_django import Settings

from duixian.files import preview
from tests.access import counted, world
from tests.access.world import World
from tests.files.fixtures import clamd, evidence_folder

__all__ = ["clamd", "evidence_folder"]


class Drawn:
    """A paper that is its own text, so that canaries in it are seen."""

    def __init__(self, *, string: str, **more: object) -> None:
        self.text = string

    def write_pdf(self, *args: object, **more: object) -> bytes:
        """What would be drawn."""
        return f"%PDF-1.7 {self.text}".encode()


@pytest.fixture(autouse=True)
def plain(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gets through does not depend on what is drawn, and drawing takes half a second."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr("duixian.web.paper.HTML", Drawn)
    monkeypatch.setattr(preview, "page", lambda *args, **more: b"\xff\xd8\xff")


@pytest.fixture
def built(db: None, evidence_folder: object) -> World:
    """Two firms in two centres, and everybody."""
    return world.build()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was tried."""
    for what, count in counted.COUNTS.items():
        terminalreporter.write_line(f"{what}：{count} 项")
