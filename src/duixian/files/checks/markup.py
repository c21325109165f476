"""XML read by expat for what matters to us: no DOCTYPE (so no entities), well formed, not too deep; some elements kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from duixian.files.checks.fault import Fault, Rule, first

DEPTH = 200
_BETWEEN = " "  # namespace and local name, as expat joins them


class _Stop(Exception):
    """Nothing after this is read."""


@dataclass(slots=True)
class Element:
    """One wanted element: its local name, attributes by local name, and its text."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(slots=True)
class Markup:
    """What one pass found."""

    root: str = ""
    doctype: bool = False
    styled: bool = False
    damage: str | None = None
    elements: list[Element] = field(default_factory=list)


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(_BETWEEN)[2]


def scan(data: bytes, wanted: frozenset[str] = frozenset()) -> Markup:
    """Read the whole text; stops at a DOCTYPE, which none of the formats that we take may have."""
    found, path = Markup(), list[Element | None]()
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.buffer_text = True
    _watch(parser, found, path, wanted)
    try:
        parser.Parse(data, True)
    except _Stop:
        pass
    except (expat.ExpatError, ValueError, LookupError) as error:
        found.damage = str(error)
    return found


def _watch(
    parser: expat.XMLParserType,
    found: Markup,
    path: list[Element | None],
    wanted: frozenset[str],
) -> None:
    def started(name: str, attributes: dict[str, str]) -> None:
        found.root = found.root or name
        if len(path) >= DEPTH:
            found.damage = "depth"
            raise _Stop
        plain = local(name)
        element = None
        if plain in wanted:
            element = Element(plain, {local(key): value for key, value in attributes.items()})
            found.elements.append(element)
        path.append(element)

    def ended(name: str) -> None:
        path.pop()

    def said(text: str) -> None:
        if path[-1] is not None:
            path[-1].text += text

    def declared(*parts: object) -> None:
        found.doctype = True
        raise _Stop

    def instructed(target: str, data: str) -> None:
        found.styled = found.styled or target.lower().startswith("xml-")

    handlers: dict[str, Callable[..., None]] = {
        "StartElementHandler": started,
        "EndElementHandler": ended,
        "CharacterDataHandler": said,
        "StartDoctypeDeclHandler": declared,
        "ProcessingInstructionHandler": instructed,
    }
    for name, handler in handlers.items():
        setattr(parser, name, handler)


RULES: dict[str, Rule[Markup]] = {
    "xml-doctype": lambda markup: "" if markup.doctype else None,
    "xml-damaged": lambda markup: "" if markup.damage else None,
    "xml-style": lambda markup: "" if markup.styled else None,
}


def examine(path: Path, kind: str) -> Fault | None:
    """An e-invoice's XML original."""
    return first(RULES, scan(path.read_bytes()))
