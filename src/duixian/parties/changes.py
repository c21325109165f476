"""An enterprise changes: a centre or an officer records it with the document, another person decides, and it takes effect.

What layers above do with it (cases that go to the successor, indexes of names) is registered in `followers`, what they
have against it in `obstacles`, what they lock before it in `holders`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from duixian.audit import trail
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.kernel.dates import read_date
from duixian.kernel.names import read_words
from duixian.kernel.text import folded
from duixian.parties import changes_effects, changes_messages, organisations
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.changes_rows import Change
from duixian.parties.changes_targets import Target, target
from duixian.parties.models import Organisation, Person
from duixian.parties.organisations import EVERYWHERE
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

__all__ = ["Change", "Wanted", "ask", "decide", "followers", "get", "holders", "obstacles", "search", "visible", "waiting"]  # fmt: skip

ASKS = frozenset({Role.CENTRE, Role.OFFICER})
EARLIEST = date(2000, 1, 1)
DECIDERS = frozenset({Role.OFFICER, Role.APPROVER})
# Who decides: what stops money or hands it to somebody else is the approver's.
DECIDES = {
    Change.Kind.RENAME: DECIDERS,
    Change.Kind.MERGER: frozenset({Role.APPROVER}),
    Change.Kind.DEREGISTRATION: frozenset({Role.APPROVER}),
    Change.Kind.INSOLVENCY: frozenset({Role.APPROVER}),
    Change.Kind.MOVE_OUT: DECIDERS,
    Change.Kind.CENTRE: DECIDERS,
    Change.Kind.LIFT: frozenset({Role.APPROVER}),
}

followers: list[Callable[[Change, Viewer, datetime], None]] = []
obstacles: list[Callable[[Change], list[str]]] = []
# What layers above lock before the enterprises: a case stands before its enterprise in the order of locks.
holders: list[Callable[[Change], None]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is recorded, as typed; `evidence` is a stored file that the same person brought.

    `target` is what the kind leads to: a new name, the successor's 统一社会信用代码, a centre's or a mark's identifier.
    """

    organisation: UUID
    kind: str
    effective_on: str
    document: str
    evidence: UUID | None
    target: str = ""
    statement: str = ""


def ask(viewer: Viewer, wanted: Wanted) -> Change:
    """Record a change; it has no effect until another person confirms it. Raises Refused, or NotSeen."""
    require(viewer, *ASKS)
    firm = organisations.enterprise(viewer, wanted.organisation)
    with _denials(viewer, "change.ask", f"organisation:{firm.pk}"):
        try:
            with transaction.atomic():
                organisation = organisations.locked(firm.pk)
                row = _read(viewer, organisation, wanted)
                row.save(force_insert=True)
                trail.record(
                    viewer.actor, "change.ask", f"change:{row.pk}", at=row.asked_at,
                    payload=_payload(row), files=[row.evidence.sha256],
                )  # fmt: skip
                changes_messages.asked(row, DECIDES[Change.Kind(row.kind)])
        except IntegrityError:
            raise Refused(("kind", _WAITS)) from None
    return row


def decide(viewer: Viewer, id_: UUID, *, accept: bool, reason: str = "") -> Change:
    """Confirm or send back what somebody else recorded. Raises Refused, or NotSeen."""
    require(viewer, *DECIDERS)
    seen = get(viewer, id_)
    with _denials(viewer, "change.decide", f"change:{id_}"), transaction.atomic():
        row = _locked(seen)
        why = _why(reason, needed=not accept)
        _may_decide(viewer, row)
        if accept and (against := _against(row)):
            raise Refused(*(("", text) for text in against))
        row.state = Change.State.APPROVED if accept else Change.State.REFUSED
        row.decided_by, row.decided_at, row.reason = viewer.person, clock.now(), why
        row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        if accept:
            changes_effects.take(row)
            for follow in followers:
                follow(row, viewer, row.decided_at)
        trail.record(
            viewer.actor, "change.approve" if accept else "change.refuse", f"change:{row.pk}",
            payload={**_payload(row), "reason": why}, at=row.decided_at,
        )  # fmt: skip
        changes_messages.decided(row)
    return row


def visible(viewer: Viewer) -> QuerySet[Change]:
    """The changes of the enterprises within the viewer's bounds; a centre's also those that lead to or from it."""
    every = Change.objects.select_related(
        "organisation", "successor", "centre", "centre_before", "evidence", "asked_by",
        "asked_at_office", "decided_by", "lifts",
    )  # fmt: skip
    if viewer.role in EVERYWHERE:
        return every
    if viewer.role == Role.CENTRE:
        here = viewer.organisation
        return every.filter(Q(organisation__centre=here) | Q(centre=here) | Q(centre_before=here))
    return every.none()


def get(viewer: Viewer, id_: UUID) -> Change:
    """One of the visible; raises NotSeen."""
    found = visible(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def waiting(viewer: Viewer) -> QuerySet[Change]:
    """What this viewer could decide now, the oldest first."""
    kinds = [kind.value for kind, roles in DECIDES.items() if viewer.role in roles]
    found = visible(viewer).filter(state=Change.State.WAITING, kind__in=kinds)
    return found.exclude(asked_by=viewer.person).order_by("asked_at", "pk")


def search(viewer: Viewer, query: str, state: str) -> QuerySet[Change]:
    """The visible by state and by the enterprise's name (old ones too), code or initials, the latest first."""
    found = visible(viewer).order_by("-asked_at", "pk")
    if state in Change.State.values:
        found = found.filter(state=state)
    if plain := folded(query):
        named = Organisation.objects.filter(organisations.matching(plain))
        found = found.filter(Q(organisation__in=named) | Q(successor__in=named))
    return found


_WAITS = "这家单位的同一事由已有一件在等待审定，请先等其办结"


def _read(viewer: Viewer, organisation: Organisation, wanted: Wanted) -> Change:
    reading = Reading()
    kind = wanted.kind if wanted.kind in Change.Kind.values else ""
    if not kind:
        reading.fault("kind", "请选择事由")
    day = reading.text("effective_on", lambda: read_date(wanted.effective_on).isoformat())
    on = date.fromisoformat(day) if day else None
    today = clock.today()
    if on and not EARLIEST <= on <= today:
        reading.fault("effective_on", "生效日期不能晚于今天，也不早于2000年；登记机关核准后再登记")
    document = reading.text("document", lambda: read_words(wanted.document, "文书名称和文号", 200))
    said = reading.text("statement", lambda: read_words(wanted.statement, "说明", 1000, empty=True))
    evidence = _file(wanted.evidence, viewer.person)
    if evidence is None:
        reading.fault("evidence", "请上传文书的扫描件（PDF、JPG 或 PNG）")
    aim = target(kind, organisation, wanted.target, on, reading) if kind else Target()
    if (
        kind
        and Change.objects.filter(
            organisation=organisation, kind=kind, state=Change.State.WAITING
        ).exists()
    ):
        reading.fault("kind", _WAITS)
    reading.done()
    assert evidence is not None
    assert on is not None
    return Change(
        organisation=organisation, kind=kind, effective_on=on, document=document, evidence=evidence, statement=said,
        name=aim.name, name_before=aim.name and organisation.name, successor=aim.successor, centre=aim.centre,
        centre_before=organisation.centre if aim.centre else None, lifts=aim.lifts, asked_by=viewer.person,
        asked_at_office=viewer.organisation, asked_at=clock.now(),
    )  # fmt: skip


def _file(id_: UUID | None, person: Person) -> StoredFile | None:
    """The upload, if this person brought it."""
    if id_ is None:
        return None
    return StoredFile.objects.filter(pk=id_, uploaded_by=person.pk, erased_at=None).first()


def _locked(seen: Change) -> Change:
    """The row with every organisation that it touches, under their locks in the order of their keys."""
    for hold in holders:
        hold(seen)
    touched = sorted(id_ for id_ in (seen.organisation_id, seen.successor_id) if id_)
    held = {id_: organisations.locked(id_) for id_ in touched}
    row = Change.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    row.organisation = held[row.organisation_id]
    if row.successor_id:
        row.successor = held[row.successor_id]
    return row


def _may_decide(viewer: Viewer, row: Change) -> None:
    if row.state != Change.State.WAITING:
        raise Refused(("", f"这件变更{row.get_state_display()}，不用再处理"))
    if viewer.role not in DECIDES[Change.Kind(row.kind)]:
        raise Refused(("", f"“{row.get_kind_display()}”由区科委的审定人确认"))
    if viewer.person.pk == row.asked_by_id:
        raise Refused(("", "登记人不能自己确认，须由另一人办理"))


def _against(row: Change) -> list[str]:
    """What has become of it since it was recorded, and what layers above have against it."""
    reading = Reading()
    given = (
        row.name
        or (row.successor and row.successor.code)
        or str(row.centre_id or row.lifts_id or "")
    )
    target(row.kind, row.organisation, given, row.effective_on, reading)
    return [
        *(text for _, text in reading.faults),
        *(text for ask_ in obstacles for text in ask_(row)),
    ]


def _why(reason: str, *, needed: bool) -> str:
    reading = Reading()
    why = reading.text("reason", lambda: read_words(reason, "理由", 500, empty=not needed))
    reading.done()
    return why


def _payload(row: Change) -> dict[str, str]:
    found = {
        "organisation": str(row.organisation_id), "kind": row.kind, "effective": row.effective_on.isoformat(),
        "document": row.document, "name": row.name, "before": row.name_before,
        "successor": str(row.successor_id or ""), "centre": str(row.centre_id or ""), "lifts": str(row.lifts_id or ""),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


@contextmanager
def _denials(viewer: Viewer, action: str, subject: str) -> Iterator[None]:
    """What is refused is rolled back, and then recorded."""
    try:
        yield
    except Refused as refused:
        trail.denied(viewer.actor, action, subject, str(refused))
        raise
