"""The kinds of message: which values each template needs, and which ones no preference can hold back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class BadMessage(ValueError):
    """A template that nobody declared, a context that is not its own, a link that leads out: a fault of the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One template: the names of its values.

    `always`: about the safety of the account or the money, so mail goes out at once whatever the preference.
    `secret`: the link is a key (an invitation); it is erased once the mail has gone.
    """

    fields: frozenset[str]
    always: bool = False
    secret: bool = False


def _kind(*fields: str, always: bool = False, secret: bool = False) -> Kind:
    return Kind(fields=frozenset(fields), always=always, secret=secret)


KINDS: dict[str, Kind] = {
    # registration: to the person who asked, to the centre that decides, and the decision
    "registration-received": _kind("enterprise", "centre"),
    "registration-waiting": _kind("enterprise", "centre"),
    "registration-decided": _kind("enterprise", "verified", "reason"),
    # people and roles (`role` is the role's Chinese name, `expires` and all moments are datetimes)
    "invitation": _kind(
        "enterprise", "role", "inviter", "expires", always=True, secret=True
    ),
    "claim-received": _kind("enterprise", "name", "matter"),
    "owner-replaced": _kind("enterprise", "reason", always=True),
    "role-granted": _kind("organisation", "role"),
    "role-ended": _kind("organisation", "role", "reason"),
    "role-asked": _kind("organisation", "role", "name", "asker", "reason"),
    # a colleague stands in for somebody (`days`: 2026年3月2日至2026年3月6日); both are told
    "deputy-named": _kind("absent", "deputy", "role", "organisation", "days", "reason", "by"),
    "deputy-ended": _kind("absent", "deputy", "role", "organisation", "days", "by"),
    # rounds (`round` is the round's title)
    "round-published": _kind("round", "opens", "closes"),
    "round-proposed": _kind("round", "officer"),
    "round-decided": _kind("round", "published", "reason"),
    "amendment-proposed": _kind("round", "officer", "summary"),
    "amendment-decided": _kind("round", "approved", "reason"),
    "round-amended": _kind("round", "summary"),
    "deadline-tomorrow": _kind("measure", "round", "closes"),
    # to an enterprise, from its centre: a measure that it could apply for (`lacking`: facts of its profile, "" for none)
    "guidance-invited": _kind("enterprise", "measure", "round", "closes", "centre", "contact", "lacking"),
    # applications
    "application-submitted": _kind("number", "measure", "enterprise", "submitted"),
    "application-withdrawn": _kind("number", "measure", "enterprise", "withdrawn"),
    "application-filed": _kind("measure", "enterprise", "filer"),
    # to the centre's staff; to who typed it in from paper
    "application-arrived": _kind("number", "measure", "enterprise", "submitted"),
    "application-confirmed": _kind("number", "measure", "enterprise", "submitted"),
    "application-returned": _kind("measure", "enterprise", "returned"),
    # `said`: what happened; `todo`: what to do now
    "case-moved": _kind("measure", "enterprise", "number", "said", "todo"),
    # an enterprise that changes (`matter` is the kind's Chinese name)
    "change-waiting": _kind("enterprise", "matter", "asker", "office", "document"),
    "change-decided": _kind("enterprise", "matter", "approved", "reason"),
    "account-to-confirm": _kind("enterprise", "holder", "last4", always=True),
    # to the admins: a stored file whose bytes are gone or not its own (`file` and `sha256` as the trail names it)
    "file-damaged": _kind("file", "sha256", always=True),
    # to finance, audit and the admins: the books do not add up (`count` of faults)
    "ledger-frozen": _kind("count", "since", always=True),
    # the money (`amount` in words: 1,234.50元; `letter` is what the letter is called)
    "payment-made": _kind("enterprise", "amount", "part", "decision", "paid", "last4"),
    "payment-failed": _kind("enterprise", "amount", "part", "decision", "returned", "reason", "last4", always=True),
    "payee-changed": _kind("enterprise", "decision", "last4", "payable", always=True),
    "recovery-letter": _kind("enterprise", "letter", "number", always=True),
    # safety
    "bank-account-changed": _kind("enterprise", "last4", "changed", always=True),
    "sign-in-new-device": _kind("device", "address", "moment", always=True),
    "password-changed": _kind("moment", always=True),
}  # fmt: skip


def kind(template: str, context: Mapping[str, Any]) -> Kind:
    """The template's declaration; the context must have exactly its values."""
    known = KINDS.get(template)
    if known is None:
        raise BadMessage(f"no such template: {template!r}; there are {', '.join(KINDS)}")
    if context.keys() != known.fields:
        raise BadMessage(f"{template} takes {sorted(known.fields)}, not {sorted(context)}")
    return known
