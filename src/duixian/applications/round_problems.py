"""What can be wrong with a round: problems that point at a field, and the refusals that carry them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from duixian.audit import trail
from duixian.parties import access
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.roles import Role

BASICS, MEASURES, READINGS, CONTACTS = "basics", "measures", "readings", "contacts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend: the section (a measure's identifier, or one of the above), the field and a sentence."""

    section: str
    field: str
    text: str


class Refused(access.Refused):
    """A verb did nothing; `problems` say why, in Chinese."""

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        if isinstance(problems, str):
            problems = [Problem(section=BASICS, field="", text=problems)]
        self.problems = tuple(problems)
        super().__init__(*((one.field, one.text) for one in self.problems))


class Denied(Refused):
    """Refused for who asks, not for what is asked: the same person may not do both. Goes on the trail."""


class Stale(Refused):
    """Somebody saved since this was read: nothing was overwritten."""


@contextmanager
def verb(viewer: Viewer, role: Role, action: str, subject: str) -> Iterator[None]:
    """One transaction for one verb of one role; a denial is recorded after it was rolled back."""
    try:
        with transaction.atomic():
            access.require(viewer, role)
            yield
    except Denied as denied:
        trail.denied(viewer.actor, action, subject, str(denied))
        raise
    except NotSeen:
        trail.denied(viewer.actor, action, subject, "看不到，或者不是这个角色的事")
        raise
