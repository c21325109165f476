"""The index by which invoices of the same amount and day are found (applications.alike)."""

from django.db import migrations


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("applications", "0005_expertprofile")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX applications_line_alike ON applications_expenseline (invoice_amount, invoiced_on)",
            "DROP INDEX applications_line_alike",
        ),
    ]
