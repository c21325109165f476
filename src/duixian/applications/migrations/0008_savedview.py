"""Views kept at a worklist."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import duixian.kernel.clock


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("applications", "0007_deciding_papers"),
        ("parties", "0005_deputy"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                ("query", models.CharField(blank=True, max_length=600)),
                ("at", models.DateTimeField(default=duixian.kernel.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "role", "name"), name="view_named_once"
                    )
                ],
            },
        ),
    ]
