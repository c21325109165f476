"""The gate that every upload passes: extension, size, content, structure (in a child process), virus scan, in this order.

Unknown is refused: a kind that is not listed, a part that no check knows, a child or a scanner that gives no clear answer.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import filetype
import structlog

from duixian.files import confined, kinds, scanner
from duixian.files.incoming import Upload
from duixian.files.refusals import Refused

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Passage:
    """One upload on its way through the gate, and what is learnt of it."""

    upload: Upload
    pages: int = 0
    scanned_by: str = ""

    @property
    def kind(self) -> str:
        """The kind that its extension promises; empty where that is none of ours."""
        return kinds.EXTENSIONS.get(self.upload.extension, "")


def _extension(passage: Passage) -> None:
    upload = passage.upload
    if passage.kind in kinds.allowed(upload.slot):
        return
    said = kinds.ELSEWHERE.get(upload.extension) or (
        f".{upload.extension} 文件" if upload.extension else "没有扩展名的文件"
    )
    raise Refused("extension", detail=said, allowed=kinds.named(upload.slot))


def _size(passage: Passage) -> None:
    if not passage.upload.size:
        raise Refused("empty")


def _content(passage: Passage) -> None:
    """What the first bytes say; no more than a hint, but one that gives the clearest words."""
    found = _guessed(passage.upload.path)
    if passage.kind and found not in kinds.CONTENTS[passage.kind]:
        called = kinds.CONTENT_NAMES.get(found, "无法识别的格式")
        raise Refused("content", detail=called, extension=passage.upload.extension)


def _guessed(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(8192)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "xml"
    return str(filetype.guess_extension(head) or "")


def _structure(passage: Passage) -> None:
    if not passage.kind:
        return
    try:
        answer = json.loads(
            confined.run("duixian.files.child", passage.kind, str(passage.upload.path))
        )
    except confined.TooHeavy:
        raise Refused("too-heavy") from None
    except (confined.Crashed, ValueError):
        log.exception("the check of an upload crashed", kind=passage.kind)
        raise Refused("unreadable") from None
    if "rule" in answer:
        raise Refused(answer["rule"], detail=answer["detail"])
    passage.pages = answer["pages"]


def _scan(passage: Passage) -> None:
    try:
        found = scanner.scan(passage.upload.path)
    except scanner.Down:
        log.exception("the virus scanner gives no clear answer")
        raise Refused("scanner-down") from None
    if found:
        raise Refused("infected", detail=found)
    passage.scanned_by = str(scanner.state())


CHECKS: dict[str, Callable[[Passage], None]] = {
    "extension": _extension,
    "size": _size,
    "content": _content,
    "structure": _structure,
    "scan": _scan,
}


def admit(upload: Upload) -> Passage:
    """Let an upload through, or raise Refused."""
    passage = Passage(upload)
    for check in CHECKS.values():
        check(passage)
    return passage
