"""代理: one's own deputy and those one stands in for; an admin's page for somebody who is away already."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.kernel import clock
from duixian.kernel.sent import identifier
from duixian.parties import deputies, roster
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.deputies import Wanted, days
from duixian.parties.models import Membership
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN, AT = "代理", "@"


@require_http_methods(["GET", "HEAD", "POST"])
@only(*deputies.ROLES)
def own(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, for whom I do."""
    viewer = acting_viewer(request)
    return _page(
        request, viewer, [deputies.own(viewer)], Page(title=COLUMN, column=COLUMN, index=False)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.ADMIN)
def person(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The same for somebody else, by an admin."""
    viewer = acting_viewer(request)
    found = roster.get(viewer, id_)
    title = f"{found.name}的代理"
    page = Page(title=title, column="账号", index=False)
    return _page(request, viewer, deputies.memberships(viewer, id_), page, person=found)


def _page(
    request: HttpRequest, viewer: Viewer, held: list[Membership], page: Page, **more: Any
) -> HttpResponse:
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            return _done(request, viewer, held)
        except Refused as refused:
            faults = list(refused.faults)
    today = clock.today()
    boxes = filled(_boxes(held), request.POST if faults else {}, faults)
    return render(
        request, "office/deputies.html", page, boxes=boxes, errors=summary(boxes, faults), held=held,
        rows=[(one, days(one), one.since <= today) for each in held for one in deputies.of(each, today)],
        theirs=[(one, days(one), one.since <= today) for one in deputies.stood_for(viewer, today)] if viewer.role != Role.ADMIN else (),
        alone=not any(deputies.colleagues(one).exists() for one in held), **more,
    )  # fmt: skip


def _done(request: HttpRequest, viewer: Viewer, held: list[Membership]) -> HttpResponse:
    if request.POST.get("act") == "end":
        row = deputies.end(viewer, identifier(request.POST.get("row", "")) or UUID(int=0))
        messages.success(request, f"{row.deputy.name}的代理已结束，已通知两人")
        return redirect(request.path)
    chosen, _, membership = request.POST.get("deputy", "").partition(AT)
    whose = next((one for one in held if str(one.pk) == membership), held[0] if held else None)
    if whose is None:
        raise NotSeen("membership")
    row = deputies.name(
        viewer, whose,
        Wanted(
            deputy=identifier(chosen), since=request.POST.get("since", ""), until=request.POST.get("until", ""),
            reason=request.POST.get("reason", ""),
        ),
    )  # fmt: skip
    messages.success(request, f"{days(row)}由{row.deputy.name}代理，已通知两人")
    return redirect(request.path)


def _boxes(held: list[Membership]) -> list[Box]:
    """A colleague is chosen with the role in which they stand in: somebody may hold two."""
    named = [
        (f"{one.pk}{AT}{each.pk}", f"{one.name}（{each.get_role_display()}）" if len(held) > 1 else one.name)
        for each in held
        for one in deputies.colleagues(each)
    ]  # fmt: skip
    today = clock.today().isoformat()
    return [
        Box(name="deputy", label="代理人", style="select", options=(("", "请选择"), *named)),
        Box(name="since", label="第一天", hint=f"例如 {today}", value=today),
        Box(name="until", label="最后一天", hint="到这一天为止，不用再结束"),
        Box(name="reason", label="事由", wide=True, hint="例如 出差、培训、病假"),
    ]
