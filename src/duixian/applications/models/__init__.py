"""Rounds, applications and all that happens to them. Rows are written by the verbs of this folder only."""

from duixian.applications.models.answering import Acceptance, Rating, Reexamination, Service
from duixian.applications.models.deciding import (
    OUTCOMES,
    Approval,
    Countersignature,
    Decision,
    NoticeItem,
    Objection,
    Proposal,
    PublicNotice,
)  # fmt: skip
from duixian.applications.models.examining import VERDICTS, Correction, Mark, Recommendation, Remark
from duixian.applications.models.filing import (
    Application,
    DraftRevision,
    Evidence,
    ExpenseLine,
    Invoice,
    PersonalData,
    SearchText,
    Series,
    Snapshot,
    Taken,
)  # fmt: skip
from duixian.applications.models.reviewing import Overlap, Panel, Recognition, Score, Seat, Visit
from duixian.applications.models.rounds import MODES, Amendment, Round, RoundMeasure

__all__ = [
    "MODES", "OUTCOMES", "VERDICTS", "Acceptance", "Amendment", "Application", "Approval", "Correction",
    "Countersignature", "Decision", "DraftRevision", "Evidence", "ExpenseLine", "Invoice", "Mark", "NoticeItem",
    "Objection", "Overlap", "Panel", "PersonalData", "Proposal", "PublicNotice", "Rating", "Recognition",
    "Recommendation", "Reexamination", "Remark", "Round", "RoundMeasure", "Score", "SearchText", "Seat", "Series",
    "Service", "Snapshot", "Taken", "Visit",
]  # fmt: skip
