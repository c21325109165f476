"""The verifier finds every corruption and names the entry; it finds nothing where nothing is; each of its rules is needed."""

import ast
import importlib.util
import inspect
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from duixian.audit import keys, verifier
from tests.audit.corruptions import CORRUPTIONS, Corruption
from tests.audit.forge import Export
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
