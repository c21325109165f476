"""Signed heads: how long the trail is and what its last hash is, signed, to be kept by people outside."""

import base64
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from duixian.audit import chain, keys
from duixian.audit.models import HeadRow, SignedHead
from duixian.kernel import clock


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and hash; (0, zeros) while there is none."""

    seq: int
    hash: str


def head() -> Head:
    """The head as this transaction sees it."""
    row = HeadRow.objects.first()
    return Head(row.size, row.hash) if row else Head(0, chain.ZERO)


def signed_head(at: datetime) -> str:
    """The head, signed: five lines and a blank one, for receipts, letters and vouchers. Kept; one for each head."""
    return sign(head(), at).text


def sign(tip: Head, at: datetime) -> SignedHead:
    """Sign a head, or give the signature that it has."""
    kept, _ = SignedHead.objects.get_or_create(
        size=tip.seq, hash=tip.hash, defaults={"at": at, "text": note(tip, at)}
    )
    return kept


def note(tip: Head, at: datetime) -> str:
    """A C2SP signed note in the form of a checkpoint: origin, size, hash; then our line, the moment of signing."""
    origin = settings.TRAIL_ORIGIN
    digest = base64.b64encode(bytes.fromhex(tip.hash)).decode()
    text = f"{origin}\n{tip.seq}\n{digest}\n{chain.moment(at)}\n"
    key = keys.private_key()
    signature = keys.key_id(origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {origin} {base64.b64encode(signature).decode()}\n"


def daily() -> str:
    """The worker's job: a head each day at least, even when nobody asked for one. Returns a note for its run."""
    return f"已签署，至第 {sign(head(), clock.now()).size} 条"
