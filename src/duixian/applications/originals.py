"""The electronic original of an invoice (数电票 XML, OFD): kept with its hash, read, and shown to be confirmed."""

from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from duixian.applications import access, casework, invoices
from duixian.applications.invoices import Invoice
from duixian.audit import trail
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.access import Refused, Viewer

FIELD = "invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A kept original, what it says, and by field what is wrong with that; nothing of it is a line yet."""

    file: StoredFile
    invoice: Invoice
    problems: dict[str, str]


def keep(viewer: Viewer, id_: UUID, *, stream: BinaryIO, name: str) -> Original:
    """Check, scan, keep and read an original. Raises Refused, or NotSeen."""
    application = access.application_for(viewer, id_)
    with casework.editing(viewer, id_, "invoice.keep"):
        pass  # before the bytes are read, and again under the lock
    with casework.denials(viewer, "invoice.keep", id_):
        try:
            file = store.keep(
                stream, name, owner=application.applicant_id, by=viewer.person.pk, slot="e-invoice"
            )
        except store.Refused as refused:
            raise Refused((FIELD, f"{name[:60]}：{refused}")) from None
    found = invoices.read(store.opened(file), file.kind)
    with casework.editing(viewer, id_, "invoice.keep"):
        trail.record(
            viewer.actor, "invoice.keep", casework.subject_of(id_), files=[file.sha256],
            payload={"file": str(file.pk), "name": file.name, "number": found.number},
        )  # fmt: skip
    wrong = invoices.problems(found, clock.today(), application.applicant.code or "")
    return Original(file=file, invoice=found, problems=wrong)
