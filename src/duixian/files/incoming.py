"""An upload on its way: copied to a private file while it is counted and hashed, gone when it is dealt with."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings

from duixian.files.names import extension
from duixian.files.refusals import Refused

log = structlog.get_logger(__name__)
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The bytes under a private name, and what was said of them."""

    path: Path
    name: str
    slot: str
    size: int
    sha256: str

    @property
    def extension(self) -> str:
        return extension(self.name)


@contextmanager
def received(stream: BinaryIO, name: str, slot: str) -> Iterator[Upload]:
    """The upload, as long as it is being dealt with. Raises Refused where it is too large or can't be written."""
    with tempfile.TemporaryDirectory(prefix="duixian-upload-") as folder:
        path = Path(folder, "content")
        try:
            size, sha256 = _copied(stream, path)
        except OSError as error:
            log.exception("an upload can't be written")
            raise Refused("storage-down") from error
        yield Upload(path=path, name=name, slot=slot, size=size, sha256=sha256)


def _copied(stream: BinaryIO, path: Path) -> tuple[int, str]:
    """Stops as soon as it is too large, whatever length was announced."""
    limit = settings.EVIDENCE_FILE_BYTES
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise Refused("size", detail=f"{limit // 1024**2} MB")
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest()
