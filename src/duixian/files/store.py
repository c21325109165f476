"""Keeps uploads: checked, scanned, stored once by their hash, then given a row. Nothing else makes or reads them.

`keep` takes up to a second or two and must be called before a transaction is opened, not inside one: a writer on
SQLite would make everybody wait. The bytes are durable before the row exists; bytes without a row are swept away.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import Sum

from duixian.files import gate, names
from duixian.files.incoming import Upload, received
from duixian.files.models import StoredFile
from duixian.files.refusals import Refused
from duixian.kernel import clock

__all__ = ["Damaged", "Refused", "erase", "keep", "opened", "sweep"]
log = structlog.get_logger(__name__)
SWEPT_AFTER_SECONDS = 24 * 60 * 60  # an upload whose row is still to come is younger


class Damaged(Exception):
    """The bytes of a file are gone or are not those that were stored."""

    def __init__(self, file: StoredFile) -> None:
        self.file = file
        super().__init__(f"文件“{file.name}”的内容缺失或与登记的校验值不符，请联系管理员从备份恢复")


def evidence() -> Storage:
    """Where the bytes are: a folder, or an S3-compatible service, by configuration."""
    return storages["evidence"]


def place(sha256: str) -> str:
    """The name under which bytes are kept."""
    return f"{sha256[:2]}/{sha256}"


def keep(
    stream: BinaryIO, name: str, *, owner: UUID | None, by: UUID | None, slot: str = "evidence",
    others: Sequence[StoredFile] = (),
) -> StoredFile:  # fmt: skip
    """Check, scan and store an upload; `others` are the files that the same case already holds. Raises Refused."""
    shown = names.cleaned(name)
    if len(others) >= settings.EVIDENCE_CASE_FILES:
        raise Refused("case-files", detail=len(others))
    with received(stream, shown, slot) as upload:
        _check_room(owner, upload)
        admitted = gate.admit(upload)
        _store(upload)
        file = StoredFile.objects.create(
            owner=owner, name=shown, kind=admitted.kind, size=upload.size, sha256=upload.sha256,
            pages=admitted.pages, scanned_by=admitted.scanned_by, uploaded_by=by,
        )  # fmt: skip
        if not evidence().exists(place(upload.sha256)):  # erased or swept just before the row came
            _store(upload)
    return file


def opened(file: StoredFile) -> bytes:
    """The bytes, verified against the hash in the row. Raises Damaged."""
    if file.erased_at is not None:
        raise Damaged(file)
    try:
        with evidence().open(place(file.sha256)) as stored:
            content: bytes = stored.read()
    except OSError:
        log.exception("evidence can't be read", file=str(file.pk))
        raise Damaged(file) from None
    if hashlib.sha256(content).hexdigest() != file.sha256:
        log.error("evidence differs from its hash", file=str(file.pk))
        raise Damaged(file)
    return content


def erase(file: StoredFile) -> None:
    """Forget a file where the law asks for it: the row stays with its hash, the bytes go with their last row."""
    file.erased_at = clock.now()
    file.save(update_fields=["erased_at"])
    if not StoredFile.objects.filter(sha256=file.sha256, erased_at=None).exists():
        transaction.on_commit(lambda: _drop(file.sha256))


def _drop(sha256: str) -> None:
    if not StoredFile.objects.filter(sha256=sha256, erased_at=None).exists():
        evidence().delete(place(sha256))


def sweep() -> int:
    """Remove bytes that no living row names, a day after they came; how many. A periodic job."""
    storage, removed = evidence(), 0
    before = clock.now() - timedelta(seconds=SWEPT_AFTER_SECONDS)
    for folder in storage.listdir("")[0]:
        names_ = storage.listdir(folder)[1]
        alive = StoredFile.objects.filter(sha256__in=names_, erased_at=None)
        for name in set(names_) - set(alive.values_list("sha256", flat=True)):
            if storage.get_modified_time(f"{folder}/{name}") < before:
                storage.delete(f"{folder}/{name}")
                removed += 1
    return removed


def _check_room(owner: UUID | None, upload: Upload) -> None:
    """The disk's own limit: everything brought counts, until what nothing holds is erased."""
    if owner is None:
        return
    held = StoredFile.objects.filter(owner=owner, erased_at=None).aggregate(total=Sum("size"))
    if (held["total"] or 0) + upload.size > settings.EVIDENCE_HELD_BYTES:
        raise Refused("owner-held", detail=f"{settings.EVIDENCE_HELD_BYTES // 1024**2} MB")


def _store(upload: Upload) -> None:
    """The bytes, durable, before there is a row; whatever the storage says against it becomes a refusal in words."""
    name = place(upload.sha256)
    try:
        with upload.path.open("rb") as file:
            saved = evidence().save(name, File(file))
    except (
        Exception
    ) as error:  # a full disk, a read-only folder, a bucket that can't be reached: each has its own
        log.exception("evidence can't be stored")
        raise Refused("storage-down") from error
    assert saved == name, saved
