"""Roles given and ended: one admin asks; for approver and finance roles a second admin, another person, confirms."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.kernel import clock
from duixian.kernel.names import read_words
from duixian.outbox import messages
from duixian.parties import people, roles
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.models import Grant, Membership, Organisation, Person
from duixian.parties.reading import Reading
from duixian.parties.roles import SECOND_ADMIN, TABLE, Kind, Role


def ask(viewer: Viewer, *, person: UUID, organisation: UUID, role: Role, reason: str) -> Grant:
    """Give a role, or ask for it where a second admin must confirm. Raises Refused."""
    require(viewer, Role.ADMIN)
    why = _words(reason)
    if not TABLE[role].staff:
        raise Refused(("role", "申报单位的人员由单位管理员邀请，不在这里授予"))
    with transaction.atomic():
        who = people.locked(person)
        where = Organisation.objects.filter(pk=organisation).first()
        if where is None:
            raise NotSeen(organisation)
        if who.pk == viewer.person.pk:
            raise Refused(("person", "不能给自己授予角色，请由另一位系统管理员办理"))
        _possible(who, where, role)
        if Grant.objects.filter(
            person=who, organisation=where, role=role, state=Grant.State.WAITING
        ).exists():
            raise Refused(("role", "同样的授予已在等待第二人确认"))
        grant = Grant.objects.create(
            person=who, organisation=where, role=role, reason=why, asked_by=viewer.person
        )
        trail.record(
            viewer.actor, "grant.ask", f"grant:{grant.pk}",
            payload={"person": str(who.pk), "organisation": str(where.pk), "role": role.value, "reason": why},
        )  # fmt: skip
        if role in SECOND_ADMIN:
            _tell_admins(viewer, grant)
        else:
            _give(viewer.actor, grant, viewer.person)
    return grant


def confirm(viewer: Viewer, grant_id: UUID) -> Grant:
    """The second admin, who is neither the one who asked nor the one who gets it. Raises Refused."""
    require(viewer, Role.ADMIN)
    with transaction.atomic():
        grant = _waiting(viewer, grant_id)
        person = people.locked(grant.person_id)
        _possible(person, grant.organisation, Role(grant.role))
        _give(viewer.actor, grant, viewer.person)
    return grant


def refuse(viewer: Viewer, grant_id: UUID, reason: str) -> Grant:
    """The second admin says no. Raises Refused."""
    require(viewer, Role.ADMIN)
    why = _words(reason)
    with transaction.atomic():
        grant = _waiting(viewer, grant_id)
        grant.state, grant.decided_by, grant.decided_at = (
            Grant.State.REFUSED,
            viewer.person,
            clock.now(),
        )
        grant.save()
        trail.record(viewer.actor, "grant.refuse", f"grant:{grant.pk}", payload={"reason": why})
    return grant


def revoke(viewer: Viewer, membership_id: int, reason: str) -> Membership:
    """End a role at once: the next request of its holder no longer has it. Raises Refused."""
    require(viewer, Role.ADMIN)
    why = _words(reason)
    with transaction.atomic():
        people.hold_admins()
        membership = (
            Membership.objects.select_for_update(of=("self",))
            .select_related("person", "organisation")
            .filter(pk=membership_id)
            .first()
        )
        if membership is None:
            raise NotSeen(membership_id)
        if not TABLE[Role(membership.role)].staff:
            raise Refused(("", "申报单位的人员由单位管理员自己管理；有争议的由投资促进中心处理"))
        if membership.until is not None:
            raise Refused(("", "这个角色已经结束"))
        end(viewer.actor, membership, why)
        if membership.role == Role.ADMIN:
            people.keep_an_admin()
    return membership


def waiting(viewer: Viewer) -> QuerySet[Grant]:
    """What waits for a second admin, the oldest first."""
    require(viewer, Role.ADMIN)
    return (
        Grant.objects.filter(state=Grant.State.WAITING)
        .select_related("person", "organisation", "asked_by")
        .order_by("asked_at", "pk")
    )


def give(actor: Actor, person: Person, organisation: Organisation, role: Role) -> Membership:
    """A membership, under the person's lock, inside the caller's transaction. Raises Refused."""
    who = people.locked(person.pk)
    _possible(who, organisation, role)
    membership = Membership.objects.create(
        person=who, organisation=organisation, role=role, since=clock.now()
    )
    trail.record(
        actor, "role.begin", f"person:{who.pk}",
        payload={"organisation": str(organisation.pk), "role": role.value},
    )  # fmt: skip
    return membership


def end(actor: Actor, membership: Membership, reason: str) -> None:
    """End a membership, inside the caller's transaction."""
    membership.until = clock.now()
    membership.save(update_fields=["until"])
    trail.record(
        actor, "role.end", f"person:{membership.person_id}",
        payload={"organisation": str(membership.organisation_id), "role": membership.role, "reason": reason},
    )  # fmt: skip


def _possible(person: Person, organisation: Organisation, role: Role) -> None:
    if person.erased_at:
        raise Refused(("person", "此人的账号已注销"))
    if organisation.state == Organisation.State.CLOSED:
        raise Refused(("organisation", f"“{organisation.name}”已停用"))
    held = people.held(person)
    if Membership.objects.filter(
        person=person, organisation=organisation, role=role, until=None
    ).exists():
        raise Refused(("role", f"{person.name}已经是“{TABLE[role].name}”"))
    why = roles.refusal(role, held, Kind(organisation.kind))
    if why:
        raise Refused(("role", why))


def _give(actor: Actor, grant: Grant, decided_by: Person) -> None:
    give(actor, grant.person, grant.organisation, Role(grant.role))
    grant.state, grant.decided_by, grant.decided_at = Grant.State.DONE, decided_by, clock.now()
    grant.save()
    trail.record(actor, "grant.give", f"grant:{grant.pk}", payload={"role": grant.role})
    messages.post(
        people.told(grant.person), "role-granted",
        {"organisation": grant.organisation.name, "role": TABLE[Role(grant.role)].name}, link="/office/",
    )  # fmt: skip


def _waiting(viewer: Viewer, grant_id: UUID) -> Grant:
    grant = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("person", "organisation", "asked_by")
        .filter(pk=grant_id)
        .first()
    )
    if grant is None:
        raise NotSeen(grant_id)
    if grant.state != Grant.State.WAITING:
        raise Refused(("", f"这项授予{grant.get_state_display()}，不用再处理"))
    if viewer.person.pk in {grant.asked_by_id, grant.person_id}:
        raise Refused(("", "提出人和被授予人不能自己确认，须由另一位系统管理员办理"))
    return grant


def _tell_admins(viewer: Viewer, grant: Grant) -> None:
    others = people.admins().exclude(pk__in=[viewer.person.pk, grant.person_id])
    messages.post(
        people.reached(others), "role-asked",
        {
            "organisation": grant.organisation.name, "role": TABLE[Role(grant.role)].name,
            "name": grant.person.name, "asker": viewer.person.name, "reason": grant.reason,
        },
        link="/office/grants/",
    )  # fmt: skip


def _words(reason: str) -> str:
    reading = Reading()
    why = reading.text("reason", lambda: read_words(reason, "理由", 500))
    reading.done()
    return why
