"""The database refuses to change a letter, its file, its being void, and a calendar that was imported."""

from django.db import migrations

from duixian.audit.immutable import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("letters", "0001_initial")]
    operations = [
        *append_only("letters_letter"),
        *append_only("letters_rendering"),
        *append_only("letters_void"),
        *append_only("letters_calendaryear"),
        *append_only("letters_calendarday"),
    ]
