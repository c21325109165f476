"""The admin's view of people: accounts opened, locked, unlocked, looked up; no case, no file, no profile."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.kernel.identifiers import BadCode, read_mobile
from duixian.kernel.names import read_person, read_words
from duixian.kernel.text import folded
from duixian.parties import people, sealing
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.finding import lookup
from duixian.parties.initials import initials
from duixian.parties.models import Account, Membership, Person
from duixian.parties.reading import Reading
from duixian.parties.roles import SECOND_ADMIN, Role

# A password that an admin handed over is older than any limit: it must be changed at the first sign-in.
HANDED_OVER = datetime(2000, 1, 1, tzinfo=UTC)
GUARDED = "待另一位系统管理员核对后启用"


def everybody(viewer: Viewer, query: str = "") -> QuerySet[Person]:
    """The people with an account, by name, login or pinyin initials; only an admin sees them."""
    require(viewer, Role.ADMIN)
    current = Membership.objects.filter(until=None).select_related("organisation").order_by("since")
    found = (
        Person.objects.filter(Exists(Account.objects.filter(person=OuterRef("pk"))))
        .prefetch_related("accounts", Prefetch("memberships", current, to_attr="current"))
        .order_by("pinyin", "name", "pk")
    )
    return lookup.find(found, query)


def get(viewer: Viewer, id_: UUID) -> Person:
    """One of them; raises NotSeen."""
    found = everybody(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new staff account, with the first password: shown once, kept nowhere."""

    account: Account
    person: Person
    password: str
    known: bool


def open_account(
    viewer: Viewer, *, username: str, name: str, identity: str, email: str, mobile: str = ""
) -> Opened:
    """An account for an official or an expert, made by an admin who saw the 证件. Raises Refused.

    A 证件号 that is known gives the same natural person a second account: roles are refused on the person.
    Where that person's roles need a second admin, so does the account: otherwise an admin could act as them.
    """
    require(viewer, Role.ADMIN)
    asked = NewAccount(username=username, name=name, identity=identity, email=email, mobile=mobile)
    with transaction.atomic():
        return make(viewer.actor, asked, by=viewer.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What is typed to open an account."""

    username: str
    name: str
    identity: str
    email: str
    mobile: str = ""


def make(actor: Actor, asked: NewAccount, *, by: Person | None) -> Opened:
    """The account and its person, inside the caller's transaction. Raises Refused."""
    read = _read(asked)
    password = secrets.token_urlsafe(12)
    person = Person.objects.filter(identity_hash=read.identity).first()
    if person is not None and person.name != read.name:
        raise Refused(("name", "这个身份证号已登记在另一个姓名下，请核对证件"))
    known = person is not None
    if person is None:
        person = Person.objects.create(
            name=read.name, pinyin=initials(read.name), identity_hash=read.identity
        )
    guarded = bool(people.held(person) & SECOND_ADMIN)
    account = Account(
        username=read.username, email=read.email, mobile=read.mobile, person=person, opened_by=by,
        password_changed_at=HANDED_OVER, is_active=not guarded, locked_reason=GUARDED if guarded else "",
    )  # fmt: skip
    account.set_password(password)
    account.save()
    trail.record(
        actor, "account.open", f"account:{account.pk}",
        payload={"username": read.username, "person": str(person.pk), "known": known},
    )  # fmt: skip
    return Opened(account=account, person=person, password=password, known=known)


def _read(asked: NewAccount) -> NewAccount:
    reading = Reading()
    login = reading.text("username", lambda: _login(asked.username))
    name = reading.text("name", lambda: read_person(asked.name))
    hashed = reading.text("identity", lambda: sealing.identity_hash(asked.identity))
    mail = reading.text("email", lambda: people.read_email(asked.email))
    phone = (
        reading.text("mobile", lambda: read_mobile(asked.mobile)) if asked.mobile.strip() else ""
    )
    if login and Account.objects.filter(username__iexact=login).exists():
        reading.fault("username", f"登录名“{login}”已被使用，请换一个")
    reading.done()
    return NewAccount(username=login, name=name, identity=hashed, email=mail, mobile=phone)


def account(viewer: Viewer, id_: int) -> Account:
    """One account, for an admin; raises NotSeen."""
    require(viewer, Role.ADMIN)
    found = Account.objects.select_related("person").filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def lock(viewer: Viewer, account_id: int, reason: str) -> Account:
    """Stop an account at once, sessions included; never one's own, never the last admin's. Raises Refused."""
    require(viewer, Role.ADMIN)
    why = _reason(reason)
    with transaction.atomic():
        people.hold_admins()
        account = _account(account_id)
        if account.person_id == viewer.person.pk:
            raise Refused(("", "不能停用自己的账号，请由另一位系统管理员办理"))
        if not account.is_active:
            raise Refused(("", "这个账号已经停用"))
        account.is_active, account.locked_reason = False, why
        account.save(update_fields=["is_active", "locked_reason"])
        people.keep_an_admin()
        trail.record(viewer.actor, "account.lock", f"account:{account.pk}", payload={"reason": why})
    return account


def unlock(viewer: Viewer, account_id: int, reason: str) -> Account:
    """Let an account sign in again. Raises Refused."""
    require(viewer, Role.ADMIN)
    why = _reason(reason)
    with transaction.atomic():
        account = _account(account_id)
        if account.person_id == viewer.person.pk:
            raise Refused(("", "不能恢复自己的账号，请由另一位系统管理员办理"))
        if account.is_active:
            raise Refused(("", "这个账号没有停用"))
        if account.locked_reason == GUARDED and account.opened_by_id == viewer.person.pk:
            raise Refused(("", "此人的角色须由两人授予：这个账号须由另一位系统管理员核对后启用"))
        if account.person and account.person.erased_at:
            raise Refused(("", "这个账号已按本人要求注销，个人信息已删除，不能恢复"))
        account.is_active, account.locked_reason = True, ""
        account.save(update_fields=["is_active", "locked_reason"])
        trail.record(
            viewer.actor, "account.unlock", f"account:{account.pk}", payload={"reason": why}
        )
    return account


def _login(text: str) -> str:
    plain = folded(text)
    if not (
        plain.isascii() and 3 <= len(plain) <= 60 and all(s.isalnum() or s in "._-" for s in plain)
    ):
        raise BadCode("登录名应为3至60个字母、数字或 . _ -，例如 zhangsan")
    return plain


def _account(id_: int) -> Account:
    found = (
        Account.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=id_)
        .first()
    )
    if found is None:
        raise NotSeen(id_)
    return found


def _reason(text: str) -> str:
    reading = Reading()
    why = reading.text("reason", lambda: read_words(text, "理由", 200))
    reading.done()
    return why
