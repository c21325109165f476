"""The letters that the trail's entries vouch for, listed for the auditor's export (audit.export): content and PDF."""

import io
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from duixian.audit.export import Part
from duixian.audit.models import Entry
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.letters.models import Letter

CHUNK = 500
VOUCHING = ("letter.issue", "letter.render")


def parts() -> Iterator[Part]:
    """For each entry about a letter that names a hash: the frozen content, or the PDF."""
    entries = Entry.objects.filter(action__in=VOUCHING).order_by("seq")
    for entry in entries.iterator(CHUNK):
        letter = Letter.objects.select_related("rendering__file").get(
            pk=entry.subject.removeprefix("letter:")
        )
        for sha256 in entry.files:
            if sha256 == letter.sha256:
                content = partial(_text, letter.content)
                yield Part(
                    seq=entry.seq, name=f"文书/{letter}.json", sha256=sha256, content=content
                )
            elif letter.pdf:
                kept = partial(_bytes, letter.pdf)
                yield Part(seq=entry.seq, name=f"文书/{letter}.pdf", sha256=sha256, content=kept)


def _text(content: str) -> BinaryIO:
    return io.BytesIO(content.encode())


def _bytes(file: StoredFile) -> BinaryIO:
    return io.BytesIO(store.opened(file))
