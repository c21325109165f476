"""The database refuses to change an earlier grant (it may only end, once) or a name that somebody had."""

from django.db import migrations

from duixian.audit.immutable import append_only

ENDED = "OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.ended_reason <> ''"


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("parties", "0001_initial")]
    operations = [
        *append_only(
            "parties_earliergrant",
            may_change=("ended_at", "ended_by_id", "ended_reason"),
            when=ENDED,
        ),
        *append_only("parties_formername"),
    ]
