"""JPG and PNG: decoded whole, one still picture of sane size, nothing behind its end, no script in its notes."""

import re
import struct
import warnings
import zipfile
import zlib
from functools import cached_property
from pathlib import Path

from PIL import Image, ImageFile

from duixian.files.checks.fault import Fault, Rule, first

PIXELS = 40_000_000
_DRAFT = 10_000_000  # a larger JPG is decoded at half its size: every byte is still read, in a quarter of the memory
_SCRIPT = re.compile(
    rb"<\s*script|<\?php|<\?=|javascript:|<!doctype|<\s*(?:html|svg|iframe)\b", re.IGNORECASE
)
_PNG = b"\x89PNG\r\n\x1a\n"
# What Pillow raises over pictures that are none.
_BROKEN = (OSError, SyntaxError, ValueError, struct.error, zlib.error)
_NOTES = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP"}

Image.MAX_IMAGE_PIXELS = None  # the size is judged here, before anything is decoded


class Picture:
    """A picture: its bytes walked by hand for what is beside the pixels, decoded by Pillow for the pixels."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path, self.kind = path, kind
        self.raw = path.read_bytes()

    @cached_property
    def _walked(self) -> tuple[list[bytes], int | None]:
        return (_walk_png if self.kind == "png" else _walk_jpg)(self.raw)

    @property
    def notes(self) -> list[bytes]:
        """Comments and metadata."""
        return self._walked[0]

    @property
    def end(self) -> int | None:
        """Where the picture ends; None where its structure is broken."""
        return self._walked[1]

    def opened(self) -> Image.Image:
        return Image.open(self.path, formats=["PNG" if self.kind == "png" else "JPEG"])

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height by the header; nothing is decoded."""
        try:
            with self.opened() as picture:
                return picture.size
        except _BROKEN:
            return 0, 0


def _walk_png(raw: bytes) -> tuple[list[bytes], int | None]:
    notes, at = list[bytes](), len(_PNG)
    while at + 12 <= len(raw):
        length = int.from_bytes(raw[at : at + 4])
        name, data = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + length]
        at += 12 + length
        if raw[at - 4 : at] != zlib.crc32(name + data).to_bytes(4):
            return notes, None
        if name in _NOTES:
            notes.append(data)
        if name == b"IEND":
            return notes, at
    return notes, None


def _walk_jpg(raw: bytes) -> tuple[list[bytes], int | None]:
    notes, at = list[bytes](), 2
    while at + 4 <= len(raw):
        if raw[at] != 0xFF:
            return notes, None
        marker = raw[at + 1]
        if marker == 0xD9:
            return notes, at + 2
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        length = int.from_bytes(raw[at + 2 : at + 4])
        if marker == 0xFE or 0xE0 <= marker <= 0xEF:
            notes.append(raw[at + 4 : at + 2 + length])
        at += 2 + length
        if marker == 0xDA:
            at = _after_scan(raw, at)
    return notes, at + 2 if raw[at : at + 2] == b"\xff\xd9" else None


def _after_scan(raw: bytes, at: int) -> int:
    """The next marker after compressed data, in which FF00 is a byte and FFD0–FFD7 are restarts."""
    while (at := raw.find(b"\xff", at)) >= 0:
        following = raw[at + 1 : at + 2]
        if following and following != b"\xff" and following[0] and not 0xD0 <= following[0] <= 0xD7:
            return at
        at += 1
    return len(raw)


def _pixels(picture: Picture) -> str | None:
    width, height = picture.size
    return f"{width}×{height}" if width * height > PIXELS else None


def _animated(picture: Picture) -> str | None:
    return "" if picture.kind == "png" and b"acTL" in picture.raw[:4096] else None


def _tail(picture: Picture) -> str | None:
    """Behind the end: nothing, padding, or (as phones do) further whole pictures."""
    end = picture.end
    rest = b"" if end is None else picture.raw[end:].lstrip(b"\0")
    while picture.kind == "jpg" and rest.startswith(b"\xff\xd8\xff"):
        end = _walk_jpg(rest)[1]
        if end is None:
            break
        rest = rest[end:].lstrip(b"\0")
    return "" if rest else None


def _script(picture: Picture) -> str | None:
    return "" if any(_SCRIPT.search(note) for note in picture.notes) else None


def _damaged(picture: Picture) -> str | None:
    try:
        if picture.end is None:
            return ""
        with warnings.catch_warnings(), picture.opened() as opened:
            warnings.simplefilter("ignore")
            width, height = opened.size
            if picture.kind == "jpg" and width * height > _DRAFT:
                opened.draft(None, (width // 2, height // 2))
            ImageFile.LOAD_TRUNCATED_IMAGES = (
                False  # WeasyPrint, where it is loaded too, lets them pass
            )
            opened.load()
    except _BROKEN:
        return ""
    return None


RULES: dict[str, Rule[Picture]] = {
    "image-pixels": _pixels,
    "image-animated": _animated,
    "polyglot": lambda picture: "" if zipfile.is_zipfile(picture.path) else None,
    "image-tail": _tail,
    "image-script": _script,
    "image-damaged": _damaged,
}


def examine(path: Path, kind: str) -> Fault | None:
    """A .jpg or .png."""
    return first(RULES, Picture(path, kind))
