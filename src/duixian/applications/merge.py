"""Two people changed one draft: what can be put together field by field, and what a person must decide. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One field that both changed, differently: as it was, as I typed it, as it is there now."""

    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """`fields` holds everything but what clashes, where it keeps theirs; nothing of mine is left out of both."""

    fields: dict[str, Any]
    clashes: dict[str, Clash]


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """Put my fields into theirs, both having begun from `base`. A field that I don't name is not changed by me."""
    fields = dict(theirs)
    clashes: dict[str, Clash] = {}
    for name, value in mine.items():
        before, there = base.get(name), theirs.get(name)
        if same(value, before) or same(value, there):
            continue
        if same(there, before):
            fields[name] = value
        else:
            clashes[name] = Clash(base=before, mine=value, theirs=there)
    return Merged(fields=fields, clashes=clashes)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            same(value, other[key]) for key, value in one.items()
        )
    return bool(one == other)
