"""政策辅导: the open measures, and for one of them the centre's enterprises that match, each with its reasons; inviting them."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.applications import guidance, rounds
from duixian.kernel import clock
from duixian.kernel.sent import identifiers
from duixian.office.lists import asked, filters
from duixian.parties.access import Refused
from duixian.parties.roles import Role
from duixian.web.boxes import summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "政策辅导"
centre = only(Role.CENTRE)


@require_safe
@centre
def index(request: HttpRequest) -> HttpResponse:
    """What can be filed for now."""
    rows = guidance.open_measures(acting_viewer(request), clock.now())
    return render(
        request, "office/guidance/index.html", Page(title=COLUMN, column=COLUMN, index=False),
        rows=[(one, rounds.measure_of(one), applied, invited) for one, applied, invited in rows],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@centre
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Who matches; a post invites those that are ticked."""
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            told, known = guidance.invite(
                acting_viewer(request), id_, set(identifiers(request.POST.getlist("firm")))
            )
        except Refused as refused:
            faults = refused.faults
        else:
            again = f"，{known}家以前已邀请或者不再符合，没有再发" if known else ""
            messages.success(request, f"已邀请{told}家{again}")
            return redirect(request.get_full_path())
    return _one(request, id_, faults)


def _one(request: HttpRequest, id_: UUID, faults: Sequence[tuple[str, str]]) -> HttpResponse:
    viewer, now = acting_viewer(request), clock.now()
    row = guidance.measure(viewer, id_, now)
    found = guidance.matches(viewer, row, now)
    counts = [
        (kind, name, sum(each.kind == kind for each in found))
        for kind, name in guidance.NAMES.items()
    ]
    kind = asked(request, "kind")
    shown = [each for each in found if each.kind == kind] if kind in guidance.NAMES else found
    measure = rounds.measure_of(row)
    return render(
        request, "office/guidance/measure.html", Page(title=measure.name, column=COLUMN, index=False), row=row,
        measure=measure, rows=Paginator(shown, guidance.AT_ONCE).get_page(request.GET.get("page")), counts=counts,
        kind=kind, total=len(found), carried=filters(request, "kind"), out=guidance.OUT, asks=guidance.ASKS,
        names=guidance.NAMES, errors=summary((), faults),
    )  # fmt: skip
