"""What one form sends, and the short ways to write it down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from duixian.kernel import clock
from tests.access.world import Thing, World

Typed = Mapping[str, Any] | Callable[[World, Thing], Mapping[str, Any]]
SELF = "."
WRITES, NOTHING, REFUSED = "writes", "keeps nothing", "refused"


@dataclass(frozen=True, kw_only=True)
class Body:
    """One form.

    `before`: the forms that lead up to it, sent by the same person first, by kind of object. `personal`: its page shows
    each what is their own, so that nobody sends what was read by another. `own`: fields of the form that it shows only now
    and then.
    """

    typed: Typed = field(default_factory=dict)
    page: str = ""
    query: str = ""
    before: Mapping[str, tuple["Before", ...]] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    personal: bool = False
    json: bool = False
    does: str = WRITES
    why: str = ""

    def fields(self, world: World, thing: Thing) -> dict[str, Any]:
        """What is typed in, files opened afresh."""
        given = self.typed(world, thing) if callable(self.typed) else self.typed
        return {name: value() if callable(value) else value for name, value in given.items()}


@dataclass(frozen=True, kw_only=True)
class Before:
    """A form that leads up to another: what is sent otherwise than usual, and where."""

    name: str
    typed: Mapping[str, Any] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)


def refused(why: str, **more: Any) -> Body:
    """A form that can't succeed in this world, and why."""
    return Body(does=REFUSED, why=why, **more)


def keeps_nothing(why: str, **more: Any) -> Body:
    """A form that succeeds and leaves nothing behind but the visit's own notes, and why."""
    return Body(does=NOTHING, why=why, **more)


def upload(name: str, content: bytes) -> Callable[[], ContentFile[bytes]]:
    """A file, as often as it is sent."""
    return lambda: ContentFile(content, name)


def day(after: int) -> str:
    """A day so many days from today, as it is typed."""
    return (clock.today() + timedelta(days=after)).isoformat()
