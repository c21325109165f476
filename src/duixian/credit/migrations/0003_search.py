"""The words of credit records, and the index over them."""

import django.db.models.deletion
from django.db import migrations, models

from duixian.parties.finding.token_index import token_index
from duixian.parties.finding.tokens import TokensField


class Migration(migrations.Migration):
    """Beside their tables."""

    dependencies = [("credit", "0002_immutable")]
    operations = [
        migrations.CreateModel(
            name="CreditText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tokens", TokensField()),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_text",
                        to="credit.creditrecord",
                    ),
                ),
            ],
        ),
        *token_index("credit_credittext"),
    ]
