"""What the trail's tests share: a shelf of files, the key, and one fixed history, exported once."""

from pathlib import Path

import pytest

from duixian.audit import export, keys
from tests.audit.forge import Export
from tests.audit.histories import Shelf, exported, fixed


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The only provider of files in this test."""
    shelf = Shelf()
    monkeypatch.setattr(export, "_providers", {})
    export.parts("shelf", shelf)
    return shelf


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public key as the auditor has it."""
    file = tmp_path_factory.mktemp("key") / "public.pem"
    file.write_text(keys.public_pem(), "ascii")
    return file


_made: list[Export] = []


@pytest.fixture
def original(db: None, shelf: Shelf) -> Export:
    """The fixed history as the product exports it: made in the first test that asks, a copy for each."""
    if not _made:
        held = fixed(shelf)
        _made.append(Export.read(exported(), keys.private_key(), held))
    return _made[0].copy()
