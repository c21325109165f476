"""One step for several cases at once: each is taken on its own, and each has its own result."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from duixian.applications import access, casework, process
from duixian.kernel.sent import identifiers
from duixian.office.cases.folder import COLUMN
from duixian.office.cases.pages import BULK
from duixian.parties.access import Refused
from duixian.parties.roles import Role
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

MOST = 30


@require_POST
@only(Role.CENTRE, Role.OFFICER)
def page(request: HttpRequest) -> HttpResponse:
    """Take the step for every chosen case, and tell what became of each."""
    viewer, step = acting_viewer(request), request.POST.get("step", "")
    known = step in dict(BULK[viewer.role])
    chosen = (
        access.applications(viewer)
        .filter(pk__in=identifiers(request.POST.getlist("case")[:MOST]) if known else [])
        .order_by("number")
    )
    rows: list[dict[str, Any]] = []
    for one in chosen[:MOST]:
        try:
            casework.take(viewer, one.pk, step)
        except Refused as refused:
            rows.append({"case": one, "done": False, "said": "；".join(refused.reasons)})
        else:
            rows.append({"case": one, "done": True, "said": "已办理"})
    head = Page(title=process.STEPS[step].name if known else "成批办理", column=COLUMN, index=False)
    return render(
        request, "office/cases/bulk.html", head, rows=rows, done=sum(one["done"] for one in rows)
    )
