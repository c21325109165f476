"""The words of letters, and the index over them."""

import django.db.models.deletion
from django.db import migrations, models

from duixian.parties.finding.token_index import token_index
from duixian.parties.finding.tokens import TokensField


class Migration(migrations.Migration):
    """Beside their tables."""

    dependencies = [("letters", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="LetterText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tokens", TokensField()),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_text",
                        to="letters.letter",
                    ),
                ),
            ],
        ),
        *token_index("letters_lettertext"),
    ]
