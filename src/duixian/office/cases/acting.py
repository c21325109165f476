"""One step of a case on its page, as officials take it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from duixian.office.cases.folder import COLUMN, DESK
from duixian.web.acts.page import respond
from duixian.web.viewer import only


@require_http_methods(["GET", "HEAD", "POST"])
@only(*DESK)
def page(request: HttpRequest, id_: UUID, step: str) -> HttpResponse:
    """What the step does and asks for; then it is taken, and the case is shown."""
    return respond(
        request, id_, step, template="office/cases/act.html", back="office-case", column=COLUMN
    )
