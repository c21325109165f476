"""The database refuses to edit a published round: it changes only to what its newest approved amendment says.

Amendments are proposed, decided once, and never edited.
"""

from collections.abc import Iterator

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from duixian.audit.immutable import append_only

ROUND, MEASURE = "applications_round", "applications_roundmeasure"
# What an amendment may change, and how the column compares with the amendment's JSON.
OF_ROUND = {"closes_at": "time", "notes": "text", "contacts": "json", "parameters": "json"}
OF_MEASURE = {"materials": "json", "parameters": "json", "notes": "text"}
DECIDED = (
    "OLD.state = 'proposed' AND NEW.state IN ('approved', 'refused') AND NEW.decided_by_id IS NOT NULL"
    " AND NEW.decided_at IS NOT NULL"
)
BORN_DECIDED = "NEW.state <> 'proposed' OR NEW.decided_at IS NOT NULL"
NEWEST = "(SELECT max(b.number) FROM applications_amendment b WHERE b.round_id = {of} AND b.state = 'approved')"
SAID = {
    "postgresql": (
        "jsonb_array_elements(a.changes) AS c", "c->>'{}'",
        {"json": "c->'{}' = {}", "text": "c->>'{}' = {}", "time": "(c->>'{}')::timestamptz = {}"},
    ),
    "sqlite": (
        "json_each(a.changes) AS c", "json_extract(c.value, '$.{}')",
        {"json": "json_extract(c.value, '$.{}') = json({})", "text": "json_extract(c.value, '$.{}') = {}",
         "time": "julianday(json_extract(c.value, '$.{}')) = julianday({})"},
    ),
}  # fmt: skip


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    unguard(_apps, editor)
    for name, table, event, condition in triggers(editor):
        editor.execute(statement(editor, name, table, event, condition), params=None)


def unguard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    postgresql = editor.connection.vendor == "postgresql"
    for name, table, _, _ in triggers(editor):
        on = f" ON {table}" if postgresql else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}", params=None)
        if postgresql:
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)


def triggers(editor: BaseDatabaseSchemaEditor) -> Iterator[tuple[str, str, str, str]]:
    """Name, table, event, and when it is refused."""
    published = f"(SELECT r.state FROM {ROUND} r WHERE r.id = {{}}.round_id) = 'published'"  # noqa: S608 - fixed names
    of_old, of_new = published.format("OLD"), published.format("NEW")
    moved = f"({of_new} AND NEW.round_id <> OLD.round_id)"
    edited = strange(editor, ROUND, OF_ROUND, "OLD.id", "''")
    measure = strange(editor, MEASURE, OF_MEASURE, "OLD.round_id", "OLD.measure")
    yield f"{ROUND}_no_edit", ROUND, "UPDATE", f"OLD.state = 'published' AND ({edited})"
    yield f"{ROUND}_no_loss", ROUND, "DELETE", "OLD.state = 'published'"
    yield f"{MEASURE}_no_edit", MEASURE, "UPDATE", f"({of_old} AND ({measure})) OR {moved}"
    yield f"{MEASURE}_no_loss", MEASURE, "DELETE", of_old
    yield f"{MEASURE}_no_more", MEASURE, "INSERT", of_new
    yield "applications_amendment_no_forgery", "applications_amendment", "INSERT", BORN_DECIDED


def strange(
    editor: BaseDatabaseSchemaEditor, table: str, amendable: dict[str, str], of: str, measure: str
) -> str:
    """A change of anything else, or of what may be amended to something else than was approved."""
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_table_description(cursor, table)
    differ = "IS DISTINCT FROM" if editor.connection.vendor == "postgresql" else "IS NOT"
    parts = []
    for name in (column.name for column in found):
        changed = f'NEW."{name}" {differ} OLD."{name}"'
        if name == "version":
            changed = "NEW.version NOT IN (OLD.version, OLD.version + 1)"
        if name in amendable:
            said = approved(editor, name, amendable[name], of, measure)
            changed = f"({changed} AND NOT {said})"
        parts.append(changed)
    return " OR ".join(parts)


def approved(
    editor: BaseDatabaseSchemaEditor, column: str, kind: str, of: str, measure: str
) -> str:
    """Whether the round's newest approved amendment makes this column's old value into the new one."""
    rows, text, same = SAID[editor.connection.vendor]
    newest = NEWEST.format(of=of)
    tests = (
        f"a.round_id = {of}", "a.state = 'approved'", f"a.number = {newest}",
        f"{text.format('measure')} = {measure}", f"{text.format('field')} = '{column}'",
        same[kind].format("before", f'OLD."{column}"'), same[kind].format("after", f'NEW."{column}"'),
    )  # fmt: skip
    return f"EXISTS (SELECT 1 FROM applications_amendment a, {rows} WHERE {' AND '.join(tests)})"  # noqa: S608


def statement(
    editor: BaseDatabaseSchemaEditor, name: str, table: str, event: str, condition: str
) -> str:
    """One trigger. PostgreSQL takes no subquery in WHEN: the condition goes into a function of its own."""
    if editor.connection.vendor != "postgresql":
        stop = f"SELECT RAISE(ABORT, '{table}: published, amend it instead')"
        return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN {stop}; END"
    back = "OLD" if event == "DELETE" else "NEW"
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{table}: published, amend it instead' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN {back};
        END $body$;
        CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("applications", "0003_search")]
    operations = [
        migrations.RunPython(guard, unguard),
        *append_only(
            "applications_amendment",
            may_change=("state", "decided_by_id", "decided_at", "remark"),
            when=DECIDED,
        ),
    ]
