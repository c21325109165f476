"""People to sign in as, and the short ways to do it in a test."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client

from duixian.kernel import clock
from duixian.parties import sealing
from duixian.parties.models import Account, Membership, Organisation, Person
from duixian.parties.roles import TABLE, Kind, Role
from duixian.parties.signin import sessions

PASSWORD = "Pu-Tuo.2026!"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def organisation(kind: Kind, name: str = "某单位") -> Organisation:
    """An organisation; an applicant has a code."""
    code = "91310107MA1G0XXX0A" if kind == Kind.APPLICANT else None
    return Organisation.objects.get_or_create(kind=kind, name=name, defaults={"code": code})[0]


def account(username: str = "zhang", *roles: Role, password: str = PASSWORD) -> Account:
    """An account of a person with these roles."""
    person = Person.objects.create(name=f"张{username}")
    made = Account(username=username, email=f"{username}@example.com", person=person)
    made.set_password(password)
    made.save()
    for role in roles:
        hold(made, role)
    return made


def hold(who: Account, role: Role) -> None:
    """Give somebody a role."""
    assert who.person is not None
    place = organisation(TABLE[role].at)
    Membership.objects.create(person=who.person, organisation=place, role=role)


def known_by(who: Account, number: str) -> Account:
    """The same account, its person known by a 证件号."""
    assert who.person is not None
    who.person.identity_hash = sealing.identity_hash(number)
    who.person.save()
    return who


def with_totp(who: Account) -> Account:
    """The same account, its authenticator set up."""
    auth.TOTP.activate(who, SECRET)
    return who


def code(step: int = 0) -> str:
    """What the authenticator shows, now or some steps away."""
    return str(
        auth.format_hotp_value(auth.hotp_value(SECRET, int(clock.now().timestamp()) // 30 + step))
    )


def sign_in(client: Client, who: Account) -> None:
    """Signed in, all factors shown."""
    client.force_login(who)
    session = client.session
    session[sessions.SECOND] = who.pk
    session.save()


@dataclass(frozen=True)
class Sent:
    """What came back from a form."""

    status: int
    text: str
    location: str


def fill_in(client: Client, login: str, password: str, **more: str) -> Sent:
    """Send the sign-in form."""
    response = client.post("/account/login/", {"login": login, "password": password, **more})
    text = re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return Sent(response.status_code, text, response.headers.get("Location", ""))


def factors(who: Account) -> Iterator[str]:
    """The kinds of second factor that an account has."""
    yield from Authenticator.objects.filter(user=who).values_list("type", flat=True)
