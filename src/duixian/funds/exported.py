"""The postings that the trail's entries vouch for, listed for the auditor's export: a changed transfer hashes otherwise."""

import io
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from duixian.audit.export import Part
from duixian.funds import ledger
from duixian.funds.models import Posting

CHUNK = 500


def parts() -> Iterator[Part]:
    """Each posting as canonical JSON: its key, its moment, its transfers."""
    postings = Posting.objects.order_by("pk").prefetch_related("transfers")
    for one in postings.iterator(CHUNK):
        content = ledger.content(one.at, one.key, ledger.bodies(one.transfers.all()))
        yield Part(
            seq=one.entry_id, name=f"ledger/{one.pk}.json", sha256=one.sha256, content=partial(_bytes, content)
        )  # fmt: skip


def _bytes(content: bytes) -> BinaryIO:
    return io.BytesIO(content)
