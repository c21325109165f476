"""What a case says against its payment: 信用 (domain.md, reading 8; screened anew before each), and a missing acceptance."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from duixian.applications import casework
from duixian.applications.models import Acceptance, Application
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


def against(commitment: Commitment, at: datetime) -> str | None:
    """Why its case stops a payment at this moment, or None: what the verbs ask (payments_items.CreditCheck).

    A project (研发类) that has not passed its acceptance first: no screening makes it payable; then credit.
    """
    case = case_of(commitment)
    if case is None:
        return NO_CASE
    found = standing(commitment, at)
    return _acceptance(case) or found.blocked or found.barred


def _acceptance(case: UUID) -> str | None:
    one = Application.objects.select_related("round_measure").get(pk=case)
    if one.round_measure.mode != "project":
        return None
    passed = one.acceptances.filter(opinion=Acceptance.Opinion.PASS, ended_at__isnull=False)
    return None if passed.exists() else "项目还没有通过验收，通过以后才能拨付"


def screen(viewer: Viewer, commitments: Iterable[Commitment]) -> list[tuple[Commitment, str]]:
    """Screen every case whose screening is no longer fresh, each in its own transaction; what could not be, and why."""
    failed, now = [], clock.now()
    for one in commitments:
        case = case_of(one)
        found = standing(one, now)
        if case is None or (found.fresh and not found.failure):
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
