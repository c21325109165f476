"""Around a verb about money: its roles, one transaction, and an entry about what was refused, after it was rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from duixian.audit import trail
from duixian.kernel.names import read_words
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.reading import Reading
from duixian.parties.roles import Role


@contextmanager
def verb(viewer: Viewer, action: str, subject: str, *roles: Role) -> Iterator[None]:
    """One transaction for one verb of these roles; what is refused is recorded. Re-raises Refused, NotSeen."""
    try:
        with transaction.atomic():
            require(viewer, *roles)
            yield
    except Refused as refused:
        trail.denied(viewer.actor, action, subject, str(refused))
        raise
    except NotSeen:
        trail.denied(viewer.actor, action, subject, "看不到，或者不是这个角色的事")
        raise


def words(field: str, text: str, label: str, most: int = 500) -> str:
    """A text that must be there, as typed by a person; raises Refused naming the field."""
    reading = Reading()
    plain = reading.text(field, lambda: read_words(text, label, most))
    reading.done()
    return plain
