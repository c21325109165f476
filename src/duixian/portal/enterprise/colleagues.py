"""同事: who acts for the enterprise, invitations, the management handed over, claims answered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from duixian.parties import invitations, registrations, verification
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import TABLE, Role
from duixian.parties.signin.visit import account_of, actor_of
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, signed_in, step_up

COLUMN = "我的单位"
ROLES = ((Role.APPLICANT.value, "经办人员"), (Role.APPLICANT_OWNER.value, "单位管理员"))
INVITE = (
    Box(name="email", label="同事的电子邮箱", mode="email", hint="对方须用这个邮箱注册账号", complete="off"),
    Box(name="role", label="角色", style="radio", options=ROLES, value=Role.APPLICANT.value,
        hint="单位管理员可以更换收款账户、管理同事"),
)  # fmt: skip
owner = only(Role.APPLICANT_OWNER)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.APPLICANT, Role.APPLICANT_OWNER)
def people(request: HttpRequest) -> HttpResponse:
    """The list; the manager also invites from here."""
    viewer = acting_viewer(request)
    if request.method != "POST":
        return _people(request)
    given = {name: str(value) for name, value in request.POST.items()}
    wanted = given.get("role", "")
    try:
        role = Role(wanted) if wanted in dict(ROLES) else Role.EXPERT  # which is refused by name
        _, path = invitations.invite(viewer, email=given.get("email", ""), role=role)
    except Refused as refused:
        return _people(request, given, refused.faults)
    return _people(request, link=request.build_absolute_uri(path), sent=given["email"])


def _people(
    request: HttpRequest, values: Any = None, faults: Any = (), **more: Any
) -> HttpResponse:
    viewer = acting_viewer(request)
    boxes = filled(INVITE, values or {}, faults)
    manages = viewer.role == Role.APPLICANT_OWNER
    return render(
        request, "portal/enterprise/people.html", Page(title="同事", column=COLUMN, index=False),
        viewer=viewer, manages=manages, colleagues=invitations.colleagues(viewer), boxes=boxes,
        pending=invitations.pending(viewer) if manages else [], names={r.value: TABLE[r].name for r in Role},
        claims=registrations.waiting(viewer) if manages else [], errors=summary(boxes, faults), **more,
    )  # fmt: skip


def _done(
    request: HttpRequest, act: Callable[[Viewer], str], to: str = "enterprise-people"
) -> HttpResponse:
    """Act and say what came of it there; a refusal comes back to the list."""
    try:
        said = act(acting_viewer(request))
    except Refused as refused:
        return _people(request, faults=refused.faults)
    messages.success(request, said)
    return redirect(to)


@require_POST
@owner
def revoke(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Take an invitation back."""

    def act(viewer: Viewer) -> str:
        return f"已撤销发给{invitations.revoke(viewer, id_).email}的邀请，链接不能再用"

    return _done(request, act)


@require_POST
@owner
@step_up
def hand_over(request: HttpRequest, membership: int) -> HttpResponse:
    """Another manager; oneself goes on as a colleague."""

    def act(viewer: Viewer) -> str:
        made = invitations.hand_over(viewer, membership)
        return f"管理员已移交给{made.person.name}，您现在是经办人员"

    return _done(request, act)


@require_POST
@owner
def remove(request: HttpRequest, membership: int) -> HttpResponse:
    """Let somebody go."""

    def act(viewer: Viewer) -> str:
        gone = invitations.remove(viewer, membership, request.POST.get("reason", ""))
        return f"{gone.person.name}已不再为本单位办理，即时生效"

    return _done(request, act, "enterprise-home")


@require_POST
@owner
def answer(request: HttpRequest, id_: UUID) -> HttpResponse:
    """A request to join is let in or not; a dispute is answered with a statement."""
    reason, decision = request.POST.get("reason", ""), request.POST.get("decision", "")
    accepted = decision == "accept"

    def act(viewer: Viewer) -> str:
        if decision == "reply":
            verification.reply(viewer, id_, reason)
            return "说明已提交给投资促进中心"
        name = verification.answer(viewer, id_, accept=accepted, reason=reason).person.name
        return f"{name}已加入" if accepted else f"已拒绝{name}的申请"

    return _done(request, act)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The invited colleague's page; a link that is used up, taken back or made up is no page at all."""
    account = account_of(request)
    assert account is not None
    found = invitations.read(token)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            invitations.accept(account, token, actor=actor_of(request, account))
            messages.success(request, f"您已加入{found.organisation.name}")
            return redirect("enterprise-home")
        except Refused as refused:
            faults = list(refused.faults)
    page = Page(title="接受邀请", column=COLUMN, index=False)
    return render(
        request, "portal/enterprise/invitation.html", page, row=found, role=TABLE[Role(found.role)].name,
        account=account, errors=summary((), faults),
    )  # fmt: skip
