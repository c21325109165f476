"""The index over a table with tokens: FTS5 beside the table on SQLite, GIN over the tokens on PostgreSQL.

Use in a migration after the one that makes the table: `operations = token_index("applications_searchtext")`.
"""

from collections.abc import Iterator
from functools import partial

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

from duixian.parties.finding.tokens import fts


def token_index(table: str) -> list[Operation]:
    """Operations for a migration. The table has the columns `id` and `tokens`."""
    return [RunPython(partial(_make, table=table), partial(_drop, table=table))]


def gin(table: str) -> str:
    """What the index is called on PostgreSQL."""
    return f"{table}_tokens"


def _make(_apps: StateApps, editor: BaseDatabaseSchemaEditor, *, table: str) -> None:
    made = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
    for statement in made(table):
        editor.execute(statement, params=None)


def _drop(_apps: StateApps, editor: BaseDatabaseSchemaEditor, *, table: str) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP INDEX {gin(table)}", params=None)
        return
    for what in ("insert", "update", "delete"):
        editor.execute(f"DROP TRIGGER {table}_{what}", params=None)
    editor.execute(f"DROP TABLE {fts(table)}", params=None)


def _postgresql(table: str) -> Iterator[str]:
    yield f"CREATE INDEX {gin(table)} ON {table} USING gin (array_to_tsvector(string_to_array(tokens, ' ')))"


def _sqlite(table: str) -> Iterator[str]:
    """Triggers keep the full-text table in step."""
    index = fts(table)
    yield (
        f"CREATE VIRTUAL TABLE {index} USING fts5 (tokens, content='{table}', content_rowid='id', detail=none,"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    new = f"INSERT INTO {index} (rowid, tokens) VALUES (NEW.id, NEW.tokens);"  # noqa: S608  our own names
    old = f"INSERT INTO {index} ({index}, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);"  # noqa: S608
    for what, steps in {"insert": new, "update": f"{old} {new}", "delete": old}.items():
        yield f"CREATE TRIGGER {table}_{what} AFTER {what.upper()} ON {table} BEGIN {steps} END"
