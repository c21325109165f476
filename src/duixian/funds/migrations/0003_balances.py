"""A balance moves when a transfer is inserted, and in no other way: the database does it, and refuses everything else.

An account's `last` is the number of the newest transfer that moved it. An update passes only if `last` grows to a transfer
that is there, of just that difference; so each transfer can move an account once, and none can be made up.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "funds_ledgeraccount"
SAME = " AND ".join(f'NEW."{name}" = OLD."{name}"' for name in ("key", "book", "year", "policy", "measure", "part"))  # fmt: skip
MOVED = """
    NEW.last > OLD.last AND EXISTS (
        SELECT 1 FROM funds_transfer t WHERE t.id = NEW.last
        AND NEW.debits - OLD.debits = CASE WHEN t.debit_id = OLD.key THEN t.amount ELSE 0 END
        AND NEW.credits - OLD.credits = CASE WHEN t.credit_id = OLD.key THEN t.amount ELSE 0 END)"""
EMPTY = "NEW.debits = 0 AND NEW.credits = 0 AND NEW.last = 0"
MOVE = """
    UPDATE funds_ledgeraccount SET debits = debits + NEW.amount, last = NEW.id WHERE key = NEW.debit_id;
    UPDATE funds_ledgeraccount SET credits = credits + NEW.amount, last = NEW.id WHERE key = NEW.credit_id;
    INSERT INTO funds_monthtotal (year, policy, measure, month, move, amount, count)
        VALUES (NEW.year, NEW.policy, NEW.measure, NEW.month, NEW.move, NEW.amount, 1)
        ON CONFLICT (year, policy, measure, month, move)
        DO UPDATE SET amount = funds_monthtotal.amount + excluded.amount, count = funds_monthtotal.count + 1;"""

POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION funds_move() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN {MOVE} RETURN NULL; END $body$",
    "CREATE TRIGGER funds_transfer_moves AFTER INSERT ON funds_transfer FOR EACH ROW EXECUTE FUNCTION funds_move()",
    f"""CREATE OR REPLACE FUNCTION funds_balance_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF TG_OP = 'INSERT' AND {EMPTY} THEN RETURN NEW; END IF;
        IF TG_OP = 'UPDATE' AND {SAME} AND {MOVED} THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a balance moves by transfers only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END $body$""",
    *(
        f"CREATE TRIGGER {TABLE}_no_{name} BEFORE {what} ON {TABLE} FOR EACH {each} EXECUTE FUNCTION {call}()"
        for name, what, each, call in (
            ("start", "INSERT", "ROW", "funds_balance_kept"),
            ("update", "UPDATE", "ROW", "funds_balance_kept"),
            ("delete", "DELETE", "ROW", "duixian_append_only"),
            ("truncate", "TRUNCATE", "STATEMENT", "duixian_append_only"),
        )
    ),
]
STOP = "BEGIN SELECT RAISE(ABORT, 'a balance moves by transfers only'); END"
SQLITE = [
    f"CREATE TRIGGER funds_transfer_moves AFTER INSERT ON funds_transfer BEGIN {MOVE} END",
    f"CREATE TRIGGER {TABLE}_no_start BEFORE INSERT ON {TABLE} WHEN NOT ({EMPTY}) {STOP}",
    f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} WHEN NOT ({SAME} AND {MOVED}) {STOP}",
    f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {STOP}",
]


def make(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers of the database at hand."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, params=None)


def drop(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    on = editor.connection.vendor == "postgresql"
    editor.execute(
        f"DROP TRIGGER funds_transfer_moves{' ON funds_transfer' if on else ''}", params=None
    )
    for name in ("start", "update", "delete", *(["truncate"] if on else [])):
        editor.execute(f"DROP TRIGGER {TABLE}_no_{name}{f' ON {TABLE}' if on else ''}", params=None)


class Migration(migrations.Migration):
    """After what is append-only."""

    dependencies = [("funds", "0002_append_only")]
    operations = [migrations.RunPython(make, drop)]
