"""Tables that only grow: triggers by which the database itself refuses UPDATE, DELETE, TRUNCATE and REPLACE.

Use in a migration after the one that makes the table: `operations = append_only("applications_snapshot")`.
On SQLite an AlterField makes the table anew without its triggers: say `append_only` again in that migration (on
PostgreSQL that replaces them).
"""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

FUNCTION = """
CREATE OR REPLACE FUNCTION duixian_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation'; END
$body$"""


def append_only(table: str, *, may_change: Sequence[str] = (), when: str = "") -> list[Operation]:
    """Operations for a migration. The columns of `may_change` may change, all at once or some, if `when` then holds:

    an SQL condition over OLD and NEW that both databases understand, such as "NEW.erased_at IS NOT NULL".
    """
    return [
        RunPython(
            partial(_guard, table=table, may_change=tuple(may_change), when=when),
            partial(_unguard, table=table),
        )
    ]


def triggers(table: str) -> list[str]:
    """The names of a guarded table's triggers, on either database."""
    return [f"{table}_no_{what}" for what in ("update", "delete", "truncate", "replace")]


def _guard(
    _apps: StateApps, editor: BaseDatabaseSchemaEditor, *, table: str, may_change: Sequence[str], when: str
) -> None:  # fmt: skip
    _unguard(_apps, editor, table=table)
    refused = _refused(_columns(editor, table), may_change, when, editor.connection.vendor)
    make = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
    for statement in make(editor, table, refused):
        editor.execute(statement, params=None)


def _unguard(_apps: StateApps, editor: BaseDatabaseSchemaEditor, *, table: str) -> None:
    on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
    for name in triggers(table):
        editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}", params=None)


def _columns(editor: BaseDatabaseSchemaEditor, table: str) -> list[str]:
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_table_description(cursor, table)
    return [column.name for column in found]


def _refused(columns: Iterable[str], may_change: Sequence[str], when: str, vendor: str) -> str:
    """The condition under which an update is refused; empty where every update is."""
    if not may_change:
        return ""
    differ = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    frozen = [f'NEW."{name}" {differ} OLD."{name}"' for name in columns if name not in may_change]
    return " OR ".join([*frozen, *([f"({when}) IS NOT TRUE"] if when else [])])


def _postgresql(_editor: BaseDatabaseSchemaEditor, table: str, refused: str) -> Iterable[str]:
    call = "EXECUTE FUNCTION duixian_append_only()"
    condition = f"WHEN ({refused}) " if refused else ""
    yield FUNCTION
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {condition}{call}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {call}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"


def _sqlite(editor: BaseDatabaseSchemaEditor, table: str, refused: str) -> Iterable[str]:
    """REPLACE deletes without the delete trigger on a connection without recursive_triggers: refuse the insert itself."""
    stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    condition = f"WHEN {refused} " if refused else ""
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {condition}{stop}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {stop}"
    same = " OR ".join(
        "(" + " AND ".join(f'"{name}" = NEW."{name}"' for name in names) + ")"
        for names in _unique(editor, table)
    )
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names from the schema
    yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {stop}"


def _unique(editor: BaseDatabaseSchemaEditor, table: str) -> list[list[str]]:
    """The groups of columns in which two rows can't be alike: what REPLACE would replace by."""
    with editor.connection.cursor() as cursor:
        key = editor.connection.introspection.get_primary_key_columns(cursor, table)
        cursor.execute(
            "SELECT i.name, c.name FROM pragma_index_list(%s) i, pragma_index_info(i.name) c"
            ' WHERE i."unique" AND NOT i.partial ORDER BY i.name, c.seqno',
            [table],
        )
        groups: dict[str, list[str]] = {"": list(key or [])}
        for index, column in cursor.fetchall():
            groups.setdefault(index, []).append(column)
    return [columns for columns in groups.values() if columns]
