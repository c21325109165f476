"""Reads matrix.txt: which methods an address has, and who gets through."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("matrix.txt")
EVERYBODY, SIGNED_IN, NOBODY = "所有人", "登录者", "无人"
COLUMNS = 5


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the file: these methods of this address, for such an object, are for these."""

    name: str
    route: str
    thing: str
    methods: frozenset[str]
    who: frozenset[str]


def read(lines: Iterable[str]) -> dict[str, list[Line]]:
    """The lines by the name of the address."""
    found: dict[str, list[Line]] = defaultdict(list)
    for number, text in enumerate(lines, 1):
        if not text.strip() or text.startswith("#"):
            continue
        cells = [cell.strip() for cell in text.split("|")]
        assert len(cells) == COLUMNS, f"matrix.txt:{number}: {text}"
        name, route, thing, methods, who = cells
        line = Line(
            name=name,
            route=route,
            thing=thing,
            methods=frozenset(methods.split()),
            who=frozenset(who.split()),
        )
        found[name].append(line)
    return found


def declared() -> dict[str, list[Line]]:
    """What matrix.txt says."""
    return read(FILE.read_text(encoding="utf-8").splitlines())
