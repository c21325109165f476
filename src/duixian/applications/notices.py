"""Who is told of which step, and in which words (outbox.kinds)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from duixian.applications.models import Application
from duixian.applications.terms import measure_of
from duixian.outbox import messages
from duixian.outbox.messages import Recipient
from duixian.parties import people
from duixian.parties.access import Viewer

Words = Callable[[Application, Viewer, datetime], dict[str, Any]]


def post(step: str, application: Application, viewer: Viewer, now: datetime) -> None:
    """Tell them, inside the step's transaction."""
    told = _TOLD.get(step)
    if told is None:
        return
    template, words = told
    context = {
        "measure": measure_of(application.round_measure).name, "enterprise": application.applicant.name,
        **words(application, viewer, now),
    }  # fmt: skip
    messages.post(
        _recipients(application, step), template, context, link=f"/my/applications/{application.pk}/",
        key=f"{template}:{application.pk}:{application.version}:{now.isoformat()}",
    )  # fmt: skip


def _recipients(application: Application, step: str) -> list[Recipient]:
    return people.recipients(application.applicant)


def _submitted(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"number": application.number, "submitted": now}


def _withdrawn(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"number": application.number, "withdrawn": now}


def _filed(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"filer": viewer.organisation.name}


_TOLD: dict[str, tuple[str, Words]] = {
    "submit": ("application-submitted", _submitted),
    "withdraw": ("application-withdrawn", _withdrawn),
    "hand": ("application-filed", _filed),
}
