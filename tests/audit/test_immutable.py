"""The database itself refuses to change the trail, whoever asks and however: raw SQL, on both databases."""

import sqlite3
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from duixian.audit import trail
from duixian.audit.immutable import append_only, triggers
from tests.audit.histories import CASE, JOB, MORNING, OFFICER
from tests.emptied import unguarded

SAME = "(SELECT * FROM {table})"
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


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", TABLES)
def test_every_way_of_changing_a_row_is_refused(rows: None, table: str) -> None:
    key, column = TABLES[table]
    ways = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    for way in ways.values():
        if table == "audit_payload" and f"{column} = {column}" in way:
            way = f"UPDATE {table} SET seq = seq"
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
def test_a_replace_is_refused_on_a_connection_that_knows_nothing_of_our_settings(rows_kept: None) -> None:
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
def editor() -> Callable[[list[migrations.RunPython], bool], None]:
    """Applies operations to the database, forwards or backwards."""

    def apply(operations: list[migrations.RunPython], forwards: bool) -> None:
        with connection.schema_editor() as schema:
            for one in operations:
                code = one.code if forwards else one.reverse_code
                assert code
                code(None, schema)

    return apply
