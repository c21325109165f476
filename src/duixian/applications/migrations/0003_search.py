"""The index over SearchText: FTS5 beside the table on SQLite, GIN over the tokens on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = [
    "CREATE INDEX applications_searchtext_tokens ON applications_searchtext"
    " USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",
]
OLD = "INSERT INTO applications_searchindex (applications_searchindex, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);"
NEW = "INSERT INTO applications_searchindex (rowid, tokens) VALUES (NEW.id, NEW.tokens);"
SQLITE = [
    "CREATE VIRTUAL TABLE applications_searchindex USING fts5 (tokens, content='applications_searchtext',"
    " content_rowid='id', detail=none, tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER applications_searchtext_insert AFTER INSERT ON applications_searchtext BEGIN {NEW} END",
    f"CREATE TRIGGER applications_searchtext_update AFTER UPDATE ON applications_searchtext BEGIN {OLD} {NEW} END",
    f"CREATE TRIGGER applications_searchtext_delete AFTER DELETE ON applications_searchtext BEGIN {OLD} END",
]


def make(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index of the database at hand."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, params=None)


def drop(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX applications_searchtext_tokens", params=None)
        return
    for what in ("insert", "update", "delete"):
        editor.execute(f"DROP TRIGGER applications_searchtext_{what}", params=None)
    editor.execute("DROP TABLE applications_searchindex", params=None)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("applications", "0002_immutable")]
    operations = [migrations.RunPython(make, drop)]
