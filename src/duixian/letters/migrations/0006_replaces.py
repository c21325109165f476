"""A way along the few rows that replace another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0005_recovery_kinds"),
        ("parties", "0008_affiliates"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("replaces__isnull", False)),
                fields=["replaces"],
                name="letter_replaces",
            ),
        ),
    ]
