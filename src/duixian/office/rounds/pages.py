"""The desk's list of rounds, one round as a folder, the check before proposing, and the steps."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian import policy
from duixian.applications import rounds
from duixian.applications.deviations import deviations
from duixian.applications.models import Round
from duixian.applications.round_guide import guide
from duixian.applications.round_words import moment
from duixian.kernel import clock
from duixian.office.rounds import reading
from duixian.office.rounds.editing import BASICS, COLUMN, NAMES, sections
from duixian.office.rounds.sheets import Sheet
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

STATES = (
    ("", "全部"),
    *((one.value, one.label) for one in Round.State if one != Round.State.DISCARDED),
)


@only(Role.OFFICER, Role.APPROVER)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All rounds, what is to be done first."""
    viewer, now = acting_viewer(request), clock.now()
    wanted = request.GET.get("state", "")
    found = (
        rounds.of_staff(viewer)
        .prefetch_related("measures", "amendments")
        .select_related("drafted_by")
    )
    rows = [_row(viewer, one, now) for one in found if wanted in {"", one.state}]
    rows.sort(key=lambda one: not one["todo"])
    return render(
        request, "office/rounds/index.html", Page(title="申报批次", column=COLUMN, index=False),
        rows=rows, states=STATES, wanted=wanted, drafts=viewer.role == Role.OFFICER,
    )  # fmt: skip


def _row(viewer: Viewer, one: Round, now: datetime) -> dict[str, Any]:
    amended = any(each.state == "proposed" for each in one.amendments.all())
    todo = ""
    if viewer.role == Role.APPROVER:
        todo = "审定" if one.state == Round.State.PROPOSED else "审定修改" if amended else ""
    elif one.state == Round.State.DRAFT:
        todo = "修改后重新报审" if one.returned_reason else "继续起草"
    return {
        "round": one, "todo": todo, "opens": moment(one.opens_at), "closes": moment(one.closes_at, end=True),
        "standing": rounds.NAMES[rounds.state(one, now)] if one.state == Round.State.PUBLISHED else "",
    }  # fmt: skip


class New(Sheet):
    """What a new round needs to begin with."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        known = [(one.id, f"{one.title}（{one.number}）") for one in policy.library().policies]
        self.ask(
            "policy",
            "政策",
            known[0][0] if len(known) == 1 else "",
            self._known(dict(known)),
            style="radio",
            options=known,
        )
        self.ask("title", "批次名称", "", hint="例如：2026年普陀区智能软件专项申报")
        self.ask("opens_on", "开始日期", "", reading.needed_day, short=True)
        self.ask("opens_time", "开始时间", "09:00", reading.time, short=True)
        self.ask("closes_on", "截止日期", "", reading.needed_day, short=True)
        self.ask(
            "closes_time",
            "截止时间",
            "17:00",
            reading.time,
            hint="截止当时保存成功的提交有效",
            short=True,
        )

    @staticmethod
    def _known(known: dict[str, str]) -> Callable[[str], str]:
        def read(text: str) -> str:
            if text not in known:
                raise ValidationError("请选择政策")
            return text

        return read

    def blame(self, problems: Any) -> None:
        moved = {"opens_at": "opens_on", "closes_at": "closes_on"}
        super().blame(
            rounds.Problem(
                section=one.section, field=moved.get(one.field, one.field), text=one.text
            )
            for one in problems
        )


@only(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a round."""
    form = New(request.POST if request.method == "POST" else None)
    if form.bound and not form.errors:
        said = form.values
        try:
            made = rounds.draft(
                acting_viewer(request), policy_id=said["policy"], title=said["title"],
                opens_at=reading.moment(said["opens_on"], said["opens_time"]),
                closes_at=reading.moment(said["closes_on"], said["closes_time"]),
            )  # fmt: skip
        except rounds.Refused as refused:
            form.blame(refused.problems)
        else:
            return redirect("office-round-section", made.pk, "measures")
    page = Page(title="新建申报批次", column=COLUMN, index=False)
    return render(request, "office/rounds/new.html", page, form=form, errors=form.errors)


@only(Role.OFFICER, Role.APPROVER)
@require_safe
def folder(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One round: its sections, whose turn it is, what can be done."""
    viewer = acting_viewer(request)
    found = rounds.get(viewer, id_)
    return render(
        request, "office/rounds/folder.html", Page(title=found.title, column=COLUMN, index=False),
        **context(viewer, found),
    )  # fmt: skip


def context(viewer: Viewer, found: Round) -> dict[str, Any]:
    """What every page about one round shows."""
    now = clock.now()
    problems = [] if found.state == Round.State.PUBLISHED else rounds.check(found, now)
    every = sections(found)
    return {
        "round": found, "guide": guide(found), "viewer_is_officer": viewer.role == Role.OFFICER,
        "opens": moment(found.opens_at), "closes": moment(found.closes_at, end=True),
        "standing": rounds.NAMES[rounds.state(found, now)] if found.state == Round.State.PUBLISHED else "",
        "problems": [(one, _link(found, one)) for one in problems],
        "sections": [(one, sum(each.section == one.id for each in problems)) for one in every],
        "amendments": [(one, moment(one.decided_at) if one.decided_at else "") for one in found.amendments.all()],
        "pinned": rounds.pinned(found), "policy": rounds.policy_of(found),
    }  # fmt: skip


def _link(found: Round, one: rounds.Problem) -> str:
    known = one.section in NAMES
    address = reverse(
        "office-round-section" if known else "office-round-measure",
        args=[found.pk, one.section or BASICS],
    )
    moved = {
        "closes_at": "closes_on",
        "opens_at": "opens_on",
        "materials": "material-0-name",
        "rubric": "rubric-0-name",
    }
    return f"{address}#{moved.get(one.field, one.field)}"


@only(Role.OFFICER, Role.APPROVER)
@require_safe
def check(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Everything that is missing, and everything that is not the policy's default."""
    viewer = acting_viewer(request)
    found = rounds.get(viewer, id_)
    return render(
        request, "office/rounds/check.html", Page(title=f"核对：{found.title}", column=COLUMN, index=False),
        **context(viewer, found), deviations=deviations(found),
    )  # fmt: skip


@only(Role.OFFICER, Role.APPROVER)
@require_safe
def review(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What an approver reads before publishing."""
    viewer = acting_viewer(request)
    found = rounds.get(viewer, id_)
    if found.state != Round.State.PROPOSED:
        return redirect("office-round", found.pk)
    return _review(request, viewer, found, [], "")


def _review(
    request: HttpRequest, viewer: Viewer, found: Round, errors: list[dict[str, str]], reason: str
) -> HttpResponse:
    differing = deviations(found)
    return render(
        request, "office/rounds/review.html", Page(title=f"审定：{found.title}", column=COLUMN, index=False),
        **context(viewer, found), deviations=differing, read=rounds.fingerprint(found), errors=errors, reason=reason,
    )  # fmt: skip


@only(Role.APPROVER)
@step_up
@require_POST
def decide(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Publish, or send back."""
    viewer = acting_viewer(request)
    found = rounds.get(viewer, id_)
    reason = request.POST.get("reason", "")
    try:
        if "publish" in request.POST:
            rounds.publish(viewer, found.pk, read=request.POST.get("read", ""))
            messages.success(request, "已发布。申报单位现在可以看到本批次")
        else:
            rounds.send_back(viewer, found.pk, reason=reason)
            messages.success(request, "已退回起草的经办人")
    except rounds.Refused as refused:
        errors = [
            {"id": one.field or "form-top", "label": "审定", "error": one.text}
            for one in refused.problems
        ]
        return _review(request, viewer, rounds.get(viewer, id_), errors, reason)
    return redirect("office-round", found.pk)


def _step(verb: Callable[[Viewer, UUID], Any], done: str) -> Callable[..., HttpResponse]:
    """A step without input: taken, or refused with its reasons on the round's page."""

    @only(Role.OFFICER)
    @require_POST
    def view(request: HttpRequest, id_: UUID) -> HttpResponse:
        try:
            made = verb(acting_viewer(request), id_)
        except rounds.Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return redirect("office-round-check" if verb is rounds.propose else "office-round", id_)
        messages.success(request, done)
        return redirect("office-round", made.pk) if made else redirect("office-rounds")

    return view


propose = _step(rounds.propose, "已报请审定，已通知审定人")
take_back = _step(rounds.take_back, "已撤回报审，可以继续修改")
repin = _step(rounds.repin, "已改用现行的政策规则，请重新核对各事项")
clone = _step(rounds.clone, "已按上一批次复制，各日期顺延一年；须由本批次选定的口径请重新确认")
discard = _step(rounds.discard, "草稿已作废")
