"""The trail's verbs: record what was done, in the same transaction; record what was refused; erase personal data.

`record` locks the head until the transaction ends, so it comes after every other lock, as the verb's last change.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from duixian.audit import chain
from duixian.audit.actor import Actor
from duixian.audit.heads import Head, head, signed_head
from duixian.audit.models import Entry, HeadRow, Outcome, Payload
from duixian.kernel import clock

__all__ = [
    "ERASE", "NEW_EPOCH", "Head", "begin_epoch", "denied", "erase", "head", "hold", "of", "record",
    "record_once", "signed_head", "was_denied",
]  # fmt: skip

ERASE = "trail.erase"
NEW_EPOCH = "trail.epoch"


def record(
    actor: Actor, action: str, subject: str, *, payload: Mapping[str, Any] | None = None,
    files: Sequence[str] = (), at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Write one entry about a change, inside the change's own transaction.

    Personal data goes into `payload` only. `files` are SHA-256 values (snapshots, evidence) that the entry vouches
    for even after its payload was erased. `at` is the moment of the change where the caller has read the clock.
    """
    return _write(
        actor, action, subject, outcome=Outcome.DONE, payload=payload or {}, files=files, at=at
    )


def hold() -> None:
    """Take the head's lock now, for a verb that locks a counter too: whoever does, takes both in this order."""
    _locked()


def record_once(
    actor: Actor, action: str, subject: str, *, within: timedelta, payload: Mapping[str, Any] | None = None
) -> Entry:  # fmt: skip
    """The person's entry about this if there is one so recent, else a new one: one for each editing session."""
    since = clock.now() - within
    return of(subject).filter(
        action=action, actor=_identity(actor), outcome=Outcome.DONE, at__gte=since
    ).last() or record(actor, action, subject, payload=payload)


def denied(actor: Actor, action: str, subject: str, reason: str) -> Entry:
    """Write that something was refused: in a transaction of its own, after the refused one was rolled back."""
    with transaction.atomic(durable=True):
        return _write(actor, action, subject, outcome=Outcome.DENIED, payload={"reason": reason})


def was_denied(actor: Actor) -> bool:
    """Whether the trail knows already that something was refused in this actor's present request."""
    last = Entry.objects.filter(actor=_identity(actor)).order_by("-seq")
    return last.values_list("request", "outcome").first() == (actor.request, Outcome.DENIED)


def of(subject: str) -> QuerySet[Entry]:
    """All that was done to a subject, first to last, payloads fetched along."""
    return Entry.objects.filter(subject=subject).select_related("payload").order_by("seq")


def erase(what: str | Iterable[int], reason: str, actor: Actor) -> Entry:
    """Erase the payloads of a subject's entries, or of the entries with these numbers; the chain stays valid.

    The entry about it lists them; payloads of such entries are kept, so that no payload goes missing unannounced.
    """
    chosen = Payload.objects.filter(erased_at=None).exclude(entry__action=ERASE)
    chosen = chosen.filter(
        **({"entry__subject": what} if isinstance(what, str) else {"pk__in": list(what)})
    )
    seqs = list(chosen.order_by("pk").values_list("pk", flat=True))
    entry = record(
        actor, ERASE, what if isinstance(what, str) else "trail", payload={"seqs": seqs, "reason": reason}
    )  # fmt: skip
    Payload.objects.filter(pk__in=seqs).update(salt="", body="", erased_at=entry.at)
    return entry


def begin_epoch(actor: Actor, reason: str) -> Entry:
    """After a restore from a copy: everything from here on is marked, so that the older end can't pass for this one."""
    tip = _locked()
    tip.epoch += 1
    tip.save(update_fields=["epoch"])
    return record(actor, NEW_EPOCH, "trail", payload={"reason": reason})


def _write(
    actor: Actor, action: str, subject: str, *, outcome: Outcome, payload: Mapping[str, Any],
    files: Sequence[str] = (), at: datetime | None = None,
) -> Entry:  # fmt: skip
    body = chain.canonical({"actor": actor.name, "data": payload})
    salt = secrets.token_hex(chain.SALT_BYTES)
    tip = _locked()
    entry = Entry(
        seq=tip.size + 1, prev=tip.hash, epoch=tip.epoch, at=at or clock.now(), actor=_identity(actor),
        role=actor.role, organisation=str(actor.organisation or ""), request=actor.request,
        address=chain.address_hash(salt, actor.address), action=action, subject=subject, outcome=outcome,
        vouched=" ".join(files), payload_hash=chain.payload_hash(salt, body),
    )  # fmt: skip
    entry.hash = chain.entry_hash(entry.row)
    entry.save(force_insert=True)
    entry.payload = Payload.objects.create(entry=entry, salt=salt, body=body)
    tip.size, tip.hash = entry.seq, entry.hash
    tip.save(update_fields=["size", "hash"])
    return entry


def _locked() -> HeadRow:
    """The head, locked until the transaction ends."""
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("an entry is written in the transaction of its change")
    row, _ = HeadRow.objects.select_for_update().get_or_create(pk=1)
    return row


def _identity(actor: Actor) -> str:
    """Who, without a name that is personal data: a person's identifier, or a job's name."""
    if actor.person is not None:
        return str(actor.person)
    return f"job:{actor.name}" if actor.role == "job" else ""
