"""A way along the few rows that replace another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0003_search"),
        ("parties", "0008_affiliates"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="creditrecord",
            index=models.Index(
                condition=models.Q(("replaces__isnull", False)),
                fields=["replaces"],
                name="record_replaces",
            ),
        ),
    ]
