"""信用 before a payment (domain.md, reading 8): each commitment's case is screened anew, and what that says stops its money."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from duixian.applications import casework
from duixian.applications.models import Application
from duixian.credit import screening
from duixian.credit.picture import Standing
from duixian.funds.models import Commitment
from duixian.kernel import clock
from duixian.parties.access import Refused, Viewer

CASE = "application:"
NO_CASE = "没有申报案卷，不能核查信用，请核对承诺的来历"


def case_of(commitment: Commitment) -> UUID | None:
    """The application that a commitment is about; None where it names none."""
    try:
        return UUID(commitment.subject.removeprefix(CASE)) if commitment.subject.startswith(CASE) else None  # fmt: skip
    except ValueError:
        return None


def standing(commitment: Commitment, at: datetime) -> Standing:
    """The latest screening of the commitment's case."""
    return screening.standing(commitment.subject, at)


def credit(commitment: Commitment, at: datetime) -> str | None:
    """Why credit stops a payment at this moment, or None: what the verbs about payments ask (payments_items.CreditCheck)."""
    if case_of(commitment) is None:
        return NO_CASE
    found = standing(commitment, at)
    return found.blocked or found.barred


def screen(viewer: Viewer, commitments: Iterable[Commitment]) -> list[tuple[Commitment, str]]:
    """Screen every case whose screening is no longer fresh, each in its own transaction; what could not be, and why."""
    failed, now = [], clock.now()
    for one in commitments:
        case = case_of(one)
        if case is None or (standing(one, now).fresh and not standing(one, now).failure):
            continue
        try:
            casework.take(viewer, case, "check-credit")
        except Refused as refused:
            failed.append((one, "；".join(refused.reasons)))
    return failed


def cases(commitments: Iterable[Commitment]) -> dict[UUID, Application]:
    """By commitment, its case; nothing where there is none."""
    ids = {one.pk: case_of(one) for one in commitments}
    found = Application.objects.in_bulk([id_ for id_ in ids.values() if id_])
    return {pk: found[id_] for pk, id_ in ids.items() if id_ in found}
