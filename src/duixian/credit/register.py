"""The register's verbs by hand: enter a record, correct it by a new version, withdraw it with a reason; and looking it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from duixian.audit import trail
from duixian.credit import entries, finding
from duixian.credit.entries import BadEntry, Entry
from duixian.credit.models import CreditRecord, Import, Source, newest
from duixian.credit.refusing import denials
from duixian.kernel import clock
from duixian.kernel.names import read_words
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.finding import lookup
from duixian.parties.initials import initials
from duixian.parties.models import Person
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

READERS = frozenset({Role.OFFICER, Role.AUDITOR})
STATES = {
    "current": "现行记录",
    "unrepaired": "未修复",
    "repaired": "已修复",
    "withdrawn": "已撤下",
}
_STATES: dict[str, Q] = {
    "current": Q(withdrawn_at=None),
    "unrepaired": Q(withdrawn_at=None, repaired_on=None),
    "repaired": Q(withdrawn_at=None, repaired_on__isnull=False),
    "withdrawn": Q(withdrawn_at__isnull=False),
}
CHANGED = "这条记录已有更正或已撤下，请打开最新的一版再办"


def search(
    viewer: Viewer, query: str, *, kind: str = "", source: int | None = None, state: str = "current"
) -> QuerySet[CreditRecord]:  # fmt: skip
    """The newest versions, by name, code, initials or document number; the latest decision first."""
    require(viewer, *READERS)
    found = newest().filter(_STATES.get(state, _STATES["current"])).select_related("source")
    if kind:
        found = found.filter(kind=kind)
    if source is not None:
        found = found.filter(source=source)
    return lookup.find(found.order_by("-decided_on", "-pk"), query)


def get(viewer: Viewer, id_: int) -> CreditRecord:
    """One version of a record. Raises NotSeen."""
    require(viewer, *READERS)
    found = (
        CreditRecord.objects.select_related("source", "recorded_by", "withdrawn_by", "imported", "replaces")
        .filter(pk=id_)
        .first()
    )  # fmt: skip
    if found is None:
        raise NotSeen(id_)
    return found


def versions(record: CreditRecord) -> list[CreditRecord]:
    """All versions of a record, the newest first."""
    same = CreditRecord.objects.select_related("recorded_by", "withdrawn_by", "imported")
    newest = record
    while later := same.filter(replaces=newest).first():
        newest = later
    found = [newest]
    while found[-1].replaces_id:
        found.append(same.get(pk=found[-1].replaces_id))
    return found


def no_longer_listed(record: CreditRecord) -> Import | None:
    """The newest import that tells of this enterprise, where that list no longer had the record."""
    applied = Import.objects.filter(source=record.source_id, state=Import.State.APPLIED)
    for one in applied.defer("rows").order_by("-applied_at", "-pk").iterator(chunk_size=20):
        if one.scope is None or record.code in one.scope:
            return one if record.pk in one.gone else None
    return None


def enter(viewer: Viewer, source_id: int | None, row: Mapping[str, str]) -> CreditRecord:
    """Enter a record by hand, its texts by column of entries.COLUMNS. Raises Refused."""
    require(viewer, Role.OFFICER)
    with denials(viewer, "credit.enter", "credit"), transaction.atomic():
        source, entry = _read(source_id, row, clock.today())
        there = held(source).filter(code=entry.code, key=entry.key).first()
        if there is not None:
            raise Refused(("document_number", f"已登记过这条记录（第{there.pk}号），请在那里更正"))
        (made,) = keep(source, [Kept(entry=entry)], now=clock.now(), by=viewer.person)
        trail.record(
            viewer.actor, "credit.enter", subject_of(made), at=made.recorded_at,
            payload={"source": source.slug, **entry.said},
        )  # fmt: skip
    return made


def correct(viewer: Viewer, id_: int, row: Mapping[str, str], *, why: str) -> CreditRecord:
    """A new version of a record, for a reason; the old one stays. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    old = get(viewer, id_)
    with denials(viewer, "credit.correct", subject_of(old)), transaction.atomic():
        source, entry = _read(old.source_id, row, clock.today())
        _must_hold(old)
        reason = _why(why, "更正的理由")
        before = entries.of(old)
        if entry == before:
            raise Refused(("", "没有改动任何内容"))
        if held(source).filter(code=entry.code, key=entry.key).exclude(pk=old.pk).exists():
            raise Refused(("document_number", "另有一条相同的记录，请核对文号、类别和单位"))
        new = Kept(entry=entry, replaces=old, why=reason)
        (made,) = keep(source, [new], now=clock.now(), by=viewer.person)
        trail.record(
            viewer.actor, "credit.correct", subject_of(made), at=made.recorded_at,
            payload={"replaces": old.pk, "why": reason, "before": before.said, "after": entry.said},
        )  # fmt: skip
    return made


def withdraw(viewer: Viewer, id_: int, *, why: str) -> CreditRecord:
    """Take a record that should not be here out of account, for a reason; it stays visible. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    found = get(viewer, id_)
    with denials(viewer, "credit.withdraw", subject_of(found)), transaction.atomic():
        locked(found.source_id)
        _must_hold(found)
        take_out(found, _why(why, "撤下的理由"), now=clock.now(), by=viewer.person)
        trail.record(
            viewer.actor, "credit.withdraw", subject_of(found), payload={"why": found.withdrawn_why}
        )
    return found


def held(source: Source) -> QuerySet[CreditRecord]:
    """What a source's records are now: the newest version of each, not withdrawn."""
    return newest().filter(source=source, withdrawn_at=None)


def locked(source_id: int) -> Source:
    """The source under its lock, which everything that changes its records takes. Raises NotSeen."""
    found = Source.objects.select_for_update(no_key=True).filter(pk=source_id).first()
    if found is None:
        raise NotSeen(source_id)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entry to be kept, what it replaces, and why."""

    entry: Entry
    replaces: CreditRecord | None = None
    why: str = ""


def keep(
    source: Source, rows: Sequence[Kept], *, now: datetime, by: Person | None, imported: Import | None = None
) -> list[CreditRecord]:  # fmt: skip
    """The rows themselves; the source is locked. One that was withdrawn and comes again follows on the withdrawn one."""
    before = CreditRecord.objects.filter(source=source, code__in={one.entry.code for one in rows})
    ends = {
        (one.code, one.key): one for one in before.select_related("successor").order_by("version")
    }
    made = []
    for one in rows:
        last = ends.get(one.entry.identity)
        free = last if last and not hasattr(last, "successor") else None
        columns = {column: getattr(one.entry, column) for column in entries.COLUMNS}
        made.append(CreditRecord(
            source=source, **columns, key=one.entry.key, version=last.version + 1 if last else 1,
            replaces=one.replaces or free, why=one.why, pinyin=initials(one.entry.name), imported=imported,
            recorded_by=by, recorded_at=now,
        ))  # fmt: skip
    kept = CreditRecord.objects.bulk_create(made)
    finding.index(kept)
    return kept


def take_out(record: CreditRecord, why: str, *, now: datetime, by: Person | None) -> None:
    """Mark it withdrawn; the source is locked."""
    record.withdrawn_at, record.withdrawn_by, record.withdrawn_why = now, by, why
    record.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])


def subject_of(record: CreditRecord) -> str:
    """How the trail names a record."""
    return f"credit-record:{record.pk}"


def _read(source_id: int | None, row: Mapping[str, str], today: date) -> tuple[Source, Entry]:
    faults: list[tuple[str, str]] = []
    source = Source.objects.select_for_update(no_key=True).filter(pk=source_id or 0).first()
    if source is None:
        faults.append(("source", "请选择信用来源"))
    try:
        entry = entries.read(row, today)
    except BadEntry as bad:
        raise Refused(*faults, *bad.faults) from None
    if source is None:
        raise Refused(*faults)
    return source, entry


def _must_hold(record: CreditRecord) -> None:
    """Whether it is still the newest version, not withdrawn; the source is locked. Raises Refused."""
    if not newest().filter(pk=record.pk, withdrawn_at=None).exists():
        raise Refused(("", CHANGED))


def _why(text: str, label: str) -> str:
    reading = Reading()
    why = reading.text("why", lambda: read_words(text, label, 500))
    reading.done()
    return why
