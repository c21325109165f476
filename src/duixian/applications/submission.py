"""What submitting adds to the state: the signature's checks, the locks, the number, the snapshot."""

from duixian.applications import before, commitment, numbering, search, snapshot
from duixian.applications.commitment import Signature
from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.models import Application, Invoice, Series
from duixian.applications.terms import measure_of
from duixian.kernel import clock
from duixian.parties.models import Organisation


def hold(application: Application) -> Series | None:
    """Lock what a submit reads or counts up, always in this order: the applicant whose limit is shared by several
    cases, the invoices by key, then the series."""
    if before.fact_of(measure_of(application.round_measure)):
        Organisation.objects.select_for_update(no_key=True).get(pk=application.applicant_id)
    keys = sorted(
        set(application.lines.exclude(invoice_key="").values_list("invoice_key", flat=True))
    )
    Invoice.objects.bulk_create([Invoice(key=key) for key in keys], ignore_conflicts=True)
    list(Invoice.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    if application.number:
        return None
    return numbering.lock(numbering.series(application.round_measure.round, clock.now()))


def faults(taking: Taking) -> Faults:
    """Why this signature does not stand, by field: the person, the text, and that what was read is what is there."""
    data = taking.data
    given = Signature(
        name=data.get("signed_name", ""), commitment=data.get("commitment", ""),
        stepped_up=data.get("stepped_up", False),
    )  # fmt: skip
    found = commitment.faults(given, taking.viewer.person.name)
    if data.get("version") != taking.application.version:
        found.append(("", "核对以后，草稿又有修改。请重新核对后签署"))
    return found


def write(taking: Taking) -> Said:
    """Number and snapshot."""
    application, now = taking.application, taking.now
    if taking.held is not None:
        application.number = numbering.take(taking.held)
    assert application.number is not None
    signed = commitment.current()
    made = snapshot.take(
        taking.folder, taking.judgement, taking.viewer, signed, number=application.number, now=now
    )
    ceiling = taking.judgement.answer.payable
    application.submitted_at, application.ceiling = now, ceiling.fen if ceiling else None
    if application.on_behalf:
        application.confirmed_at = now
    for old in application.revisions.order_by("-version")[1:]:
        old.delete()
    search.refresh(application)
    files = tuple(sorted({made.sha256, *(one.file.sha256 for one in taking.folder.evidence)}))
    payload = {
        "number": application.number, "snapshot": made.number, "sha256": made.sha256, "signed": made.signed_sha256,
        "commitment": signed.version, "version": application.version,
    }  # fmt: skip
    return Said(payload=payload, files=files, handed_out=True)


EFFECT = Effect(hold=hold, faults=faults, write=write)
