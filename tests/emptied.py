"""Between two transactional tests the tables are emptied: those that hold anything, and are not as the migrations left them.

Append-only tables refuse that: their triggers are lifted for it. Django's own way truncates every table and makes all
content types anew, which takes longer than most tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

# Written by Django after each migration, and by no test.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@contextmanager
def unguarded() -> Iterator[None]:
    """The database without its triggers: what only its superuser can have."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_%'"
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def filled() -> list[str]:
    """The tables that hold something."""
    names = [
        one
        for one in connection.introspection.django_table_names(only_existing=True)
        if one not in KEPT
    ]
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [str(name) for (name,) in cursor.fetchall()]


def empty() -> None:
    """Take everything out."""
    if names := filled():
        with transaction.atomic(), unguarded(), connection.cursor() as cursor:
            for name in names:
                cursor.execute(f'DELETE FROM "{name}"')


@pytest.fixture(autouse=True, scope="session")
def emptied_between_tests() -> Iterator[None]:
    """Have the emptying done so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty())
        yield
