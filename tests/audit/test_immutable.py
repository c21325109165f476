"""The database itself refuses to change the trail, whoever asks and however: raw SQL, on both databases."""

import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

from duixian.audit import trail
from duixian.audit.immutable import append_only, triggers
from tests.audit.histories import CASE, JOB, MORNING, OFFICER
from tests.emptied import unguarded

EVERYWHERE = {
    "an update": "UPDATE {table} SET {column} = '0'",
    "an update that changes nothing": "UPDATE {table} SET {column} = {column}",
    "a delete": "DELETE FROM {table}",
}
POSTGRESQL = {
    **EVERYWHERE,
    "a truncate": "TRUNCATE {table} CASCADE",
    "an upsert": "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {column} = '0'",
}
SQLITE = {
    **EVERYWHERE,
    "a replace": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "an update or replace": "UPDATE OR REPLACE {table} SET {column} = '0'",
    "an upsert": "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {column} = '0'",
}
TABLES = {
    "audit_entry": ("seq", "actor"),
    "audit_payload": ("seq", "body"),
    "audit_signedhead": ("id", "text"),
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> None:
    """One row in each table."""
    trail.record(OFFICER, "case.open", CASE, payload={"a": 1})
    trail.signed_head(MORNING)
    connection.check_constraints()  # now: PostgreSQL does not truncate a table with checks to come


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", TABLES)
def test_every_way_of_changing_a_row_is_refused(rows: None, table: str) -> None:
    key, column = TABLES[table]
    ways = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    for way in ways.values():
        with pytest.raises(IntegrityError, match="append-only"):
            execute(way.format(table=table, key=key, column=column))


@pytest.mark.parametrize("table", TABLES)
def test_without_its_triggers_the_same_would_be_done(rows: None, table: str) -> None:
    key, column = TABLES[table]
    ways = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with unguarded():
        for name, way in ways.items():
            if name != "a delete":
                execute(way.format(table=table, key=key, column=column))


@pytest.mark.parametrize(
    ("how", "allowed"),
    [
        ("body = '', salt = '', erased_at = '2026-03-02 00:00:00+00'", True),
        ("body = '', salt = ''", False),
        ("body = '', erased_at = '2026-03-02 00:00:00+00'", False),
        ("salt = '', erased_at = '2026-03-02 00:00:00+00'", False),
        ("erased_at = '2026-03-02 00:00:00+00'", False),
        ("seq = 2, body = '', salt = '', erased_at = '2026-03-02 00:00:00+00'", False),
    ],
)
def test_a_payload_can_be_erased_and_nothing_else(rows: None, how: str, allowed: bool) -> None:
    sql = f"UPDATE audit_payload SET {how} WHERE seq = 1"
    if allowed:
        execute(sql)
        return
    with pytest.raises(IntegrityError, match="append-only"):
        execute(sql)


def test_an_erased_payload_stays_erased(rows: None) -> None:
    trail.erase(CASE, "当事人要求", JOB)
    for how in ("erased_at = NULL", "body = '{}'", "erased_at = '2027-03-02 00:00:00+00'"):
        with pytest.raises(IntegrityError, match="append-only"):
            execute(f"UPDATE audit_payload SET {how} WHERE seq = 1")


@pytest.mark.django_db(transaction=True)
def test_a_replace_is_refused_on_a_connection_that_knows_nothing_of_our_settings(
    rows_kept: None,
) -> None:
    """On SQLite another program's connection has recursive_triggers off; PostgreSQL has no REPLACE."""
    if connection.vendor == "postgresql":
        return
    other = sqlite3.connect(connection.settings_dict["NAME"])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(
            "INSERT OR REPLACE INTO audit_signedhead SELECT 99, size, hash, at, 'other' FROM audit_signedhead"
        )
    other.close()


@pytest.fixture
def rows_kept(transactional_db: None) -> None:
    """One row in each table, committed."""
    with transaction.atomic():
        trail.record(OFFICER, "case.open", CASE)
    trail.signed_head(MORNING)


@pytest.fixture
def scratch(transactional_db: None) -> Iterator[str]:
    """A table of another folder."""
    execute(
        'CREATE TABLE "scratch" ("id" integer PRIMARY KEY, "a" integer, "b" integer, UNIQUE ("a", "b"))'
    )
    execute("CREATE UNIQUE INDEX scratch_partly ON scratch (b) WHERE a > 100")
    execute("INSERT INTO scratch VALUES (1, 1, 1)")
    yield "scratch"
    execute("DROP TABLE scratch")


def apply(operations: list[Operation], *, forwards: bool = True) -> None:
    """As migrate does."""
    with connection.schema_editor() as editor:
        for one in operations:
            assert isinstance(one, RunPython)
            code = one.code if forwards else one.reverse_code
            assert code
            code(StateApps([], {}), editor)


def test_another_table_is_kept_so_too_and_given_back(scratch: str) -> None:
    operations = append_only(scratch, may_change=["b"])
    apply(operations)
    apply(operations)
    execute("INSERT INTO scratch VALUES (2, 1, 2)")
    execute("UPDATE scratch SET b = 3 WHERE id = 2")
    for way in ("UPDATE scratch SET a = 9", "DELETE FROM scratch"):
        with pytest.raises(IntegrityError, match="append-only"):
            execute(way)
    apply(operations, forwards=False)
    execute("UPDATE scratch SET a = 9 WHERE id = 2")
    execute("DELETE FROM scratch")


class Elsewhere:
    """The schema editor of a database that is not there: takes down what it is told."""

    def __init__(self, vendor: str, unique: list[tuple[str, str]]) -> None:
        self.told: list[str] = []
        columns = [SimpleNamespace(name="id"), SimpleNamespace(name="a")]
        self.connection = SimpleNamespace(
            vendor=vendor,
            cursor=lambda: nullcontext(
                SimpleNamespace(execute=lambda *_: None, fetchall=lambda: unique)
            ),
            introspection=SimpleNamespace(
                get_table_description=lambda *_: columns, get_primary_key_columns=lambda *_: ["id"]
            ),
        )

    def execute(self, sql: str, params: None) -> None:
        self.told.append(sql)


@pytest.mark.parametrize(
    ("vendor", "words"),
    [
        (
            "postgresql",
            'WHEN (NEW."id" IS DISTINCT FROM OLD."id" OR (NEW.a = 1) IS NOT TRUE) EXECUTE',
        ),
        ("sqlite", 'WHEN NEW."id" IS NOT OLD."id" OR (NEW.a = 1) IS NOT TRUE BEGIN'),
    ],
)
def test_either_database_is_told_in_its_own_words(vendor: str, words: str) -> None:
    """On both runs, so that the text for the other database is seen too."""
    for rule, said in (
        ({"may_change": ["a"], "when": "NEW.a = 1"}, words),
        ({}, "BEFORE UPDATE ON t "),
    ):
        editor = Elsewhere(vendor, [("t_a", "a")])
        (operation,) = append_only("t", **rule)  # type: ignore[arg-type]
        assert isinstance(operation, RunPython)
        operation.code(StateApps([], {}), editor)  # type: ignore[arg-type]
        assert any(said in one for one in editor.told)
        assert {f"t_no_{what}" for what in ("update", "delete")} <= {
            name
            for name in triggers("t")
            for one in editor.told
            if one.startswith(f"CREATE TRIGGER {name} ")
        }
        assert operation.reverse_code
        operation.reverse_code(StateApps([], {}), editor)  # type: ignore[arg-type]
        assert editor.told[-1].startswith("DROP TRIGGER IF EXISTS t_no_replace")
