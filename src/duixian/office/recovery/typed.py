"""What was typed into the forms of a recovery, read or refused by its field."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from duixian.kernel.dates import BadDate, read_date
from duixian.kernel.money import BadAmount, read_amount
from duixian.parties.access import Refused

Post = Mapping[str, str]


def amount(name: str, post: Post) -> int:
    """An amount in fen. Raises Refused."""
    text = post.get(name, "").strip()
    if not text:
        raise Refused((name, "请填写金额"))
    try:
        return read_amount(text).fen
    except BadAmount as error:
        raise Refused((name, str(error))) from None


def day(name: str, post: Post) -> date:
    """A day. Raises Refused."""
    text = post.get(name, "").strip()
    if not text:
        raise Refused((name, "请填写日期，例如 2026-03-10"))
    try:
        return read_date(text)
    except BadDate as error:
        raise Refused((name, str(error))) from None


def chosen(name: str, post: Post, there: Collection[UUID]) -> UUID:
    """One of these identifiers. Raises Refused."""
    try:
        found = UUID(post.get(name, ""))
    except ValueError:
        found = None
    if found not in there or found is None:
        raise Refused((name, "请选择一项"))
    return found


def number(name: str, post: Post, otherwise: int) -> int:
    """A small whole number; `otherwise` where the field is empty. Raises Refused."""
    text = post.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise Refused((name, f"请填写整数，例如 {otherwise}"))
    return int(text)
