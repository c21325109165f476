"""A key for each contract; ways along what each desk awaits and along ratings to answer, that no statistics are wanted to choose."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0010_guidance"),
        ("parties", "0008_affiliates"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="application",
            name="application_centre__f98e19_idx",
        ),
        migrations.RemoveIndex(
            model_name="application",
            name="application_officer_d3b803_idx",
        ),
        migrations.RemoveIndex(
            model_name="application",
            name="application_approve_ba0667_idx",
        ),
        migrations.AddField(
            model_name="expenseline",
            name="contract_key",
            field=models.CharField(blank=True, db_index=True, max_length=270),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("centre_due__isnull", False)),
                fields=["centre", "centre_due", "entered_at", "id"],
                name="awaited_centre_due",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("officer_due__isnull", False)),
                fields=["officer_due", "entered_at", "id"],
                name="awaited_officer_due",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("approver_due__isnull", False)),
                fields=["approver_due", "entered_at", "id"],
                name="awaited_approver_due",
            ),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False), ("responded_at", None)),
                fields=["due_on", "application"],
                name="rating_to_answer",
            ),
        ),
    ]
