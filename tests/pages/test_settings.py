"""The environment: flags, lists, and a secret key that is made once and readable by nobody else."""

from pathlib import Path

import pytest

from duixian.config import env


@pytest.mark.parametrize(("value", "flag"), [("1", True), ("yes", True), ("", False), ("0", False)])
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, flag: bool) -> None:
    monkeypatch.setenv("DUIXIAN_TRY", value)
    assert env.flag("DUIXIAN_TRY") is flag


def test_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIXIAN_TRY", "a, b,,")
    assert env.words("DUIXIAN_TRY", "c") == ["a", "b"]
    monkeypatch.delenv("DUIXIAN_TRY")
    assert env.words("DUIXIAN_TRY", "c") == ["c"]


def test_the_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    file = tmp_path / "new" / "key"
    made = env.secret_key("DUIXIAN_NO_SUCH_KEY", file)
    assert len(made) > 60
    assert env.secret_key("DUIXIAN_NO_SUCH_KEY", file) == made
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_given_key_is_used_and_not_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DUIXIAN_TRY", "given")
    assert env.secret_key("DUIXIAN_TRY", tmp_path / "key") == "given"
    assert not (tmp_path / "key").exists()
