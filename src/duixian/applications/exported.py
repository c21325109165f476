"""The snapshots that the trail's entries vouch for, listed for the auditor's export (audit.export)."""

import io
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

from duixian.applications.models import Snapshot
from duixian.audit.export import Part
from duixian.audit.models import Entry

CHUNK = 500
CASE = "application:"


def parts() -> Iterator[Part]:
    """For each entry about a case that names a snapshot of it: what was handed in."""
    about = Entry.objects.filter(subject__startswith=CASE).exclude(vouched="")
    entries = about.order_by("seq").iterator(CHUNK)
    while some := list(islice(entries, CHUNK)):
        hashes = {sha256 for entry in some for sha256 in entry.files}
        kept = {one.sha256: one for one in Snapshot.objects.filter(sha256__in=hashes)}
        for entry in some:
            case = entry.subject.removeprefix(CASE)
            for snapshot in (kept[one] for one in dict.fromkeys(entry.files) if one in kept):
                yield Part(
                    seq=entry.seq, name=f"{case}/快照{snapshot.number}.json", sha256=snapshot.sha256,
                    content=partial(_text, snapshot.content),
                )  # fmt: skip


def _text(content: str) -> BinaryIO:
    return io.BytesIO(content.encode())
