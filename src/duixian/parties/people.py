"""Natural people: who is told, who is behind an account, what they hold, who is admin."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, QuerySet

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.kernel.identifiers import BadCode, read_mobile
from duixian.kernel.names import read_person
from duixian.kernel.text import folded
from duixian.outbox.messages import Recipient
from duixian.parties import sealing
from duixian.parties.access import NotSeen, Refused
from duixian.parties.initials import initials
from duixian.parties.models import Account, Membership, Organisation, Person
from duixian.parties.reading import Reading
from duixian.parties.roles import Role


def memberships(person: Person) -> QuerySet[Membership]:
    """What a person is now, anywhere, the oldest first."""
    current = Membership.objects.filter(person=person, until=None)
    return current.select_related("organisation").order_by("since", "pk")


def recipients(organisation: Organisation, roles: frozenset[Role] | None = None) -> list[Recipient]:
    """Who is told for an organisation: everybody with one of these roles there now (None: any role)."""
    return recipients_of([organisation], roles)


def recipients_of(
    organisations: Iterable[Organisation], roles: frozenset[Role] | None = None
) -> list[Recipient]:
    """The same for several organisations at once."""
    held = Membership.objects.filter(organisation__in=list(organisations), until=None)
    if roles is not None:
        held = held.filter(role__in=[role.value for role in roles])
    return reached(Person.objects.filter(memberships__in=held).distinct())


def reached(people: QuerySet[Person]) -> list[Recipient]:
    """Where each person is told: the e-mail of the first account that is in use."""
    in_use = Account.objects.filter(is_active=True).order_by("date_joined", "pk")
    found = people.prefetch_related(Prefetch("accounts", in_use, to_attr="in_use")).order_by("pk")
    return [
        Recipient(person=one.pk, email=next((each.email for each in one.in_use if each.email), ""))
        for one in found
    ]


def told(person: Person) -> list[Recipient]:
    """Where one person is told."""
    return reached(Person.objects.filter(pk=person.pk))


def held(person: Person) -> frozenset[Role]:
    """The roles that a natural person holds now, anywhere."""
    rows = Membership.objects.filter(person=person, until=None).values_list("role", flat=True)
    return frozenset(Role(role) for role in rows)


def locked(id_: UUID) -> Person:
    """The row under its lock: two grants at once can't both find the other role absent. Raises NotSeen."""
    found = Person.objects.select_for_update(no_key=True).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def who(account: Account) -> Actor:
    """What the trail says of somebody who has no role yet, where no request says it better."""
    person = account.person
    return Actor(
        person=person.pk if person else None,
        name=person.name if person else account.username,
        role="",
    )


def introduce(
    account: Account, *, name: str, identity: str, mobile: str, actor: Actor | None = None
) -> Person:
    """Say which natural person is behind an account that signed itself up. Raises Refused.

    A 证件号 that another account already gave is refused: one natural person has one account here,
    and nobody gets at somebody else's roles by typing their number. It is asked once: later it may be left out.
    """
    reading = Reading()
    plain = reading.text("person_name", lambda: read_person(name))
    before = account.person.identity_hash if account.person else None
    again = before is not None and not identity.strip()
    hashed = None if again else reading.text("identity", lambda: sealing.identity_hash(identity))
    phone = reading.text("mobile", lambda: read_mobile(mobile))
    reading.done()
    try:
        with transaction.atomic():
            person = _introduced(account, plain, hashed or before or "", phone)
            payload = {"name": person.name}
            trail.record(
                actor or who(account), "person.introduce", f"person:{person.pk}", payload=payload
            )
    except IntegrityError:
        raise Refused(("identity", "这个身份证号刚刚由另一个账号登记，请用那个账号登录")) from None
    return person


def _introduced(account: Account, name: str, hashed: str, phone: str) -> Person:
    row = (
        Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)
    )
    other = Person.objects.filter(identity_hash=hashed).first()
    if other is not None and other != row.person:
        raise Refused(("identity", _taken(other)))
    person = row.person or Person()
    if person.identity_hash not in {None, hashed}:
        raise Refused(("identity", "与此账号此前登记的身份证号不一致。账号只能由本人使用"))
    if person.identity_hash and person.name != name:
        raise Refused(("person_name", f"与此账号已登记的姓名“{person.name}”不一致"))
    person.name, person.pinyin, person.identity_hash = name, initials(name), hashed
    person.save()
    row.person, row.mobile = person, phone
    row.save(update_fields=["person", "mobile"])
    account.person, account.mobile = person, phone
    return person


def _taken(other: Person) -> str:
    login = other.accounts.order_by("date_joined").values_list("username", flat=True).first() or ""
    hint = f"（登录名 {login[:1]}***{login[-1:]}）" if login else ""
    return f"这个身份证号已有账号{hint}，请用原来的账号登录；不是您本人登记的，请联系所在区域的投资促进中心"


def admins() -> QuerySet[Person]:
    """The people who are admin now and can sign in."""
    current = Membership.objects.filter(role=Role.ADMIN, until=None)
    in_use = Account.objects.filter(is_active=True)
    return Person.objects.filter(memberships__in=current, accounts__in=in_use).distinct()


def hold_admins() -> None:
    """Lock the admins' rows, so that two of them can't remove each other at the same moment."""
    list(Membership.objects.select_for_update().filter(role=Role.ADMIN, until=None).order_by("pk"))


def keep_an_admin() -> None:
    """After a change, inside its transaction: somebody must still be able to be admin. Raises Refused."""
    if not admins().exists():
        raise Refused(("", "这是最后一位系统管理员，停用后将无人能管理账号。请先授予另一位"))


def read_email(text: str) -> str:
    """An e-mail address, folded; raises BadCode."""
    plain = folded(text)
    if not plain:
        raise BadCode("请填写电子邮箱")
    try:
        validate_email(plain)
    except ValidationError:
        raise BadCode(
            f"电子邮箱“{plain[:40]}”不正确，请填写完整的地址，例如 name@example.cn"
        ) from None
    if len(plain) > 254:
        raise BadCode("电子邮箱太长，最多254个字符")
    return plain
