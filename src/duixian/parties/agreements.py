"""投资协议 of a centre's enterprises: entered and followed up by the centre, read by officers and auditors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet

from duixian.audit import trail
from duixian.kernel import clock
from duixian.kernel.dates import chinese, read_date
from duixian.kernel.names import read_name, read_words
from duixian.parties import organisations
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.agreements_rows import Agreement, FollowUp, Promise
from duixian.parties.finding import lookup
from duixian.parties.finding.tokens import tokens
from duixian.parties.models import AgreementText
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

READERS = (Role.CENTRE, Role.OFFICER, Role.AUDITOR)
MOST_PROMISES = 30
EARLIEST = date(1990, 1, 1)
# Not kept, or not wholly, though its day is over.
OPEN = (Promise.State.PENDING, Promise.State.PART, Promise.State.MISSED)
MOVED = "打开以后，别人又改过这份协议。请在新的页面上核对后再保存，您填写的内容还在下面"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise as typed."""

    kind: str
    text: str
    due_on: str
    state: str

    @property
    def blank(self) -> bool:
        """Nothing was written into it: it is left out, and one that was there is taken away."""
        return not (self.text.strip() or self.due_on.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An agreement as typed."""

    number: str
    title: str
    signed_on: str
    until: str
    state: str
    promises: Sequence[Row]


def visible(viewer: Viewer) -> QuerySet[Agreement]:
    """A centre sees those of its enterprises, officers and auditors all; nobody else any."""
    every = Agreement.objects.select_related("organisation__centre", "entered_by", "changed_by")
    if viewer.role == Role.CENTRE:
        return every.filter(organisation__centre=viewer.organisation)
    return every if viewer.role in READERS else every.none()


def search(viewer: Viewer, query: str, state: str, today: date) -> QuerySet[Agreement]:
    """By the words of the enterprise, the number or the title, by state ("late": a promise whose day is over), the newest first.

    Each with its numbers of promises (`count`), of those overdue (`late`), and the last follow-up's day (`followed`).
    """
    found = visible(viewer)
    found = lookup.find(found, query, "", "organisation")
    if state in Agreement.State.values:
        found = found.filter(state=state)
    late = Q(promises__due_on__lt=today, promises__state__in=OPEN)
    found = found.annotate(
        count=Count("promises", distinct=True), late=Count("promises", filter=late, distinct=True),
        followed=Max("follow_ups__on"),
    )  # fmt: skip
    return (found.filter(late__gt=0) if state == "late" else found).order_by("-signed_on", "pk")


def of(viewer: Viewer, organisation: UUID) -> QuerySet[Agreement]:
    """Those of one enterprise, the newest first."""
    return visible(viewer).filter(organisation=organisation).order_by("-signed_on", "pk")


def get(viewer: Viewer, id_: UUID) -> Agreement:
    """One of the visible; raises NotSeen."""
    found = visible(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def overdue(promise: Promise, today: date) -> bool:
    """Whether its day is over and it was not kept."""
    return promise.due_on is not None and promise.due_on < today and promise.state in OPEN


def enter(viewer: Viewer, organisation: UUID, wanted: Wanted) -> Agreement:
    """Enter an agreement of one of the centre's enterprises. Raises Refused, or NotSeen."""
    require(viewer, Role.CENTRE)
    firm = organisations.enterprise(viewer, organisation)
    read, promises = _read(wanted)
    try:
        with transaction.atomic():
            made = Agreement.objects.create(
                organisation=firm, entered_by=viewer.person, changed_by=viewer.person, **read
            )
            _keep(made, promises)
            _record(viewer, "agreement.enter", made, None, _said(made))
    except IntegrityError:
        raise Refused(("number", f"已经登记过编号“{wanted.number.strip()}”的协议")) from None
    return made


def change(viewer: Viewer, id_: UUID, wanted: Wanted, version: str) -> Agreement:
    """Change it over the version that was read: its terms, how promises stand. Raises Refused, or NotSeen."""
    require(viewer, Role.CENTRE)
    read, promises = _read(wanted)
    try:
        with transaction.atomic():
            row = _locked(viewer, id_)
            if version != str(row.version):
                raise Refused(("", MOVED))
            before = _said(row)
            for name, value in read.items():
                setattr(row, name, value)
            row.version += 1
            row.changed_by, row.changed_at = viewer.person, clock.now()
            row.save()
            _keep(row, promises)
            _record(viewer, "agreement.change", row, before, _said(row))
    except IntegrityError:
        raise Refused(("number", f"已经登记过编号“{wanted.number.strip()}”的协议")) from None
    return row


def follow_up(viewer: Viewer, id_: UUID, on: str, text: str) -> FollowUp:
    """Write down what was done or learnt. Raises Refused, or NotSeen."""
    require(viewer, Role.CENTRE)
    reading = Reading()
    day = reading.text("on", lambda: read_date(on).isoformat())
    said = reading.text("text", lambda: read_words(text, "跟进情况", 1000))
    if day and date.fromisoformat(day) > clock.today():
        reading.fault(
            "on", f"日期（{chinese(date.fromisoformat(day))}）还没有到，写已经跟进的那一天"
        )
    reading.done()
    with transaction.atomic():
        row = _locked(viewer, id_)
        made = FollowUp.objects.create(
            agreement=row, on=date.fromisoformat(day), text=said, by=viewer.person
        )
        trail.record(
            viewer.actor, "agreement.follow-up", f"agreement:{id_}", at=made.at, payload={"on": day, "text": said}
        )  # fmt: skip
    return made


def _locked(viewer: Viewer, id_: UUID) -> Agreement:
    rows = visible(viewer).select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def _read(wanted: Wanted) -> tuple[dict[str, Any], list[Promise]]:
    reading = Reading()
    number = reading.text("number", lambda: read_words(wanted.number, "协议编号", 60))
    title = reading.text("title", lambda: read_name(wanted.title, "协议名称", 100))
    signed = _day(reading, "signed_on", wanted.signed_on)
    until = _day(reading, "until", wanted.until) if wanted.until.strip() else None
    if signed and not EARLIEST <= signed <= clock.today():
        reading.fault("signed_on", f"签订日期应在{chinese(EARLIEST)}以后，不晚于今天")
    if signed and until and until < signed:
        reading.fault("until", f"履行期（{chinese(until)}）早于签订日期（{chinese(signed)}）")
    if wanted.state not in Agreement.State.values:
        reading.fault("state", "请选择状态")
    rows = [(at, one) for at, one in enumerate(wanted.promises) if not one.blank]
    promises = [_promise(reading, at, one) for at, one in rows]
    if len(promises) > MOST_PROMISES:
        reading.fault("promises", f"一份协议最多{MOST_PROMISES}项承诺")
    reading.done()
    given = {
        "number": number,
        "title": title,
        "signed_on": signed,
        "until": until,
        "state": wanted.state,
    }
    return given, promises


def _promise(reading: Reading, at: int, row: Row) -> Promise:
    """The row at a place of the form; its faults are named by the place."""
    text = reading.text(f"{at}-text", lambda: read_words(row.text, "承诺内容", 300))
    if row.kind not in Promise.Kind.values:
        reading.fault(f"{at}-kind", "请选择类别")
    if row.state not in Promise.State.values:
        reading.fault(f"{at}-state", "请选择履行情况")
    due = _day(reading, f"{at}-due_on", row.due_on) if row.due_on.strip() else None
    return Promise(kind=row.kind, text=text, due_on=due, state=row.state)


def _day(reading: Reading, field: str, text: str) -> date | None:
    found = reading.text(field, lambda: read_date(text).isoformat())
    return date.fromisoformat(found) if found else None


def _keep(agreement: Agreement, promises: list[Promise]) -> None:
    """Put these in the place of those that were there (the trail keeps both), and index the rest."""
    AgreementText.objects.update_or_create(
        agreement=agreement, defaults={"tokens": tokens([agreement.number, agreement.title])}
    )
    agreement.promises.all().delete()
    for position, one in enumerate(promises, 1):
        one.agreement, one.position = agreement, position
    Promise.objects.bulk_create(promises)


def _said(row: Agreement) -> dict[str, Any]:
    """The whole of it, for the trail."""
    return {
        "number": row.number, "title": row.title, "signed_on": row.signed_on.isoformat(),
        "until": row.until.isoformat() if row.until else None, "state": row.state,
        "promises": [
            {"kind": one.kind, "text": one.text, "due_on": one.due_on.isoformat() if one.due_on else None, "state": one.state}
            for one in row.promises.all()
        ],
    }  # fmt: skip


def _record(
    viewer: Viewer, action: str, row: Agreement, before: dict[str, Any] | None, after: dict[str, Any]
) -> None:  # fmt: skip
    payload = {"organisation": str(row.organisation_id), "before": before, "after": after}
    trail.record(viewer.actor, action, f"agreement:{row.pk}", payload=payload, at=row.changed_at)
