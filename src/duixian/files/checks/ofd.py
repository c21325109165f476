"""OFD (GB/T 33190): a zip with OFD.xml at its root; pictures, fonts, seals and XML, nothing else."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from duixian.files.checks import archive, markup
from duixian.files.checks.archive import Archive
from duixian.files.checks.fault import Fault, Rule, first, quoted
from duixian.files.checks.markup import Markup

ROOT = "OFD.xml"
_NAMESPACE = "http://www.ofdspec.org/2016 OFD"
_XML = {".xml", ".xbrl", ".xsd"}
_PARTS = _XML | {
    ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".jb2", ".gb2", ".jbig2", ".ttf", ".otf", ".ttc", ".cff",
    ".dat", ".esl", ".txt", ".cer",
}  # fmt: skip
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"<?php", b"\xd0\xcf\x11\xe0")


class Layout(Archive):
    """An OFD file: a zip whose XML parts are read once."""

    @cached_property
    def markups(self) -> dict[str, Markup]:
        """Each XML part, by name."""
        return {one.name: markup.scan(one.content) for one in self.members if one.suffix in _XML}


def _any(test: Callable[[Markup], object]) -> Rule[Layout]:
    return lambda layout: "" if any(test(one) for one in layout.markups.values()) else None


def _root(layout: Layout) -> str | None:
    found = layout.markups.get(ROOT)
    return None if found and found.root == _NAMESPACE else ""


def _part(layout: Layout) -> str | None:
    for member in layout.members:
        if member.suffix not in _PARTS or member.head.startswith(_PROGRAMS):
            return quoted(member.name)
    return None


RULES: dict[str, Rule[Layout]] = {
    **archive.RULES,
    "xml-doctype": _any(lambda one: one.doctype),
    "xml-damaged": _any(lambda one: one.damage),
    "ofd-root": _root,
    "ofd-part": _part,
}


def examine(path: Path, kind: str) -> Fault | None:
    """An OFD file."""
    return first(RULES, Layout(path, kind))
