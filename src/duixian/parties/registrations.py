"""An enterprise registers itself, or somebody claims one that is already here. Decided in verification.py."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.files.models import StoredFile
from duixian.kernel.identifiers import read_credit_code, read_phone
from duixian.kernel.names import read_name, read_words
from duixian.outbox import messages
from duixian.parties import grants, organisations, people
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.finding import lookup
from duixian.parties.initials import initials
from duixian.parties.models import Account, Organisation, Person, Profile, Registration
from duixian.parties.reading import Reading
from duixian.parties.roles import Kind, Role

AT_ONCE = 5
_FREE = {Organisation.State.REFUSED.value}
_Way = Registration.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody typed to register; `kind` new, or a claim: to join, or to dispute who manages."""

    code: str
    name: str
    centre: UUID | None
    contact: str
    licence: UUID | None
    kind: str = _Way.NEW
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The checked name and code of an enterprise, and the organisation that has the code, if there is one."""

    code: str
    name: str
    taken: Organisation | None


def unit(code: str, name: str) -> Unit:
    """Read the first two answers. Raises Refused."""
    reading = Reading()
    plain = reading.text("code", lambda: read_credit_code(code))
    called = reading.text("name", lambda: read_name(name, "单位名称"))
    reading.done()
    found = Organisation.objects.filter(code=plain).first()
    return Unit(
        code=plain, name=called, taken=found if found and found.state not in _FREE else None
    )


def read_statement(text: str) -> str:
    """What a claimant says. Raises Refused."""
    reading = Reading()
    plain = reading.text("statement", lambda: read_words(text, "说明", 1000))
    reading.done()
    return plain


def read_contact(text: str) -> str:
    """Where the centre calls. Raises Refused."""
    reading = Reading()
    plain = reading.text("contact", lambda: read_phone(text))
    reading.done()
    return plain


def register(account: Account, wanted: Wanted, *, actor: Actor | None = None) -> Registration:
    """Hand in a registration or a claim, for a person already introduced. Raises Refused."""
    person = account.person
    if person is None or person.identity_hash is None:
        raise Refused(("person_name", "请先填写经办人信息"))
    asked, checked = unit(wanted.code, wanted.name), _checked(wanted, person)
    by = actor or people.who(account)
    try:
        with transaction.atomic():
            organisation = _organisation(asked, wanted.kind, checked.centre, person)
            people.locked(person.pk)
            _within_limits(person)
            row = Registration.objects.create(
                organisation=organisation, person=person, licence=checked.licence, contact=checked.contact,
                kind=wanted.kind, centre=organisation.centre or checked.centre,
                name=asked.name, statement=checked.statement,
            )  # fmt: skip
            if wanted.kind == _Way.NEW:
                grants.give(by, person, organisation, Role.APPLICANT_OWNER)
                _first_contact(organisation, person, checked.contact)
            trail.record(by, "registration.ask", f"registration:{row.pk}", payload=_payload(row))
            _announce(row)
    except IntegrityError:
        raise Refused(
            ("code", "这家单位刚刚由他人提交了注册。请返回重新填写，按“已有人注册”办理")
        ) from None
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    contact: str
    statement: str
    centre: Organisation
    licence: StoredFile


def _checked(wanted: Wanted, person: Person) -> _Checked:
    reading = Reading()
    contact = reading.text("contact", lambda: read_phone(wanted.contact))
    optional = wanted.kind == _Way.NEW
    said = reading.text(
        "statement", lambda: read_words(wanted.statement, "说明", 1000, empty=optional)
    )
    centre = organisations.centres().filter(pk=wanted.centre).first() if wanted.centre else None
    licence = _licence(wanted.licence, person)
    if centre is None:
        reading.fault("centre", "请选择所在区域的投资促进中心")
    if licence is None:
        reading.fault("licence", "请上传营业执照（PDF、JPG 或 PNG）")
    reading.done()
    assert centre is not None
    assert licence is not None
    return _Checked(contact=contact, statement=said, centre=centre, licence=licence)


def _organisation(asked: Unit, kind: str, centre: Organisation, person: Person) -> Organisation:
    """The enterprise under its lock: new, free again after a refusal, or the one that is claimed."""
    found = Organisation.objects.select_for_update(no_key=True).filter(code=asked.code).first()
    free = found is None or found.state in _FREE
    if free != (kind == _Way.NEW):
        raise Refused(("code", _WRONG_WAY[free]))
    if found is None:
        return Organisation.objects.create(
            kind=Kind.APPLICANT, code=asked.code, name=asked.name, pinyin=initials(asked.name),
            state=Organisation.State.PENDING, centre=centre,
        )  # fmt: skip
    if kind == _Way.NEW:
        found.name, found.pinyin, found.centre = asked.name, initials(asked.name), centre
        found.state = Organisation.State.PENDING
        found.save()
    elif found.state == Organisation.State.CLOSED:
        raise Refused(("code", "这家单位已停用，请联系投资促进中心"))
    elif found.kind != Kind.APPLICANT:
        raise Refused(("code", "这个统一社会信用代码不是申报单位的"))
    elif Registration.objects.filter(
        organisation=found, person=person, state=Registration.State.WAITING
    ).exists():
        raise Refused(("code", "您对这家单位的申请还在处理，请等结果"))
    return found


_WRONG_WAY = {
    True: "这家单位还没有注册，请按新单位注册",
    False: "这家单位已经有人注册。可以申请加入；认为现任管理员不应管理本单位的，可以提出争议",
}


def _licence(id_: UUID | None, person: Person) -> StoredFile | None:
    """The upload, if this person brought it."""
    if id_ is None:
        return None
    return StoredFile.objects.filter(pk=id_, uploaded_by=person.pk, erased_at=None).first()


def _within_limits(person: Person) -> None:
    open_now = Registration.objects.filter(person=person, state=Registration.State.WAITING).count()
    if open_now >= AT_ONCE:
        raise Refused(("", f"您有{open_now}件注册还在核验，请等结果后再提交"))


def _first_contact(organisation: Organisation, person: Person, phone: str) -> None:
    profile, _ = Profile.objects.get_or_create(organisation=organisation)
    profile.contact_name, profile.contact_phone = person.name, phone
    profile.save(update_fields=["contact_name", "contact_phone"])


def _payload(row: Registration) -> dict[str, str]:
    return {
        "organisation": str(row.organisation_id), "kind": row.kind, "name": row.name,
        "licence": row.licence.sha256, "centre": str(row.centre_id),
    }  # fmt: skip


def _announce(row: Registration) -> None:
    """Tell who asked, the centre, and of a claim also those who manage the enterprise now."""
    said = {"enterprise": row.name, "centre": row.centre.name}
    messages.post(
        people.told(row.person), "registration-received", said, link=f"/register/{row.pk}/"
    )
    messages.post(
        people.recipients(row.centre, frozenset({Role.CENTRE})), "registration-waiting", said,
        link=f"/office/registrations/{row.pk}/",
    )  # fmt: skip
    if row.kind != _Way.NEW:
        messages.post(
            people.recipients(row.organisation, frozenset({Role.APPLICANT_OWNER})), "claim-received",
            {"enterprise": row.organisation.name, "name": row.person.name, "matter": _Way(row.kind).label},
            link="/my/enterprise/people/",
        )  # fmt: skip


def visible(viewer: Viewer) -> QuerySet[Registration]:
    """Those of a centre's own area; for officers and auditors all; for an owner the claims to the enterprise."""
    every = Registration.objects.select_related(
        "organisation", "person", "centre", "licence", "decided_by"
    )
    if viewer.role == Role.CENTRE:
        return every.filter(centre=viewer.organisation)
    if viewer.role in {Role.OFFICER, Role.AUDITOR}:
        return every
    if viewer.role == Role.APPLICANT_OWNER:
        return every.filter(organisation=viewer.organisation).exclude(kind=_Way.NEW)
    return every.none()


def waiting(viewer: Viewer) -> QuerySet[Registration]:
    """What waits for a decision, the oldest first."""
    return visible(viewer).filter(state=Registration.State.WAITING).order_by("asked_at", "pk")


def search(viewer: Viewer, query: str, state: str) -> QuerySet[Registration]:
    """The viewer's, by state and by what their enterprise or person is found by, those that waited longest first."""
    found = visible(viewer).order_by("asked_at", "pk")
    if state in Registration.State.values:
        found = found.filter(state=state)
    return lookup.find(found, query, "organisation", "person")


def get(viewer: Viewer, id_: UUID) -> Registration:
    """One of the visible; raises NotSeen."""
    found = visible(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def mine(account: Account) -> QuerySet[Registration]:
    """What this account's person handed in, the latest first."""
    return (
        Registration.objects.filter(person=account.person_id)
        .select_related("organisation", "centre")
        .order_by("-asked_at")
    )
