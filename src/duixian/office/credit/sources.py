"""信用来源: how fresh each is, what came from it, its settings; asking one that brings its list itself."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.credit import importing, refreshing, register, sources
from duixian.credit.adapters import ADAPTERS
from duixian.credit.models import Source
from duixian.kernel import clock
from duixian.office.credit.records import COLUMN, READERS, WHY
from duixian.office.lists import listed
from duixian.parties.access import NotSeen, Refused
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

_SLUG = Box(
    name="slug", label="标识", hint="小写字母、数字和连字符，例如 credit-shanghai；以后不能改"
)
_SETTINGS = (
    Box(name="name", label="名称", wide=True, hint="例如 信用中国（上海）"),
    Box(name="kind", label="类别", style="select", options=(("", "请选择"), *Source.Kind.choices)),
    Box(name="adapter", label="更新方式", style="radio", options=tuple(Source.Adapter.choices)),
    Box(
        name="stale_days", label="几天不更新即过期", unit="天", mode="numeric", value="7",
        hint="过期以后信用核查不能通过，须先更新",
    ),
)  # fmt: skip
_ACTIVE = Box(name="active", label="启用（信用核查时必须查它）", style="tick")


@require_safe
@only(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """All of them, with their state."""
    viewer, today = acting_viewer(request), clock.today()
    return render(
        request, "office/credit/sources.html", Page(title="信用来源", column=COLUMN, index=False),
        rows=[_row(one, today) for one in sources.every(viewer)], writes=viewer.role == Role.OFFICER,
    )  # fmt: skip


def _row(source: Source, today: date) -> dict[str, Any]:
    trouble = sources.trouble(source, today) if source.active else ""
    until = source.as_of + timedelta(days=source.stale_days) if source.as_of else None
    return {"source": source, "trouble": trouble, "until": until, "asks": source.adapter in ADAPTERS}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    """Another source."""
    viewer = acting_viewer(request)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            made = sources.create(viewer, request.POST.dict())
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, f"已添加{made.name}，请导入第一份名单")
            return redirect("office-credit-source", made.pk)
    boxes = filled([_SLUG, *_SETTINGS], request.POST, faults)
    page = Page(title="添加信用来源", column=COLUMN, index=False)
    return render(request, "office/credit/source_new.html", page, boxes=boxes, errors=summary(boxes, faults))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(*READERS)
def one(request: HttpRequest, id_: int) -> HttpResponse:
    """One source: its state, its settings, the lists that came from it."""
    viewer = acting_viewer(request)
    if request.method != "POST":
        return _one(request, id_)
    if viewer.role != Role.OFFICER:
        raise NotSeen(id_)
    given = request.POST.dict()
    try:
        made = sources.change(viewer, id_, given, active="active" in given, why=given.get("why", ""))  # fmt: skip
    except Refused as refused:
        return _one(request, id_, refused.faults)
    messages.success(request, f"{made.name}：已保存")
    return redirect("office-credit-source", id_)


def _one(request: HttpRequest, id_: int, faults: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    viewer = acting_viewer(request)
    source = sources.get(viewer, id_)
    kept = {
        "name": source.name, "kind": source.kind, "adapter": source.adapter, "stale_days": source.stale_days,
        "active": "on" if source.active else "",
    }  # fmt: skip
    boxes = filled([*_SETTINGS, _ACTIVE, WHY], _typed(request) or kept, faults)
    return render(
        request, "office/credit/source.html", Page(title=source.name, column=COLUMN, index=False),
        **_row(source, clock.today()), boxes=boxes, errors=summary(boxes, faults), rows=listed(request, importing.of(viewer, source)),
        writes=viewer.role == Role.OFFICER, asked=source.coverage.count(), records=register.held(source).count(),
        folder=settings.CREDIT_FOLDER / source.slug if source.adapter == Source.Adapter.FOLDER else None,
    )  # fmt: skip


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was sent; a tick that was taken away is not sent at all."""
    sent = request.POST.dict()
    return {str(name): str(value) for name, value in sent.items()} | {"active": str(sent.get("active", ""))} if sent else {}  # fmt: skip


@require_POST
@only(Role.OFFICER)
def refresh(request: HttpRequest, id_: int) -> HttpResponse:
    """Ask it now."""
    try:
        made = refreshing.refresh(acting_viewer(request), id_)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
    else:
        said = f"已更新：新增{made.added}条，变更{made.changed}条" if made else "没有新的名单"
        messages.success(request, said)
    return redirect("office-credit-source", id_)
