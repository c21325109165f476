"""The index over the words of applications."""

from django.db import migrations

from duixian.parties.finding.token_index import token_index


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("applications", "0002_immutable")]
    operations = [*token_index("applications_searchtext")]
