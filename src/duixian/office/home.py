"""工作台: what waits for whom."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.office.desks import desks
from duixian.parties.roles import STAFF
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only


@require_safe
@only(*STAFF)
def home(request: HttpRequest) -> HttpResponse:
    """The desks of one's role, with what waits at each."""
    viewer = acting_viewer(request)
    entries = [one for one in desks(viewer, counted=True) if one.desk.url != "office-home"]
    page = Page(title="工作台", column="工作台", index=False)
    return render(request, "office/home.html", page, viewer=viewer, entries=entries)
