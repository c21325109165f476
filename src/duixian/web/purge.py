"""Cuts a large style sheet to the rules whose classes our templates and scripts name (Tabler: 79 → about 10 KB)."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Node, ParseError, QualifiedRule

PACKAGE = Path(__file__).resolve().parents[1]
SOURCES = ("*/templates/**/*.html", "*/static/**/*.js")
# Dark mode and right-to-left are not offered; animations of Tabler's are not used.
UNUSED = ("data-bs-theme", "[dir=rtl]", '[dir="rtl"]')
GROUPING = {"media", "supports", "layer", "container"}


def purged_file(sheet: Path, cache: Path) -> Path:
    """The cut sheet on disk, made anew when the sheet or the words in use change."""
    words = words_in_use()
    key = hashlib.sha256(sheet.read_bytes() + "\n".join(sorted(words)).encode()).hexdigest()[:16]
    made = cache / f"{sheet.stem}-{key}.css"
    if not made.exists():
        cache.mkdir(parents=True, exist_ok=True)
        half_written = made.with_suffix(".new")
        half_written.write_text(purged(sheet.read_text(encoding="utf-8"), words), encoding="utf-8")
        half_written.replace(made)
    return made


def words_in_use() -> frozenset[str]:
    """Every word of our templates and scripts: more than the classes, never fewer."""
    return frozenset(
        word
        for pattern in SOURCES
        for file in sorted(PACKAGE.glob(pattern))
        for word in re.findall(r"[A-Za-z][\w-]*", file.read_text(encoding="utf-8"))
    )


def purged(css: str, words: frozenset[str]) -> str:
    """The sheet without the rules that no page can need."""
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "\n".join(_kept(nodes, words)) + "\n"


def _kept(nodes: Iterable[Node], words: frozenset[str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, QualifiedRule):
            selectors = [part for part in _selectors(node) if _needed(part, words)]
            if selectors:
                yield f"{','.join(selectors)}{{{tinycss2.serialize(node.content)}}}"
        elif isinstance(node, AtRule) and node.lower_at_keyword in GROUPING and node.content:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            kept = "".join(_kept(inner, words))
            if kept:
                yield f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{kept}}}"
        else:
            assert not isinstance(node, ParseError), node.message


def _selectors(rule: QualifiedRule) -> list[str]:
    parts: list[list[Node]] = [[]]
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def _needed(selector: str, words: frozenset[str]) -> bool:
    if any(mark in selector for mark in UNUSED):
        return False
    positive = re.sub(r":not\([^)]*\)", "", selector)
    return all(name in words for name in re.findall(r"\.([A-Za-z_][\w-]*)", positive))
