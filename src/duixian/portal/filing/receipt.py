"""回执: the number, what happens next and when, whom to ask; the receipt and the form (申请书) to keep as PDF."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import access, paper
from duixian.applications.models import Application, Snapshot
from duixian.portal.filing.evidence import COLUMN
from duixian.web.download import PDF, attachment
from duixian.web.page import Page, render
from duixian.web.paper import pdf_of
from duixian.web.viewer import acting_viewer, signed_in


@require_safe
@signed_in
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What was handed in, and what comes now."""
    application = access.application_for(acting_viewer(request), id_)
    round_ = application.round_measure.round
    return render(
        request, "portal/filing/receipt.html", Page(title="申报回执", column=COLUMN, index=False),
        application=application, paper=paper.of(_snapshot(application)), round=round_, centre=application.centre,
        contact=round_.contacts.get(str(application.centre_id), "") if application.centre_id else "",
        snapshots=list(application.snapshots.all()),
    )  # fmt: skip


@require_safe
@signed_in
def receipt(request: HttpRequest, id_: UUID) -> HttpResponse:
    """回执 as PDF."""
    return _pdf(request, id_, paper.receipt, "回执")


@require_safe
@signed_in
def form(request: HttpRequest, id_: UUID) -> HttpResponse:
    """申请书 as PDF."""
    return _pdf(request, id_, paper.form, "申请书")


def _pdf(
    request: HttpRequest, id_: UUID, laid: Callable[[Snapshot], str], name: str
) -> HttpResponse:
    application = access.application_for(acting_viewer(request), id_)
    document = pdf_of(laid(_snapshot(application)), "official.css")
    return attachment(document, f"{application.number}-{name}.pdf", PDF)


def _snapshot(application: Application) -> Snapshot:
    """The newest; what was never handed in has no receipt."""
    found = application.snapshots.last()
    if found is None:
        raise Http404(application.pk)
    return found
