"""Tell people something: rows in the caller's transaction, sent after it, each person once for each key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from duixian.outbox import sending, wording
from duixian.outbox.kinds import BadMessage, kind
from duixian.outbox.letters import message_id
from duixian.outbox.models import Mail, Notice, Preference

Mode = Preference.Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is told: the natural person (None: not registered yet, mail only) and where mail goes ("": no mail)."""

    person: UUID | None
    email: str


def post(
    to: Iterable[Recipient], template: str, context: Mapping[str, Any], *, link: str = "", key: str = ""
) -> None:  # fmt: skip
    """One notice, and by preference one mail, for each recipient.

    Inside transaction.atomic() only: rolled back, nobody is told anything. The same key tells the same person once.
    `template` and the names in `context` are those of outbox.kinds; `link` is a path of this site ("/my/…").
    """
    assert transaction.get_connection().in_atomic_block, "messages.post needs transaction.atomic()"
    always = kind(template, context).always
    # Browsers read a backslash as a slash: two at the start lead to another site.
    if link and (link[0] != "/" or link[1:2] in {"/", "\\"} or wording.unsafe(link)):
        raise BadMessage(f"not a path of this site: {link!r}")
    subject, body = wording.write(template, context)
    told = {
        Notice(
            person=one.person, template=template, subject=subject, body=body, link=link, key=key
        ): one.email
        for one in _each_once(to)
    }
    made = _kept(told)
    mails = _mails({one: told[one] for one in made}, always=always)
    Mail.objects.bulk_create(mails)
    sending.after_commit([one.pk for one in mails if one.state == Mail.State.WAITING])


def _each_once(to: Iterable[Recipient]) -> Iterable[Recipient]:
    """A person once, however many of their roles are meant."""
    return {one.person or one.email: one for one in to}.values()


def _kept(told: Mapping[Notice, str]) -> list[Notice]:
    """Insert the notices; those whose (person, key) is there already, or is being written by another, fall away."""
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    new = set(Notice.objects.filter(pk__in=[one.pk for one in told]).values_list("pk", flat=True))
    return [one for one in told if one.pk in new]


def _mails(told: Mapping[Notice, str], *, always: bool) -> list[Mail]:
    """The copies by mail that the people want, or must have."""
    modes = dict(
        Preference.objects.filter(person__in={one.person for one in told}).values_list(
            "person", "mode"
        )
    )
    wanted = (
        (
            notice,
            address,
            Mode.EACH if always else modes.get(notice.person or UUID(int=0), Mode.EACH),
        )
        for notice, address in told.items()
    )
    return [
        Mail(
            notice=notice, address=address[:254], state=_state(address, mode),
            message_id=message_id(str(notice.pk)), last_error="" if _usable(address) else "地址不能用",
        )
        for notice, address, mode in wanted
        if address and mode != Mode.NONE
    ]  # fmt: skip


def _state(address: str, mode: str) -> Mail.State:
    if not _usable(address):
        return Mail.State.FAILED
    return Mail.State.HELD if mode == Mode.DAILY else Mail.State.WAITING


def _usable(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254
