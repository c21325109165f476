"""What an address or a form sends back of what it was given: identifiers and small whole numbers; anything may come."""

from collections.abc import Iterable
from uuid import UUID


def identifier(text: str) -> UUID | None:
    """The identifier, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def identifiers(texts: Iterable[str]) -> list[UUID]:
    """The identifiers among these, in their order."""
    return [found for text in texts if (found := identifier(text))]


def whole(text: str, digits: int) -> int | None:
    """The whole number of at most so many digits, or None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
