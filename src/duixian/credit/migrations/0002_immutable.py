"""The database refuses to change the register, screenings and explanations; what may still happen to a row is named."""

from django.db import migrations

from duixian.audit.immutable import append_only

WITHDRAWN = "OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL"
FOUND = ("state", "basis", "reason", "found_by_id", "found_at")
APPLIED = (
    "state", "applied_by_id", "applied_at", "added", "changed", "same", "gone", "withdrawn",
)  # fmt: skip


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("credit", "0001_initial")]
    operations = [
        *append_only(
            "credit_creditrecord", may_change=("withdrawn_at", "withdrawn_by_id", "withdrawn_why"), when=WITHDRAWN
        ),
        *append_only("credit_import", may_change=APPLIED, when="OLD.state = 'tried'"),
        *append_only("credit_hitfinding", may_change=FOUND, when="NEW.state <> 'open'"),
        *append_only("credit_explanation"),
        *append_only("credit_explanation_proofs"),
        *append_only("credit_screening"),
        *append_only("credit_screening_hits"),
    ]  # fmt: skip
