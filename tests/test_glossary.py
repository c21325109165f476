"""The glossary tells the truth: each term once, each identifier defined where the glossary says, each measure by name."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from duixian.policy import Policy, library

ROOT = Path(__file__).resolve().parent.parent
POLICIES = ROOT / "policies"
CLAUSE = re.compile(r"[一二三四五六七八九十]+(?:（[一二三四五六七八九十]+）)?")


@dataclass(frozen=True)
class Entry:
    """One row: the Chinese term, its identifier, and the module or clause that defines it."""

    term: str
    identifier: str
    place: str


def read(markdown: str) -> list[Entry]:
    """The rows of every table whose first columns are 术语, 标识符 and 首次出现."""
    rows = [
        [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        for line in markdown.splitlines()
        if line.startswith("|") and not re.fullmatch(r"[|\-: ]+", line)
    ]
    assert all(len(row) >= 3 for row in rows), rows
    return [Entry(*row[:3]) for row in rows if row[:3] != ["术语", "标识符", "首次出现"]]


def defined(source: str) -> set[str]:
    """What a module defines: classes, functions, variables, fields, and the words that it lists as strings."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.Constant(value=str(text)):
                names.add(text)
    return names


def module_file(name: str) -> Path:
    path = ROOT.joinpath("src", *name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def fault(entry: Entry) -> str:
    """What is wrong with a row; empty where nothing is."""
    if entry.place.startswith("duixian."):
        file = module_file(entry.place)
        if not file.exists():
            return f"{entry.term}: no module {entry.place}"
        found = entry.identifier in defined(file.read_text())
        return "" if found else f"{entry.term}: {entry.place} defines no {entry.identifier}"
    if not CLAUSE.fullmatch(entry.place):
        return f"{entry.term}: {entry.place} is neither a module of ours nor a clause"
    word = re.compile(rf"(?<![\w-]){re.escape(entry.identifier)}(?![\w-])", re.ASCII)
    lines = [line for file in POLICIES.glob("*/*.md") for line in file.read_text().splitlines()]
    found = any(entry.term in line and word.search(line) for line in lines)
    return "" if found else f"{entry.term}: no policy declares it as {entry.identifier}"


def misnamed(entries: list[Entry], policy: Policy) -> list[str]:
    """The measures that the glossary lacks, or calls otherwise than the policy does."""
    called = {entry.identifier: entry for entry in entries}
    return [
        f"{one.id}：{one.name}，{one.clause}"
        for one in policy.measures
        if called.get(one.id) != Entry(one.name, one.id, one.clause)
    ]


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return read((POLICIES / "glossary.md").read_text())


def test_every_identifier_is_defined_where_the_glossary_says(entries: list[Entry]) -> None:
    assert len(entries) >= 40
    faults = [text for entry in entries if (text := fault(entry))]
    assert not faults, "\n".join(faults)


def test_each_term_has_one_identifier_and_each_identifier_one_term(entries: list[Entry]) -> None:
    for column in ("term", "identifier"):
        counts = Counter(getattr(entry, column) for entry in entries)
        assert [value for value, count in counts.items() if count > 1] == []


def test_every_measure_is_called_what_its_policy_calls_it(entries: list[Entry]) -> None:
    policy = library().get("putuo-2024-3")
    assert len(policy.measures) == 17
    assert misnamed(entries, policy) == []
    other = [
        Entry("资质资助", one.identifier, one.place) if one.identifier == "qualification" else one
        for one in entries
        if one.identifier != "compute"
    ]
    assert misnamed(other, policy) == [
        "qualification：企业资质资助，三（四）",
        "compute：智能算力资助，三（六）",
    ]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Entry("金额", "Moneys", "duixian.kernel.money"), "defines no Moneys"),
        (Entry("金额", "Money", "duixian.kernel.gold"), "no module"),
        (Entry("智能算力资助", "computing-power", "三（六）"), "no policy declares"),
        (Entry("智能算力补助", "compute", "三（六）"), "no policy declares"),
        (Entry("智能算力资助", "compute", "somewhere"), "neither"),
    ],
)
def test_a_false_row_is_caught(entry: Entry, reason: str) -> None:
    assert reason in fault(entry)


def test_tables_of_another_shape_are_refused() -> None:
    with pytest.raises(AssertionError):
        read("| 术语 | 标识符 |\n|---|---|\n| 金额 | `Money` |\n")
