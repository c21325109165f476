"""我的视图: kept from the worklist, renamed, forgotten."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from duixian.applications import views
from duixian.office.cases.filtering import kept
from duixian.office.cases.folder import COLUMN, DESK
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.web.boxes import Fault
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only


@require_http_methods(["GET", "HEAD", "POST"])
@only(*DESK)
def page(request: HttpRequest) -> HttpResponse:
    """One's own views, each with its name to change."""
    viewer = acting_viewer(request)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            return _done(request, viewer)
        except Refused as refused:
            faults = list(refused.faults)
    typed = request.POST if faults else {}
    return render(
        request, "office/cases/views.html", Page(title="我的视图", column=COLUMN, index=False),
        rows=[_row(one, typed) for one in views.of(viewer)], most=views.MOST, typed=typed,
        saving=typed.get("act") == "save", query=kept(typed.get("query", "")),
        errors=[Fault(id=_field(typed), label="名称", error=text) for _, text in faults],
    )  # fmt: skip


def _done(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    act, name = request.POST.get("act", ""), request.POST.get("name", "")
    if act == "save":
        made = views.keep(viewer, name, kept(request.POST.get("query", "")))
        messages.success(request, f"已存为视图“{made.name}”")
        return redirect(f"{reverse('office-cases')}?{made.query}")
    if act == "rename":
        messages.success(request, f"已改名为“{views.rename(viewer, _id(request), name).name}”")
    elif act == "delete":
        messages.success(request, f"已删去视图“{views.forget(viewer, _id(request)).name}”")
    else:
        raise Refused(("", "请选择改名或者删去"))
    return redirect("office-cases-views")


def _row(one: Any, typed: Any) -> tuple[Any, str]:
    """A view, and its name as it stands or was typed."""
    own = typed.get("act") == "rename" and typed.get("view") == str(one.pk)
    return one, typed.get("name", "") if own else one.name


def _field(typed: Any) -> str:
    return f"name-{typed.get('view')}" if typed.get("act") == "rename" else "name"


def _id(request: HttpRequest) -> UUID:
    given = request.POST.get("view", "")
    try:
        return UUID(given)
    except ValueError:
        raise NotSeen(given) from None
