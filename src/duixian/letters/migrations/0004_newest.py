"""The order of the register's list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [
        ("letters", "0003_search"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["-issued_at", "-sequence", "id"], name="letter_newest"),
        ),
    ]
