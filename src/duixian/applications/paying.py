"""What a case says against its payment: 信用 (domain.md, reading 8; screened anew before each), and a missing acceptance."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from duixian.applications import casework
from duixian.applications.models import Acceptance, Application
from duixian.credit import screening
from duixian.credit.picture import Standing
from duixian.funds.models import Commitment
from duixian.kernel import clock
from duixian.parties.access import Refused, Viewer

CASE = "application:"
NO_CASE = "没有申报案卷，不能核查信用，请核对承诺的来历"
NO_ACCEPTANCE = "项目还没有通过验收，通过以后才能拨付"


def case_of(commitment: Commitment) -> UUID | None:
    """The application that a commitment is about; None where it names none."""
    try:
        return UUID(commitment.subject.removeprefix(CASE)) if commitment.subject.startswith(CASE) else None  # fmt: skip
    except ValueError:
        return None


def standings(commitments: Iterable[Commitment], at: datetime) -> dict[UUID, Standing]:
    """By commitment the latest screening of its case."""
    subjects = {one.pk: one.subject for one in commitments}
    found = screening.standings(set(subjects.values()), at)
    return {pk: found[subject] for pk, subject in subjects.items()}


def against(commitments: Iterable[Commitment], at: datetime) -> dict[UUID, str]:
    """By commitment why its case stops a payment at this moment: what the verbs ask (payments_items.CreditCheck).

    A project (研发类) that has not passed its acceptance first: no screening makes it payable; then credit.
    """
    cases = {one.pk: case_of(one) for one in commitments}
    open_, credit = unaccepted(commitments), standings(commitments, at)
    said = {
        pk: NO_CASE if case is None
        else NO_ACCEPTANCE if pk in open_
        else credit[pk].blocked or credit[pk].barred
        for pk, case in cases.items()
    }  # fmt: skip
    return {pk: reason for pk, reason in said.items() if reason}


def unaccepted(commitments: Iterable[Commitment]) -> set[UUID]:
    """The commitments, of these, whose case is a project that has not passed its acceptance."""
    cases = {one.pk: case_of(one) for one in commitments}
    passed = Acceptance.objects.filter(
        application=OuterRef("pk"), opinion=Acceptance.Opinion.PASS, ended_at__isnull=False
    )
    open_ = Application.objects.filter(
        ~Exists(passed), pk__in=filter(None, cases.values()), round_measure__mode="project"
    )
    shut = set(open_.values_list("pk", flat=True))
    return {pk for pk, case in cases.items() if case in shut}


def screen(viewer: Viewer, commitments: Iterable[Commitment]) -> list[tuple[Commitment, str]]:
    """Screen every case whose screening is no longer fresh, each in its own transaction; what could not be, and why."""
    every, failed = list(commitments), []
    found = standings(every, clock.now())
    for one in every:
        case = case_of(one)
        if case is None or (found[one.pk].fresh and not found[one.pk].failure):
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
