"""For every page: how many messages wait to be read, counted only where a template shows it."""

from functools import cached_property

from django.http import HttpRequest

from duixian.outbox import inbox


class Waiting:
    """`outbox` in templates."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def unread(self) -> int:
        """The number of unread notices of who is signed in; 0 for a visitor."""
        person = getattr(getattr(self._request, "user", None), "person_id", None)
        return inbox.unread(person).count() if person else 0


def outbox(request: HttpRequest) -> dict[str, Waiting]:
    """Context processor."""
    return {"outbox": Waiting(request)}
