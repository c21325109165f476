"""Lists come in: tried first, so that somebody sees what would change; then applied whole, or dropped."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.credit import entries, register, sheet, sources
from duixian.credit.entries import Differences, Entry
from duixian.credit.models import CreditRecord, Import, Source
from duixian.credit.refusing import denials
from duixian.files.names import cleaned
from duixian.kernel import clock
from duixian.kernel.dates import BadDate, chinese, read_date
from duixian.kernel.identifiers import BadCode, read_credit_code
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.models import Person
from duixian.parties.roles import Role

MOST_ERRORS = 50
MOST_CODES = 1000
State = Import.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What somebody brings: a file (or none, where those asked about have no record), and what it covers.

    `whole`: the list is whole (None: nobody has said); else `codes` are the enterprises that were asked about, as typed, one a line.
    """

    source: int | None
    as_of: str
    whole: bool | None
    codes: str = ""
    file_name: str = ""
    content: bytes | None = None


def try_(viewer: Viewer, brought: Brought) -> Import:
    """Read a list and keep it to be looked at; nothing changes in the register. Raises Refused with every error."""
    require(viewer, Role.OFFICER)
    with denials(viewer, "credit.try", "credit"):
        today = clock.today()
        faults: Faults = []
        source = Source.objects.filter(pk=brought.source).first() if brought.source else None
        if source is None:
            faults.append(("source", "请选择信用来源"))
        as_of = _as_of(brought.as_of, today, faults)
        if brought.whole is None:
            faults.append(("scope", "请选择名单的范围"))
        scope = _codes(brought.codes, faults) if brought.whole is False else None
        listed = _listed(brought, scope, today, faults)
        if faults or source is None or as_of is None:
            raise Refused(*faults)
        with transaction.atomic():
            made = tried(
                source, listed, as_of=as_of, scope=scope, name=_name(brought), by=viewer.person, now=clock.now(),
                sha256=hashlib.sha256(brought.content or b"").hexdigest(),
            )  # fmt: skip
            trail.record(
                viewer.actor, "credit.try", sources.subject_of(source), at=made.tried_at,
                payload={"import": made.pk, "rows": len(listed), "as_of": str(as_of), "sha256": made.sha256},
            )  # fmt: skip
    return made


def apply(viewer: Viewer, id_: int, *, read: str, withdraw_gone: bool = False) -> Import:
    """Take the list over; `read` is the fingerprint of the differences that were looked at. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    found = get(viewer, id_)
    with denials(viewer, "credit.import", f"credit-source:{found.source_id}"), transaction.atomic():
        source = register.locked(found.source_id)
        found = _open(id_)
        what = differences(found)
        if read != what.fingerprint:
            raise Refused(("", "试导以后，登记又有变化。请重新核对下面的差异，再确认导入"))
        if found.scope is None and source.as_of and found.as_of < source.as_of:
            raise Refused(("", f"已导入过更新的名单（截至{chinese(source.as_of)}），这一份不能再导入，请放弃"))  # fmt: skip
        taken_over(viewer.actor, source, found, what, now=clock.now(), by=viewer.person, withdraw_gone=withdraw_gone)  # fmt: skip
    return found


def drop(viewer: Viewer, id_: int) -> Import:
    """Leave a list that was tried. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    found = get(viewer, id_)
    with denials(viewer, "credit.drop", f"credit-source:{found.source_id}"), transaction.atomic():
        found = _open(id_)
        found.state = State.DROPPED
        found.save(update_fields=["state"])
        trail.record(
            viewer.actor,
            "credit.drop",
            f"credit-source:{found.source_id}",
            payload={"import": found.pk},
        )
    return found


def get(viewer: Viewer, id_: int) -> Import:
    """One import. Raises NotSeen."""
    found = of(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def of(viewer: Viewer, source: Source | None = None) -> QuerySet[Import]:
    """The imports of a source, or all, the newest first."""
    require(viewer, *register.READERS)
    rows = Import.objects.select_related("source", "tried_by", "applied_by").order_by("-pk")
    rows = rows.defer("rows", "gone")
    return rows.filter(source=source) if source else rows


def differences(found: Import) -> Differences:
    """What the list says beside the register as it is now."""
    given = [entries.kept(row) for row in found.rows]
    return entries.compare(_in_scope(found.source, found.scope), given)


def taken_over(
    actor: Actor, source: Source, found: Import, what: Differences, *, now: datetime, by: Person | None,
    withdraw_gone: bool,
) -> None:  # fmt: skip
    """Write all of it; the source is locked."""
    why = f"名单更新（截至{found.as_of}）"
    rows = [register.Kept(entry=one) for one in what.new]
    rows += [register.Kept(entry=one.given, replaces=one.held, why=why) for one in what.changed]
    register.keep(source, rows, now=now, by=by, imported=found)
    for row in what.gone if withdraw_gone else ():
        register.take_out(row, f"截至{found.as_of}的名单不再列出", now=now, by=by)
    found.state, found.applied_by, found.applied_at = State.APPLIED, by, now
    found.added, found.changed, found.same = len(what.new), len(what.changed), len(what.same)
    found.gone, found.withdrawn = [one.pk for one in what.gone], withdraw_gone
    found.save()
    source.refreshed_at = now
    if found.scope is None:
        source.as_of, source.failure, source.failed_at = found.as_of, "", None
    else:
        sources.covered(source, found.scope, found.as_of)
    source.save()
    trail.record(
        actor, "credit.import", sources.subject_of(source), at=now,
        payload={
            "import": found.pk, "sha256": found.sha256, "as_of": str(found.as_of), "added": found.added, "changed": found.changed,
            "same": found.same, "gone": found.gone, "withdrawn": withdraw_gone,
        },
    )  # fmt: skip


def tried(
    source: Source, listed: Sequence[Entry], *, as_of: date, scope: Sequence[str] | None, name: str, sha256: str,
    by: Person | None, now: datetime,
) -> Import:  # fmt: skip
    """The list as it came, kept to be looked at."""
    return Import.objects.create(
        source=source, file_name=name, sha256=sha256, as_of=as_of, scope=None if scope is None else sorted(scope),
        rows=[one.said for one in listed], tried_by=by, tried_at=now,
    )  # fmt: skip


def _in_scope(source: Source, scope: Sequence[str] | None) -> QuerySet[CreditRecord]:
    """What the register has of the enterprises that the list tells of."""
    rows = register.held(source).order_by("pk")
    return rows if scope is None else rows.filter(code__in=scope)


def _open(id_: int) -> Import:
    """The import under its lock, still to be decided. Raises Refused."""
    found = (
        Import.objects.select_for_update(of=("self",), no_key=True)
        .select_related("source")
        .get(pk=id_)
    )
    if found.state != State.TRIED:
        raise Refused(("", f"这份名单{found.get_state_display()}，不用再办"))
    return found


Faults = list[tuple[str, str]]


def _as_of(text: str, today: date, faults: Faults) -> date | None:
    if not text.strip():
        faults.append(("as_of", "请填写数据截至哪一天（在平台上查询或下载名单的日期）"))
        return None
    try:
        day = read_date(text)
    except BadDate as bad:
        faults.append(("as_of", str(bad)))
        return None
    if day > today:
        faults.append(("as_of", f"{chinese(day)}还没有到，请填写查询或下载名单的日期"))
    return day


def _codes(text: str, faults: Faults) -> list[str]:
    """The enterprises that were asked about, one a line."""
    found: set[str] = set()
    lines = [
        line for line in text.replace("，", "\n").replace(",", "\n").splitlines() if line.strip()
    ]
    wrong = []
    for line in lines[:MOST_CODES]:
        try:
            found.add(read_credit_code(line))
        except BadCode as bad:
            wrong.append(str(bad))
    _note("codes", wrong, faults)
    if not lines:
        faults.append(("codes", "请填写查询过哪些单位的统一社会信用代码，一行一个"))
    if len(lines) > MOST_CODES:
        faults.append(
            ("codes", f"最多{MOST_CODES}家，现为{len(lines)}家。请分几次，或导入全量名单")
        )
    return sorted(found)


def _listed(
    brought: Brought, scope: list[str] | None, today: date, faults: Faults
) -> tuple[Entry, ...]:
    """The entries of the file, all within what was asked; without a file, none."""
    if brought.content is None:
        if brought.whole:
            faults.append(("file", "请选择名单文件"))
        return ()
    found = sheet.parsed(brought.content, brought.file_name, today)
    _note("file", found.errors, faults)
    if scope:
        strange = sorted({one.code for one in found.entries} - set(scope))
        _note(
            "codes", [f"名单里有{code}，而查询的单位里没有它，请补上" for code in strange], faults
        )
    return found.entries


def _note(field: str, texts: Sequence[str], faults: Faults) -> None:
    """The first of them; what is left out is said."""
    faults += [(field, text) for text in texts[:MOST_ERRORS]]
    if len(texts) > MOST_ERRORS:
        faults.append((field, f"另有{len(texts) - MOST_ERRORS}处，改好以上各处后再导入时列出"))


def _name(brought: Brought) -> str:
    return cleaned(brought.file_name) if brought.content is not None else "（没有记录，未传文件）"
