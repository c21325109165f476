"""The same request twice over from the same state: the clock stands still, and chance gives the same."""

import hashlib
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection

from tests.access.asking import Door, Sent, undone
from tests.access.judging import Cell
from tests.access.writes import columns, rows, watched

Tables = dict[str, list[tuple[Any, ...]]]
FAR = 1_000_000
REFUSED = {400, 404, 422}


@dataclass(frozen=True, kw_only=True)
class Came:
    """What a request came to: its status, and the tables that it wrote to as they are then."""

    status: int
    tables: Tables


def _chance() -> Callable[[int], bytes]:
    """Bytes that look like chance and are always the same."""
    count = iter(range(FAR))
    return lambda size: hashlib.shake_256(str(next(count)).encode()).digest(size)


@contextmanager
def standing_still(now: datetime) -> Iterator[None]:
    """No time passes, and chance begins anew."""
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(now, tick=False):
        chance = _chance()
        patch.setattr(os, "urandom", chance)
        patch.setattr(random, "_urandom", chance)
        yield


def came(door: Door, cell: Cell, more: Sent, now: datetime) -> Came:
    """Send the form of a cell with `more`; everything is undone."""
    with standing_still(now), undone():
        _numbers_from_the_same()
        door.lead_up(cell.who, cell.address, cell.thing)
        with watched() as written:
            answer = door.ask(cell.who, "POST", cell.address, cell.thing, more)
        return Came(
            status=answer.status_code, tables={name: rows(name) for name in sorted(written)}
        )


def _numbers_from_the_same() -> None:
    """PostgreSQL does not take numbers back that were given and undone."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, %s) FROM pg_sequences",
            [FAR],
        )


def differences(plain: Came, more: Came) -> list[str]:
    """What the addition changed, by column; to be refused whole changes nothing."""
    if more.status in REFUSED and all(name.startswith("audit_") for name in more.tables):
        return []
    found = [] if plain.status == more.status else [f"{more.status} instead of {plain.status}"]
    for table in sorted(plain.tables.keys() | more.tables.keys()):
        before, after = plain.tables.get(table), more.tables.get(table)
        if before is None or after is None:
            found.append(f"{table} {'is' if before is None else 'is not'} written to")
        elif len(before) != len(after):
            found.append(f"{table}: {len(after)} rows instead of {len(before)}")
        else:
            found += [
                f"{table}.{name}: {new!r} instead of {old!r}"
                for one, other in zip(before, after, strict=True)
                for name, old, new in zip(columns(table), one, other, strict=True)
                if old != new
            ]
    return found
