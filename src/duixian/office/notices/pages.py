"""The list of notices with what waits for one, and a notice: its cases, its days, what is done with it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.applications import publicity, results
from duixian.applications.models import NoticeItem, PublicNotice, Round
from duixian.applications.states import APPROVED
from duixian.applications.terms import measure_of
from duixian.kernel.money import Money
from duixian.kernel.sent import identifier, whole
from duixian.office.lists import listed
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box, Fault, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

COLUMN = "公示"
READERS = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)
BOXES = (
    Box(
        name="title", label="标题", wide=True, hint="例如：2026年度普陀区智能软件专项拟资助名单公示"
    ),
    Box(
        name="contact",
        label="异议受理方式",
        style="area",
        hint="单位、电话、地址；异议应当署真实姓名",
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
@only(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Notices, newest first; above them the approved cases that wait, by round, to be put into one."""
    viewer = acting_viewer(request)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            made = _drafted(request, viewer)
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect("office-notice", made.pk)
    boxes = filled(BOXES, request.POST, faults)
    rows = listed(
        request,
        PublicNotice.objects.exclude(state="discarded")
        .select_related("round")
        .order_by("-drafted_at"),
    )
    return render(
        request, "office/notices/index.html", Page(title="公示", column=COLUMN, index=False), rows=rows, boxes=boxes,
        errors=summary(boxes, faults), waiting=_waiting(viewer), drafts=viewer.role == Role.OFFICER,
        chosen=request.POST.getlist("case"),
    )  # fmt: skip


def _drafted(request: HttpRequest, viewer: Viewer) -> PublicNotice:
    round_ = Round.objects.filter(pk=identifier(request.POST.get("round", "")) or NOBODY).first()
    if round_ is None:
        raise Refused(("cases", "请选择要公示的申报"))
    cases = [identifier(given) or NOBODY for given in request.POST.getlist("case")]
    return publicity.draft(
        viewer,
        round_,
        title=request.POST.get("title", ""),
        contact=request.POST.get("contact", ""),
        cases=cases,
    )


NOBODY = UUID(int=0)


def _waiting(viewer: Viewer) -> list[dict[str, Any]]:
    rounds = (
        Round.objects.filter(measures__applications__state=APPROVED)
        .distinct()
        .order_by("-opens_at")
    )
    return [group for round_ in rounds if (group := _group(viewer, round_))["cases"]]


def _group(viewer: Viewer, round_: Round) -> dict[str, Any]:
    """A round's cases that wait, and what they come to."""
    rows = publicity.waiting(viewer, round_).select_related("applicant", "round_measure__round")
    shown = [(one, measure_of(one.round_measure).name, publicity.shown(one)) for one in rows]
    return {
        "round": round_,
        "cases": [{"case": one, "measure": name, "shown": said} for one, name, said in shown],
        "total": Money(sum(Money.yuan(said["amount"]).fen for _, _, said in shown)),
    }


@require_safe
@only(*READERS)
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """A notice."""
    return _page(request, _found(id_), [])


def _found(id_: UUID) -> PublicNotice:
    found = (
        PublicNotice.objects.select_related("round", "drafted_by", "posted_by")
        .filter(pk=id_)
        .first()
    )
    if found is None:
        raise NotSeen(id_)
    return found


def _page(
    request: HttpRequest, notice: PublicNotice, faults: list[tuple[str, str]]
) -> HttpResponse:
    viewer = acting_viewer(request)
    items = list(
        notice.items.select_related("application__applicant").prefetch_related("objections")
    )
    total = Money(sum(Money.yuan(one.shown["amount"]).fen for one in items))
    return render(
        request, "office/notices/notice.html", Page(title=notice.title, column=COLUMN, index=False), notice=notice,
        items=items, total=total, errors=[Fault(id="main", label="不能办理", error=text) for _, text in faults],
        posts=viewer.role == Role.APPROVER and notice.state == "draft",
        discards=viewer.role == Role.OFFICER and notice.state == "draft", **_results(viewer, notice, items),
    )  # fmt: skip


def _results(viewer: Viewer, notice: PublicNotice, items: list[NoticeItem]) -> dict[str, Any]:
    """What would be published now, and whether it differs from what was."""
    if notice.state == PublicNotice.State.DRAFT:
        return {}
    outcomes = results.outcomes(items)
    changed = any(one.outcome != now for one, now in outcomes)
    return {
        "results": outcomes, "against": results.reason_against(notice), "undecided": results.waiting(notice), "changed": changed,
        "publishes": viewer.role == Role.APPROVER,
    }  # fmt: skip


@require_POST
@only(Role.APPROVER)
@step_up
def publish_results(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Publish what became of every case."""
    try:
        results.publish(acting_viewer(request), id_)
    except Refused as refused:
        return _page(request, _found(id_), list(refused.faults))
    return redirect("office-notice", id_)


@require_POST
@only(Role.APPROVER)
@step_up
def post(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Publish it: every case, or none."""
    given = {name: request.POST.get(name, "") for name in request.POST if name.startswith("seen-")}
    seen = {
        name.removeprefix("seen-"): number
        for name, value in given.items()
        if (number := whole(value, 9)) is not None
    }
    try:
        publicity.post(acting_viewer(request), id_, seen=seen)
    except Refused as refused:
        return _page(request, _found(id_), list(refused.faults))
    return redirect("office-notice", id_)


@require_POST
@only(Role.OFFICER)
def discard(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Give up a draft."""
    publicity.discard(acting_viewer(request), id_)
    return redirect("office-notices")
