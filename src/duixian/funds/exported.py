"""What the trail's entries about money vouch for, listed for the auditor's export: a changed transfer hashes otherwise.

Of payment files, bank answers and credit reports only the hash is listed: they have whole account numbers or are not kept.
"""

import io
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from duixian.audit.export import Part
from duixian.audit.models import Entry
from duixian.funds import ledger
from duixian.funds.models import BankAnswer, PaymentFile, Posting

CHUNK = 500
# Which entries vouch for a file beside their posting, and what it is.
FILES = {
    "payment.release": "支付文件", "payment.export": "支付文件", "payment.answer": "银行答复",
    "recovery.export-reports": "信用报送",
}  # fmt: skip


def parts() -> Iterator[Part]:
    """Each posting as canonical JSON (its key, its moment, its transfers); then the files that went to and fro."""
    postings = Posting.objects.order_by("pk").prefetch_related("transfers")
    for one in postings.iterator(CHUNK):
        content = ledger.content(one.at, one.key, ledger.bodies(one.transfers.all()))
        yield Part(
            seq=one.entry_id, name=f"ledger/{one.pk}.json", sha256=one.sha256, content=partial(_bytes, content)
        )  # fmt: skip
    yield from _files()


def _files() -> Iterator[Part]:
    """The hashes beside those of postings, with the batch that they belong to."""
    batches = dict(PaymentFile.objects.values_list("sha256", "number"))
    batches |= dict(BankAnswer.objects.values_list("sha256", "file__number"))
    entries = Entry.objects.filter(action__in=FILES).exclude(vouched="").order_by("seq")
    for entry in entries.iterator(CHUNK):
        posted = set(Posting.objects.filter(entry=entry).values_list("sha256", flat=True))
        for sha256 in (one for one in entry.files if one not in posted):
            name = f"{FILES[entry.action]}/{batches.get(sha256, sha256[:16])}"
            yield Part(seq=entry.seq, name=name, sha256=sha256)


def _bytes(content: bytes) -> BinaryIO:
    return io.BytesIO(content)
