"""The export that auditors get: a zip of entries, payloads, signed heads and the list of files; see docs/explanation/trail.md.

Entries and payloads come from one query, so that they are of one moment even while others write.
"""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

import structlog
from django.db import transaction

from duixian.audit import chain, heads, trail
from duixian.audit.actor import Actor
from duixian.audit.models import Entry, Payload, SignedHead
from duixian.kernel import clock

CHUNK = 2000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file or snapshot that an entry vouches for (`files=` of trail.record), with its bytes where they are kept."""

    seq: int
    name: str
    sha256: str
    content: Callable[[], BinaryIO] | None = None


Provider = Callable[[], Iterable[Part]]
_providers: dict[str, Provider] = {}


def parts(name: str, provider: Provider) -> None:
    """Register who lists the files of one kind; called once at start-up (AppConfig.ready)."""
    _providers[name] = provider


def vouched() -> Iterator[tuple[int, str]]:
    """What entries vouch for: (number, SHA-256), for providers to find among what they keep."""
    rows = Entry.objects.exclude(vouched="").order_by("seq").values_list("seq", "vouched")
    for seq, files in rows.iterator(CHUNK):
        yield from ((seq, sha256) for sha256 in dict.fromkeys(files.split()))


def write(out: BinaryIO, actor: Actor) -> heads.Head:
    """Write the whole trail as a zip; the export is itself an entry, and ends with a fresh signed head."""
    with transaction.atomic():
        trail.record(actor, "trail.export", "trail")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        last = _entries(archive)
        with transaction.atomic():
            heads.sign(last, clock.now())
        signed = SignedHead.objects.filter(size__lte=last.seq).values_list("text", flat=True)
        archive.writestr("heads.txt", "\n".join(signed))
        _files(archive, last.seq)
    return last


def _entries(archive: zipfile.ZipFile) -> heads.Head:
    """Entries and payloads; returns the last one's number and hash."""
    last = heads.Head(0, chain.ZERO)
    query = Entry.objects.select_related("payload").order_by("seq")
    with _lines(archive, "payloads.jsonl") as payloads, _lines(archive, "entries.jsonl") as entries:
        for entry in query.iterator(CHUNK):
            entries(entry.row)
            if payload := getattr(
                entry, "payload", None
            ):  # where one is gone, the verifier says so
                payloads(_body(payload))
            last = heads.Head(entry.seq, entry.hash)
    return last


def _body(payload: Payload) -> dict[str, Any]:
    return {
        "seq": payload.pk, "salt": payload.salt, "body": payload.body,
        "erased_at": chain.moment(payload.erased_at) if payload.erased_at else "",
    }  # fmt: skip


def _files(archive: zipfile.ZipFile, last: int) -> None:
    """What the providers list up to the last entry, and each content once."""
    kept: set[str] = set()
    with _lines(archive, "files.jsonl") as files:
        for part in (part for provider in _providers.values() for part in provider()):
            if part.seq > last:
                continue
            files(
                {"seq": part.seq, "name": part.name, "sha256": part.sha256, "content": part.content is not None}
            )  # fmt: skip
            if part.content and part.sha256 not in kept:
                kept.add(part.sha256)
                _content(archive, part.sha256, part.content)


def _content(archive: zipfile.ZipFile, sha256: str, content: Callable[[], BinaryIO]) -> None:
    """The bytes of a file; one that can't be read must not keep the rest from the auditor, who is told by the verifier."""
    try:
        source = content()
    except Exception:
        log.exception("trail.file_unreadable", sha256=sha256)
        return
    with source, archive.open(f"files/{sha256}", "w") as to:
        shutil.copyfileobj(source, to)


@contextmanager
def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A member written line by line beside others: kept apart until it is whole."""
    with tempfile.TemporaryFile() as kept:
        yield lambda row: _line(kept, row)
        kept.seek(0)
        with archive.open(name, "w", force_zip64=True) as to:
            shutil.copyfileobj(kept, to)


def _line(to: IO[bytes], row: dict[str, Any]) -> None:
    to.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
