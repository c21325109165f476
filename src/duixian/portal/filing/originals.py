"""电子发票: an original is read into the empty row, to be confirmed and completed there; what it says stands beside it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from duixian.applications import originals
from duixian.applications.invoices import FIELDS, Invoice
from duixian.applications.originals import FIELD, Original
from duixian.kernel.dates import chinese
from duixian.kernel.money import Money
from duixian.parties.access import Refused
from duixian.portal.filing.case import filers
from duixian.portal.filing.lines import Row, opened_lines, shown
from duixian.web.boxes import Fault


@require_POST
@filers
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Keep and read the original; then the table's page with the row filled in."""
    filing = opened_lines(request, id_)
    if not filing.editable:
        return redirect(filing.home)
    upload = request.FILES.get(FIELD)
    if upload is None:
        return _wrong(request, id_, ["请先选择电子发票的原件（XML 或 OFD），再点“读取”"])
    stream: Any = upload.file
    try:
        found = originals.keep(filing.viewer, id_, stream=stream, name=upload.name or "")
    except Refused as refused:
        return _wrong(request, id_, refused.reasons)
    faults = [("", f"{FIELDS[name]}：{text}") for name, text in found.problems.items()]
    return shown(request, filing, row(found), faults, original=found, said=words(found.invoice))


def _wrong(request: HttpRequest, id_: UUID, reasons: list[str]) -> HttpResponse:
    errors = [Fault(id=f"f-{FIELD}", label="电子发票", error=reason) for reason in reasons]
    return shown(request, opened_lines(request, id_), errors=errors)


def row(found: Original) -> Row:
    """What was read, as the fields of a row have it; the amount to claim is the person's to say."""
    said = found.invoice
    return {
        "counterparty": said.seller, "invoice_code": said.code, "invoice_number": said.number,
        "invoiced_on": said.day.isoformat() if said.day else "",
        "invoice_amount": Money(said.amount).contract() if said.amount and said.amount > 0 else "",
        "source_file": str(found.file.pk),
    }  # fmt: skip


def words(said: Invoice) -> list[tuple[str, str]]:
    """Everything that was found, by name."""
    values = {name: getattr(said, name) for name in FIELDS}
    values |= {"day": chinese(said.day) if said.day else ""}
    values |= {
        name: Money(values[name]).yuan_text()
        for name in ("amount", "net", "tax")
        if values[name] is not None
    }
    return [(FIELDS[name], str(value)) for name, value in values.items() if value not in {None, ""}]
