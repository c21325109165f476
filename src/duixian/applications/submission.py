"""What submitting adds to the state: the signature's checks, the locks, the number, the snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duixian.applications import commitment, numbering, search, snapshot
from duixian.applications.assessment import Assessment
from duixian.applications.commitment import Signature
from duixian.applications.folder import Folder
from duixian.applications.models import Application, Invoice, Series
from duixian.kernel import clock
from duixian.parties.access import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The locks of a submit: the series of numbers, where the case has no number yet."""

    series: Series | None


def hold(application: Application) -> Held:
    """Lock what a submit reads or counts up, always in this order: the invoices by key, then the series."""
    keys = sorted(
        set(application.lines.exclude(invoice_key="").values_list("invoice_key", flat=True))
    )
    Invoice.objects.bulk_create([Invoice(key=key) for key in keys], ignore_conflicts=True)
    list(Invoice.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    if application.number:
        return Held(series=None)
    return Held(
        series=numbering.lock(numbering.series(application.round_measure.round, clock.now()))
    )


def faults(
    application: Application, viewer: Viewer, data: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Why this signature does not stand, by field: the person, the text, and that what was read is what is there."""
    given = Signature(
        name=data.get("signed_name", ""),
        commitment=data.get("commitment", ""),
        stepped_up=data.get("stepped_up", False),
    )
    found = commitment.faults(given, viewer.person.name)
    if data.get("version") != application.version:
        found.append(("", "核对以后，草稿又有修改。请重新核对后签署"))
    return found


def write(
    folder: Folder, judgement: Assessment, viewer: Viewer, held: Held, now: datetime
) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """Number and snapshot; what the trail says of it, and the hashes that it vouches for."""
    application = folder.application
    if held.series is not None:
        application.number = numbering.take(held.series)
    assert application.number is not None
    signed = commitment.current()
    made = snapshot.take(folder, judgement, viewer, signed, number=application.number, now=now)
    ceiling = judgement.answer.payable or judgement.answer.ceiling
    application.submitted_at, application.ceiling = now, ceiling.fen if ceiling else None
    if application.on_behalf:
        application.confirmed_at = now
    for old in application.revisions.order_by("-version")[1:]:
        old.delete()
    search.refresh(application)
    files = sorted({made.sha256, *(one.file.sha256 for one in folder.evidence)})
    payload = {
        "number": application.number, "snapshot": made.number, "sha256": made.sha256, "signed": made.signed_sha256,
        "commitment": signed.version, "version": application.version,
    }  # fmt: skip
    return payload, files
