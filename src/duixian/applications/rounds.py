"""Rounds 申报批次, as everyone else uses them: who sees which, their terms, and the verbs of officers and approvers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from duixian.applications.amendments import amend, approve_amendment, refuse_amendment
from duixian.applications.models import Round, RoundMeasure
from duixian.applications.round_checks import check
from duixian.applications.round_deciding import (
    fingerprint,
    propose,
    publish,
    repin,
    send_back,
    take_back,
)
from duixian.applications.round_drafting import choose, clone, discard, draft, edit, edit_measure
from duixian.applications.round_problems import Denied, Problem, Refused, Stale
from duixian.applications.terms import (
    NAMES,
    Standing,
    Terms,
    measure_of,
    pinned,
    policy_of,
    state,
    terms,
)
from duixian.parties.access import NotSeen, Viewer, require
from duixian.parties.roles import Role

__all__ = [
    "NAMES", "Denied", "NotSeen", "Problem", "Refused", "Stale", "Standing", "Terms", "amend", "approve_amendment",
    "check", "choose", "clone", "discard", "draft", "edit", "edit_measure", "fingerprint", "get", "get_published",
    "measure_of", "of_staff", "open_rounds", "parameters", "pinned", "policy_of", "propose", "publish",
    "refuse_amendment", "repin", "round_measure", "send_back", "state", "take_back", "terms", "visible",
]  # fmt: skip


def visible(now: datetime) -> QuerySet[Round]:
    """The rounds that everyone sees: published ones, the latest deadline first."""
    return Round.objects.filter(state=Round.State.PUBLISHED, published_at__lte=now).order_by(
        "-closes_at", "number"
    )


def open_rounds(now: datetime) -> QuerySet[Round]:
    """The rounds that take filings now, the nearest deadline first; both ends of the window belong to it."""
    return (
        visible(now).filter(opens_at__lte=now, closes_at__gte=now).order_by("closes_at", "number")
    )


def get_published(number: str) -> Round:
    """The published round of this number; raises NotSeen."""
    found = Round.objects.filter(state=Round.State.PUBLISHED, number=number).first()
    if found is None:
        raise NotSeen(number)
    return found


def round_measure(id_: UUID) -> RoundMeasure:
    """One measure of a published round; raises NotSeen."""
    found = (
        RoundMeasure.objects.select_related("round")
        .filter(pk=id_, round__state=Round.State.PUBLISHED)
        .first()
    )
    if found is None:
        raise NotSeen(id_)
    return found


def of_staff(viewer: Viewer) -> QuerySet[Round]:
    """Every round that was not given up, drafts too: for those who make and approve them. Raises NotSeen."""
    require(viewer, Role.OFFICER, Role.APPROVER)
    return Round.objects.exclude(state=Round.State.DISCARDED).order_by("-opens_at", "-number")


def get(viewer: Viewer, id_: UUID) -> Round:
    """One of them; raises NotSeen."""
    found = of_staff(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def parameters(one: RoundMeasure, at: datetime | None = None) -> dict[str, Any]:
    """The readings that the rules use, now or as they stood at a moment: what a claim of the contract sets."""
    return terms(one, at).parameters
