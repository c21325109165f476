"""PDF: every dictionary of the file is looked at for what acts by itself, reaches out, or carries something along."""

import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from duixian.files.checks import markup
from duixian.files.checks.fault import Fault, Rule, first, quoted

PAGES = 2_000
_ATTACHED_XML = 1024**2
_TAIL = re.compile(rb"%%EOF[\s\0]*\Z")
_WEB = re.compile(r"(?:https?://|mailto:|tel:|#)|www\.", re.IGNORECASE)
_TRIGGERS = frozenset([
    "/E", "/X", "/D", "/U", "/Fo", "/Bl", "/PO", "/PC", "/PV", "/PI", "/O", "/C", "/K", "/F", "/V", "/WC", "/WS",
    "/DS", "/WP", "/DP",
])  # fmt: skip
_FILE_KEYS = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix", "/Desc"})
_MEDIA = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_PLAYS = {"/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"}


class Part:
    """One dictionary, or the dictionary of a stream, with its keys."""

    __slots__ = ("action", "keys", "object")

    def __init__(self, found: Object) -> None:
        self.object = found
        self.keys: frozenset[str] = frozenset(found.keys())
        named: object = found.get("/S") if "/S" in self.keys else None
        # Elements of the logical structure also have an /S, of any name.
        structure = "/P" in self.keys and found.get("/Type") == Name.StructElem
        self.action = str(named) if isinstance(named, Name) and not structure else ""

    def get(self, key: str) -> object:
        """The value, None where there is none."""
        return self.object.get(key) if key in self.keys else None


class Document:
    """A PDF, opened as forgivingly as readers do it; how well formed it is, is a rule of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def pdf(self) -> Pdf | None:
        """The file; None where it can't be opened at all or wants a password."""
        try:
            return pikepdf.open(self.path)
        except (pikepdf.PdfError, pikepdf.PasswordError, ValueError):
            return None

    @cached_property
    def parts(self) -> list[Part]:
        """Every dictionary in the file, also those that nothing refers to."""
        return [] if self.pdf is None else [*map(Part, _dictionaries(self.pdf))]


def _dictionaries(pdf: Pdf) -> Iterator[Object]:
    waiting: list[object] = [*pdf.objects, pdf.trailer]
    while waiting:
        values: list[object]
        match waiting.pop():
            case Dictionary() | Stream() as found:
                yield found
                values = [value for _, value in found.items()]
            case Array() as found:
                values = list(found)
            case _:
                continue
        # What is referred to has its own turn.
        waiting += [one for one in values if isinstance(one, Object) and not one.is_indirect]


def _encrypted(document: Document) -> str | None:
    try:
        pikepdf.open(document.path).close()
    except pikepdf.PasswordError:
        return ""
    except (pikepdf.PdfError, ValueError):
        return None
    return None


def _damaged(document: Document) -> str | None:
    try:
        with pikepdf.open(document.path, attempt_recovery=False, suppress_warnings=True) as strict:
            return None if len(strict.pages) and not strict.get_warnings() else ""
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return ""


def _tail(document: Document) -> str | None:
    with document.path.open("rb") as file:
        file.seek(max(0, document.path.stat().st_size - 4096))
        return None if _TAIL.search(file.read()) else ""


def _pages(document: Document) -> str | None:
    count = len(document.pdf.pages) if document.pdf else 0
    return f"{count:,}" if count > PAGES else None


def _has(test: Callable[[Part], object]) -> Rule[Document]:
    return lambda document: "" if any(test(part) for part in document.parts) else None


def _script(part: Part) -> bool:
    code = isinstance(part.get("/JS"), String | Stream)
    return code or part.action == "/JavaScript" or isinstance(part.get("/JavaScript"), Dictionary)


def _acts_on_opening(part: Part) -> bool:
    action = part.get("/OpenAction")
    if isinstance(action, Dictionary) and action.get("/S") != Name.GoTo:
        return True
    extra = part.get("/AA")
    return isinstance(extra, Dictionary) and bool(extra) and set(extra.keys()) <= _TRIGGERS


def _attachment(document: Document) -> str | None:
    for part in document.parts:
        files = part.get("/EF")
        if not isinstance(files, Dictionary) or not set(files.keys()) <= _FILE_KEYS:
            continue
        called = [str(part.get(key)) for key in ("/UF", "/F") if key in part.keys]
        data = all(name.lower().endswith((".xml", ".xbrl")) for name in called)
        if not (called and data and all(_is_plain_xml(one) for _, one in files.items())):
            return quoted(next(iter(called), ""))
    loose = (part.object for part in document.parts if part.get("/Type") == Name.EmbeddedFile)
    return None if all(_is_plain_xml(one) for one in loose) else ""


def _is_plain_xml(stream: object) -> bool:
    """The data that e-vouchers carry beside their picture (电子凭证会计数据标准): small, XML, no entities."""
    if not isinstance(stream, Stream):
        return False
    try:
        data = stream.read_bytes()
    except pikepdf.PdfError:
        return False
    found = markup.scan(data[: _ATTACHED_XML + 1])
    whole = len(data) <= _ATTACHED_XML and not (found.doctype or found.damage or found.styled)
    return whole and markup.local(found.root).lower() not in {"html", "svg", "stylesheet"}


def _media(part: Part) -> bool:
    kind = part.get("/Subtype")
    return part.action in _PLAYS or (isinstance(kind, Name) and str(kind) in _MEDIA)


def _reaches_out(part: Part) -> bool:
    if part.action in {"/GoToR", "/GoToE", "/Thread"}:
        return True
    if part.action == "/URI":
        address = part.get("/URI")
        return not (isinstance(address, String) and _WEB.match(str(address)))
    external = isinstance(part.object, Stream) and isinstance(part.get("/F"), String | Dictionary)
    return external or part.get("/FS") == Name.URL


RULES: dict[str, Rule[Document]] = {
    "pdf-encrypted": _encrypted,
    "polyglot": lambda document: "" if zipfile.is_zipfile(document.path) else None,
    "pdf-damaged": _damaged,
    "pdf-tail": _tail,
    "pdf-pages": _pages,
    "pdf-javascript": _has(_script),
    "pdf-launch": _has(lambda part: part.action == "/Launch"),
    "pdf-submit": _has(lambda part: part.action in {"/SubmitForm", "/ImportData"}),
    "pdf-xfa": _has(lambda part: isinstance(part.get("/XFA"), Array | Stream)),
    "pdf-media": _has(_media),
    "pdf-external": _has(_reaches_out),
    "pdf-attachment": _attachment,
    "pdf-open-action": _has(_acts_on_opening),
}


def examine(path: Path, kind: str) -> Fault | None:
    """A PDF."""
    return first(RULES, Document(path))


def pages(path: Path) -> int:
    """How many there are to look at."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)
