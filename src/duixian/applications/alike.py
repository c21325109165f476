"""What looks like something that was claimed elsewhere: for officials to look at, nothing here refuses.

Another number on an invoice of the same seller, amount and day; the same file as evidence in another case.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet

from duixian.applications.fields import EVIDENCE, LINES
from duixian.applications.folder import Folder
from duixian.applications.models import Application, Evidence, ExpenseLine
from duixian.applications.states import DISCARDED, UNSUBMITTED
from duixian.applications.warnings import Note
from duixian.kernel.money import Money
from duixian.kernel.text import bare
from duixian.parties.access import Viewer
from duixian.parties.roles import Role

ALIKE = "alike"
# Who may be told whose the other case is; a centre sees its own only.
EVERYWHERE = frozenset({Role.OFFICER, Role.APPROVER, Role.AUDITOR})
SHOWN = 3
Key = tuple[str, int, object]
Row = TypeVar("Row", ExpenseLine, Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike(Note):
    """A note with the other cases that the viewer may open, each once; `more` beyond those that are shown."""

    cases: tuple[Application, ...] = ()
    more: int = 0


def notes(folder: Folder, viewer: Viewer) -> tuple[Alike, ...]:
    """Everything in one case that looks like something in it or in another one."""
    return (*_invoices(folder, viewer), *_files(folder, viewer))


def _invoices(folder: Folder, viewer: Viewer) -> Iterator[Alike]:
    keyed = [(one, key) for one in folder.lines if (key := _key(one))]
    if not keyed:
        return
    others = ExpenseLine.objects.filter(
        invoice_amount__in={one.invoice_amount for one, _ in keyed},
        invoiced_on__in={one.invoiced_on for one, _ in keyed},
    ).exclude(application=folder.application)
    elsewhere = list(_live(others).select_related("application__applicant"))
    for number, (line, key) in enumerate(keyed, 1):
        own = [one for one, other in keyed[: number - 1] if other == key and _differ(one, line)]
        there = [one for one in elsewhere if _key(one) == key and _differ(one, line)]
        if own or there:
            where = [f"本件第{folder.lines.index(one) + 1}行" for one in own]
            yield Alike(
                **_opened((one.application for one in there), viewer), field=f"{LINES}-{line.position}", kind=ALIKE,
                text=f"第{folder.lines.index(line) + 1}行发票{line.invoice_key}与"
                f"{_several([*where, *_whose((one.application for one in there), viewer)])}的一张发票销售方、金额"
                f"（{Money(line.invoice_amount or 0).yuan_text()}）、开票日期都相同，号码不同，请核对",
            )  # fmt: skip


def _key(line: ExpenseLine) -> Key | None:
    """Seller, amount and day; None where one of them is not told."""
    if not (line.invoice_amount and line.invoiced_on and line.counterparty):
        return None
    return bare(line.counterparty), line.invoice_amount, line.invoiced_on


def _differ(one: ExpenseLine, other: ExpenseLine) -> bool:
    """Two numbers that are told and not the same; the same number is another matter (invoices_suffice)."""
    return bool(one.invoice_key and other.invoice_key) and one.invoice_key != other.invoice_key


def _files(folder: Folder, viewer: Viewer) -> Iterator[Alike]:
    hashes = {one.file.sha256 for one in folder.evidence}
    if not hashes:
        return
    others = Evidence.objects.filter(file__sha256__in=hashes, removed_at=None)
    others = others.exclude(application=folder.application)
    elsewhere = list(_live(others).select_related("application__applicant", "file"))
    for one in folder.evidence:
        there = [each.application for each in elsewhere if each.file.sha256 == one.file.sha256]
        if there:
            yield Alike(
                **_opened(there, viewer), field=f"{EVIDENCE}-{one.item}", kind=ALIKE,
                text=f"“{one.file.name}”与{_several(_whose(there, viewer))}的一份材料是同一个文件，请核对",
            )  # fmt: skip


def _live(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.exclude(application__state__in=[*UNSUBMITTED, DISCARDED])


def _whose(cases: Iterable[Application], viewer: Viewer) -> list[str]:
    """The cases in words, each once."""
    found = {one.pk: one for one in cases}.values()
    if viewer.role in EVERYWHERE:
        return [f"{one.number}（{one.applicant.name}）" for one in found]
    return ["另一件申报"] if found else []


def _opened(cases: Iterable[Application], viewer: Viewer) -> dict[str, Any]:
    """The first of the cases for links, and how many there are beside."""
    found = list({one.pk: one for one in cases}.values()) if viewer.role in EVERYWHERE else []
    return {"cases": tuple(found[:SHOWN]), "more": max(0, len(found) - SHOWN)}


def _several(words: list[str]) -> str:
    more = f"等{len(words)}处" if len(words) > SHOWN else ""
    return "、".join(words[:SHOWN]) + more
