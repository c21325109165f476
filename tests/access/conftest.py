"""The world of these tests, plain static names, a scanner, and papers and pictures that are not really drawn."""

import logging
from collections.abc import Iterator

import pytest
from django import conf
from django.test import override_settings
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from duixian.files import gate, preview
from duixian.files.gate import Passage
from duixian.files.incoming import Upload
from tests.access.asking import undone
from tests.access.world import World, build
from tests.files.fixtures import clamd

__all__ = ["clamd"]
NAMED_PLAINLY = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Drawn:
    """A paper that is its own text, so that canaries in it are seen."""

    def __init__(self, *, string: str, **more: object) -> None:
        self.text = string

    def write_pdf(self, *args: object, **more: object) -> bytes:
        """What would be drawn."""
        return f"%PDF-1.7 {self.text}".encode()


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, clamd: object,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:  # fmt: skip
    """Two firms in two centres, and everybody: made once, rolled back when the folder's last test is over."""
    storages = {
        **conf.settings.STORAGES,
        "staticfiles": NAMED_PLAINLY,
        "evidence": {
            "BACKEND": "duixian.files.storage.DurableStorage",
            "OPTIONS": {"location": str(tmp_path_factory.mktemp("evidence"))},
        },
    }
    plain = override_settings(STORAGES=storages, ACCOUNT_RATE_LIMITS=False, PASSWORD_HASHERS=QUICK)
    with django_db_blocker.unblock(), plain, undone():
        yield build()


@pytest.fixture(autouse=True)
def plain(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gets through does not depend on what is drawn or scanned: drawing takes half a second, a scan a fifth."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": NAMED_PLAINLY}
    monkeypatch.setattr("duixian.web.paper.HTML", Drawn)
    monkeypatch.setattr(preview, "page", lambda *args, **more: b"\xff\xd8\xff")
    monkeypatch.setattr(gate, "admit", _admitted)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


_known: dict[tuple[str, str, str], Passage] = {}
_admit = gate.admit


def _admitted(upload: Upload) -> Passage:
    """The same bytes under the same rules are admitted again."""
    key = upload.sha256, upload.extension, upload.slot
    if key not in _known:
        _known[key] = _admit(upload)
    return _known[key]


@pytest.fixture
def built(db: None, world: World) -> World:
    """The world, and whatever this test does to it is undone."""
    return world
