"""账号: the people with an account, one of them, opening, locking; what an admin may see, and nothing more."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.kernel.sent import identifiers
from duixian.office.lists import asked, filters, listed
from duixian.parties import deputies, grants, organisations, people, roster
from duixian.parties.access import Refused
from duixian.parties.models import Membership
from duixian.parties.roles import KIND_NAMES, STAFF, TABLE, Kind, Role
from duixian.parties.signin import locks, second_factor
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

COLUMN = "账号"
admin = only(Role.ADMIN)
OPEN = (
    Box(name="name", label="姓名", hint="与证件一致"),
    Box(name="identity", label="身份证号", hint="请当面核对证件。只保存不可还原的校验值"),
    Box(name="username", label="登录名", hint="3至60个字母、数字或 . _ -"),
    Box(name="email", label="电子邮箱", mode="email"),
    Box(name="mobile", label="手机号", mode="tel", optional=True),
)


@require_safe
@admin
def index(request: HttpRequest) -> HttpResponse:
    """By name, login or pinyin initials."""
    viewer = acting_viewer(request)
    return render(
        request, "office/accounts.html", Page(title="账号", column=COLUMN, index=False),
        rows=listed(request, roster.everybody(viewer, asked(request))), query=asked(request),
        carried=filters(request, "q"), waiting=grants.waiting(viewer).count(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@admin
@step_up
def new(request: HttpRequest) -> HttpResponse:
    """Open an account; the first password is shown once."""
    page = Page(title="开户", column=COLUMN, index=False)
    values = {name: str(value) for name, value in request.POST.items()}
    faults: Any = ()
    if request.method == "POST":
        fields = {box.name: values.get(box.name, "") for box in OPEN}
        try:
            opened = roster.open_account(acting_viewer(request), **fields)
        except Refused as refused:
            faults = refused.faults
        else:
            response = render(request, "office/account_opened.html", page, opened=opened)
            response.headers["Cache-Control"] = "no-store"
            return response
    boxes = filled(OPEN, values, faults)
    return render(
        request, "office/account_new.html", page, boxes=boxes, errors=summary(boxes, faults)
    )


@require_safe
@admin
def person(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One natural person: accounts, roles, what may be done."""
    return _person(request, id_)


def _person(request: HttpRequest, id_: UUID, values: Any = None, faults: Any = ()) -> HttpResponse:
    viewer = acting_viewer(request)
    found = roster.get(viewer, id_)
    boxes = filled(_grant_boxes(request), values or {}, faults)
    past = (
        Membership.objects.filter(person=found).exclude(until=None).select_related("organisation")
    )
    held = list(people.memberships(found))
    return render(
        request, "office/person.html", Page(title=found.name, column=COLUMN, index=False),
        person=found, own=found.pk == viewer.person.pk, boxes=boxes, errors=summary(boxes, faults),
        current=[(one, TABLE[Role(one.role)].staff) for one in held], deputised=any(one.role in deputies.ROLES for one in held), past=past.order_by("-until"),
        waiting=grants.waiting(viewer).filter(person=found),
    )  # fmt: skip


def _grant_boxes(request: HttpRequest) -> list[Box]:
    places = organisations.offices(acting_viewer(request))
    named = [(str(one.pk), f"{one.name}（{KIND_NAMES[Kind(one.kind)]}）") for one in places]
    given = [
        (
            role.value,
            f"{rule.name}（{KIND_NAMES[rule.at]}{'，须第二人确认' if rule.second_admin else ''}）",
        )
        for role, rule in TABLE.items()
        if role in STAFF
    ]
    return [
        Box(name="role", label="角色", style="select", options=(("", "请选择"), *given)),
        Box(name="organisation", label="机构", style="select", options=(("", "请选择"), *named)),
        Box(name="reason", label="理由", wide=True, hint="例如 任命文件的文号"),
    ]


@require_POST
@admin
@step_up
def grant(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Give a role, or ask for it."""
    viewer = acting_viewer(request)
    given = {name: str(value) for name, value in request.POST.items()}
    role, place = given.get("role", ""), given.get("organisation", "")
    faults = [] if role in STAFF else [("role", "请选择角色")]
    if not organisations.offices(viewer).filter(pk__in=identifiers([place])).exists():
        faults.append(("organisation", "请选择机构"))
    if faults:
        return _person(request, id_, given, faults)
    try:
        made = grants.ask(
            viewer, person=id_, organisation=UUID(place), role=Role(role), reason=given.get("reason", "")
        )  # fmt: skip
    except Refused as refused:
        return _person(request, id_, given, refused.faults)
    said = "已授予，即时生效" if made.state == made.State.DONE else "已提出，等另一位系统管理员确认"
    messages.success(request, f"{made.person.name}：{TABLE[Role(made.role)].name}，{said}")
    return redirect("office-person", id_)


@require_POST
@admin
@step_up
def revoke(request: HttpRequest, id_: UUID, membership: int) -> HttpResponse:
    """End a role."""
    try:
        gone = grants.revoke(acting_viewer(request), membership, request.POST.get("reason", ""))
    except Refused as refused:
        return _person(request, id_, faults=refused.faults)
    messages.success(
        request, f"{gone.person.name}的“{TABLE[Role(gone.role)].name}”已结束，即时生效"
    )
    return redirect("office-person", id_)


@require_POST
@admin
@step_up
def lock(request: HttpRequest, id_: UUID, account: int) -> HttpResponse:
    """Stop an account, let it in again, or forget its wrong passwords."""
    viewer, act = acting_viewer(request), request.POST.get("act", "")
    reason = request.POST.get("reason", "")
    try:
        if act == "lock":
            done = roster.lock(viewer, account, reason)
            said = "已停用，正在使用的会话已结束"
        elif act == "unlock":
            done = roster.unlock(viewer, account, reason)
            said = "已恢复"
        elif act == "factor":
            done = roster.account(viewer, account)
            second_factor.reset(viewer, done)
            said = "动态验证码和通行密钥已清除，下次登录须重新绑定"
        else:
            done = roster.account(viewer, account)
            locks.unlock(viewer, done)
            said = "登录失败次数已清零，可以马上再试"
    except Refused as refused:
        return _person(request, id_, faults=refused.faults)
    messages.success(request, f"{done.username}：{said}")
    return redirect("office-person", id_)
