"""Pictures of what a file shows, for looking at in the browser."""

import tempfile
from pathlib import Path

import structlog

from duixian.files import confined, store
from duixian.files.models import StoredFile

log = structlog.get_logger(__name__)


class NoPreview(Exception):
    """There is no picture of this page."""


def page(file: StoredFile, number: int = 1) -> bytes:
    """The page (from 1) as JPEG, drawn in a process of its own. Raises NoPreview, store.Damaged."""
    if not 1 <= number <= file.pages:
        raise NoPreview
    content = store.opened(file)
    with tempfile.NamedTemporaryFile(prefix="duixian-preview-") as copy:
        Path(copy.name).write_bytes(content)
        try:
            return confined.run("duixian.files.render", file.kind, copy.name, str(number))
        except (confined.TooHeavy, confined.Crashed) as error:
            log.warning("no preview", file=str(file.pk), page=number, error=str(error))
            raise NoPreview from None
