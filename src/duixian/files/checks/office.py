"""Word and Excel files: only text, tables and pictures; no macro, object, control, link to a template, or live field."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from duixian.files.checks import archive, markup
from duixian.files.checks.archive import Archive, Member
from duixian.files.checks.fault import Fault, Rule, first, quoted
from duixian.files.checks.markup import Markup

_TYPES = "[Content_Types].xml"
_MAIN = {
    "docx": ("Word 文档", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("Excel 表格", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}  # fmt: skip
_XML = {".xml", ".rels", ".vml", ".svg"}
_PARTS = _XML | {
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp", ".odttf", ".ttf", ".fntdata",
}  # fmt: skip
_PRINTER = re.compile(r"(?:word|xl)/printerSettings/printerSettings\d*\.bin")
_MACRO = re.compile(r"vbaProject|vbaData|macroEnabled|macrosheet|intlMacrosheet", re.IGNORECASE)
_OBJECT = re.compile(
    r"/(?:embeddings|activeX|ctrlProps|webextensions|customUI|oleObject)\b|oleObject|activeX|package$",
    re.IGNORECASE,
)
_OBJECT_TYPE = re.compile(
    r"oleObject|activeX|ctrlProp|webextension|/(?:control|package|ui|attachedToolbars)$",
    re.IGNORECASE,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"<?php", b"\xca\xfe\xba\xbe")
_FIELDS = re.compile(
    r"(?<!\w)(?:DDE(?:AUTO)?|LINK|INCLUDETEXT|DATABASE|MACROBUTTON)(?!\w)", re.IGNORECASE
)
# =cmd|'/c calc'!A0, and functions that fetch or run.
_FORMULA = re.compile(
    r"\|\s*['\"]|(?<!\w)(?:WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|EXEC)\s*\(", re.IGNORECASE
)
_WANTED = frozenset(
    {"Relationship", "Override", "Default", "instrText", "fldChar", "fldSimple", "f", "ddeLink"}
    | {"definedName"}
)
_WEB = re.compile(r"(?:https?|mailto|tel):|#", re.IGNORECASE)


class Package(Archive):
    """An Office file: a zip whose XML parts are read once."""

    @cached_property
    def markups(self) -> dict[str, Markup]:
        """Each XML part, by name."""
        return {one.name: markup.scan(one.content, _WANTED) for one in self._xml()}

    def _xml(self) -> Iterator[Member]:
        return (one for one in self.members if one.suffix in _XML)

    def attributes(self, element: str, name: str) -> Iterator[str]:
        """That attribute of every such element in any part."""
        for one in self.markups.values():
            for found in one.elements:
                if found.name == element:
                    yield found.attributes.get(name, "")


def _kind(package: Package) -> str | None:
    called, main = _MAIN[package.kind]
    types = package.markups.get(_TYPES)
    listed = {one.attributes.get("ContentType") for one in types.elements} if types else set()
    return None if main in listed or _has_macro(package) else called


def _has_macro(package: Package) -> bool:
    types = package.attributes("Override", "ContentType")
    defaults = package.attributes("Default", "ContentType")
    return any(_MACRO.search(text) for text in (*package.names, *types, *defaults))


def _object(package: Package) -> str | None:
    for member in package.members:
        if _OBJECT.search(member.name) or member.head.startswith(_OLE):
            return quoted(member.name)
    kinds = package.attributes("Relationship", "Type")
    return "" if any(_OBJECT_TYPE.search(kind) for kind in kinds) else None


def _part(package: Package) -> str | None:
    for member in package.members:
        known = member.suffix in _PARTS or _PRINTER.fullmatch(member.name)
        if not known or member.head.startswith(_PROGRAMS):
            return quoted(member.name)
    return next((quoted(name) for name in _disguised(package)), None)


def _disguised(package: Package) -> Iterator[str]:
    """What the list of types calls XML and its name does not: it would be read by Office and not by us."""
    for one in package.markups.values():
        for found in one.elements:
            kind = found.attributes.get("ContentType", "").lower()
            name = found.attributes.get("PartName") or "." + found.attributes.get("Extension", "")
            if (
                kind.endswith(("+xml", "/xml"))
                and f".{name.rpartition('.')[2]}".lower() not in _XML
            ):
                yield name


def _any(test: Callable[[Markup], object]) -> Rule[Package]:
    return lambda package: "" if any(test(one) for one in package.markups.values()) else None


def _external(package: Package) -> str | None:
    for one in package.markups.values():
        for found in one.elements:
            if found.attributes.get("TargetMode", "").lower() != "external":
                continue
            link = found.attributes.get("Type", "").endswith("/hyperlink")
            target = found.attributes.get("Target", "")
            if not (link and _WEB.match(target)):
                return quoted(target)
    return None


def _live(package: Package) -> str | None:
    return "" if any(_is_live(one) for one in package.markups.values()) else None


def _is_live(one: Markup) -> bool:
    instructions = ""
    for found in one.elements:
        match found.name:
            case "fldChar":
                instructions += "\n"
            case "instrText":
                instructions += found.text
            case "fldSimple":
                instructions += f"\n{found.attributes.get('instr', '')}\n"
            case "f" | "definedName" if _FORMULA.search(found.text):
                return True
            case "ddeLink":
                return True
    return any(_FIELDS.match(line.strip()) for line in instructions.splitlines())


RULES: dict[str, Rule[Package]] = {
    **archive.RULES,
    "xml-doctype": _any(lambda one: one.doctype),
    "xml-damaged": _any(lambda one: one.damage),
    "office-macro": lambda package: "" if _has_macro(package) else None,
    "office-kind": _kind,
    "office-object": _object,
    "office-part": _part,
    "office-external": _external,
    "office-field": _live,
}


def examine(path: Path, kind: str) -> Fault | None:
    """A .docx or .xlsx."""
    return first(RULES, Package(path, kind))
