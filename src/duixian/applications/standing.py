"""A case as the guards see it (picture.py): what the draft says, and what has happened to it since, in a few queries by state."""

from datetime import datetime
from typing import Any
from uuid import UUID

from duixian.applications import countersigning, reviewing
from duixian.applications.assessment import Assessment
from duixian.applications.belongings import BEFORE_REVIEW, IN_EXAMINATION, WITH_DECISION
from duixian.applications.folder import Folder
from duixian.applications.models import (
    Acceptance,
    Proposal,
    Remark,
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
    APPROVED,
    CLEARED,
    NOTICED,
    OBJECTED,
    PANEL,
    PROPOSED,
    REVIEWING,
)  # fmt: skip
from duixian.credit import screening
from duixian.credit.screening import Standing
from duixian.funds.stages import UNPAID
from duixian.funds.stages import State as Stage
from duixian.kernel.money import Money
from duixian.parties.gathering import Rows

IN_REVIEW = frozenset({REVIEWING, PANEL, PROPOSED, APPROVED, NOTICED, OBJECTED, CLEARED})
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
    state = folder.application.state
    if state in BEFORE_REVIEW:
        return {}
    found: dict[str, Any] = {"hands": _hands(folder), "interested": _interested(folder)}
    if state in IN_EXAMINATION:
        found["examined"] = _examined(folder)
    if state in IN_REVIEW:
        found["reviewed"] = _reviewed(folder, now)
        found["proposed"] = _proposed(folder)
        found["noticed"] = _noticed(folder)
    if state in WITH_DECISION:
        found["answered"] = _answered(folder)
    return found


def _hands(folder: Folder) -> Hands:
    found: dict[str, set[UUID]] = {}
    for one in folder.rows["taken"]:
        found.setdefault(one.step, set()).add(one.person_id)
    return {step: frozenset(people) for step, people in found.items()}


def _interested(folder: Folder) -> frozenset[UUID]:
    """People who work or worked for the applicant."""
    return frozenset(one.person_id for one in folder.rows["people"])


def _examined(folder: Folder) -> Examined:
    marks = {one.item: one.verdict for one in folder.rows["marks"]}
    names = {item["id"]: item["name"] for item in folder.terms.materials}
    standing = [one for one in folder.rows["remarks"] if one.state != Remark.State.SETTLED]
    correction = next(iter(folder.rows["correction"]), None)
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
    application, rows = folder.application, folder.rows
    credit = credit_standing(folder, now)
    parts: dict[str, Any] = {}
    if application.state == REVIEWING:
        parts["unrecognised"] = reviewing.unrecognised(folder)
        parts["ceiling"] = reviewing.recognised(folder).payable > 0
    return Reviewed(
        credit=credit.blocked or credit.barred or "", hits=credit.open_hits,
        overlaps=tuple(one.label for one in rows["overlaps"] if not one.settled),
        panel_wanted=application.round_measure.panel, **_panel(rows), **parts,
    )  # fmt: skip


def credit_standing(folder: Folder, now: datetime) -> Standing:
    """How the case stands with the register, as the round counts a check's days."""
    days = int(folder.terms.value("credit_check_days"))
    return screening.standing_of(folder.rows, now, days=days)


def _panel(rows: Rows) -> dict[str, Any]:
    if not rows["panels"]:
        return {}
    panel = rows["panels"][-1]
    seats = [one for one in rows["seats"] if one.panel_id == panel.pk]
    return {
        "panel_closed": panel.closed_at is not None,
        "seats": len(seats),
        "undeclared": tuple(one.person.name for one in seats if not one.conflict),
        "unscored": tuple(one.person.name for one in seats if one.handed_in_at is None),
    }


def _proposed(folder: Folder) -> Proposed:
    proposal = next(reversed(folder.rows["proposals"]), None)
    if proposal is None or proposal.state != Proposal.State.OPEN:
        return Proposed()
    consents = (one for one in folder.rows["approvals"] if one.lapsed_at is None)
    two_from = Money.yuan(folder.terms.value(SECOND_APPROVER)).fen
    return Proposed(
        outcome=proposal.outcome,
        approvers=frozenset(one.person_id for one in consents if one.proposal_id == proposal.pk),
        wanted=2 if proposal.amount >= two_from else 1,
        countersigned=countersigning.left_of(folder, proposal),
    )


def _noticed(folder: Folder) -> Noticed:
    item = next(reversed(folder.rows["notice_items"]), None)
    if item is None:
        return Noticed(listed=False)
    results = [one.result for one in folder.rows["objections"] if one.item_id == item.pk]
    return Noticed(over=item.notice.over, objections=results.count(""), upheld="upheld" in results)


def _answered(folder: Folder) -> Answered:
    only = {
        name: next(iter(folder.rows[name]), None)
        for name in ("decision", "service", "reexamination", "rating")
    }
    decision, service, again, rating = only.values()
    acceptance = next(reversed(folder.rows["acceptances"]), None)
    parts = [one.state for one in folder.rows["instalments"]]
    return Answered(
        outcome=decision.outcome if decision else "grant", lettered=bool(decision and decision.letter_id),
        review_until=service.review_until if service else None, reviewed=bool(again and again.result),
        opinion=bool(again and again.opinion), rated=rating is not None,
        complaint=bool(rating and rating.due_on and not rating.responded_at),
        accepted=bool(acceptance and acceptance.opinion == Acceptance.Opinion.PASS and acceptance.ended_at),
        acceptance=acceptance.opinion if acceptance and not acceptance.ended_at else "",
        unpaid=sum(one in UNPAID or one == Stage.RELEASED for one in parts), at_bank=Stage.RELEASED in parts,
        paid=Stage.PAID in parts, suspended=bool(folder.rows["holds"]),
    )  # fmt: skip


def _name(folder: Folder, field: str) -> str:
    fact = folder.facts.get(field)
    return fact.name if fact else "其他财政支持"
