"""代理: a person names a colleague of the same role and office for some days; an admin does it for who is away already.

A deputy gets no right that is not their own: they find the absent person's cases in their worklist, and what they do
stands in their own name. The separation of duties looks at them alone.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from duixian.audit import trail
from duixian.kernel import clock
from duixian.kernel.dates import chinese, read_date
from duixian.kernel.names import read_words
from duixian.outbox import messages
from duixian.parties import people
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.deputies_rows import Deputy
from duixian.parties.models import Membership, Organisation, Person
from duixian.parties.reading import Reading
from duixian.parties.roles import TABLE, Role

# Who has cases of their own in a worklist.
ROLES = (Role.CENTRE, Role.OFFICER, Role.APPROVER)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was typed: who stands in (None: nobody chosen), the first and the last day, why."""

    deputy: UUID | None
    since: str
    until: str
    reason: str


def colleagues(membership: Membership) -> QuerySet[Person]:
    """Who can stand in: everybody else in the same role at the same office."""
    held = Membership.objects.filter(
        organisation=membership.organisation_id, role=membership.role, until=None
    )
    found = Person.objects.filter(memberships__in=held).exclude(pk=membership.person_id)
    return found.distinct().order_by("name", "pk")


def own(viewer: Viewer) -> Membership:
    """The membership that the viewer acts in. Raises NotSeen."""
    require(viewer, *ROLES)
    found = Membership.objects.filter(
        person=viewer.person, organisation=viewer.organisation, role=viewer.role, until=None
    ).first()
    if found is None:
        raise NotSeen(viewer.role)
    return found


def memberships(viewer: Viewer, person: UUID) -> list[Membership]:
    """Those of a person for which an admin can name a deputy."""
    require(viewer, Role.ADMIN)
    held = Membership.objects.filter(person=person, until=None, role__in=ROLES)
    return list(held.select_related("person", "organisation").order_by("since", "pk"))


def of(membership: Membership, on: date) -> QuerySet[Deputy]:
    """Who stands in for somebody now and later, the nearest first."""
    return _standing(on).filter(_same(membership), person=membership.person_id).order_by("since")


def stood_for(viewer: Viewer, on: date) -> QuerySet[Deputy]:
    """For whom the viewer stands in now and later."""
    rows = _standing(on).filter(
        deputy=viewer.person, organisation=viewer.organisation, role=viewer.role
    )
    return rows.order_by("since")


def absent(viewer: Viewer, on: date) -> QuerySet[Person]:
    """Whose cases the viewer finds in their worklist on a day: whoever named them and still has the role."""
    named = stood_for(viewer, on).filter(since__lte=on)
    held = Membership.objects.filter(
        organisation=viewer.organisation, role=viewer.role, until=None
    ).values("person")
    return Person.objects.filter(absences__in=named, pk__in=held)


def name(viewer: Viewer, membership: Membership, wanted: Wanted) -> Deputy:
    """Name a deputy for oneself, or as an admin for somebody who is away. Raises Refused, or NotSeen."""
    if viewer.role != Role.ADMIN and membership != own(viewer):
        raise NotSeen(membership.pk)
    today = clock.today()
    with transaction.atomic():
        people.locked(membership.person_id)
        row = _read(viewer, membership, wanted, today)
        row.save(force_insert=True)
        trail.record(
            viewer.actor, "deputy.name", f"person:{row.person_id}", at=row.named_at,
            payload={
                "deputy": str(row.deputy_id), "organisation": str(row.organisation_id), "role": row.role,
                "since": row.since.isoformat(), "until": row.until.isoformat(), "reason": row.reason,
            },
        )  # fmt: skip
        _tell(
            row, "deputy-named", {"days": days(row), "reason": row.reason, "by": viewer.person.name}
        )
    return row


def end(viewer: Viewer, id_: UUID) -> Deputy:
    """End it before its last day: the absent person is back, or an admin takes it away. Raises NotSeen."""
    with transaction.atomic():
        rows = _standing(clock.today()).select_for_update(of=("self",))
        if viewer.role != Role.ADMIN:
            rows = rows.filter(_same(own(viewer)), person=viewer.person)
        row = rows.filter(pk=id_).first()
        if row is None:
            raise NotSeen(id_)
        row.ended_at, row.ended_by = clock.now(), viewer.person
        row.save(update_fields=["ended_at", "ended_by"])
        trail.record(
            viewer.actor, "deputy.end", f"person:{row.person_id}", at=row.ended_at,
            payload={"deputy": str(row.deputy_id), "since": row.since.isoformat()},
        )  # fmt: skip
        _tell(row, "deputy-ended", {"days": days(row), "by": viewer.person.name})
    return row


def days(row: Deputy) -> str:
    """2026年3月2日至2026年3月6日."""
    return f"{chinese(row.since)}至{chinese(row.until)}"


def _standing(on: date) -> QuerySet[Deputy]:
    rows = Deputy.objects.filter(ended_at=None, until__gte=on)
    return rows.select_related("person", "deputy", "organisation", "named_by")


def _same(membership: Membership) -> Q:
    return Q(organisation=membership.organisation_id, role=membership.role)


def _read(viewer: Viewer, membership: Membership, wanted: Wanted, today: date) -> Deputy:
    reading = Reading()
    chosen = colleagues(membership).filter(pk=wanted.deputy).first() if wanted.deputy else None
    if chosen is None:
        reading.fault("deputy", "请选择一位同一机构、同一角色的同事")
    since = reading.text("since", lambda: read_date(wanted.since).isoformat())
    until = reading.text("until", lambda: read_date(wanted.until).isoformat())
    reason = reading.text("reason", lambda: read_words(wanted.reason, "事由", 200))
    if since and until:
        for field, text in _days_wrong(date.fromisoformat(since), date.fromisoformat(until), today):
            reading.fault(field, text)
    reading.done()
    assert chosen is not None
    row = Deputy(
        person=membership.person, deputy=chosen, organisation=membership.organisation, role=membership.role,
        since=date.fromisoformat(since), until=date.fromisoformat(until), reason=reason, named_by=viewer.person,
    )  # fmt: skip
    _alone(row, today)
    return row


def _days_wrong(since: date, until: date, today: date) -> list[tuple[str, str]]:
    found = []
    if until < since:
        found.append(("until", f"最后一天（{chinese(until)}）早于第一天（{chinese(since)}）"))
    elif until - since > LONGEST:
        found.append(("until", "一次最多一年；更久的，到期以前再办一次"))
    if since < today:
        found.append(("since", f"第一天（{chinese(since)}）已经过去，最早填今天"))
    return found


def _alone(row: Deputy, today: date) -> None:
    """One deputy at a time, who is there themself: nobody stands in for somebody who is away too."""
    meanwhile = _standing(today).filter(
        organisation=row.organisation, role=row.role, since__lte=row.until, until__gte=row.since
    )
    if other := meanwhile.filter(person=row.person).first():
        raise Refused(
            ("since", f"{days(other)}已由{other.deputy.name}代理，请先结束那一项，或者改日期")
        )
    if away := meanwhile.filter(person=row.deputy).first():
        raise Refused(("deputy", f"{row.deputy.name}自己{days(away)}也请了代理，请另选一位"))


def _tell(row: Deputy, template: str, more: dict[str, str]) -> None:
    """Both are told."""
    where: Organisation = row.organisation
    context = {
        "absent": row.person.name, "deputy": row.deputy.name, "role": TABLE[Role(row.role)].name,
        "organisation": where.name, **more,
    }  # fmt: skip
    both = Person.objects.filter(pk__in=[row.person_id, row.deputy_id])
    messages.post(people.reached(both), template, context, link="/office/deputies/")
