"""Colleagues: asked in by a link that works once, handed the management, let go."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.kernel import clock
from duixian.kernel.names import read_words
from duixian.outbox import messages
from duixian.outbox.messages import Recipient
from duixian.parties import grants, organisations, people
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.models import Account, Invitation, Membership, Organisation
from duixian.parties.organisations import APPLICANTS
from duixian.parties.reading import Reading
from duixian.parties.roles import TABLE, Role

VALID = timedelta(days=7)
AT_ONCE = 20


def invite(viewer: Viewer, *, email: str, role: Role = Role.APPLICANT) -> tuple[Invitation, str]:
    """Ask a colleague in. Returns the path of the link too: only its hash is kept. Raises Refused."""
    require(viewer, Role.APPLICANT_OWNER)
    reading = Reading()
    mail = reading.text("email", lambda: people.read_email(email))
    if role not in APPLICANTS:
        reading.fault("role", "请选择经办人员或单位管理员")
    reading.done()
    token = secrets.token_urlsafe(32)
    path = f"/my/invitation/{token}/"
    with transaction.atomic():
        where = organisations.locked(viewer.organisation.pk)
        _may_invite(where, mail)
        row = Invitation.objects.create(
            organisation=where, email=mail, role=role, token_hash=_hash(token),
            invited_by=viewer.person, expires_at=clock.now() + VALID,
        )  # fmt: skip
        trail.record(
            viewer.actor, "invitation.send", f"invitation:{row.pk}",
            payload={"email": mail, "role": role.value, "organisation": str(where.pk)},
        )  # fmt: skip
        messages.post(
            [Recipient(person=None, email=mail)], "invitation",
            {
                "enterprise": where.name, "role": TABLE[role].name,
                "inviter": viewer.person.name, "expires": row.expires_at,
            },
            link=path,
        )  # fmt: skip
    return row, path


def _may_invite(where: Organisation, mail: str) -> None:
    if where.state != Organisation.State.VERIFIED:
        raise Refused(("", "单位通过核验后才能邀请同事"))
    there = open_ones(where)
    if there.filter(email__iexact=mail).exists():
        raise Refused(("email", f"已向“{mail}”发出邀请，尚未过期。要重发，请先撤销"))
    if there.count() >= AT_ONCE:
        raise Refused(("", f"还有{AT_ONCE}份邀请没有被接受，请先撤销不需要的"))


def open_ones(organisation: Organisation) -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    return Invitation.objects.filter(
        organisation=organisation, accepted_at=None, revoked_at=None, expires_at__gt=clock.now()
    ).order_by("invited_at")


def pending(viewer: Viewer) -> QuerySet[Invitation]:
    """The open invitations of the viewer's enterprise."""
    require(viewer, Role.APPLICANT_OWNER)
    return open_ones(viewer.organisation)


def read(token: str) -> Invitation:
    """The open invitation behind a link; raises NotSeen for every other link, whatever is wrong with it."""
    found = (
        Invitation.objects.filter(
            token_hash=_hash(token), accepted_at=None, revoked_at=None, expires_at__gt=clock.now()
        )
        .select_related("organisation", "invited_by")
        .first()
    )
    if found is None:
        raise NotSeen("invitation")
    return found


def accept(account: Account, token: str, *, actor: Actor | None = None) -> Membership:
    """Join; the account's e-mail must be the invited one, so that a link that went astray opens nothing."""
    if account.person is None:
        raise Refused(("", "请先填写姓名"))
    with transaction.atomic():
        seen = read(token)
        where = organisations.locked(seen.organisation_id)
        row = Invitation.objects.select_for_update().get(pk=seen.pk)
        if row.accepted_at or row.revoked_at:
            raise NotSeen("invitation")
        if account.email.casefold() != row.email.casefold():
            raise Refused(
                ("", "这份邀请发给另一个电子邮箱。请用收到邀请的邮箱所注册的账号登录后再打开")
            )
        if where.state != Organisation.State.VERIFIED:
            raise Refused(("", "这家单位目前不能加入新成员"))
        person = people.locked(account.person.pk)
        row.accepted_by, row.accepted_at = person, clock.now()
        row.save(update_fields=["accepted_by", "accepted_at"])
        by = actor or people.who(account)
        membership = grants.give(by, person, where, Role(row.role))
        trail.record(
            by, "invitation.accept", f"invitation:{row.pk}", payload={"person": str(person.pk)}
        )
    return membership


def revoke(viewer: Viewer, id_: UUID) -> Invitation:
    """Take an invitation back. Raises Refused."""
    require(viewer, Role.APPLICANT_OWNER)
    with transaction.atomic():
        row = (
            Invitation.objects.select_for_update()
            .filter(pk=id_, organisation=viewer.organisation)
            .first()
        )
        if row is None:
            raise NotSeen(id_)
        if row.accepted_at or row.revoked_at:
            raise Refused(("", "这份邀请已被接受或已撤销"))
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        trail.record(viewer.actor, "invitation.revoke", f"invitation:{row.pk}")
    return row


def colleagues(viewer: Viewer) -> QuerySet[Membership]:
    """Who acts for the viewer's enterprise now."""
    require(viewer, *APPLICANTS)
    return (
        Membership.objects.filter(organisation=viewer.organisation, until=None)
        .select_related("person")
        .order_by("-role", "since")
    )


def hand_over(viewer: Viewer, membership_id: int) -> Membership:
    """Make a colleague the manager; the viewer goes on as a colleague. Raises Refused."""
    require(viewer, Role.APPLICANT_OWNER)
    with transaction.atomic():
        theirs, own = _pair(viewer, membership_id)
        if theirs.role == Role.APPLICANT_OWNER:
            raise Refused(("", f"{theirs.person.name}已经是单位管理员"))
        reason = f"{viewer.person.name}移交单位管理员"
        grants.end(viewer.actor, theirs, reason)
        grants.end(viewer.actor, own, reason)
        made = grants.give(viewer.actor, theirs.person, viewer.organisation, Role.APPLICANT_OWNER)
        grants.give(viewer.actor, viewer.person, viewer.organisation, Role.APPLICANT)
        _tell(made)
    return made


def remove(viewer: Viewer, membership_id: int, reason: str) -> Membership:
    """Let a colleague go at once, or oneself where another manager stays. Raises Refused."""
    require(viewer, Role.APPLICANT_OWNER)
    reading = Reading()
    why = reading.text("reason", lambda: read_words(reason, "理由", 200))
    reading.done()
    with transaction.atomic():
        theirs, own = _pair(viewer, membership_id)
        owners = Membership.objects.filter(
            organisation=viewer.organisation, role=Role.APPLICANT_OWNER, until=None
        )
        if theirs.pk == own.pk and owners.count() == 1:
            raise Refused(("", "您是唯一的单位管理员，请先把管理员移交给同事"))
        grants.end(viewer.actor, theirs, why)
        messages.post(
            people.told(theirs.person), "role-ended",
            {"organisation": viewer.organisation.name, "role": TABLE[Role(theirs.role)].name, "reason": why},
            link="/my/",
        )  # fmt: skip
    return theirs


def _pair(viewer: Viewer, membership_id: int) -> tuple[Membership, Membership]:
    """A colleague's membership and the viewer's own, under the enterprise's lock and both people's."""
    organisations.locked(viewer.organisation.pk)
    rows = Membership.objects.filter(organisation=viewer.organisation, until=None)
    there = {
        one.pk: one
        for one in rows.select_related("person").select_for_update(of=("self",)).order_by("pk")
    }
    own = next(
        (
            one
            for one in there.values()
            if one.person_id == viewer.person.pk and one.role == viewer.role
        ),
        None,
    )
    if membership_id not in there or own is None:
        raise NotSeen(membership_id)
    for id_ in sorted({there[membership_id].person_id, own.person_id}):
        people.locked(id_)
    return there[membership_id], own


def _tell(membership: Membership) -> None:
    messages.post(
        people.told(membership.person), "role-granted",
        {"organisation": membership.organisation.name, "role": TABLE[Role(membership.role)].name}, link="/my/",
    )  # fmt: skip


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
