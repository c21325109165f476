"""待办、已办、办结: what awaits a viewer's role, what their own hand has done, what has ended; and whose a case is."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, UUIDField, Value
from django.db.models.functions import Coalesce

from duixian.applications import access, casework, process
from duixian.applications.models import Application, Rating, Taken
from duixian.applications.states import ENDED, STATES
from duixian.audit import trail
from duixian.kernel import clock
from duixian.parties import deputies
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.models import Membership, Person
from duixian.parties.roles import Role

LIVE = tuple(one.id for one in STATES if one.id not in ENDED)
WAITING, DONE, CLOSED, ALL = "todo", "done", "closed", "all"
NAMES = {WAITING: "待办", DONE: "已办", CLOSED: "办结", ALL: "全部"}
MOST = 1000  # counting them all takes longer the more there are
# The column of each desk that says until when its move is awaited: null where it is not.
DUE = {Role.CENTRE: "centre_due", Role.OFFICER: "officer_due", Role.APPROVER: "approver_due"}


def of(viewer: Viewer, which: str) -> QuerySet[Application]:
    """One of the lists, within what the viewer may see."""
    every = access.applications(viewer)
    if which == WAITING:
        return _awaited(viewer, every)
    if which == DONE:
        taken = Taken.objects.filter(person=viewer.person, role=viewer.role).exclude(step="start")
        return every.filter(pk__in=taken.values("application")).order_by(*access.NEWEST)
    if which == CLOSED:
        return every.exclude(state__in=LIVE).order_by(*access.NEWEST)
    return every.order_by(*access.NEWEST)


def _awaited(viewer: Viewer, every: QuerySet[Application]) -> QuerySet[Application]:
    """The nearest day first; what has none comes after, the longest waiting first.

    What a colleague has is theirs, unless they are away and the viewer is their deputy.
    """
    due = DUE.get(viewer.role)
    if due is None:
        return every.none()
    me = viewer.person.pk
    away = deputies.absent(viewer, clock.today()).values_list("pk", flat=True)
    # One value to compare, so that no database looks for the many that nobody has taken along their index.
    whose = Coalesce("assignee", Value(me), output_field=UUIDField())
    mine = every.alias(whose=whose).filter(whose__in=[me, *away], **{f"{due}__isnull": False})
    return mine.order_by(due, "entered_at", "pk")


def waiting(viewer: Viewer) -> int | None:
    """How many wait, counted up to MOST; None where nothing ever waits for the role."""
    return of(viewer, WAITING).order_by()[:MOST].count() if viewer.role in DUE else None


def complaints(viewer: Viewer) -> QuerySet[Application]:
    """Cases with a bad rating that nobody has answered, for the desks that answer them. There are few at any time."""
    if viewer.role not in process.STEPS["respond"].by:
        return Application.objects.none()
    open_ = Rating.objects.filter(due_on__isnull=False, responded_at=None)
    return access.applications(viewer).filter(pk__in=list(open_.values_list("application", flat=True)))  # fmt: skip


def colleagues(viewer: Viewer) -> QuerySet[Person]:
    """Who can take over a case: everybody in the same role at the same office."""
    held = Membership.objects.filter(organisation=viewer.organisation, role=viewer.role, until=None)
    return Person.objects.filter(memberships__in=held).distinct().order_by("name")


def assign(viewer: Viewer, id_: UUID, person: UUID | None, reason: str = "") -> Application:
    """Give a case to a colleague, to oneself, or back to the desk; to somebody else only with a reason.

    Raises Refused, or NotSeen.
    """
    with casework.denials(viewer, "application.assign", id_), transaction.atomic():
        application = casework.locked(viewer, id_)
        if application.state not in process.awaited(viewer.role):
            raise Refused(("", "现在不轮到您这里办理，不用分派"))
        chosen = colleagues(viewer).filter(pk=person).first() if person else None
        if person and chosen is None:
            raise NotSeen(person)
        said = reason.strip()[:300]
        if chosen and chosen.pk != viewer.person.pk and not said:
            raise Refused(("reason", "交给别人办理的，请写明理由"))
        before, application.assignee = application.assignee_id, chosen
        application.save(update_fields=["assignee"])
        trail.record(
            viewer.actor, "application.assign", casework.subject_of(id_),
            payload={"from": str(before) if before else None, "to": str(person) if person else None, "reason": said},
        )  # fmt: skip
    return application
