"""A case as the guards see it (picture.py): what the draft says, and what has happened to it since, in a few queries by state."""

from datetime import datetime
from typing import Any
from uuid import UUID

from duixian.applications import countersigning, reviewing
from duixian.applications.assessment import Assessment
from duixian.applications.folder import Folder
from duixian.applications.lettering import subject_of
from duixian.applications.models import (
    Acceptance,
    Application,
    Decision,
    Panel,
    Proposal,
    Remark,
    Taken,
)
from duixian.applications.picture import (
    Answered,
    Case,
    Examined,
    Hands,
    Noticed,
    Proposed,
    Reviewed,
)
from duixian.applications.rounds import pinned
from duixian.applications.states import (
    ACCEPTING,
    ANSWERED,
    APPROVED,
    CLEARED,
    CLOSED,
    CORRECTING,
    DECIDED,
    NOTICED,
    OBJECTED,
    PANEL,
    PROPOSED,
    RECTIFYING,
    REEXAMINING,
    REVIEWING,
    SUBMITTED,
    TERMINATED,
    WAIVED,
)  # fmt: skip
from duixian.credit import screening
from duixian.funds.models import Hold, Instalment
from duixian.funds.stages import UNPAID
from duixian.funds.stages import State as Stage
from duixian.kernel.money import Money
from duixian.parties.models import Membership

BEFORE_REVIEW = ("", "draft", "awaiting")
IN_REVIEW = frozenset({REVIEWING, PANEL, PROPOSED, APPROVED, NOTICED, OBJECTED, CLEARED})
WITH_DECISION = frozenset(
    {DECIDED, ANSWERED, REEXAMINING, ACCEPTING, RECTIFYING, CLOSED, WAIVED, TERMINATED}
)
SECOND_APPROVER = "second_approver_from"


def picture(folder: Folder, assessment: Assessment, now: datetime) -> Case:
    """The case as the guards see it."""
    application, round_ = folder.application, folder.terms.round
    return Case(
        state=application.state, now=now, opens_at=round_.opens_at, closes_at=folder.terms.closes_at,
        published=round_.state == round_.State.PUBLISHED, pinned=pinned(round_), public=folder.measure.public,
        organisation=application.applicant.state, on_behalf=application.on_behalf,
        numbered=application.number is not None, support_declared=application.other_support is not None,
        invalid=tuple(_name(folder, field) for field in assessment.faults),
        missing=tuple(one.text for one in assessment.missing), lacking=tuple(one.text for one in assessment.lacking),
        strange=tuple(one.text for one in assessment.strange), overdrawn=tuple(folder.overdrawn.values()),
        project=folder.terms.mode == "project", **_parts(folder, now),
    )  # fmt: skip


def _parts(folder: Folder, now: datetime) -> dict[str, Any]:
    """The parts of the picture that this state's guards ask for, by their names in `Case`."""
    application = folder.application
    if application.state in BEFORE_REVIEW:
        return {}
    found: dict[str, Any] = {"hands": _hands(application), "interested": _interested(application)}
    if application.state in {SUBMITTED, CORRECTING}:
        found["examined"] = _examined(folder)
    if application.state in IN_REVIEW:
        found["reviewed"] = _reviewed(folder, now)
        found["proposed"] = _proposed(folder)
        found["noticed"] = _noticed(application)
    if application.state in WITH_DECISION:
        found["answered"] = _answered(application)
    return found


def _hands(application: Application) -> Hands:
    found: dict[str, set[UUID]] = {}
    for step, person in Taken.objects.filter(application=application).values_list("step", "person"):
        found.setdefault(step, set()).add(person)
    return {step: frozenset(people) for step, people in found.items()}


def _interested(application: Application) -> frozenset[UUID]:
    """People who work or worked for the applicant."""
    rows = Membership.objects.filter(organisation=application.applicant_id)
    return frozenset(rows.values_list("person", flat=True))


def _examined(folder: Folder) -> Examined:
    application = folder.application
    marks = {one.item: one.verdict for one in application.marks.all()}
    names = {item["id"]: item["name"] for item in folder.terms.materials}
    standing = list(application.remarks.exclude(state=Remark.State.SETTLED))
    correction = getattr(application, "correction", None)
    return Examined(
        unmarked=tuple(name for id_, name in names.items() if id_ not in marks),
        failing=tuple(name for id_, name in names.items() if marks.get(id_, "fit") != "fit"),
        remarks=len(standing),
        unanswered=tuple(
            one.label for one in standing if one.correction_id and one.state == Remark.State.OPEN
        ),
        noticed=correction is not None,
        due=correction.due_at if correction else None,
    )


def _reviewed(folder: Folder, now: datetime) -> Reviewed:
    application = folder.application
    credit = screening.standing(
        subject_of(application), now, days=int(folder.terms.value("credit_check_days"))
    )
    panel = application.panels.order_by("-called_at").first()
    parts: dict[str, Any] = {}
    if application.state == REVIEWING:
        parts["unrecognised"] = reviewing.unrecognised(folder)
        parts["ceiling"] = reviewing.recognised(folder).payable > 0
    return Reviewed(
        credit=credit.blocked or credit.barred or "", hits=credit.open_hits,
        overlaps=tuple(application.overlaps.filter(settled="").values_list("label", flat=True)),
        panel_wanted=application.round_measure.panel,
        **_panel(panel), **parts,
    )  # fmt: skip


def _panel(panel: Panel | None) -> dict[str, Any]:
    if panel is None:
        return {}
    seats = list(panel.seats.filter(left_at=None).select_related("person"))
    return {
        "panel_closed": panel.closed_at is not None,
        "seats": len(seats),
        "undeclared": tuple(one.person.name for one in seats if not one.conflict),
        "unscored": tuple(one.person.name for one in seats if one.handed_in_at is None),
    }


def _proposed(folder: Folder) -> Proposed:
    proposal = folder.application.proposals.order_by("-number").first()
    if proposal is None or proposal.state != Proposal.State.OPEN:
        return Proposed()
    people = proposal.approvals.filter(lapsed_at=None).values_list("person", flat=True)
    two_from = Money.yuan(folder.terms.value(SECOND_APPROVER)).fen
    return Proposed(
        outcome=proposal.outcome,
        approvers=frozenset(people),
        wanted=2 if proposal.amount >= two_from else 1,
        countersigned=countersigning.left(folder.terms, proposal),
    )


def _noticed(application: Application) -> Noticed:
    item = application.notice_items.select_related("notice").order_by("-pk").first()
    if item is None:
        return Noticed(listed=False)
    results = list(item.objections.values_list("result", flat=True))
    return Noticed(over=item.notice.over, objections=results.count(""), upheld="upheld" in results)


def _answered(application: Application) -> Answered:
    decision = Decision.objects.filter(application=application, revoked_at=None).first()
    service = getattr(decision, "service", None)
    again = getattr(application, "reexamination", None)
    rating = getattr(application, "rating", None)
    acceptance = application.acceptances.order_by("-number").first()
    parts = _instalments(decision)
    return Answered(
        outcome=decision.outcome if decision else "grant", lettered=bool(decision and decision.letter_id),
        review_until=service.review_until if service else None, reviewed=bool(again and again.result),
        opinion=bool(again and again.opinion), rated=rating is not None,
        complaint=bool(rating and rating.due_on and not rating.responded_at),
        accepted=bool(acceptance and acceptance.opinion == Acceptance.Opinion.PASS and acceptance.ended_at),
        acceptance=acceptance.opinion if acceptance and not acceptance.ended_at else "",
        unpaid=sum(one in UNPAID or one == Stage.RELEASED for one in parts), at_bank=Stage.RELEASED in parts,
        paid=Stage.PAID in parts,
        suspended=Hold.objects.filter(reference=f"case:{application.pk}", lifted_at=None).exists(),
    )  # fmt: skip


def _instalments(decision: Decision | None) -> list[str]:
    """The states of what the decision promised."""
    if decision is None or decision.commitment is None:
        return []
    found = Instalment.objects.filter(commitment=decision.commitment)
    return list(found.values_list("state", flat=True))


def _name(folder: Folder, field: str) -> str:
    fact = folder.facts.get(field)
    return fact.name if fact else "其他财政支持"
