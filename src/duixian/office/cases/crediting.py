"""信用 tab: the newest screening, its hits with what the applicant says to them, and the officer's findings."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications.lettering import subject_of
from duixian.applications.standing import credit_standing
from duixian.credit import screening
from duixian.credit.picture import OUTCOME_NAMES
from duixian.kernel import clock
from duixian.office.cases.folder import opened, shown
from duixian.office.cases.tabs import COMMISSION
from duixian.office.cases.taking import NOTHING, offered, take, typed, works
from duixian.web.viewer import only


@require_http_methods(["GET", "HEAD", "POST"])
@only(*COMMISSION)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Screen, or find a hit true or cleared."""
    file, outcome = opened(request, id_), NOTHING
    if request.method == "POST":
        step = "judge-hit" if request.POST.get("act") == "judge" else "check-credit"
        outcome = take(
            request, file, step, **typed(request, "hit", "finding", "basis", "reason", "read")
        )
        if outcome.done:
            return redirect(request.path)
    subject = subject_of(file.application)
    latest = next(iter(file.folder.rows["screening"]), None)
    return shown(
        request, file, "office/cases/credit.html", latest=latest, hits=list(screening.hits(subject)),
        outcome=OUTCOME_NAMES.get(latest.outcome, "") if latest else "", errors=outcome.errors(),
        standing=credit_standing(file.folder, clock.now()),
        checks=offered(file, "check-credit"), judges=works(file, "judge-hit"), typed=request.POST,
    )  # fmt: skip
