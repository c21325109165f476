"""For every page: how many messages wait to be read, counted only where a template shows it."""

from functools import cached_property

from django.http import HttpRequest

from duixian.outbox import inbox


class Waiting:
    """`outbox` in templates."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def unread(self) -> str:
        """The number of unread notices of who is signed in, 99+ beyond that; empty where there is none."""
        person = getattr(getattr(self._request, "user", None), "person_id", None)
        count = inbox.waiting(person, inbox.BADGE + 1) if person else 0
        return f"{inbox.BADGE}+" if count > inbox.BADGE else str(count or "")


def outbox(request: HttpRequest) -> dict[str, Waiting]:
    """Context processor."""
    return {"outbox": Waiting(request)}
