"""The files and snapshots that the trail's entries vouch for, listed for the auditor's export (audit.export)."""

import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from duixian.applications.models import Evidence, Snapshot
from duixian.audit.export import Part
from duixian.audit.models import Entry
from duixian.files import store
from duixian.files.models import StoredFile

CHUNK = 500
VOUCHING = ("application.submit", "evidence.add", "evidence.move", "evidence.remove")


def parts() -> Iterator[Part]:
    """For each entry about a case that names hashes: the snapshot, and every file."""
    entries = Entry.objects.filter(action__in=VOUCHING).order_by("seq")
    for entry in entries.iterator(CHUNK):
        case = entry.subject.removeprefix("application:")
        kept = {
            one.sha256: one
            for one in Snapshot.objects.filter(application_id=case, sha256__in=entry.files)
        }
        files = {
            one.file.sha256: one.file
            for one in Evidence.objects.filter(
                application_id=case, file__sha256__in=entry.files
            ).select_related("file")
        }
        for sha256 in entry.files:
            if sha256 in kept:
                name = f"{case}/快照{kept[sha256].number}.json"
                yield Part(
                    seq=entry.seq,
                    name=name,
                    sha256=sha256,
                    content=partial(_text, kept[sha256].content),
                )
            elif sha256 in files:
                file = files[sha256]
                yield Part(
                    seq=entry.seq, name=f"{case}/{file.name}", sha256=sha256, content=_content(file)
                )


def _text(content: str) -> BinaryIO:
    return io.BytesIO(content.encode())


def _content(file: StoredFile) -> Callable[[], BinaryIO] | None:
    """The bytes; None once they were erased."""
    return None if file.erased_at else lambda: io.BytesIO(store.opened(file))
