"""The order of the ledger's list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [
        ("parties", "0006_agreements"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="earliergrant",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["-year", "name", "fund", "id"],
                name="earlier_in_force",
            ),
        ),
    ]
