"""The database refuses to change what a meeting had before it, and the leading group's record."""

from django.db import migrations

from duixian.audit.immutable import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("applications", "0008_savedview")]
    operations = [
        *append_only("applications_meetingpaper"),
        *append_only("applications_leadingdecision"),
    ]
