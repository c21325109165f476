"""Whom a centre told of a measure."""

import django.db.models.deletion
from django.db import migrations, models

import duixian.kernel.clock


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("applications", "0009_frozen_papers"),
        ("parties", "0006_agreements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guidance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=duixian.kernel.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "round_measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guidance",
                        to="applications.roundmeasure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round_measure", "organisation"), name="guided_once_a_measure"
                    )
                ],
            },
        ),
    ]
