"""For every test that uploads: a real clamd for the session, and a folder of the test's own for the bytes.

Import them where they are needed: `from tests.files.fixtures import clamd, evidence_folder`.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django import conf
from django.test import override_settings
from pytest_django import Settings

from duixian.files import daemon, scanner


@pytest.fixture(scope="session")
def clamd() -> Iterator[scanner.State]:
    """The distribution's scanner with the test signatures, one for each process that shares the run."""
    local = Path(conf.settings.LOCAL, os.environ.get("PYTEST_XDIST_WORKER", ""))
    with override_settings(LOCAL=local), daemon.running() as state:
        assert state.up, "clamd does not run: sh ./dev setup test"
        yield state


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a name short enough for a socket."""
    with TemporaryDirectory(prefix="s-") as folder:
        yield Path(folder)


@pytest.fixture
def alone(short: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation where no scanner runs yet."""
    settings.LOCAL = short
    settings.CLAMD_SOCKET = ""
    monkeypatch.setattr(scanner, "SYSTEM_SOCKET", short / "none")
    return short


@pytest.fixture
def evidence_folder(settings: Settings, tmp_path: Path, clamd: scanner.State) -> Path:
    """Where this test's evidence is kept."""
    folder = tmp_path / "evidence"
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "duixian.files.storage.DurableStorage",
            "OPTIONS": {"location": str(folder), "file_permissions_mode": 0o600},
        },
    }
    return folder
