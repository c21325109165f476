"""Broken documents, each the good one (`qinghe-2026/`) with one passage changed, read from `broken/*.txt`.

One entry is

    ## what is wrong, as a sentence
    * questions.md            the file; without this line, policy.md
    - a whole line            lines of the good file, which stand there once and together,
    + another line            and the lines that take their place
    ! +0 the message          a finding, so many lines after the first changed line (=1: line 1 of the file)
    ! policy.md message @ line    a finding elsewhere: the file, the message, the line as it stands there

A message may break off with “…”.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from duixian.policy.findings import Finding

FOLDER = Path(__file__).resolve().parent
GOOD = FOLDER / "qinghe-2026"
FILES = ("source.txt", "policy.md", "questions.md")
_HERE = re.compile(r"(?P<sign>[+=-])(?P<by>\d+) (?P<message>.*)")
_ELSEWHERE = re.compile(r"(?P<file>\S+) (?P<message>.*) @ (?P<line>.*)")


@dataclass
class Broken:
    """One broken document: what is wrong, the change, and the findings expected."""

    name: str
    file: str = "policy.md"
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """The good document with this change, as a folder."""
        folder.mkdir()
        for name in FILES:
            text = (GOOD / name).read_text("utf-8")
            (folder / name).write_text(self.changed(text) if name == self.file else text, "utf-8")

    def changed(self, text: str) -> str:
        lines, start = text.splitlines(), self.start(text)
        return "\n".join([*lines[:start], *self.new, *lines[start + len(self.old) :]]) + "\n"

    def start(self, text: str) -> int:
        """Where the old lines begin, from 0; they stand in the file exactly once."""
        lines, size = text.splitlines(), len(self.old)
        found = [at for at in range(len(lines)) if lines[at : at + size] == self.old]
        assert len(found) == 1, (self.name, found)
        return found[0]

    def findings(self, folder: Path) -> list[Finding]:
        """What must be found in the folder that `write` wrote."""
        first = self.start((GOOD / self.file).read_text("utf-8")) + 1
        return [self._finding(text, first, folder) for text in self.says]

    def _finding(self, text: str, first: int, folder: Path) -> Finding:
        if here := _HERE.fullmatch(text):
            by = int(here["by"])
            line = by if here["sign"] == "=" else first + by * (-1 if here["sign"] == "-" else 1)
            return Finding(self.file, line, here["message"])
        found = _ELSEWHERE.fullmatch(text)
        assert found, text
        lines = (folder / found["file"]).read_text("utf-8").splitlines()
        return Finding(found["file"], lines.index(found["line"]) + 1, found["message"])


def same(found: Finding, expected: Finding) -> bool:
    """Whether a finding is the expected one, at its line, up to “…”."""
    start, more = expected.message.removesuffix("…"), expected.message.endswith("…")
    alike = found.message.startswith(start) if more else found.message == start
    return alike and (found.file, found.line) == (expected.file, expected.line)


def read(text: str) -> Iterator[Broken]:
    """The entries of one file."""
    entry: Broken | None = None
    for line in text.splitlines():
        if line.startswith("## "):
            if entry:
                yield entry
            entry = Broken(line[3:])
        elif entry and line:
            _take(entry, line[:2].strip(), line[2:])
    if entry:
        yield entry


def _take(entry: Broken, sign: str, rest: str) -> None:
    if sign == "*":
        entry.file = rest
    else:
        {"-": entry.old, "+": entry.new, "!": entry.says}[sign].append(rest)


BROKEN = [
    entry for file in sorted(FOLDER.glob("broken/*.txt")) for entry in read(file.read_text("utf-8"))
]
