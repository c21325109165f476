"""Who sees which application. What a viewer can't see does not exist for them (NotSeen, a 404)."""

from uuid import UUID

from django.db.models import Q, QuerySet

from duixian.applications.models import Application, Evidence, Panel, Seat
from duixian.audit import trail
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.roles import Role

__all__ = ["NotSeen", "application_for", "applications", "denied", "evidence_for"]

APPLICANTS = frozenset({Role.APPLICANT, Role.APPLICANT_OWNER})
# Who works with every enterprise's cases, once they were submitted. An expert sees assigned cases only, an admin none.
EVERYWHERE = frozenset({Role.OFFICER, Role.APPROVER, Role.AUDITOR})
SUBMITTED = Q(submitted_at__isnull=False)
NEWEST = ("-arrived_at", "-pk")


def applications(viewer: Viewer) -> QuerySet[Application]:
    """All that a viewer may see.

    An applicant's draft is its own until it is submitted; what staff typed in from paper, their office sees too.
    Lists of staff come quickly in the order of NEWEST, however many there are.
    """
    every = Application.objects.all()
    entered_here = Q(entered_by=viewer.organisation)
    if viewer.role in APPLICANTS:
        return every.filter(applicant=viewer.organisation)
    arrived = every.filter(arrived_at__isnull=False)
    if viewer.role == Role.CENTRE:
        return arrived.filter(SUBMITTED | entered_here, centre=viewer.organisation)
    if viewer.role == Role.OFFICER:
        return arrived.filter(SUBMITTED | entered_here)
    if viewer.role in EVERYWHERE:
        return arrived.filter(SUBMITTED)
    if viewer.role == Role.EXPERT:
        return every.filter(panels__in=_panels(viewer))
    return every.none()


def _panels(viewer: Viewer) -> QuerySet[Panel]:
    """The open panels on which the expert sits."""
    return Panel.objects.filter(closed_at=None, seats__person=viewer.person, seats__left_at=None)


def application_for(viewer: Viewer, id_: UUID) -> Application:
    """One application with what pages show of it; raises NotSeen, and the trail knows who tried."""
    found = (
        applications(viewer)
        .select_related("round_measure__round", "applicant", "centre")
        .filter(pk=id_)
        .first()
    )
    if found is None:
        denied(viewer, id_)
        raise NotSeen(id_)
    return found


def evidence_for(viewer: Viewer, id_: UUID) -> Evidence:
    """One file of a case within the viewer's bounds, removed ones of submitted cases too; raises NotSeen."""
    found = Evidence.objects.select_related("file", "application").filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    application = application_for(viewer, found.application_id)
    if viewer.role == Role.EXPERT and not _declared(viewer, application):
        raise NotSeen(id_)
    return found


def _declared(viewer: Viewer, application: Application) -> bool:
    """An expert sees what a case is about only after having declared that there is no conflict of interest."""
    return Seat.objects.filter(
        panel__application=application,
        panel__closed_at=None,
        person=viewer.person,
        conflict=Seat.Conflict.NONE,
    ).exists()


def denied(viewer: Viewer, id_: UUID) -> None:
    """Somebody asked for a case that is there, and not theirs to see."""
    if Application.objects.filter(pk=id_).exists():
        trail.denied(viewer.actor, "application.see", f"application:{id_}", "不在可查看的范围内")
