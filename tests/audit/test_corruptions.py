"""The verifier finds every corruption and names the entry; it finds nothing where nothing is; each of its rules is needed."""

import ast
import importlib.util
import inspect
import random
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from duixian.audit import keys, verifier
from tests.audit.corruptions import Corruption
from tests.audit.corruptions_around import CORRUPTIONS
from tests.audit.forge import Export, line
from tests.audit.histories import Shelf, anything, exported

Main = Callable[[list[str]], int]
SOURCE = inspect.getsource(verifier)
RULES = [
    node for node in ast.walk(ast.parse(SOURCE))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "must"
]  # fmt: skip


class Auditor:
    """Runs the verifier as the auditor does, on files in a folder."""

    def __init__(self, folder: Path, public: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.public, self.capsys, self.said = folder, public, capsys, ""

    def __call__(self, export: Export, main: Main = verifier.main) -> tuple[int, str]:
        status = main([*export.save(self.folder), "--key", str(self.public)])
        self.said = self.capsys.readouterr().out
        return status, self.said

    def finds(self, corruption: Corruption, original: Export, main: Main = verifier.main) -> bool:
        """Whether it is found, with its entry named first."""
        export = original.copy()
        corruption.do(export)
        status, said = self(export, main)
        begins = f"第 {corruption.seq} 条：" if corruption.seq else ""
        first, *_ = said.splitlines()
        named = first.startswith(begins) and (corruption.seq > 0 or not first.startswith("第"))
        about = [one for one in said.splitlines() if one.startswith(begins)]
        return status == 1 and named and any(corruption.says in one for one in about)


@pytest.fixture
def auditor(tmp_path: Path, public: Path, capsys: pytest.CaptureFixture[str]) -> Auditor:
    return Auditor(tmp_path, public, capsys)


def test_the_history_is_clean_before_it_is_corrupted(auditor: Auditor, original: Export) -> None:
    assert auditor(original) == (0, "核验通过：13 条留痕，1 条的内容已删除。\n")


def test_there_are_enough_kinds_of_corruption_and_no_two_of_one_name() -> None:
    assert len({one.name for one in CORRUPTIONS}) == len(CORRUPTIONS) >= 40


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda one: one.name)
def test_it_is_found_when(auditor: Auditor, original: Export, corruption: Corruption) -> None:
    assert auditor.finds(corruption, original), auditor.said


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_found_in_a_clean_history(auditor: Auditor, shelf: Shelf, seed: int) -> None:
    anything(random.Random(seed), shelf)
    export = Export.read(exported(), keys.private_key(), [])
    export.held = export.heads[:-1]
    status, said = auditor(export)
    assert (status, said[:4]) == (0, "核验通过"), said


@pytest.mark.parametrize("member", ["entries.jsonl", "heads.txt"])
def test_no_byte_can_be_changed(auditor: Auditor, original: Export, member: str) -> None:
    """Any byte of the entries, and of what a head says; only the blank lines between heads are free."""
    chance = random.Random(4)

    def flip(data: bytes) -> bytes:
        length = len(data) if member == "entries.jsonl" else data.index("—".encode())
        place = chance.randrange(length)
        return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]

    original.raw[member] = flip
    assert [auditor(original)[0] for _ in range(150)] == [1] * 150


@pytest.mark.trust
def test_a_million_entries_are_verified_within_a_minute(
    tmp_path: Path, public: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = long_history(tmp_path / "export.zip", 1_000_000)
    start = time.process_time()  # its own work, however busy the machine is
    assert verifier.main([str(export), "--key", str(public)]) == 0
    seconds = time.process_time() - start
    assert "1000000 条留痕" in capsys.readouterr().out
    assert seconds < 60


def long_history(file: Path, size: int) -> Path:
    """An export of that many entries, each with a payload, written by the forger's means and signed."""
    template = {
        "v": "e1", "seq": 0, "prev": "0" * 64, "at": "2026-03-02T01:30:00.000000Z", "epoch": 1,
        "actor": "00000000-0000-0000-0000-000000000007", "role": "officer", "organisation": "", "address": "",
        "action": "application.note", "subject": "application:1", "outcome": "done", "payload": "", "files": "",
        "request": "", "hash": "",
    }  # fmt: skip
    made = Export(
        [template], [{"seq": 0, "salt": "00" * 16, "body": ""}], [], [], {}, keys.private_key()
    )
    (row,), (body,) = made.entries, made.payloads
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("entries.jsonl", "w", force_zip64=True) as entries,
        tempfile.TemporaryFile() as payloads,
    ):
        for seq in range(1, size + 1):
            row["prev"], row["seq"], body["seq"] = row["hash"] or row["prev"], seq, seq
            body["body"] = f'{{"actor":"王芳","data":{{"说明":"第{seq}条，材料齐全，金额相符"}}}}'
            made.promise(seq)
            made.rehash(row)
            entries.write(line(row))
            payloads.write(line({**body, "erased_at": ""}))
        entries.close()
        payloads.seek(0)
        with archive.open("payloads.jsonl", "w", force_zip64=True) as to:
            shutil.copyfileobj(payloads, to)
        archive.writestr("files.jsonl", b"")
        archive.writestr("heads.txt", made.note(row, origin="localhost/trail"))
    return file


def without(rule: ast.Call, folder: Path) -> Main:
    """The verifier with one of its rules taken out."""
    lines = SOURCE.encode().splitlines(keepends=True)
    condition = rule.args[0]
    assert condition.end_lineno == condition.lineno
    one = lines[condition.lineno - 1]
    lines[condition.lineno - 1] = (
        one[: condition.col_offset] + b"True" + one[condition.end_col_offset :]
    )
    file = folder / "weaker.py"
    file.write_bytes(b"".join(lines))
    spec = importlib.util.spec_from_file_location("weaker", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    main: Main = module.main
    return main


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"line {rule.lineno}")
def test_a_verifier_without_one_of_its_rules_misses_something(
    auditor: Auditor, original: Export, tmp_path: Path, rule: ast.Call
) -> None:
    weaker = without(rule, tmp_path)
    assert auditor(original, weaker)[0] == 0
    assert not all(auditor.finds(one, original, weaker) for one in CORRUPTIONS)
