"""The database refuses to change what was submitted; a personal value may only be erased, and only once."""

from django.db import migrations

from duixian.audit.immutable import append_only

ERASED = "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.salt = '' AND NEW.value = ''"


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("applications", "0001_initial")]
    operations = [
        *append_only("applications_snapshot"),
        *append_only(
            "applications_personaldata", may_change=("salt", "value", "erased_at"), when=ERASED
        ),
    ]
