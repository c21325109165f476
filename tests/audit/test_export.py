"""The export: complete, of one moment, itself in the trail; files come from those who keep them."""

import hashlib
import io
import json
import re
import runpy
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from duixian.audit import export, trail, verifier
from duixian.audit.models import Entry
from tests.audit.histories import JOB, MORNING, Shelf, exported, fixed, note
from tests.emptied import unguarded

pytestmark = pytest.mark.django_db


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_export_has_every_entry_payload_head_and_file(shelf: Shelf) -> None:
    held = fixed(shelf)
    found = members(exported())
    entries = [json.loads(one) for one in found["entries.jsonl"].splitlines()]
    assert entries == [entry.row for entry in Entry.objects.order_by("seq")]
    assert [json.loads(one)["seq"] for one in found["payloads.jsonl"].splitlines()] == list(
        range(1, 14)
    )
    assert found["heads.txt"].decode() == "\n".join([*held, trail.signed_head(MORNING)])
    files = [json.loads(one) for one in found["files.jsonl"].splitlines()]
    assert [(one["seq"], one["sha256"]) for one in files] == list(export.vouched())
    assert [one["content"] for one in files] == [True, True, False, False]
    kept = {name.removeprefix("files/"): data for name, data in found.items() if "/" in name}
    assert kept == {hashlib.sha256(one).hexdigest(): one for one in (b"snapshot 1", b"contract")}


def test_the_export_is_an_entry_and_ends_with_its_head(shelf: Shelf) -> None:
    note("收件")
    last = export.write(io.BytesIO(), JOB)
    entry = Entry.objects.get(action="trail.export")
    assert (last.seq, last.hash, entry.actor) == (2, entry.hash, "job:retention")
    assert trail.head() == last


def test_a_file_of_a_later_entry_waits_for_the_next_export_and_twice_the_same_is_kept_once(
    shelf: Shelf,
) -> None:
    shelf.submit(b"same", b"same")
    shelf.parts.append(export.Part(seq=99, name="later", sha256="0" * 64))
    found = members(exported())
    assert found["files.jsonl"].count(b"\n") == 2
    assert len([name for name in found if name.startswith("files/")]) == 1


def test_a_file_that_can_not_be_read_is_left_out_and_told_by_the_verifier(
    shelf: Shelf, tmp_path: Path, public: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def damaged() -> io.BytesIO:
        raise OSError("gone")

    shelf.submit(b"one", b"two")
    shelf.parts[0] = replace(shelf.parts[0], content=damaged)
    (tmp_path / "export.zip").write_bytes(exported())
    assert verifier.main([str(tmp_path / "export.zip"), "--key", str(public)]) == 1
    first, last = capsys.readouterr().out.splitlines()[-2:]
    assert first == f"第 1 条：文件 {hashlib.sha256(b'one').hexdigest()} 的内容被改动，或不在包里"
    assert last == "发现 1 处问题：2 条留痕，0 条的内容已删除。"


ERASED = "salt = '', body = '', erased_at = '2026-03-02 00:00:00+00'"
BY_SQL = {
    "the subject of an entry was updated": (["UPDATE audit_entry SET subject = 'x' WHERE seq = 6"], 6, "被改动"),
    "the time of an entry was updated": (
        ["UPDATE audit_entry SET at = '2026-03-01 00:00:00+00' WHERE seq = 6"], 6, "被改动",
    ),
    "a refusal was made a success": (["UPDATE audit_entry SET outcome = 'done' WHERE seq = 4"], 4, "被改动"),
    "a hash was updated": (["UPDATE audit_entry SET hash = 'x' WHERE seq = 6"], 6, "被改动"),
    "an entry was deleted with its payload": (
        ["DELETE FROM audit_payload WHERE seq = 6", "DELETE FROM audit_entry WHERE seq = 6"], 6, "缺失",
    ),
    "a payload was deleted": (["DELETE FROM audit_payload WHERE seq = 6"], 6, "缺少内容"),
    "a payload was updated": (["UPDATE audit_payload SET body = '{}' WHERE seq = 6"], 6, "内容与留痕不符"),
    "a payload was erased quietly": ([f"UPDATE audit_payload SET {ERASED} WHERE seq = 6"], 6, "却没有记载"),
    "the end was deleted and the head set back": (
        [
            "DELETE FROM audit_signedhead WHERE size > 4",
            "DELETE FROM audit_payload WHERE seq > 7",
            "DELETE FROM audit_entry WHERE seq > 7",
            "UPDATE audit_headrow SET size = 7, epoch = 1, hash = (SELECT hash FROM audit_entry WHERE seq = 7)",
        ],
        9, "被截断：外部留存的签名头证明曾有 9 条",
    ),
    "the head was set forward": (["UPDATE audit_headrow SET size = 20"], 13, "缺失：第 13 至 20 条不在"),
    "a signed head was updated": (
        ["UPDATE audit_signedhead SET text = replace(text, '01:30', '01:31') WHERE size = 4"], 4, "签名不对",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BY_SQL)
def test_the_auditor_learns_of_it_when(
    shelf: Shelf, tmp_path: Path, public: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    statements, seq, says = BY_SQL[what]
    (tmp_path / "held.txt").write_text("\n".join(fixed(shelf)), "utf-8")
    with unguarded(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    (tmp_path / "export.zip").write_bytes(exported())
    words = [tmp_path / "export.zip", "--key", public, "--held", tmp_path / "held.txt"]
    assert verifier.main([*map(str, words)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"第 {seq} 条：")
    assert says in first


def test_the_verifier_runs_alone_and_imports_nothing_of_ours(
    shelf: Shelf, tmp_path: Path, public: Path
) -> None:
    fixed(shelf)
    (tmp_path / "export.zip").write_bytes(exported())
    (tmp_path / "verifier.py").write_bytes(Path(verifier.__file__).read_bytes())
    program = "import sys, verifier; s = verifier.main(); print(any('duixian' in n for n in sys.modules)); sys.exit(s)"
    ran = subprocess.run(
        [sys.executable, "-c", program, "export.zip", "--key", str(public)],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "核验通过：13 条留痕，1 条的内容已删除。\nFalse\n"


def test_the_verifier_is_short_and_needs_nothing_but_cryptography() -> None:
    source = Path(verifier.__file__).read_text("utf-8")
    assert len(source.splitlines()) <= 150
    names = re.findall(r"^(?:from|import) (\w+)", source, re.MULTILINE)
    assert {name for name in names if name not in sys.stdlib_module_names} == {"cryptography"}


def test_the_file_is_a_program(
    public: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        sys, "argv", ["verifier.py", str(tmp_path / "none.zip"), "--key", str(public)]
    )
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(verifier.__file__, run_name="__main__")
    assert ended.value.code == 1
