"""The only writer of an application's state: lock, picture, refusals, effect, state, trail, messages, in one transaction.

The clock is read under the case's lock, after everything that can wait has been waited for: what commits at the
deadline was in time when it was judged.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from duixian.applications import access, assessment, folder, notices, process, submission
from duixian.applications.assessment import Assessment
from duixian.applications.effects import Effect, Taking
from duixian.applications.folder import Folder
from duixian.applications.models import Application
from duixian.applications.picture import Case
from duixian.audit import trail
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


EFFECTS = {"submit": submission.EFFECT}
PLAIN = Effect()


def take(viewer: Viewer, application_id: UUID, step: str, **data: Any) -> Application:
    """Take a step of the process. Raises Refused with every reason, or NotSeen."""
    row, effect = process.STEPS[step], EFFECTS.get(step, PLAIN)
    with denials(viewer, f"application.{step}", application_id), transaction.atomic():
        application = locked(viewer, application_id)
        held = effect.hold(application)
        found = folder.load(application)
        now = clock.now()
        judgement = assessment.judge(found, now)
        taking = Taking(
            folder=found, judgement=judgement, viewer=viewer, data=data, held=held, now=now
        )
        reasons = row.refusals(assessment.picture(found, judgement, now), viewer.actor)
        if faults := [("", reason) for reason in reasons] + effect.faults(taking):
            raise Refused(*faults)
        said = effect.write(taking)
        application.state, application.updated_at = row.to, now
        application.save()
        trail.record(
            viewer.actor, f"application.{step}", subject_of(application_id), payload=said.payload, files=said.files, at=now
        )  # fmt: skip
        if said.handed_out:
            trail.signed_head(now)
        notices.post(step, application, viewer, now)
    return application


@contextmanager
def editing(
    viewer: Viewer, application_id: UUID, action: str = "application.save"
) -> Iterator[Application]:
    """The draft under its lock, for its contents to be changed. Raises Refused, or NotSeen."""
    with denials(viewer, action, application_id), transaction.atomic():
        application = locked(viewer, application_id)
        now = clock.now()
        case = Case(
            state=application.state,
            now=now,
            opens_at=now,
            closes_at=now,
            on_behalf=application.on_behalf,
        )
        reasons = process.STEPS["save"].refusals(case, viewer.actor)
        if reasons:
            raise Refused(*(("", reason) for reason in reasons))
        yield application


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
    return found, judgement, assessment.picture(found, judgement, moment)


def options(viewer: Viewer, application: Application) -> tuple[process.Option, ...]:
    """The steps that the viewer's role has now: buttons, and the reasons of those that are closed."""
    _, _, case = judged(application)
    return process.options(case, viewer.actor)


def starting(application: Application, rival: str, now: datetime) -> Case:
    """The picture of a case that is not there yet."""
    _, _, case = judged(application, now)
    return replace(case, state=process.START, rival=rival)


def subject_of(application_id: UUID) -> str:
    """How the trail names a case."""
    return f"application:{application_id}"
