"""One step of a case on its page, as its filers take it: recall, withdraw, hand over, waive, ask for a review, and the like."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from duixian.portal.filing.evidence import COLUMN, FILERS
from duixian.web.acts.page import respond
from duixian.web.viewer import only


@require_http_methods(["GET", "HEAD", "POST"])
@only(*FILERS)
def page(request: HttpRequest, id_: UUID, step: str) -> HttpResponse:
    """What the step does and asks for; then it is taken, and the application is shown."""
    return respond(
        request, id_, step, template="portal/filing/step.html", back="filing-case", column=COLUMN
    )
