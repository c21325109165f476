"""Where an OFD file says things: attached data, tags that point at texts of its pages, data about the document."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

MOST_BYTES = 4 * 1024**2  # of one part
MOST_PARTS = 200
Parser = Callable[[bytes], Element | None]


def plain(name: str) -> str:
    """An element's name without namespace, case, - and _."""
    return name.rpartition("}")[2].replace("-", "").replace("_", "").lower()


def texts(root: Element) -> dict[str, set[str]]:
    """By plain name, the different texts that such elements hold."""
    found: dict[str, set[str]] = {}
    for element in root.iter():
        text = (element.text or "").strip()
        if text and not len(element):
            found.setdefault(plain(element.tag), set()).add(text)
    return found


def sayings(content: bytes, parse: Parser) -> Iterator[dict[str, set[str]]]:
    """What each place says; the attached data first, since it is meant for programs."""
    trees = dict(_trees(content, parse))
    drawn = _drawn(trees)
    for name, root in trees.items():
        if "attach" in name.lower():
            yield texts(root)
    for name, root in trees.items():
        if "tag" in name.lower():
            yield _pointed(root, drawn)
    for root in trees.values():
        yield _noted(root)


def _trees(content: bytes, parse: Parser) -> Iterator[tuple[str, Element]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
            for part in parts[:MOST_PARTS]:
                if part.file_size <= MOST_BYTES and (root := parse(archive.read(part))) is not None:
                    yield part.filename, root
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        zlib.error,
        EOFError,
        ValueError,
    ):
        return


def _drawn(trees: dict[str, Element]) -> dict[str, str]:
    """The texts on the pages, by the number of their object."""
    found = {}
    for root in trees.values():
        for element in root.iter():
            if plain(element.tag) == "textobject" and (number := element.get("ID")):
                codes = (one.text or "" for one in element.iter() if plain(one.tag) == "textcode")
                found[number] = "".join(codes)
    return found


def _pointed(root: Element, drawn: dict[str, str]) -> dict[str, set[str]]:
    """Elements whose text is one or more references to objects on a page."""
    found: dict[str, set[str]] = {}
    for element in root.iter():
        targets = [(one.text or "").strip() for one in element if plain(one.tag) == "objectref"]
        text = "".join(drawn.get(target, "") for target in targets).strip()
        if text:
            found.setdefault(plain(element.tag), set()).add(text)
    return found


def _noted(root: Element) -> dict[str, set[str]]:
    """<CustomData Name="发票号码">…</CustomData>."""
    found: dict[str, set[str]] = {}
    for element in root.iter():
        name, text = element.get("Name"), (element.text or "").strip()
        if plain(element.tag) == "customdata" and name and text:
            found.setdefault(plain(name), set()).add(text)
    return found
