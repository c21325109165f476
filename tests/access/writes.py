"""Which tables are written to, seen in the statements themselves; and what every table holds."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection

# What a page may write down about the visit itself.
OF_THE_VISIT = {"django_session", "usersessions_usersession", "parties_remembered"}
WRITE = re.compile(
    r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?',
    re.IGNORECASE,
)
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


@contextmanager
def watched() -> Iterator[set[str]]:
    """The tables that are written to inside, but those about the visit."""
    found: set[str] = set()

    def watch(execute: Execute, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (written := WRITE.match(sql)) and written[1] not in OF_THE_VISIT:
            found.add(written[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def rows(table: str) -> list[tuple[Any, ...]]:
    """All that a table holds, in an order of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        return [tuple(map(_plain, row)) for row in cursor.fetchall()]


@cache
def columns(table: str) -> list[str]:
    """Its columns, in the order of `rows`."""
    with connection.cursor() as cursor:
        return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def state() -> dict[str, str]:
    """A hash of every table, but of those about the visit."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - OF_THE_VISIT)
    return {name: hashlib.sha256(repr(rows(name)).encode()).hexdigest() for name in names}


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
