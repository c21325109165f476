"""What becomes of a registration or a claim: the centre decides, the owner lets in, answers; each with its effect."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.kernel import clock
from duixian.kernel.names import read_words
from duixian.outbox import messages
from duixian.parties import grants, organisations, people
from duixian.parties.access import Refused, Viewer, require
from duixian.parties.models import Membership, Organisation, Registration
from duixian.parties.reading import Reading
from duixian.parties.registrations import get
from duixian.parties.roles import Role

_Way = Registration.Kind


def decide(viewer: Viewer, id_: UUID, *, accept: bool, reason: str) -> Registration:
    """The centre of the area verifies or refuses, with a reason. Raises Refused."""
    require(viewer, Role.CENTRE)
    with transaction.atomic():
        row = _waiting(viewer, id_)
        why = _why(reason, needed=not accept or row.kind == _Way.DISPUTE)
        _settle(viewer, row, accept=accept, reason=why)
    return row


def answer(viewer: Viewer, id_: UUID, *, accept: bool, reason: str) -> Registration:
    """The owner lets a colleague join, or not. A dispute is not the owner's to decide. Raises Refused."""
    require(viewer, Role.APPLICANT_OWNER)
    with transaction.atomic():
        row = _waiting(viewer, id_)
        if row.kind != _Way.JOIN:
            raise Refused(("", "管理员争议由投资促进中心决定，您可以提交说明"))
        _settle(viewer, row, accept=accept, reason=_why(reason, needed=not accept))
    return row


def reply(viewer: Viewer, id_: UUID, text: str) -> Registration:
    """The present owner's statement on a dispute, before the centre decides. Raises Refused."""
    require(viewer, Role.APPLICANT_OWNER)
    with transaction.atomic():
        row = _waiting(viewer, id_)
        if row.kind != _Way.DISPUTE:
            raise Refused(("reply", "只有管理员争议需要说明"))
        reading = Reading()
        row.reply = reading.text("reply", lambda: read_words(text, "说明", 1000))
        reading.done()
        row.replied_by = viewer.person
        row.save(update_fields=["reply", "replied_by"])
        trail.record(
            viewer.actor,
            "registration.reply",
            f"registration:{row.pk}",
            payload={"reply": row.reply},
        )
        messages.post(
            people.recipients(row.centre, frozenset({Role.CENTRE})), "registration-waiting",
            {"enterprise": row.organisation.name, "centre": row.centre.name},
            link=f"/office/registrations/{row.pk}/",
        )  # fmt: skip
    return row


def pass_on(viewer: Viewer, id_: UUID, *, centre: UUID, reason: str) -> Registration:
    """Hand a registration to the centre whose area it really is. Raises Refused."""
    require(viewer, Role.CENTRE)
    with transaction.atomic():
        row = _waiting(viewer, id_)
        why = _why(reason, needed=True)
        other = organisations.centres().filter(pk=centre).exclude(pk=row.centre_id).first()
        if other is None:
            raise Refused(("centre", "请选择要转交的另一个中心"))
        if row.kind != _Way.NEW:
            raise Refused(("centre", "对已有单位的申请由该单位所属的中心处理，不能转交"))
        row.centre = row.organisation.centre = other
        row.save(update_fields=["centre"])
        row.organisation.save(update_fields=["centre"])
        trail.record(
            viewer.actor, "registration.pass", f"registration:{row.pk}",
            payload={"centre": str(other.pk), "reason": why},
        )  # fmt: skip
        messages.post(
            people.recipients(other, frozenset({Role.CENTRE})), "registration-waiting",
            {"enterprise": row.name, "centre": other.name}, link=f"/office/registrations/{row.pk}/",
        )  # fmt: skip
    return row


def _waiting(viewer: Viewer, id_: UUID) -> Registration:
    """A visible one, still undecided, under every lock that a decision needs (the trail's comes last)."""
    seen = get(viewer, id_)
    organisation = organisations.locked(seen.organisation_id)
    rows = Registration.objects.select_for_update(of=("self",)).filter(organisation=organisation)
    row = {
        one.pk: one for one in rows.select_related("person", "centre", "licence").order_by("pk")
    }[seen.pk]
    row.organisation = organisation
    row.person = people.locked(row.person_id)
    list(_members(organisation))
    if row.state != Registration.State.WAITING:
        raise Refused(("", f"这件申请{row.get_state_display()}，不用再处理"))
    return row


def _why(reason: str, *, needed: bool) -> str:
    reading = Reading()
    why = reading.text("reason", lambda: read_words(reason, "理由", 500, empty=not needed))
    reading.done()
    return why


def _settle(viewer: Viewer, row: Registration, *, accept: bool, reason: str) -> None:
    row.state = Registration.State.VERIFIED if accept else Registration.State.REFUSED
    row.decided_by, row.decided_at, row.reason = viewer.person, clock.now(), reason
    row.save()
    _EFFECTS[_Way(row.kind), accept](viewer.actor, row)
    trail.record(
        viewer.actor, "registration.accept" if accept else "registration.refuse", f"registration:{row.pk}",
        payload={"reason": reason, "organisation": str(row.organisation_id), "kind": row.kind},
    )  # fmt: skip
    messages.post(
        people.told(row.person), "registration-decided",
        {"enterprise": row.name, "verified": accept, "reason": reason}, link=f"/register/{row.pk}/",
    )  # fmt: skip


def _verified(actor: Actor, row: Registration) -> None:
    row.organisation.state = Organisation.State.VERIFIED
    row.organisation.save(update_fields=["state"])


def _refused(actor: Actor, row: Registration) -> None:
    """The code is free again, and nobody is left with a role at an enterprise that is none."""
    row.organisation.state = Organisation.State.REFUSED
    row.organisation.save(update_fields=["state"])
    for membership in _members(row.organisation):
        grants.end(actor, membership, "单位注册未通过核验")


def _joined(actor: Actor, row: Registration) -> None:
    grants.give(actor, row.person, row.organisation, Role.APPLICANT)


def _replaced(actor: Actor, row: Registration) -> None:
    """The claimant manages from now on; whoever did is told, and a registration of theirs is refused with it."""
    before = people.recipients(row.organisation)
    mine = Q(role=Role.APPLICANT_OWNER) | Q(person=row.person)
    for membership in _members(row.organisation).filter(mine):
        grants.end(actor, membership, f"管理员争议：{row.reason}")
    grants.give(actor, row.person, row.organisation, Role.APPLICANT_OWNER)
    _verified(actor, row)
    for other in row.organisation.registrations.filter(
        state=Registration.State.WAITING, kind=_Way.NEW
    ):
        other.state, other.reason = Registration.State.REFUSED, row.reason
        other.decided_by, other.decided_at = row.decided_by, row.decided_at
        other.save()
        trail.record(
            actor, "registration.refuse", f"registration:{other.pk}", payload={"reason": row.reason}
        )
    messages.post(
        before,
        "owner-replaced",
        {"enterprise": row.organisation.name, "reason": row.reason},
        link="/my/",
    )


def _nothing(actor: Actor, row: Registration) -> None:
    """A claim that was refused changes nothing."""


def _members(organisation: Organisation) -> QuerySet[Membership]:
    current = Membership.objects.filter(organisation=organisation, until=None)
    return current.select_for_update(of=("self",)).select_related("person").order_by("pk")


_EFFECTS = {
    (_Way.NEW, True): _verified,
    (_Way.NEW, False): _refused,
    (_Way.JOIN, True): _joined,
    (_Way.JOIN, False): _nothing,
    (_Way.DISPUTE, True): _replaced,
    (_Way.DISPUTE, False): _nothing,
}
