"""What only grows: the database refuses to change or delete it."""

from django.db import migrations

from duixian.audit.immutable import append_only

TABLES = (
    "funds_posting",
    "funds_transfer",
    "funds_budgetact",
    "funds_verification",
    "funds_recoverystep",
    "funds_paymentexport",
    "funds_paymentfile",
)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("funds", "0001_initial")]
    operations = [operation for table in TABLES for operation in append_only(table)]
