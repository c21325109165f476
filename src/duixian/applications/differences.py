"""What a correction changed: two snapshots of a case side by side, in words. Pure but for reading the snapshots."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import rfc8785

from duixian import policy
from duixian.applications import words
from duixian.applications.answers import facts_of
from duixian.applications.merge import same
from duixian.applications.models import Snapshot
from duixian.applications.snapshot import opened
from duixian.files.models import StoredFile
from duixian.policy import Fact, Policy

ADDED, REMOVED, CHANGED = "新增", "删除", "修改"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is different; `before` or `after` is empty where there was nothing."""

    section: str
    label: str
    kind: str
    before: str = ""
    after: str = ""


def difference(one: Snapshot, other: Snapshot) -> tuple[Change, ...]:
    """What changed from one to the other: subject, answers, expenses, files, other support, readings, the answer."""
    a, b = opened(one), opened(other)
    ids = {row["file"] for content in (a, b) for row in content["evidence"]}
    names = {file.sha256: file.name for file in StoredFile.objects.filter(pk__in=ids)}
    items = {row["id"]: row["name"] for row in other.application.round_measure.materials}
    return of_contents(a, b, items | names)


def of_contents(
    a: Mapping[str, Any], b: Mapping[str, Any], names: Mapping[str, str] = MappingProxyType({})
) -> tuple[Change, ...]:
    """The same, of contents; `names` are those of the listed papers by identifier and of the files by hash."""
    of = policy.library().get(b["policy"]["id"])
    facts = facts_of(of, of.measure(b["measure"]["id"]))
    return (
        *_value("申报内容", "申报内容", a["subject"], b["subject"]), *_answers(a["answers"], b["answers"], facts),
        *_rows("费用明细", [words.line(row, facts) for row in a["lines"]], [words.line(row, facts) for row in b["lines"]]),
        *_files(a["evidence"], b["evidence"], names), *_support(a["other_support"], b["other_support"], of),
        *_readings(a["parameters"], b["parameters"], of),
        *_value("测算", "扣除后上限", a["assessment"]["payable"], b["assessment"]["payable"]),
    )  # fmt: skip


def _value(section: str, label: str, before: Any, after: Any) -> Iterator[Change]:
    if not same(before, after):
        kind = ADDED if before in (None, "") else REMOVED if after in (None, "") else CHANGED
        yield Change(
            section=section,
            label=label,
            kind=kind,
            before=str(before or ""),
            after=str(after or ""),
        )


def _answers(
    a: Mapping[str, Any], b: Mapping[str, Any], facts: Mapping[str, Fact]
) -> Iterator[Change]:
    for id_ in dict.fromkeys([*facts, *a, *b]):
        if same(a.get(id_), b.get(id_)):
            continue
        fact = facts.get(id_)
        before, after = (
            words.said(fact, one.get(id_)) if fact else str(one.get(id_)) for one in (a, b)
        )
        yield Change(
            section="填写内容",
            label=fact.name if fact else id_,
            kind=CHANGED,
            before=before,
            after=after,
        )


def _rows(section: str, a: Sequence[str], b: Sequence[str]) -> Iterator[Change]:
    """Rows that are only on one side, however they are ordered."""
    gone, new = Counter(a) - Counter(b), Counter(b) - Counter(a)
    for text in gone.elements():
        yield Change(section=section, label=section, kind=REMOVED, before=text)
    for text in new.elements():
        yield Change(section=section, label=section, kind=ADDED, after=text)


def _files(
    a: Sequence[Mapping[str, Any]], b: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> Iterator[Change]:
    """Two files are the same where their bytes are; their names are how people know them."""

    def shown(rows: Sequence[Mapping[str, Any]]) -> list[str]:
        return [
            f"{names.get(one['item'], one['item'])}：{names.get(one['sha256'], one['kind'])}（{one['sha256'][:16]}）"
            for one in rows
        ]

    yield from _rows("材料", shown(a), shown(b))


def _support(a: Any, b: Any, of: Policy) -> Iterator[Change]:
    before, after = ([words.support(row, of) for row in rows or ()] for rows in (a, b))
    yield from _rows("其他支持", before, after)


def _readings(a: Mapping[str, Any], b: Mapping[str, Any], of: Policy) -> Iterator[Change]:
    """Readings that the round amended in between."""
    names = {one.id: one.name for one in of.parameters}
    for id_ in dict.fromkeys([*a, *b]):
        before, after = (rfc8785.dumps(one.get(id_)).decode() for one in (a, b))
        yield from _value("口径", names.get(id_, id_), before, after)
