"""Bringing the ledger of earlier grants: a sheet is checked and compared first, and taken when the officer confirms.

All or nothing; the same grant again replaces the row there was, which stays for the record; nothing is deleted.
"""

import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction

from duixian import policy
from duixian.applications.earlier import ledger, sheet
from duixian.applications.earlier.columns import COLUMNS, Row
from duixian.audit import trail
from duixian.files import store
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.kernel.names import read_words
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.changes_names import is_called
from duixian.parties.earlier import EarlierGrant, EarlierImport
from duixian.parties.finding import earlier as found_by
from duixian.parties.models import Organisation
from duixian.parties.reading import Reading

State = EarlierImport.State
MOST_BYTES = 5 * 1024**2
MOST_FAULTS = 50
REPLACED = "由后一次导入的同一笔代替"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A grant that is there already, otherwise: each difference as (column's name, before, now)."""

    number: int
    row: Row
    before: EarlierGrant
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A sheet beside the ledger as it stands: row numbers with grants; `cautions` are to be looked at, and stop nothing."""

    added: tuple[tuple[int, Row], ...]
    changed: tuple[Changed, ...]
    same: int
    cautions: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """What the officer saw: another ledger or another file gives another one."""
        seen = [[row.key for _, row in self.added], [[str(one.before.pk), one.row.key] for one in self.changed], self.same]  # fmt: skip
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def check(viewer: Viewer, content: bytes, name: str, source: str) -> EarlierImport:
    """Read a sheet and keep it for the officer's confirmation. Raises Refused with every wrong cell, or NotSeen."""
    require(viewer, *ledger.IMPORTERS)
    with _denials(viewer, "earlier.check", "earlier"):
        reading = Reading()
        where = reading.text("source", lambda: read_words(source, "来源", 200))
        found = _read(content, reading)
        reading.done()
        try:
            kept = store.keep(
                io.BytesIO(content), name, owner=None, by=viewer.person.pk, slot="sheet"
            )
        except store.Refused as refused:
            raise Refused(("file", str(refused))) from None
        with transaction.atomic():
            compared = compare(found)
            row = EarlierImport.objects.create(
                file=kept, source=where, brought_by=viewer.person, brought_at=clock.now(), **_counts(compared)
            )  # fmt: skip
            trail.record(
                viewer.actor, "earlier.check", f"earlier-import:{row.pk}", at=row.brought_at,
                payload={"source": where, **_counts(compared)}, files=[kept.sha256],
            )  # fmt: skip
    return row


def shown(brought: EarlierImport) -> Comparison:
    """A checked sheet beside the ledger as it stands now."""
    return compare(_rows(brought))


def take(viewer: Viewer, id_: UUID, *, seen: str) -> EarlierImport:
    """Write the checked sheet into the ledger, if the comparison is still the one that was seen. Raises Refused."""
    require(viewer, *ledger.IMPORTERS)
    rows = _rows(ledger.brought(viewer, id_))
    with _denials(viewer, "earlier.import", f"earlier-import:{id_}"), transaction.atomic():
        row = _checked(id_)
        compared = compare(rows)
        if compared.fingerprint != seen:
            raise Refused(("", "台账在您核对之后有变动，请重新核对下面的差异再确认"))
        at = clock.now()
        for one in compared.changed:
            end(one.before, viewer, REPLACED, at)
        new = [*compared.added, *((one.number, one.row) for one in compared.changed)]
        found_by.index(EarlierGrant.objects.bulk_create(_grant(row, *each) for each in new))
        row.added, row.changed, row.same = (
            len(compared.added),
            len(compared.changed),
            compared.same,
        )
        _settle(row, State.TAKEN, viewer, at)
        trail.record(
            viewer.actor, "earlier.import", f"earlier-import:{row.pk}", at=at,
            payload={"source": row.source, **_counts(compared)}, files=[row.file.sha256],
        )  # fmt: skip
    return row


def discard(viewer: Viewer, id_: UUID) -> EarlierImport:
    """Give up a checked sheet; the ledger is untouched. Raises Refused."""
    require(viewer, *ledger.IMPORTERS)
    ledger.brought(viewer, id_)
    with _denials(viewer, "earlier.discard", f"earlier-import:{id_}"), transaction.atomic():
        row = _checked(id_)
        at = clock.now()
        _settle(row, State.DISCARDED, viewer, at)
        trail.record(viewer.actor, "earlier.discard", f"earlier-import:{row.pk}", at=at)
    return row


def retract(viewer: Viewer, id_: UUID, reason: str) -> EarlierGrant:
    """Strike out one row that should not be there, with the reason; it stays for the record. Raises Refused."""
    require(viewer, *ledger.IMPORTERS)
    ledger.get(viewer, id_)
    with _denials(viewer, "earlier.retract", f"earlier-grant:{id_}"), transaction.atomic():
        reading = Reading()
        why = reading.text("reason", lambda: read_words(reason, "作废理由", 200))
        reading.done()
        row = EarlierGrant.objects.select_for_update().get(pk=id_)
        if row.ended_at is not None:
            raise Refused(("", f"这一笔已经作废：{row.ended_reason}"))
        at = clock.now()
        end(row, viewer, why, at)
        trail.record(
            viewer.actor, "earlier.retract", f"earlier-grant:{row.pk}", at=at,
            payload={"code": row.code, "amount": row.amount, "year": row.year, "reason": why},
        )  # fmt: skip
    return row


def end(row: EarlierGrant, viewer: Viewer, reason: str, at: datetime) -> None:
    """A row in force ends, inside the caller's transaction."""
    row.ended_at, row.ended_by, row.ended_reason = at, viewer.person, reason
    row.save(update_fields=["ended_at", "ended_by", "ended_reason"])


def compare(rows: tuple[tuple[int, Row], ...]) -> Comparison:
    """The rows beside the ledger and the enterprises that are registered here."""
    there = {one.key: one for one in ledger.standing().filter(key__in=[row.key for _, row in rows])}
    added, changed, same = [], [], 0
    for number, row in rows:
        before = there.get(row.key)
        if before is None:
            added.append((number, row))
        elif differences := _differences(before, row):
            changed.append(Changed(number=number, row=row, before=before, differences=differences))
        else:
            same += 1
    return Comparison(
        added=tuple(added), changed=tuple(changed), same=same, cautions=tuple(_cautions(rows))
    )


def _read(content: bytes, reading: Reading) -> tuple[tuple[int, Row], ...]:
    if not content:
        reading.fault("file", "请先选择填好的 Excel 文件")
        return ()
    if len(content) > MOST_BYTES:
        reading.fault("file", "文件超过5 MB，请删去图片和多余的工作表后再导入")
        return ()
    today = clock.today()
    found = sheet.read(content, policy.library().in_force(today), today.year)
    for fault in found.errors[:MOST_FAULTS]:
        reading.fault("file", str(fault))
    if (more := len(found.errors) - MOST_FAULTS) > 0:
        reading.fault("file", f"另有{more}处，改好以上各处后重新导入时再列出")
    return found.rows


def _rows(brought: EarlierImport) -> tuple[tuple[int, Row], ...]:
    """The rows of a sheet that was checked when it came."""
    day = clock.local(brought.brought_at).date()
    return sheet.read(store.opened(brought.file), policy.library().in_force(day), day.year).rows


def _checked(id_: UUID) -> EarlierImport:
    """One that waits, under the locks of all that wait: two are taken one after the other."""
    waiting = EarlierImport.objects.select_for_update(of=("self",)).filter(state=State.CHECKED)
    held = {one.pk: one for one in waiting.select_related("file").order_by("pk")}
    if id_ in held:
        return held[id_]
    row = EarlierImport.objects.filter(pk=id_).first()
    if row is None:
        raise NotSeen(id_)
    raise Refused(("", f"这份表{row.get_state_display()}，不用再处理"))


def _settle(row: EarlierImport, state: str, viewer: Viewer, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, viewer.person, at
    row.save()


def _counts(compared: Comparison) -> dict[str, int]:
    return {"added": len(compared.added), "changed": len(compared.changed), "same": compared.same}


def _grant(batch: EarlierImport, number: int, row: Row) -> EarlierGrant:
    values = {one.name: getattr(row, one.name) for one in fields(row) if one.name != "instalments"}
    later = [{"year": year, "fen": fen} for year, fen in row.instalments]
    return EarlierGrant(batch=batch, row=number, key=row.key, instalments=later, **values)


def _differences(before: EarlierGrant, row: Row) -> tuple[tuple[str, str, str], ...]:
    found = [
        (COLUMNS[name].name, _text(name, getattr(before, name)), _text(name, getattr(row, name)))
        for name in ("name", "subject", "asked", "amount", "paid", "years", "project", "remark")
        if getattr(before, name) != getattr(row, name)
    ]
    was = tuple((one["year"], one["fen"]) for one in before.instalments)
    if was != row.instalments:
        found.append(("待拨分期", _instalments(was), _instalments(row.instalments)))
    return tuple(found)


def _text(name: str, value: object) -> str:
    if isinstance(value, int) and COLUMNS[name].kind == "money":
        return Money(value).yuan_text()
    if name == "project":
        return str(EarlierGrant.Project(str(value)).label)
    return "（空）" if value in {None, ""} else str(value)


def _instalments(pairs: tuple[tuple[int, int], ...]) -> str:
    return "、".join(f"{year}年{Money(fen).yuan_text()}" for year, fen in pairs) or "（无）"


def _cautions(rows: tuple[tuple[int, Row], ...]) -> Iterator[str]:
    """Names that differ from those of the enterprises registered here under the same code."""
    here = {
        one.code: one
        for one in Organisation.objects.filter(
            code__in={row.code for _, row in rows}
        ).prefetch_related("former_names")
    }
    for number, row in rows:
        firm = here.get(row.code)
        if firm and not is_called(firm, row.name):
            yield f"第{number}行：单位名称“{row.name}”与已注册的“{firm.name}”不同，请核对代码"


@contextmanager
def _denials(viewer: Viewer, action: str, subject: str) -> Iterator[None]:
    """What is refused is rolled back, and then recorded."""
    try:
        yield
    except Refused as refused:
        trail.denied(viewer.actor, action, subject, str(refused))
        raise
