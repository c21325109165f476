"""授权确认: what waits for a second admin; and the organisations where roles are given."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.parties import grants, organisations
from duixian.parties.access import Refused
from duixian.parties.roles import KIND_NAMES, TABLE, Kind, Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

admin = only(Role.ADMIN)


@require_safe
@admin
def index(request: HttpRequest) -> HttpResponse:
    """The oldest first."""
    return _index(request)


def _index(request: HttpRequest, faults: Any = ()) -> HttpResponse:
    viewer = acting_viewer(request)
    rows = [
        (one, TABLE[Role(one.role)].name, viewer.person.pk in {one.asked_by_id, one.person_id})
        for one in grants.waiting(viewer)
    ]
    page = Page(title="授权确认", column="授权确认", index=False)
    return render(request, "office/grants.html", page, rows=rows, errors=summary((), faults))


@require_POST
@admin
@step_up
def decide(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The second admin's answer."""
    viewer = acting_viewer(request)
    try:
        if request.POST.get("decision") == "confirm":
            row, said = grants.confirm(viewer, id_), "已确认，即时生效"
        else:
            row, said = grants.refuse(viewer, id_, request.POST.get("reason", "")), "已拒绝"
    except Refused as refused:
        return _index(request, refused.faults)
    messages.success(request, f"{row.person.name}：{TABLE[Role(row.role)].name}，{said}")
    return redirect("office-grants")


PLACES = tuple((kind.value, name) for kind, name in KIND_NAMES.items() if kind != Kind.APPLICANT)
PLACE = (
    Box(name="kind", label="类型", style="select", options=(("", "请选择"), *PLACES)),
    Box(name="name", label="名称", wide=True),
    Box(
        name="area",
        label="服务区域",
        wide=True,
        optional=True,
        hint="只有中心要填：注册单位按区域选择中心",
    ),
    Box(
        name="contact",
        label="咨询方式",
        wide=True,
        optional=True,
        hint="地址、电话，申报单位会看到",
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
@admin
def places(request: HttpRequest) -> HttpResponse:
    """The centres and bureaus; a new one is made here."""
    viewer = acting_viewer(request)
    values = {name: str(value) for name, value in request.POST.items()}
    faults: Any = ()
    if request.method == "POST" and values.get("kind") not in dict(PLACES):
        faults = [("kind", "请选择类型")]
    elif request.method == "POST":
        try:
            made = organisations.create(
                viewer, kind=Kind(values["kind"]), name=values.get("name", ""), area=values.get("area", ""),
                contact=values.get("contact", ""),
            )  # fmt: skip
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, f"已新建{made.name}")
            return redirect("office-organisations")
    boxes = filled(PLACE, values, faults)
    rows = [(one, KIND_NAMES[Kind(one.kind)]) for one in organisations.offices(viewer)]
    page = Page(title="机构", column="机构", index=False)
    return render(
        request,
        "office/organisations.html",
        page,
        rows=rows,
        boxes=boxes,
        errors=summary(boxes, faults),
    )
