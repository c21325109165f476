"""The side panel: the ceiling, and everything to see to, each a link to its field. The same facts on the task list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from duixian.applications.fields import OTHER_SUPPORT
from duixian.applications.warnings import Note
from duixian.portal.filing.case import Filing


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing to see to, and where."""

    text: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """What belongs together; `kind` is how pressing it is: wrong, todo, look."""

    title: str
    kind: str
    lines: tuple[Line, ...]


def panel(filing: Filing) -> dict[str, Any]:
    """All of it."""
    judgement = filing.judgement
    found = (
        Group(title="需要修改", kind="wrong", lines=_faults(filing)),
        Group(title="还没有填写", kind="todo", lines=(*_lines(filing, judgement.missing), *_support(filing))),
        Group(title="还缺材料", kind="todo", lines=_lines(filing, judgement.lacking)),
        Group(title="不在清单内的文件", kind="wrong", lines=_lines(filing, judgement.strange)),
        Group(title="请留意", kind="look", lines=_lines(filing, judgement.warnings)),
    )  # fmt: skip
    groups = tuple(one for one in found if one.lines)
    return {
        "answer": judgement.answer, "groups": groups, "measure": filing.folder.measure,
        "left": sum(len(one.lines) for one in groups if one.kind != "look"), "case_home": filing.home,
    }  # fmt: skip


def label(filing: Filing, field: str) -> str:
    """What people call a field."""
    name, _, cell = field.partition(".")
    if name == OTHER_SUPPORT:
        row = cell.partition(".")[0]
        return f"其他财政支持第{int(row) + 1}条" if row.isdecimal() else "其他财政支持"
    fact = filing.folder.facts.get(name)
    return fact.name if fact else "申报内容"


def _faults(filing: Filing) -> tuple[Line, ...]:
    return tuple(
        Line(text=f"{label(filing, field)}：{reason}", address=filing.link(field))
        for field, reason in filing.judgement.faults.items()
    )


def _lines(filing: Filing, notes: Iterable[Note]) -> tuple[Line, ...]:
    return tuple(Line(text=one.text, address=filing.link(one.field)) for one in notes)


def _support(filing: Filing) -> tuple[Line, ...]:
    if filing.case.support_declared:
        return ()
    return (Line(text="有没有其他财政支持", address=filing.link(OTHER_SUPPORT)),)
