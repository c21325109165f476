"""Every stored file that the trail's entries vouch for, whatever the entry is about, for the auditor's export (audit.export)."""

import io
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

from duixian.audit.export import Part
from duixian.audit.models import Entry
from duixian.files import store
from duixian.files.models import StoredFile

CHUNK = 500


def parts() -> Iterator[Part]:
    """For each entry that names hashes: the files among them. What else it vouches for, its own folder lists."""
    entries = Entry.objects.exclude(vouched="").order_by("seq").iterator(CHUNK)
    while some := list(islice(entries, CHUNK)):
        kept = _kept({sha256 for entry in some for sha256 in entry.files})
        for entry in some:
            for sha256 in dict.fromkeys(entry.files):
                if sha256 in kept:
                    yield _part(entry, kept[sha256])


def _kept(hashes: set[str]) -> dict[str, list[StoredFile]]:
    """The rows with these bytes, the living ones first."""
    found: dict[str, list[StoredFile]] = {}
    for file in StoredFile.objects.filter(sha256__in=hashes).order_by("uploaded_at", "pk"):
        found.setdefault(file.sha256, []).append(file)
    return {sha256: sorted(files, key=_erased) for sha256, files in found.items()}


def _erased(file: StoredFile) -> bool:
    return file.erased_at is not None


def _part(entry: Entry, files: list[StoredFile]) -> Part:
    """The same bytes may have come under several names: that of the one who acted is told where it is among them."""
    file = next((one for one in files if str(one.uploaded_by) == entry.actor), files[0])
    content = None if _erased(files[0]) else partial(_bytes, files[0])
    name = f"{entry.subject.replace(':', '/')}/{file.name}"
    return Part(seq=entry.seq, name=name, sha256=file.sha256, content=content)


def _bytes(file: StoredFile) -> BinaryIO:
    return io.BytesIO(store.opened(file))
