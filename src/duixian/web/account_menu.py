"""The corner of the header: sign in, or who one is, as what, and what else one may act as."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from duixian.kernel import clock
from duixian.parties import roles
from duixian.parties.models import Membership
from duixian.parties.roles import STAFF, Role
from duixian.parties.signin.visit import account_of, acting, held
from duixian.web.page import Page

# What allauth's pages say about themselves; ours bring their own, which goes before this.
ACCOUNT_PAGE = Page(title="账户", column="账户", index=False)


@dataclass(frozen=True, kw_only=True)
class Hat:
    """One membership, for people: a role at an organisation."""

    id: int
    role: str
    organisation: str


class Menu:
    """Read only where the template asks, and only for someone who brings a session."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def account(self) -> Any:
        """The account that is signed in, or None."""
        return account_of(self._request)

    @property
    def name(self) -> str:
        """The person's name."""
        return str(self.account.get_full_name())

    @cached_property
    def hat(self) -> Hat | None:
        """What they act as."""
        one = acting(self._request)
        return _hat(one) if one else None

    @property
    def others(self) -> list[Hat]:
        """What else they may act as."""
        return [one for one in map(_hat, held(self._request)) if one != self.hat]

    @property
    def staff(self) -> bool:
        """Whether they act for an office."""
        one = acting(self._request)
        return one is not None and Role(one.role) in STAFF


def _hat(one: Membership) -> Hat:
    return Hat(id=one.pk, role=roles.name(Role(one.role)), organisation=one.organisation.name)


def account_menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Without a session cookie there is nobody to ask the database about."""
    known = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(
        getattr(getattr(request, "session", None), "accessed", False)
    )
    menu = Menu(request) if known and hasattr(request, "user") else None
    day = clock.today() if settings.DEMO else None
    return {"menu": menu, "demo": settings.DEMO, "demo_day": day, "page": ACCOUNT_PAGE}
