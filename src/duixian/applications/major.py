"""三（十一）: a case that an officer opens from the record of the leading group's meeting, with the amount decided there.

It begins under review: no filing by the applicant, no formal examination, no recommendation. From then on it is a case
as every other: credit, overlap, proposal within the decided amount, approval, notice, decision that commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from duixian.applications import answers as reading_answers
from duixian.applications import (
    assessment,
    casework,
    folder,
    notices,
    numbering,
    process,
    search,
    states,
    subjects,
)
from duixian.applications.answers import facts_of
from duixian.applications.models import Application, Evidence, LeadingDecision, Round, RoundMeasure
from duixian.applications.terms import measure_of, policy_of, terms
from duixian.audit import trail
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.kernel.dates import read_past
from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.kernel.names import read_name, read_words
from duixian.parties import organisations, profiles
from duixian.parties.access import Refused, Viewer, require
from duixian.parties.models import Organisation
from duixian.parties.reading import Reading
from duixian.parties.roles import Role

STEP = "open-major"
READERS = (Role.OFFICER, Role.APPROVER, Role.LEADING_GROUP, Role.AUDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The meeting's record as typed; `scan` is a kept file of the office."""

    project: str = ""
    meeting: str = ""
    document: str = ""
    met_on: str = ""
    amount: str = ""
    scan: StoredFile | None = None


@dataclass(slots=True, kw_only=True)
class _Read:
    """The same as understood; amount in fen."""

    project: str
    meeting: str
    document: str
    met_on: date
    amount: int
    faults: list[tuple[str, str]] = field(default_factory=list)


def offered() -> list[RoundMeasure]:
    """The measures of published rounds that the leading group decides, the newest round first."""
    rows = RoundMeasure.objects.filter(round__state=Round.State.PUBLISHED).select_related("round")
    return [
        one for one in rows.order_by("-round__opens_at", "position") if not measure_of(one).public
    ]


def cases(viewer: Viewer) -> QuerySet[Application]:
    """Every case opened so, the newest first: for the commission, the leading group and audit. Raises NotSeen."""
    require(viewer, *READERS)
    return (
        Application.objects.filter(leading_decision__isnull=False)
        .select_related("applicant", "round_measure__round", "leading_decision")
        .order_by("-submitted_at", "-pk")
    )


def open_case(
    viewer: Viewer, one: RoundMeasure, *, applicant: Organisation, record: Record
) -> Application:
    """Open a case from the record. Raises Refused with every reason, or NotSeen."""
    require(viewer, Role.OFFICER)
    found = organisations.enterprise(viewer, applicant.pk)
    try:
        with transaction.atomic():
            return _opened(viewer, one, found.pk, record)
    except Refused as refused:
        trail.denied(viewer.actor, f"application.{STEP}", f"round-measure:{one.pk}", str(refused))
        raise


def _opened(viewer: Viewer, one: RoundMeasure, applicant: Any, record: Record) -> Application:
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=applicant)
    series = numbering.lock(numbering.series(one.round, clock.now()))
    now = clock.now()
    read = _read(record, clock.local(now).date())
    application = _new(viewer, one, organisation, read, now)
    case = casework.starting(application, _rival(application), now)
    refusals = [("", text) for text in process.STEPS[STEP].refusals(case, viewer.actor)]
    if faults := [*refusals, *read.faults]:
        raise Refused(*faults)
    assert record.scan is not None
    application.number = numbering.take(series)
    application.save(force_insert=True)
    _keep(viewer, application, read, record.scan, now)
    judged = assessment.judge(folder.load(application), now)
    if faults := [("", f"还缺{one.text}，请先补全单位资料") for one in judged.missing]:
        raise Refused(*faults)
    application.ceiling = judged.answer.payable.fen if judged.answer.payable else None
    application.save(update_fields=["ceiling"])
    search.refresh(application)
    casework.begun(application, viewer, STEP)
    _tell(viewer, application, read, record.scan, now)
    return application


def _read(record: Record, today: date) -> _Read:
    reading = Reading()
    amount = 0
    project = reading.text(
        "project", lambda: read_name(record.project, "项目名称", subjects.MOST_SIGNS)
    )
    meeting = reading.text("meeting", lambda: read_words(record.meeting, "会议", 100))
    document = reading.text("document", lambda: read_words(record.document, "认定文号", 60))
    met_on = reading.day("met_on", lambda: read_past(record.met_on, "会议日期", today))
    try:
        amount = read_amount(record.amount).fen
        if amount <= 0:
            reading.fault("decided", "决定的金额应大于0")
    except BadAmount as bad:
        reading.fault("decided", str(bad))
    if record.scan is None:
        reading.fault("scan", "请上传会议纪要的扫描件")
    return _Read(
        project=project, meeting=meeting, document=document, met_on=met_on, amount=amount, faults=reading.faults,
    )  # fmt: skip


def _new(
    viewer: Viewer, one: RoundMeasure, organisation: Organisation, read: _Read, now: datetime
) -> Application:
    measure = measure_of(one)
    facts = facts_of(policy_of(one.round), measure)
    return Application(
        round_measure=one, applicant=organisation, centre=organisation.centre, state=states.REVIEWING, subject=read.project,
        subject_key=subjects.key(read.project), policy_version=one.round.policy_version, created_by=viewer.person,
        answers=reading_answers.tidied(facts, {**profiles.prefill(organisation, measure), **_decided(one, read)}),
        other_support=[], created_at=now, updated_at=now, entered_at=now, submitted_at=now,
    )  # fmt: skip


def _decided(one: RoundMeasure, read: _Read) -> Mapping[str, Any]:
    """The record as answers: the measure's one text is the document, its one amount what was decided; no own breaches."""
    known = {"text": read.document, "money": Money(read.amount).contract()}
    own = {fact.id: known[fact.kind] for fact in measure_of(one).facts if fact.kind in known}
    # What the register of credit says is found by the officer's check; the applicant declares nothing here.
    return own | {fact.id: [] for fact in policy_of(one.round).applicant if fact.kind == "records"}


def _rival(application: Application) -> str:
    rows = Application.objects.filter(
        round_measure=application.round_measure, applicant=application.applicant, subject_key=application.subject_key,
    ).exclude(state__in=states.ENDED)  # fmt: skip
    found = rows.first()
    return "" if found is None else str(found.number)


def _keep(
    viewer: Viewer, application: Application, read: _Read, scan: StoredFile, now: datetime
) -> None:
    """The record of the meeting, and its scan among the evidence under the first item of the list."""
    LeadingDecision.objects.create(
        application=application, meeting=read.meeting, document=read.document, met_on=read.met_on, amount=read.amount,
        scan=scan, opened_by=viewer.person, opened_at=now,
    )  # fmt: skip
    for item in terms(application.round_measure).materials[:1]:
        Evidence.objects.create(
            application=application,
            item=item["id"],
            file=scan,
            added_by=viewer.person,
            added_at=now,
        )


def _tell(
    viewer: Viewer, application: Application, read: _Read, scan: StoredFile, now: datetime
) -> None:
    trail.record(
        viewer.actor, f"application.{STEP}", casework.subject_of(application.pk), at=now, files=[scan.sha256],
        payload={"number": application.number, "applicant": str(application.applicant_id), "project": read.project,
                 "meeting": read.meeting, "document": read.document, "met_on": read.met_on.isoformat(), "amount": read.amount},
    )  # fmt: skip
    notices.post(STEP, application, viewer, now)
