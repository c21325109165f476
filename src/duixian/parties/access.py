"""Who is looking: the one value that every access function and verb takes. What it can't see does not exist (404)."""

from dataclasses import dataclass

from duixian.audit.actor import Actor
from duixian.parties.models import Account, Organisation, Person
from duixian.parties.roles import STAFF, Role


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
