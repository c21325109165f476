"""`duixian trail`: what it prints, where, and with which exit status."""

import io
import sys
from pathlib import Path

import pytest
from django.db import transaction

from duixian.audit import keys, trail
from duixian.cli import main
from duixian.kernel import clock
from tests.audit.histories import CASE, MORNING, OFFICER, Shelf, fixed

Ran = tuple[int, str, str]


class Shell:
    """Runs the command in this process and gives (exit status, standard output, standard error)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capfd = monkeypatch, capfd

    def __call__(self, *words: str | Path) -> Ran:
        self.monkeypatch.setattr(sys, "argv", ["duixian", "trail", *map(str, words)])
        self.monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit) as ended:
            main()
        said = self.capfd.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capfd)


@pytest.mark.django_db
def test_an_export_is_verified_with_what_was_held(
    shell: Shell, shelf: Shelf, tmp_path: Path, public: Path
) -> None:
    held = tmp_path / "held.txt"
    held.write_text("\n".join(fixed(shelf)), "utf-8")
    out = tmp_path / "export.zip"
    assert shell("export", out) == (0, "", f"已导出 13 条留痕：{out}\n")
    words = ("verify", out, "--key", public)
    good = (0, "核验通过：13 条留痕，1 条的内容已删除。\n", "")
    assert shell(*words) == shell(*words, "--held", held) == good
    held.write_text(held.read_text("utf-8").replace("\n9\n", "\n90\n"), "utf-8")
    status, said, _ = shell(*words, "--held", held)
    assert status == 1
    assert "第 14 条：被截断：外部留存的签名头证明曾有 90 条" in said


@pytest.mark.django_db
def test_an_export_overwrites_nothing_and_says_where_it_can_not_write(
    shell: Shell, tmp_path: Path
) -> None:
    there = tmp_path / "there.zip"
    there.write_text("kept")
    assert shell("export", there) == (1, "", f"“{there}”已经存在，请换一个名字\n")
    assert there.read_text() == "kept"
    status, _, said = shell("export", tmp_path / "no" / "out.zip")
    assert status == 1
    assert "不能写入" in said


def test_files_that_are_not_there_are_named(shell: Shell, tmp_path: Path, public: Path) -> None:
    assert shell("verify", tmp_path / "none.zip", "--key", public) == (
        1, "", f"找不到文件“{tmp_path / 'none.zip'}”，请核对路径\n",
    )  # fmt: skip


@pytest.mark.django_db
def test_the_head_is_printed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    with transaction.atomic():
        trail.record(OFFICER, "case.open", CASE)
    assert shell("head") == (0, trail.signed_head(MORNING), "")


def test_the_public_key_is_printed_with_its_fingerprint(shell: Shell) -> None:
    pem = keys.public_pem()
    assert shell("keys") == (0, pem, f"指纹 SHA-256：{keys.fingerprint(pem)}\n")
