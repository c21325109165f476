"""One visit: where the request comes from, what it is called, who makes it, and in which role."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from duixian.audit.actor import Actor
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.models import Account, Membership, Organisation, Person
from duixian.parties.roles import STAFF, Role

ACTING = "acting"


def address_of(request: HttpRequest) -> str:
    """The visitor's address: the peer's, or what the outermost of the trusted proxies saw; "" where unknown."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted = settings.TRUSTED_PROXIES
    given = hops[-trusted] if 0 < trusted <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(given.strip()))
    except ValueError:
        return ""


def request_id(request: HttpRequest) -> str:
    """The request's identifier, as web.requests gave it; "" outside a request of the site."""
    return getattr(request, "id", "")


def account_of(request: HttpRequest) -> Account | None:
    """The account that is signed in."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Account) and user.is_authenticated else None


def person_of(request: HttpRequest) -> Person | None:
    """The natural person who is signed in, with a role or (just registered) without one."""
    account = account_of(request)
    return account.person if account else None


def memberships(account: Account) -> list[Membership]:
    """What the account's person may act as now, the oldest first."""
    current = Membership.objects.filter(person=account.person_id, until=None)
    open_ones = current.exclude(organisation__state=Organisation.State.CLOSED)
    return list(open_ones.select_related("organisation", "person").order_by("since", "pk"))


def held(request: HttpRequest) -> list[Membership]:
    """`memberships` of the account that is signed in, read once in a request."""
    account = account_of(request)
    if account is None:
        return []
    known = getattr(request, "_held", None)
    if known is None or known[0] != account.pk:
        found = memberships(account)
        if found:
            account.person = found[0].person  # the same row, not asked for once more
        known = request._held = (account.pk, found)  # type: ignore[attr-defined]
    return list(known[1])


def acting(request: HttpRequest) -> Membership | None:
    """The membership that the person acts in: the one they chose while they still hold it, else the oldest."""
    found = held(request)
    chosen = request.session.get(ACTING) if found else None
    return next((one for one in found if one.pk == chosen), found[0] if found else None)


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Who is looking; None for a visitor who is not signed in or has no role yet."""
    account, one = account_of(request), acting(request)
    if account is None or one is None:
        return None
    return Viewer(
        account=account, person=one.person, role=Role(one.role), organisation=one.organisation,
        address=address_of(request), request=request_id(request),
    )  # fmt: skip


def actor_of(request: HttpRequest, account: Account | None = None) -> Actor:
    """What the trail says of whoever makes this request; while nobody is signed in yet, of whose account it is about."""
    viewer = viewer_of(request)
    if viewer:
        return viewer.actor
    person = person_of(request) or (account.person if account else None)
    return Actor(
        person=person.pk if person else None, name=person.name if person else "", role="",
        address=address_of(request), request=request_id(request),
    )  # fmt: skip


def choose(request: HttpRequest, membership: int) -> Membership:
    """Act in another of one's memberships from now on. Raises NotSeen."""
    found = next((one for one in held(request) if one.pk == membership), None)
    if found is None:
        raise NotSeen("membership")
    request.session[ACTING] = found.pk
    return found


def is_staff(request: HttpRequest) -> bool:
    """Whether the person holds any staff role, in whichever they act now."""
    return any(Role(one.role) in STAFF for one in held(request))
