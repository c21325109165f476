"""The only writer of an application's state: lock, picture, refusals, effect, state, trail, messages, in one transaction.

The clock is read under the case's lock, after everything that can wait has been waited for: what commits at the
deadline was in time when it was judged.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from duixian.applications import (
    access,
    assessment,
    deadlines,
    folder,
    notices,
    process,
    standing,
    states,
    steps,
)
from duixian.applications.assessment import Assessment
from duixian.applications.effects import Effect, Said, Taking
from duixian.applications.every_effect import EFFECTS
from duixian.applications.folder import Folder
from duixian.applications.models import Application, Taken
from duixian.applications.picture import Case, Examined
from duixian.audit import trail
from duixian.funds import queue
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused, Viewer

__all__ = [
    "NotSeen",
    "Refused",
    "denials",
    "editing",
    "judged",
    "locked",
    "options",
    "subject_of",
    "take",
]


PLAIN = Effect()
# Whoever decides says what the page was read at; a case that has changed since is read again first.
MOVED = "页面打开以后，案卷又有变化。请刷新后重新核对，再办理"


def take(viewer: Viewer, application_id: UUID, step: str, **data: Any) -> Application:
    """Take a step of the process. Raises Refused with every reason, or NotSeen.

    `seen` in the data is the case's `turn` as the page showed it; where it is given, the case must stand there still.
    An approver must give it. A decision for which this year's money does not suffice is refused and waits (funds/queue.py).
    """
    row, effect = process.STEPS[step], EFFECTS.get(step, PLAIN)
    refusing = denials(viewer, f"application.{step}", application_id)
    with queue.queued(viewer), refusing, transaction.atomic():
        application = locked(viewer, application_id)
        held = effect.hold(application)
        found = folder.load(application)
        now = clock.now()
        judgement = assessment.judge(found, now)
        taking = Taking(
            folder=found, judgement=judgement, viewer=viewer, data=data, held=held, now=now
        )
        reasons = row.refusals(standing.picture(found, judgement, now), viewer.actor)
        reasons += _moved(row, application, data)
        if faults := [("", reason) for reason in reasons] or effect.faults(taking):
            raise Refused(*faults)
        said = effect.write(taking)
        _move(application, row, viewer, said, now)
        trail.record(
            viewer.actor, f"application.{step}", subject_of(application_id), payload=said.payload, files=said.files, at=now
        )  # fmt: skip
        if said.handed_out:
            trail.signed_head(now)
        notices.post(step, application, viewer, now)
    return application


def _moved(row: steps.Step, application: Application, data: Mapping[str, Any]) -> list[str]:
    seen = data.get("seen")
    if seen is None and row.by != states.APPROVER:
        return []
    return [] if seen == application.turn else [MOVED]


def _move(
    application: Application, row: steps.Step, viewer: Viewer, said: Said, now: datetime
) -> None:
    """The new state with its dates, and whose hand it was."""
    source, to = application.state, row.leads(application.state)
    application.turn += 1
    application.state, application.updated_at = to, now
    if to != source:
        application.entered_at, application.assignee = now, None
        application.due_on = deadlines.due_on(application, to, now)
    if source == states.CLEARED and to != source:
        queue.served(subject_of(application.pk), now)  # decided, or nothing to be decided any more
    application.save()
    Taken.objects.create(
        application=application, step=row.id, source=source, to=to, person=viewer.person, role=viewer.role,
        organisation=viewer.organisation, reason=str(said.payload.get("reason", "")), at=now,
    )  # fmt: skip


def begun(application: Application, viewer: Viewer, step: str = "start") -> None:
    """Whose hand began a case that was not there before."""
    Taken.objects.create(
        application=application, step=step, source=states.START, to=application.state, person=viewer.person,
        role=viewer.role, organisation=viewer.organisation, at=application.created_at,
    )  # fmt: skip


@contextmanager
def editing(
    viewer: Viewer, application_id: UUID, action: str = "application.save"
) -> Iterator[Application]:
    """The draft under its lock, for its contents to be changed. Raises Refused, or NotSeen."""
    with denials(viewer, action, application_id), transaction.atomic():
        application = locked(viewer, application_id)
        now = clock.now()
        correcting = application.state == states.CORRECTING
        case = Case(
            state=application.state, now=now, opens_at=now, closes_at=now, on_behalf=application.on_behalf,
            examined=Examined(due=application.correction.due_at) if correcting else Examined(),
        )  # fmt: skip
        reasons = process.STEPS["mend" if correcting else "save"].refusals(case, viewer.actor)
        if reasons:
            raise Refused(*(("", reason) for reason in reasons))
        yield application
        Application.objects.filter(pk=application_id).update(turn=F("turn") + 1)


def locked(viewer: Viewer, application_id: UUID) -> Application:
    """The application under its lock, inside a transaction; raises NotSeen."""
    found = (
        access.applications(viewer)
        .select_related("round_measure__round", "applicant")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=application_id)
        .first()
    )
    if found is None:
        raise NotSeen(application_id)
    return found


@contextmanager
def denials(viewer: Viewer, action: str, application_id: UUID) -> Iterator[None]:
    """Around a verb's transaction: what is refused is rolled back, and then recorded."""
    try:
        yield
    except Refused as refused:
        trail.denied(viewer.actor, action, subject_of(application_id), str(refused))
        raise
    except NotSeen:
        access.denied(viewer, application_id)
        raise


def judged(
    application: Application, now: datetime | None = None
) -> tuple[Folder, Assessment, Case]:
    """The case as it stands, for pages: its folder, what the rules say, what the guards see."""
    found = folder.load(application)
    moment = now or clock.now()
    judgement = assessment.judge(found, moment)
    return found, judgement, standing.picture(found, judgement, moment)


def options(viewer: Viewer, application: Application) -> tuple[steps.Option, ...]:
    """The steps that the viewer's role has now: buttons, and the reasons of those that are closed."""
    _, _, case = judged(application)
    return process.options(case, viewer.actor)


def starting(application: Application, rival: str, now: datetime) -> Case:
    """The picture of a case that is not there yet."""
    _, _, case = judged(application, now)
    return replace(case, state=states.START, rival=rival)


def subject_of(application_id: UUID) -> str:
    """How the trail names a case."""
    return f"application:{application_id}"
