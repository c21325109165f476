"""公示: a batch of approved cases drafted by an officer, posted by an approver, signed objections, the end of its days."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duixian.applications import access, casework
from duixian.applications.deciding import approved_proposal
from duixian.applications.models import Application, NoticeItem, Objection, PublicNotice, Round
from duixian.applications.states import APPROVED
from duixian.applications.terms import measure_of
from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.kernel.names import read_person, read_words
from duixian.letters import calendar
from duixian.parties import sealing
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

State = PublicNotice.State
DESK = (Role.OFFICER, Role.APPROVER)
READERS = (*DESK, Role.AUDITOR)
OBJECTABLE = (State.POSTED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who objects: confidential, kept sealed."""

    name: str
    contact: str
    identity: str = ""


# --- 起草


def waiting(viewer: Viewer, round_: Round) -> QuerySet[Application]:
    """The round's approved cases that stand in no notice yet."""
    # An approved case in a posted notice has come back from an objection or a review: it is to be noticed anew.
    listed = NoticeItem.objects.filter(notice__state=State.DRAFT)
    return (
        access.applications(viewer)
        .filter(round_measure__round=round_, state=APPROVED)
        .exclude(pk__in=listed.values("application"))
        .order_by("round_measure__position", "number")
    )


def draft(
    viewer: Viewer, round_: Round, *, title: str, contact: str, cases: Sequence[UUID]
) -> PublicNotice:
    """Put approved cases of a round into a notice. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    reading = Reading()
    name = reading.text("title", lambda: read_words(title, "标题", 120))
    how = reading.text("contact", lambda: read_words(contact, "异议受理方式", 500))
    with transaction.atomic():
        chosen = list(
            waiting(viewer, round_)
            .filter(pk__in=cases)
            .select_related("applicant", "round_measure__round")
        )
        if not chosen:
            reading.fault("cases", "请选择要公示的申报；已列入其他公示的不能重复列入")
        reading.done()
        notice = PublicNotice.objects.create(
            round=round_, title=name, contact=how, drafted_by=viewer.person, drafted_at=clock.now()
        )
        NoticeItem.objects.bulk_create(
            NoticeItem(notice=notice, application=one, position=number, shown=shown(one))
            for number, one in enumerate(chosen, 1)
        )
        _note(viewer, "notice.draft", notice, {"cases": [str(one.number) for one in chosen]})
    return notice


def discard(viewer: Viewer, id_: UUID) -> None:
    """Give up a drafted notice: its cases wait for another. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    with transaction.atomic():
        notice = _locked(id_, State.DRAFT)
        notice.state = State.DISCARDED
        notice.save(update_fields=["state"])
        notice.items.all().delete()
        _note(viewer, "notice.discard", notice, {})


def shown(application: Application) -> dict[str, str]:
    """What the public reads of a case: never account, identity or telephone."""
    measure = measure_of(application.round_measure)
    return {
        "number": str(application.number), "enterprise": application.applicant.name, "measure": measure.name,
        "clause": measure.clause, "subject": application.subject,
        "amount": Money(approved_proposal(application).amount).contract(),
    }  # fmt: skip


# --- 发布


def post(viewer: Viewer, id_: UUID, *, seen: Mapping[str, int]) -> PublicNotice:
    """Publish: every case moves, or none. `seen` is each case's turn as the page showed it. Raises Refused, or NotSeen."""
    require(viewer, Role.APPROVER)
    with transaction.atomic():
        notice = _locked(id_, State.DRAFT)
        if notice.drafted_by_id == viewer.person.pk:
            raise Refused(("", "公示由您起草，应由另一位审定人发布"))
        now = clock.now()
        days = int(policy_days(notice))
        period = calendar.current().notice_period(clock.local(now).date(), days)
        _post_items(viewer, notice, seen)
        notice.number = _number(notice, now)
        notice.state, notice.posted_by, notice.posted_at = State.POSTED, viewer.person, now
        notice.first_on, notice.last_on, notice.provisional = (
            period.first,
            period.last,
            period.provisional,
        )
        notice.save()
        _note(
            viewer,
            "notice.post",
            notice,
            {"number": notice.number, "first": str(period.first), "last": str(period.last)},
        )
    return notice


def _post_items(viewer: Viewer, notice: PublicNotice, seen: Mapping[str, int]) -> None:
    faults = []
    for item in notice.items.select_related("application").order_by("application_id"):
        try:
            application = casework.take(
                viewer, item.application_id, "post", seen=seen.get(str(item.application_id))
            )
        except Refused as refused:
            faults += [
                (field, f"{item.application.number}：{text}") for field, text in refused.faults
            ]
        else:
            item.shown = shown(application)
            item.save(update_fields=["shown"])
    if faults:
        raise Refused(*faults)


def policy_days(notice: PublicNotice) -> int:
    """How many full working days this round's notices stand."""
    one = notice.items.select_related("application__round_measure__round")[0].application
    return int(casework.judged(one)[0].terms.value("notice_days"))


def _number(notice: PublicNotice, now: datetime) -> str:
    year = clock.local(now).year
    given = PublicNotice.objects.filter(number__startswith=f"公示〔{year}〕").count()
    return f"公示〔{year}〕{given + 1}号"


def posted() -> QuerySet[PublicNotice]:
    """The notices that the public sees, the newest first."""
    return PublicNotice.objects.filter(state__in=[State.POSTED, State.ENDED]).order_by("-posted_at")


# --- 异议


def object_to(
    item_id: int, *, signed: Signed, text: str, files: Sequence[StoredFile] = (), viewer: Viewer | None = None
) -> Objection:  # fmt: skip
    """A signed objection to a case in a running notice, by the public or entered by an officer. Raises Refused, or NotSeen."""
    reading = Reading()
    name = reading.text("name", lambda: read_person(signed.name))
    contact = reading.text("contact", lambda: read_words(signed.contact, "联系方式", 100))
    said = reading.text("text", lambda: read_words(text, "异议内容", 3000))
    reading.done()
    now = clock.now()
    with transaction.atomic():
        item = (
            NoticeItem.objects.select_related("notice")
            .filter(pk=item_id, notice__state__in=OBJECTABLE)
            .first()
        )
        if item is None:
            raise NotSeen(item_id)
        until = item.notice.over
        if until is not None and now > until:
            raise Refused(("", "公示期已满，不再受理异议"))
        made = Objection(
            item=item, text=said, received_at=now, entered_by=viewer.person if viewer else None
        )
        who = {"name": name, "contact": contact, "identity": signed.identity}
        made.sealed = sealing.sealed(json.dumps(who, ensure_ascii=False), made.pk)
        made.save(force_insert=True)
        made.files.add(*files)
        actor = viewer.actor if viewer else Actor.job("公示异议")
        trail.record(
            actor, "objection.receive", f"application:{item.application_id}", at=now,
            payload={"objection": str(made.pk)}, files=[one.sha256 for one in files],
        )  # fmt: skip
    return made


def objections(viewer: Viewer, application: Application) -> QuerySet[Objection]:
    """The objections against a case, for the commission. Raises NotSeen."""
    require(viewer, *READERS)
    return Objection.objects.filter(item__application=application).select_related("handled_by")


def signer(viewer: Viewer, objection: Objection) -> dict[str, Any]:
    """Who signed: for those who handle it, each look in the trail. Raises NotSeen."""
    require(viewer, *DESK)
    trail.record(viewer.actor, "objection.reveal", f"objection:{objection.pk}", payload={})
    found: dict[str, Any] = json.loads(sealing.opened(objection.sealed, objection.pk))
    return found


def handle(viewer: Viewer, id_: UUID, *, result: str, finding: str) -> Objection:
    """The officer's finding on an objection. Raises Refused, or NotSeen."""
    require(viewer, Role.OFFICER)
    reading = Reading()
    said = reading.text("finding", lambda: read_words(finding, "核查情况", 3000))
    if result not in {Objection.Result.UPHELD, Objection.Result.DISMISSED}:
        reading.fault("result", "请选择成立或者不成立")
    reading.done()
    with transaction.atomic():
        row = (
            Objection.objects.select_for_update(of=("self",))
            .select_related("item")
            .filter(pk=id_)
            .first()
        )
        if row is None:
            raise NotSeen(id_)
        if row.result:
            raise Refused(("", "这件异议已经处理过"))
        row.result, row.finding, row.handled_by, row.handled_at = (
            result,
            said,
            viewer.person,
            clock.now(),
        )
        row.save()
        trail.record(
            viewer.actor, "objection.handle", f"application:{row.item.application_id}",
            payload={"objection": str(row.pk), "result": result, "finding": said},
        )  # fmt: skip
    return row


def _locked(id_: UUID, *states: str) -> PublicNotice:
    found = PublicNotice.objects.select_for_update().filter(pk=id_, state__in=states).first()
    if found is None:
        raise NotSeen(id_)
    return found


def _note(viewer: Viewer, action: str, notice: PublicNotice, payload: Mapping[str, Any]) -> None:
    trail.record(viewer.actor, action, f"notice:{notice.pk}", payload=dict(payload))
