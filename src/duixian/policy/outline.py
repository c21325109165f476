"""A rule block as an outline: `键: 值` lines, nested by indentation, comments after #."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duixian.policy.findings import Fault

_COMMENT = re.compile(r"(^|\s)#.*$")
_KEYED = re.compile(r"(?P<key>[^:：()（）]+?)(?:：|:(?=\s|$))\s*(?P<value>.*)")

Lines = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line with what is indented below it; a line without a key has key ""."""

    key: str
    value: str
    line: int
    children: tuple["Entry", ...] = ()

    def lines(self) -> Lines:
        """The value and its continuation: the keyless lines below."""
        own = ((self.line, self.value),) if self.value else ()
        return own + tuple(
            part for child in self.children if not child.key for part in child.lines()
        )

    def text(self) -> str:
        """The value with its continuation as one text."""
        return " ".join(text for _, text in self.lines())

    def items(self) -> tuple[str, ...]:
        """The value as a list: parts between ；, one or several lines."""
        parts = (part.strip() for _, text in self.lines() for part in re.split("[；;]", text))
        return tuple(part for part in parts if part)

    def keyed(self, allowed: Iterable[str], *, continued: bool = False) -> dict[str, "Entry"]:
        """The keyed lines below, each key once and known; others only where they continue the value."""
        bare = next((child for child in self.children if not child.key), None)
        if bare and not continued:
            raise Fault(bare.line, f"“{bare.value}”没有写成“键: 值”（半角冒号后要空一格）")
        return index([child for child in self.children if child.key], allowed)

    def only(self) -> "Entry":
        """The same entry, with nothing below it but its continuation."""
        self.keyed((), continued=True)
        return self


def index(entries: Iterable[Entry], allowed: Iterable[str]) -> dict[str, Entry]:
    """Entries by key; raises Fault for an unknown or repeated key."""
    known = list(allowed)
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.key not in known:
            near = difflib.get_close_matches(entry.key or entry.value, known, 1, 0.5)
            hint = f"是否要写“{near[0]}”？" if near else ""
            raise Fault(
                entry.line,
                f"不认识的项“{entry.key or entry.value}”。{hint}此处可用：{'、'.join(known)}",
            )
        if entry.key in found:
            raise Fault(entry.line, f"“{entry.key}”写了两次（前一次在第{found[entry.key].line}行）")
        found[entry.key] = entry
    return found


def parse(lines: Iterable[tuple[int, str]]) -> tuple[Entry, ...]:
    """Read numbered lines into entries; raises Fault for a tab or an indentation that fits nowhere."""
    rows = list(_rows(lines))
    entries, rest = _siblings(rows, 0, rows[0][0] if rows else 0)
    if rest < len(rows):
        raise Fault(rows[rest][1], "缩进不对：本行比它所属的那一层还靠左")
    return entries


def _rows(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    for number, raw in lines:
        text = _COMMENT.sub("", raw).rstrip()
        if not text:
            continue
        body = text.lstrip(" ")
        if "\t" in text:
            raise Fault(number, "规则块里请用空格缩进，不要用制表符")
        yield len(text) - len(body), number, body


def _siblings(
    rows: list[tuple[int, int, str]], at: int, depth: int
) -> tuple[tuple[Entry, ...], int]:
    found: list[Entry] = []
    while at < len(rows) and rows[at][0] == depth:
        _, number, body = rows[at]
        at += 1
        children: tuple[Entry, ...] = ()
        if at < len(rows) and rows[at][0] > depth:
            children, at = _siblings(rows, at, rows[at][0])
            if at < len(rows) and rows[at][0] > depth:
                raise Fault(rows[at][1], "缩进不对：与上面各行都对不齐")
        keyed = _KEYED.fullmatch(body)
        key, value = (keyed["key"].strip(), keyed["value"]) if keyed else ("", body)
        found.append(Entry(key, value, number, children))
    return tuple(found), at
