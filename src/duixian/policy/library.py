"""Policies from their folders: loaded once per content, found by name or by the day they are in force."""

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from duixian.policy import declare, provenance, questions, reader
from duixian.policy.facts import Lists, declare_list
from duixian.policy.findings import Fault, Finding, PolicyErrors, Report
from duixian.policy.model import Example, Measure, Paragraph, Policy
from duixian.policy.outline import Entry
from duixian.policy.reader import Piece, Row

FILES = ("source.txt", "policy.md", "questions.md")
_SUPPORT = re.compile(r"（[一二三四五六七八九十]+）([^。，]+)。")
_FOLDER = Path(__file__).resolve().parents[3] / "policies"


def version(files: Mapping[str, bytes]) -> str:
    """One hash over every file of a policy, names included."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def load(folder: Path) -> Policy:
    """Load a policy's folder; raises PolicyErrors with every fault found."""
    absent = [name for name in FILES if not (folder / name).is_file()]
    if absent:
        raise PolicyErrors([Finding(name, 1, f"{folder} 里没有这个文件") for name in absent])
    return _loaded(folder.name, tuple((name, (folder / name).read_bytes()) for name in FILES))


@cache
def _loaded(name: str, contents: tuple[tuple[str, bytes], ...]) -> Policy:
    files = dict(contents)
    try:
        source, document, asked = (files[file].decode("utf-8") for file in FILES)
    except UnicodeDecodeError as error:
        raise PolicyErrors([Finding(name, 1, f"文件不是 UTF-8 编码：{error.reason}")]) from None
    return _Loading(name, version(files), source, document, asked).policy()


class _Loading:
    """The steps from three texts to a policy; stops after a step that found faults."""

    def __init__(self, name: str, version_: str, source: str, document: str, asked: str) -> None:
        self.name, self.version, self.source = name, version_, source
        self.report, self.asked_report = Report("policy.md"), Report("questions.md")
        self.paragraphs = reader.source_paragraphs(source)
        self.pieces = reader.read(document, declare.BLOCK_KEYS, self.report)
        reader.place(self.pieces, self.paragraphs, self.report)
        self.lists = Lists()
        self.stop()
        for piece in self.pieces:
            if "单位" in piece.entries:
                self.lists.units.update(piece.entries["单位"].items())
            for entry in piece.entries["名单"].children if "名单" in piece.entries else ():
                with self.report.catching():
                    declare_list(entry, self.lists)
        parameters = questions.read(asked, self.lists, self.asked_report)
        self.draft = declare.Draft(self.lists, parameters)

    def stop(self) -> None:
        findings = [*self.report.findings, *self.asked_report.findings]
        if findings:
            raise PolicyErrors(findings)

    def policy(self) -> Policy:
        self.stop()
        for piece in self.pieces:
            with self.report.catching():
                self.check_block(piece)
                declare.shared(self.draft, piece)
        for parameter in self.draft.parameters:
            for clause in set(parameter.clauses) - {piece.clause for piece in self.pieces}:
                self.asked_report.add(
                    parameter.line, f"口径“{parameter.name}”的条款“{clause}”不在原文中"
                )
        self.stop()
        self.common()
        self.measures()
        self.words()
        self.stop()
        provenance.check(self.pieces, self.draft.measures, self.draft.common, self.report)
        self.stop()
        return self.whole(self.assembled())

    def check_block(self, piece: Piece) -> None:
        """Every piece of the text has a block that says what it computes, or why nothing."""
        if not piece.block_line:
            raise Fault(
                piece.line,
                "这段引文后面没有规则块：没有可计算的，也请写“无需计算: 原因”和“承担: 产品的哪一部分”",
            )
        if not set(piece.entries) - {"白话", "条款"}:
            raise Fault(piece.block_line, "规则块里没有规则，也没有写“无需计算”")
        if "条款" in piece.entries:
            piece.clause = piece.entries["条款"].value.replace("无", "")
        if "无需计算" in piece.entries and piece.clause and "承担" not in piece.entries:
            raise Fault(piece.block_line, "“无需计算”还要写“承担: 产品的哪一部分办这件事”")

    def common(self) -> None:
        """Conditions of every measure; read before measures, after all definitions."""
        for piece in self.pieces:
            for key, verify in (("普遍条件", False), ("普遍核实", True)):
                with self.report.catching():
                    found = declare.conditions(
                        piece.entries.get(key), self.draft.scope(), piece, verify=verify
                    )
                    self.draft.common.extend(found)

    def measures(self) -> None:
        for piece in self.pieces:
            if "事项" not in piece.entries:
                continue
            with self.report.catching():
                found = declare.declare_measure(self.draft, piece, self.support(piece))
                for what, own, others in (
                    ("标识", found.id, [one.id for one in self.draft.measures]),
                    ("名称", found.name, [one.name for one in self.draft.measures]),
                ):
                    if own in others:
                        raise Fault(piece.block_line, f"事项{what}“{own}”重复")
                self.draft.measures.append(found)

    def support(self, piece: Piece) -> str:
        found = _SUPPORT.match(self.paragraphs[piece.paragraph])
        return found[1] if found else ""

    def words(self) -> None:
        """The words of closed lists stand in the official text."""
        for line, word in self.lists.words:
            if word not in self.source:
                self.report.add(
                    line, f"名单里的“{word}”不在原文中：请写“＝ 原文用语”，或注明“＝ 文外”"
                )

    def assembled(self) -> Policy:
        draft = self.draft
        lacking = [
            name
            for name, present in (("有效期", draft.validity), ("从高不重复", draft.overlap), ("申请人", draft.applicant),
                                  *((key, draft.document.get(key)) for key in ("标题", "文号", "印发日期")))
            if not present
        ]  # fmt: skip
        if lacking or not draft.validity or not draft.overlap or not draft.period:
            raise PolicyErrors([Finding("policy.md", 1, f"全文没有写：{'、'.join(lacking)}")])
        said = {key: entry.value for key, entry in draft.document.items()}
        issuers = draft.document["发文机关"].items() if "发文机关" in draft.document else ()
        return Policy(
            id=self.name, title=said["标题"], number=said["文号"],
            issued_on=date.fromisoformat(said["印发日期"]), issuers=issuers, version=self.version,
            valid_from=draft.validity[0], valid_to=draft.validity[1], period=draft.period,
            paragraphs=(), measures=tuple(draft.measures), applicant=tuple(draft.applicant),
            parameters=draft.parameters, overlap=draft.overlap, source=self.source, definitions=tuple(draft.definitions.values()),
        )  # fmt: skip

    def whole(self, policy: Policy) -> Policy:
        """Give the measures their example tables, unread, and lay them into the text."""
        by_line = {measure.line: measure for measure in policy.measures}
        tables: dict[str, list[list[Row]]] = {}
        for piece in self.pieces:
            measure = by_line.get(piece.block_line)
            if measure is None:
                for table in piece.tables:
                    self.report.add(table[0][0], "例表只能写在有“事项”的规则块后面")
            else:
                tables[measure.id] = piece.tables
        self.stop()
        worked = _worked(policy, tables, self.draft.sample)
        measures = [replace(one, worked=partial(worked, one.id)) for one in policy.measures]
        return replace(policy, measures=tuple(measures), paragraphs=self.laid(policy, measures))

    def laid(self, policy: Policy, measures: list[Measure]) -> tuple[Paragraph, ...]:
        by_line = {measure.line: measure for measure in measures}
        asked: set[str] = set()
        found = []
        for number, text in enumerate(self.paragraphs):
            pieces = [piece for piece in self.pieces if piece.paragraph == number]
            clause = pieces[0].clause
            questions_ = () if clause in asked else tuple(
                one for one in policy.parameters if declare.concerns(one, clause)
            )  # fmt: skip
            asked.add(clause)
            found.append(Paragraph(
                number=number, clause=clause, level=self.level(text, clause, policy.title), text=text,
                plain=_joined(pieces, "白话"), nothing=_joined(pieces, "无需计算"),
                carried_out_by=_joined(pieces, "承担"), questions=questions_,
                measures=tuple(by_line[piece.block_line] for piece in pieces if piece.block_line in by_line),
            ))  # fmt: skip
        return tuple(found)

    @staticmethod
    def level(text: str, clause: str, title: str) -> str:
        if text == title:
            return "title"
        if not clause:
            return "meta"
        return "heading" if text.startswith(f"{clause}、") else "body"


def _worked(
    policy: Policy, tables: dict[str, list[list[Row]]], sample: Entry | None
) -> Callable[[str], tuple[Example, ...]]:
    """What gives a measure's examples: the tables, which need the finished policy, are read when first asked for."""

    @cache
    def every() -> dict[str, tuple[Example, ...]]:
        read = import_module("duixian.policy.examples").read  # here: `match` does without
        found: dict[str, tuple[Example, ...]] = read(policy, tables, sample)
        return found

    return lambda id_: every()[id_]


def _joined(pieces: list[Piece], key: str) -> str:
    return " ".join(piece.entries[key].text() for piece in pieces if key in piece.entries)


@dataclass(frozen=True, slots=True)
class Library:
    """The policies that the product knows, by date of effect."""

    policies: tuple[Policy, ...]

    def get(self, id_: str) -> Policy:
        """The policy of this identifier; KeyError where there is none."""
        return {policy.id: policy for policy in self.policies}[id_]

    def in_force(self, day: date) -> Policy:
        """The policy in force on a day: the latest begun; where none is, the latest of all."""
        running = tuple(one for one in self.policies if one.valid_from <= day <= one.valid_to)
        return Library(running or self.policies).latest()

    def latest(self) -> Policy:
        """The policy that begins last."""
        return max(self.policies, key=lambda one: (one.valid_from, one.id))


def library(folder: Path | None = None) -> Library:
    """Every policy below a folder: `policies/` beside the package, or where DUIXIAN_POLICIES points."""
    return _library(folder or Path(os.environ.get("DUIXIAN_POLICIES", _FOLDER)))


@cache
def _library(folder: Path) -> Library:
    found = tuple(load(one) for one in sorted(folder.iterdir()) if (one / "policy.md").is_file())
    if not found:
        raise PolicyErrors(
            [Finding(str(folder), 1, "这里没有任何政策：每个政策是一个含 policy.md 的文件夹")]
        )
    return Library(found)
