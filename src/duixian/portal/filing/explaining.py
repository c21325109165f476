"""信用记录: what was found of the applicant, to be explained with proof; and what the office found of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import casework
from duixian.applications.lettering import subject_of
from duixian.credit import screening
from duixian.credit.models import HitFinding
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.files.refusals import Refused as FileRefused
from duixian.parties.access import Refused
from duixian.portal.filing.case import COLUMN, Filing, applicants, opened
from duixian.web.boxes import Fault
from duixian.web.page import Page, render


@require_http_methods(["GET", "HEAD", "POST"])
@applicants
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The hits; a post explains one."""
    filing = opened(request, id_)
    faults: list[tuple[str, str]] = []
    hit = request.POST.get("hit", "")
    if request.method == "POST":
        try:
            casework.take(
                filing.viewer, id_, "explain-hit", hit=hit, explanation=request.POST.get("explanation", ""),
                proof=_proof(request, filing),
            )  # fmt: skip
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect(f"{request.path}#hit-{hit}")
    hits = list(screening.hits(subject_of(filing.application)))
    return render(
        request, "portal/filing/credit.html", Page(title="信用记录说明", column=COLUMN, index=False), filing=filing,
        application=filing.application, hits=hits, waits=any(one.state == HitFinding.State.OPEN for one in hits),
        explain={one.step.id: one for one in filing.options}.get("explain-hit"), hit=hit,
        typed=request.POST if faults else {},
        errors=[Fault(id=f"hit-{hit}", label="不能提交", error=text) for _, text in faults],
    )  # fmt: skip


def _proof(request: HttpRequest, filing: Filing) -> StoredFile | None:
    upload = request.FILES.get("proof")
    if upload is None:
        return None
    stream: Any = upload.file
    try:
        return store.keep(
            stream,
            upload.name or "",
            owner=filing.viewer.organisation.pk,
            by=filing.viewer.person.pk,
        )
    except FileRefused as refused:
        raise Refused(("proofs", refused.reason)) from None
