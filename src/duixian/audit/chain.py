"""What is hashed, and how: entries over their fields, payloads over salt and canonical JSON. No database.

The stand-alone verifier says the same again in its own words; docs/explanation/trail.md has both in prose.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import rfc8785

VERSION = "e1"  # SHA-256 over the fields below; another algorithm or order is another version
ZERO = "0" * 64  # what comes before the first entry
SALT_BYTES = 16
# The chained fields of an entry, in the order in which they are hashed and exported.
FIELDS = (
    "seq", "prev", "at", "epoch", "actor", "role", "organisation", "address", "action", "subject", "outcome",
    "payload", "files", "request",
)  # fmt: skip


class NotPlain(TypeError):
    """A payload that is not plain JSON without fractions, or is out of range."""


def canonical(value: Any) -> str:
    """RFC 8785 JSON; refuses floats, since no amount in the trail may be one."""
    _plain(value, "payload")
    try:
        return rfc8785.dumps(value).decode()
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotPlain(str(error)) from None


def _plain(value: Any, where: str) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case Mapping():
            for key, each in value.items():
                if not isinstance(key, str):
                    raise NotPlain(f"{where}: the key {key!r} is no text")
                _plain(each, f"{where}.{key}")
        case list() | tuple():
            for number, each in enumerate(value):
                _plain(each, f"{where}[{number}]")
        case _:
            raise NotPlain(f"{where}: {type(value).__name__} is not plain JSON")


def moment(at: datetime) -> str:
    """A moment as the chain writes it: UTC, always six digits of the second."""
    if at.tzinfo is None:
        raise ValueError("a moment in the trail needs its time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(row: Mapping[str, Any]) -> str:
    """The hash of an entry given as its exported row."""
    fields: Sequence[Any] = [row[name] for name in FIELDS]
    return _digest(VERSION, rfc8785.dumps(fields))


def payload_hash(salt: str, body: str) -> str:
    """The hash of a payload: without its salt, nothing about the body can be guessed from it."""
    return _digest("p1", bytes.fromhex(salt), body.encode())


def address_hash(salt: str, address: str) -> str:
    """Where a request came from, checkable by who knows the address as long as the salt is kept."""
    return _digest("a1", bytes.fromhex(salt), address.encode()) if address else ""


def _digest(tag: str, *parts: bytes) -> str:
    return hashlib.sha256(b"".join([tag.encode(), *parts])).hexdigest()
