"""`policy.md` as pieces: official words, then the rule block and the example table that belong to them.

Whatever is not a heading, a table or a rule block must be a quotation, and the quotations together must
be the official text, in order and whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from duixian.policy.findings import Fault, Report
from duixian.policy.outline import Entry, index, parse

FENCE = "```"
_PART = re.compile(r"([一二三四五六七八九十]+)、")
_CLAUSE = re.compile(r"（([一二三四五六七八九十]+)）")

Row = tuple[int, tuple[str, ...]]


@dataclass(eq=False)
class Piece:
    """Some official words and what follows them; `clause` is where they stand, such as 三（六）."""

    text: str
    line: int
    clause: str = ""
    paragraph: int = -1
    entries: dict[str, Entry] = field(default_factory=dict)
    block_line: int = 0
    tables: list[list[Row]] = field(default_factory=list)


def read(markdown: str, keys: tuple[str, ...], report: Report) -> list[Piece]:
    """Split the document; faults go to the report and reading goes on."""
    pieces: list[Piece] = []
    for kind, line, body in _chunks(markdown, report):
        if kind == "quote":
            pieces.append(Piece("".join(text for _, text in body), line))
        elif not pieces:
            report.add(line, "规则块和表格必须写在它所依据的引文之后")
        elif kind == "table":
            pieces[-1].tables.append(
                [(number, _cells(text)) for number, text in body if not _ruler(text)]
            )
        else:
            with report.catching():
                _attach(pieces[-1], line, index(parse(body), keys))
    return pieces


def _attach(piece: Piece, line: int, entries: dict[str, Entry]) -> None:
    if piece.block_line:
        raise Fault(
            line,
            f"同一段引文后只写一个规则块（前一个在第{piece.block_line}行）；一段有几件事，请按句拆开引文",
        )
    piece.entries, piece.block_line = entries, line


def _chunks(markdown: str, report: Report) -> Iterator[tuple[str, int, list[tuple[int, str]]]]:
    """Runs of lines of one kind: quotation, table, rule block."""
    kind, start, body = "", 0, list[tuple[int, str]]()
    for number, raw in enumerate(markdown.splitlines(), 1):
        text = raw.rstrip()
        now = _kind(text, kind)
        if kind and (now != kind or (now == "block" and text == FENCE)):
            yield kind, start, body
            kind, body = "", []
            if text == FENCE:
                continue
        if now == "quote":
            kind, start, body = now, start if kind else number, [*body, (number, text[1:].strip())]
        elif now == "table":
            kind, start, body = now, start if kind else number, [*body, (number, text)]
        elif now == "block" and not kind:
            kind, start = now, number
        elif now == "block":
            body.append((number, raw))
        elif now == "other":
            report.add(
                number,
                "多余的文字：正文只能有标题、引文（> 开头）、规则块和例表；说明请写成规则块里的 # 注释",
            )
    if kind == "block":
        report.add(start, f"规则块没有结束：请补上一行 {FENCE}")
    elif kind:
        yield kind, start, body


def _kind(text: str, running: str) -> str:
    if running == "block":
        return "block"
    if text.startswith(">"):
        return "quote"
    if text.startswith("|"):
        return "table"
    if text.startswith(f"{FENCE}规则"):
        return "block"
    return "none" if not text or text.startswith("#") else "other"


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.strip().strip("|").split("|"))


def _ruler(text: str) -> bool:
    return not text.strip("|-: ")


def source_paragraphs(source: str) -> list[str]:
    """The official text's paragraphs: its lines that are not blank."""
    return [line.strip() for line in source.splitlines() if line.strip()]


def place(pieces: list[Piece], paragraphs: list[str], report: Report) -> None:
    """Check that the pieces are the paragraphs, and give each its paragraph and clause."""
    rest, at = "", -1
    clauses = _clauses(paragraphs)
    for piece in pieces:
        if not rest:
            at += 1
            rest = paragraphs[at] if at < len(paragraphs) else ""
        if not piece.text or not rest.startswith(piece.text):
            report.add(piece.line, f"引文与原文不符：原文此处是“{_differs(piece.text, rest)}”")
            return
        piece.paragraph, piece.clause = at, clauses[at]
        rest = rest[len(piece.text) :]
    missing = rest or next(iter(paragraphs[at + 1 :]), "")
    if missing:
        report.add(pieces[-1].line if pieces else 1, f"原文没有引完：还缺“{missing[:30]}”")


def _differs(quoted: str, official: str) -> str:
    """The official words from a little before the first difference."""
    at = next(
        (n for n, (a, b) in enumerate(zip(quoted, official, strict=False)) if a != b), len(official)
    )
    start = max(0, at - 8)
    return ("…" if start else "") + official[start : at + 16] if official else "（全文已结束）"


def _clauses(paragraphs: list[str]) -> list[str]:
    """三, 三（六）, … for each paragraph, from the official numbering."""
    found, part = [], ""
    for text in paragraphs:
        if numbered := _PART.match(text):
            part = numbered[1]
            found.append(part)
        elif clause := _CLAUSE.match(text):
            found.append(f"{part}（{clause[1]}）")
        else:
            found.append(part if part and found[-1].startswith(part) else "")
    return found
