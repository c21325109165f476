"""The indexes over the words of organisations and people."""

from django.db import migrations

from duixian.parties.finding.token_index import token_index


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("parties", "0002_append_only")]
    operations = [*token_index("parties_organisationtext"), *token_index("parties_persontext")]
