"""The database refuses to change the trail; a payload may only be erased, and only once."""

from django.db import migrations

from duixian.audit.immutable import append_only

ERASED = "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.salt = '' AND NEW.body = ''"


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        *append_only("audit_entry"),
        *append_only("audit_signedhead"),
        *append_only("audit_payload", may_change=("salt", "body", "erased_at"), when=ERASED),
    ]
