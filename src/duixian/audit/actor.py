"""Who does something: what a trail entry says of the person, the role and the place. No database."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A natural person acting in a role for an organisation, or the product's own job.

    `person` is the natural person, whatever account was used; `address` is where the request came from
    (it enters the trail only as a salted hash); `request` is the request's identifier, "" outside one.
    """

    person: UUID | None
    name: str
    role: str
    organisation: UUID | None = None
    address: str = ""
    request: str = ""

    @classmethod
    def job(cls, name: str) -> "Actor":
        """A periodic or queued job of the product itself."""
        return cls(person=None, name=name, role="job")
