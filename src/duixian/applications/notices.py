"""Who is told of which step, and in which words (outbox.kinds)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duixian.applications.models import Application
from duixian.applications.states import APPLICANTS
from duixian.applications.terms import measure_of
from duixian.outbox import messages
from duixian.outbox.messages import Recipient
from duixian.parties import people
from duixian.parties.access import Viewer
from duixian.parties.models import Membership
from duixian.parties.roles import Role

Words = Callable[[Application, Viewer, datetime], dict[str, Any]]
Whom = Callable[[Application, Viewer], list[Recipient]]
CENTRE = frozenset({Role.CENTRE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message of a step: the template, its own values, who gets it, where it leads."""

    template: str
    words: Words
    whom: Whom
    link: str = "/my/applications/{}/"


def post(step: str, application: Application, viewer: Viewer, now: datetime) -> None:
    """Tell them, inside the step's transaction."""
    common = {
        "measure": measure_of(application.round_measure).name, "enterprise": application.applicant.name,
    }  # fmt: skip
    for one in _TOLD.get(step, ()):
        messages.post(
            one.whom(application, viewer), one.template, common | one.words(application, viewer, now),
            link=one.link.format(application.pk),
            key=f"{one.template}:{application.pk}:{application.version}:{now.isoformat()}",
        )  # fmt: skip


def applicants(application: Application, viewer: Viewer) -> list[Recipient]:
    """Everybody of the enterprise."""
    return people.recipients(application.applicant)


def centre(application: Application, viewer: Viewer) -> list[Recipient]:
    """The staff of the centre whose case it is."""
    return people.recipients(application.centre, CENTRE) if application.centre else []


def filer(application: Application, viewer: Viewer) -> list[Recipient]:
    """Who typed it in from paper; where they have left that office, everybody there. Nobody is told of their own step."""
    office = application.entered_by
    if office is None or viewer.role not in APPLICANTS:
        return []
    person = application.created_by
    if Membership.objects.filter(person=person, organisation=office, until=None).exists():
        return people.told(person)
    return people.recipients(office)


def _submitted(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"number": application.number, "submitted": now}


def _withdrawn(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"number": application.number, "withdrawn": now}


def _filed(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"filer": viewer.organisation.name}


def _returned(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"returned": now}


def _opened(application: Application, viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {
        "number": application.number, "said": "区科委已根据区投资促进领导小组的会议纪要立案",
        "todo": "不用您申报。请核对单位资料和收款账户；需要您说明的，会另行通知。",
    }  # fmt: skip


OFFICE, FILING = "/office/cases/{}/", "/my/applications/{}/"
_TOLD: dict[str, tuple[Told, ...]] = {
    "submit": (
        Told(template="application-submitted", words=_submitted, whom=applicants),
        Told(template="application-arrived", words=_submitted, whom=centre, link=OFFICE),
        Told(template="application-confirmed", words=_submitted, whom=filer, link=OFFICE),
    ),
    "withdraw": (Told(template="application-withdrawn", words=_withdrawn, whom=applicants),),
    "hand": (Told(template="application-filed", words=_filed, whom=applicants),),
    "open-major": (Told(template="case-moved", words=_opened, whom=applicants),),
    "return": (Told(template="application-returned", words=_returned, whom=filer, link=FILING),),
}
