"""What hangs on a case, gathered in one question: for guards, tabs and the timeline alike. Read anew under the case's lock."""

from typing import Any

from django.db.models import QuerySet

from duixian.applications.earlier import ledger
from duixian.applications.lettering import subject_of
from duixian.applications.models import (
    Acceptance,
    Amendment,
    Application,
    Approval,
    Correction,
    Countersignature,
    Decision,
    Evidence,
    ExpenseLine,
    Mark,
    NoticeItem,
    Objection,
    Overlap,
    Panel,
    Proposal,
    Rating,
    Recognition,
    Recommendation,
    Reexamination,
    Remark,
    Seat,
    Service,
    Snapshot,
    Taken,
)
from duixian.applications.states import (
    ACCEPTING,
    ANSWERED,
    CLOSED,
    CORRECTING,
    DECIDED,
    RECTIFYING,
    REEXAMINING,
    SUBMITTED,
    TERMINATED,
    WAIVED,
)  # fmt: skip
from duixian.credit import screening
from duixian.funds.models import Hold, Instalment
from duixian.parties.gathering import Rows, gathered
from duixian.parties.models import BankAccount, Membership, Organisation, Profile

BEFORE_REVIEW = ("", "draft", "awaiting")
IN_EXAMINATION = frozenset({SUBMITTED, CORRECTING})
WITH_DECISION = frozenset(
    {DECIDED, ANSWERED, REEXAMINING, ACCEPTING, RECTIFYING, CLOSED, WAIVED, TERMINATED}
)
Wanted = dict[str, QuerySet[Any]]


def gather(application: Application) -> Rows:
    """By name, every name that there is: what a case in its state can't have or need not show is an empty list."""
    state = application.state
    parts = (
        (_always(application), True),
        (_submitted(application), state not in BEFORE_REVIEW),
        (screening.belongings(subject_of(application)), state not in BEFORE_REVIEW),
        (_examined(application), state not in BEFORE_REVIEW),
        (_answered(application), state in WITH_DECISION),
    )
    wanted = {name: one for part, asked in parts if asked for name, one in part.items()}
    # The applicant is there even while the case itself is only being thought of.
    found = gathered(Organisation.objects.filter(pk=application.applicant_id), **wanted)
    return {name: found.get(name, []) for part, _ in parts for name in part}


def _always(one: Application) -> Wanted:
    since = one.submitted_at or one.created_at
    return {
        "lines": ExpenseLine.objects.filter(application=one.pk),
        "evidence": Evidence.objects.filter(application=one.pk, removed_at=None).select_related(
            "file"
        ),
        "taken": Taken.objects.filter(application=one.pk).select_related("person", "organisation"),
        "profile": Profile.objects.filter(organisation=one.applicant_id),
        "absorbed": ledger.absorbed([one.applicant_id]),
        "accounts": BankAccount.objects.filter(organisation=one.applicant_id, until=None),
        "amendments": Amendment.objects.filter(
            round=one.round_measure.round_id, state=Amendment.State.APPROVED, decided_at__gt=since
        ),
    }


def _submitted(one: Application) -> Wanted:
    return {
        "snapshots": Snapshot.objects.filter(application=one.pk).defer("content"),
        "people": Membership.objects.filter(organisation=one.applicant_id),
        "panels": Panel.objects.filter(application=one.pk),
        "seats": Seat.objects.filter(panel__application=one.pk, left_at=None).select_related("person"),
        "recognitions": Recognition.objects.filter(application=one.pk).order_by("pk"),
        "overlaps": Overlap.objects.filter(application=one.pk).order_by("pk"),
        "proposals": Proposal.objects.filter(application=one.pk).select_related("proposed_by"),
        "approvals": Approval.objects.filter(proposal__application=one.pk).select_related("person", "scan"),
        "countersignatures": Countersignature.objects.filter(proposal__application=one.pk)
        .select_related("scan", "by").order_by("pk"),
        "notice_items": NoticeItem.objects.filter(application=one.pk).select_related("notice").order_by("pk"),
        "objections": Objection.objects.filter(item__application=one.pk),
    }  # fmt: skip


def _examined(one: Application) -> Wanted:
    return {
        "marks": Mark.objects.filter(application=one.pk).select_related("by"),
        "remarks": Remark.objects.filter(application=one.pk).select_related("by"),
        "correction": Correction.objects.filter(application=one.pk),
        "recommendations": Recommendation.objects.filter(application=one.pk).select_related("by"),
    }


def _answered(one: Application) -> Wanted:
    decided = Decision.objects.filter(application=one.pk, revoked_at=None)
    return {
        "decision": decided,
        "service": Service.objects.filter(decision__in=decided),
        "reexamination": Reexamination.objects.filter(application=one.pk).select_related("asked_by", "reexamined_by"),
        "rating": Rating.objects.filter(application=one.pk),
        "acceptances": Acceptance.objects.filter(application=one.pk).select_related("report", "audit", "judged_by"),
        "instalments": Instalment.objects.filter(commitment__in=decided.values("commitment")),
        "holds": Hold.objects.filter(reference=f"case:{one.pk}", lifted_at=None),
    }  # fmt: skip
