"""What was typed into one field, read, or refused by its field's name; `blank` is what to say where nothing was typed."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from duixian.kernel.dates import BadDate, read_date
from duixian.kernel.money import BadAmount, read_amount
from duixian.kernel.sent import identifier, whole
from duixian.parties.access import Refused

Post = Mapping[str, str]


def amount(name: str, post: Post, blank: str = "请填写金额") -> int:
    """An amount in fen. Raises Refused."""
    try:
        return read_amount(_there(name, post, blank)).fen
    except BadAmount as error:
        raise Refused((name, str(error))) from None


def day(name: str, post: Post, blank: str = "请填写日期，例如 2026-03-10") -> date:
    """A day. Raises Refused."""
    try:
        return read_date(_there(name, post, blank))
    except BadDate as error:
        raise Refused((name, str(error))) from None


def chosen(name: str, post: Post, there: Collection[UUID]) -> UUID:
    """One of these identifiers. Raises Refused."""
    found = identifier(post.get(name, ""))
    if found is None or found not in there:
        raise Refused((name, "请选择一项"))
    return found


def number(name: str, post: Post, otherwise: int) -> int:
    """A small whole number; `otherwise` where the field is empty. Raises Refused."""
    text = post.get(name, "").strip()
    if not text:
        return otherwise
    found = whole(text, 4)
    if found is None:
        raise Refused((name, f"请填写整数，例如 {otherwise}"))
    return found


def _there(name: str, post: Post, blank: str) -> str:
    text = post.get(name, "").strip()
    if not text:
        raise Refused((name, blank))
    return text
