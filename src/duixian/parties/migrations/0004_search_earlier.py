"""The words of earlier grants, and the index over them."""

import django.db.models.deletion
from django.db import migrations, models

from duixian.parties.finding.token_index import token_index
from duixian.parties.finding.tokens import TokensField


class Migration(migrations.Migration):
    """Beside their tables."""

    dependencies = [("parties", "0003_search")]
    operations = [
        migrations.CreateModel(
            name="EarlierText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tokens", TokensField()),
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_text",
                        to="parties.earliergrant",
                    ),
                ),
            ],
        ),
        *token_index("parties_earliertext"),
    ]
