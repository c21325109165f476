"""Organisations: looked up, seen within a viewer's bounds, made by an admin. Enterprises make themselves (registrations)."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from duixian.audit import trail
from duixian.kernel.identifiers import BadCode, read_credit_code
from duixian.kernel.names import read_name, read_words
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.finding import lookup
from duixian.parties.initials import initials
from duixian.parties.models import Organisation
from duixian.parties.reading import Reading
from duixian.parties.roles import KIND_NAMES, Kind, Role

# Who works with the profiles of every enterprise. A centre sees its own; an admin and an expert see none.
EVERYWHERE = frozenset(
    {
        Role.OFFICER,
        Role.APPROVER,
        Role.LEADING_GROUP,
        Role.PREPARER,
        Role.RELEASER,
        Role.AUDITOR,
    }
)
APPLICANTS = frozenset({Role.APPLICANT, Role.APPLICANT_OWNER})


def by_code(code: str) -> Organisation | None:
    """The organisation of a 统一社会信用代码, however it is typed; None where there is none."""
    try:
        return Organisation.objects.filter(code=read_credit_code(code)).first()
    except BadCode:
        return None


def centres() -> QuerySet[Organisation]:
    """The 投资促进中心 that take registrations, by name."""
    return Organisation.objects.filter(
        kind=Kind.CENTRE, state=Organisation.State.VERIFIED
    ).order_by("name")


def verified() -> QuerySet[Organisation]:
    """The enterprises whose registration a centre has verified."""
    return Organisation.objects.filter(kind=Kind.APPLICANT, state=Organisation.State.VERIFIED)


def enterprises(viewer: Viewer) -> QuerySet[Organisation]:
    """The enterprises that a viewer may see: an applicant's own, a centre's own, or all."""
    every = Organisation.objects.filter(kind=Kind.APPLICANT)
    if viewer.role in EVERYWHERE:
        return every
    if viewer.role == Role.CENTRE:
        return every.filter(centre=viewer.organisation)
    if viewer.role in APPLICANTS:
        return every.filter(pk=viewer.organisation.pk)
    return every.none()


def enterprise(viewer: Viewer, id_: UUID) -> Organisation:
    """One enterprise within the viewer's bounds; raises NotSeen."""
    found = enterprises(viewer).select_related("centre").filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def search(viewer: Viewer, query: str) -> QuerySet[Organisation]:
    """Enterprises by two signs of their name (a former one too) and more, code or pinyin initials; all where nothing is asked."""
    found = enterprises(viewer).select_related("centre").order_by("name", "pk")
    return lookup.find(found, query)


def matching(plain: str) -> Q:
    """Organisations that a text finds: by name (a former one too), code or initials."""
    return lookup.having(plain)


def offices(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations of officials and experts, for the admin who gives roles at them."""
    require(viewer, Role.ADMIN)
    return Organisation.objects.exclude(kind=Kind.APPLICANT).order_by("kind", "name")


def create(
    viewer: Viewer, *, kind: Kind, name: str, area: str = "", contact: str = ""
) -> Organisation:
    """A centre, a bureau, the operator; never an enterprise. Raises Refused."""
    require(viewer, Role.ADMIN)
    if kind == Kind.APPLICANT:
        raise Refused(("kind", f"{KIND_NAMES[kind]}由其自行注册，不在这里新建"))
    with transaction.atomic():
        made = make(kind=kind, name=name, area=area, contact=contact)
        trail.record(
            viewer.actor, "organisation.create", f"organisation:{made.pk}",
            payload={"kind": kind.value, "name": made.name, "area": made.area},
        )  # fmt: skip
    return made


def make(*, kind: Kind, name: str, area: str, contact: str) -> Organisation:
    """The row itself, checked; for `create` and for the founding of an installation. Raises Refused."""
    reading = Reading()
    plain = reading.text("name", lambda: read_name(name, "单位名称"))
    district = reading.text("area", lambda: read_words(area, "服务区域", 200, empty=True))
    said = reading.text("contact", lambda: read_words(contact, "咨询方式", 200, empty=True))
    if kind == Kind.CENTRE and not area.strip():
        reading.fault("area", "请填写中心的服务区域，注册单位按区域选择中心")
    if plain and Organisation.objects.filter(kind=kind, name=plain).exists():
        reading.fault("name", f"已经有名为“{plain}”的{KIND_NAMES[kind]}")
    reading.done()
    return Organisation.objects.create(
        kind=kind, name=plain, pinyin=initials(plain), area=district, contact=said
    )


def locked(id_: UUID) -> Organisation:
    """The row under its lock, inside a transaction; raises NotSeen."""
    found = Organisation.objects.select_for_update(no_key=True).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found
