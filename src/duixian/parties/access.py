"""Who is looking: the one value that every access function and verb takes. What it can't see does not exist (404)."""

from dataclasses import dataclass

from django.http import Http404

from duixian.audit.actor import Actor
from duixian.parties.models import Account, Organisation, Person
from duixian.parties.roles import STAFF, Role


class NotSeen(Http404):
    """There is no such thing for this viewer: pages answer 404, whether it exists or not."""


class Refused(Exception):
    """A verb that says no: `faults` are (field, reason in Chinese) pairs; the field is "" where none is meant."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        self.faults = faults
        super().__init__("；".join(text for _, text in faults))

    @property
    def reasons(self) -> list[str]:
        """The reasons alone."""
        return [text for _, text in self.faults]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A signed-in person acting in one of their roles for one organisation."""

    account: Account
    person: Person
    role: Role
    organisation: Organisation
    address: str = ""
    request: str = ""

    @property
    def staff(self) -> bool:
        return self.role in STAFF

    @property
    def actor(self) -> Actor:
        """What the trail says of them."""
        return Actor(
            person=self.person.pk, name=self.person.name, role=self.role, organisation=self.organisation.pk,
            address=self.address, request=self.request,
        )  # fmt: skip


def require(viewer: Viewer, *roles: Role) -> None:
    """Go on only in one of these roles; for any other there is no such thing. Raises NotSeen."""
    if viewer.role not in roles:
        raise NotSeen(viewer.role)
