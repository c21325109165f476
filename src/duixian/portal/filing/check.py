"""核对: everything that would be handed in, in words, each with its way back; then the commitment to sign."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from duixian.applications import access, casework, commitment, process
from duixian.applications.models import Application
from duixian.applications.states import CORRECTING
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.portal.filing.evidence import COLUMN, FILERS
from duixian.web.boxes import Box, filled, summary
from duixian.web.case_words import in_words
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

SIGNATURE = Box(
    name="signed_name", label="签名：填写您本人的姓名", complete="off",
    hint="填写的姓名与登录人一致，即为签署；签署时间、承诺书版本和所签内容的校验值一并保存。",
)  # fmt: skip


@require_safe
@only(*FILERS)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The last look; what is missing stands at the top and leads to its field."""
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    found, judgement, case = casework.judged(application)
    options = {one.step.id: one for one in process.options(case, viewer.actor)}
    head = Page(title="核对后提交", column=COLUMN, index=False)
    return render(
        request, "portal/filing/check.html", head, **in_words(found, judgement),
        submit=options.get("submit") or options.get("answer"), hand=options.get("hand"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.APPLICANT, Role.APPLICANT_OWNER)
@step_up
def sign(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The commitment, the name, and the act itself; who came here has just proved who they are."""
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    if request.method != "POST":
        return _form(request, viewer, application, [])
    version = request.POST.get("version", "")
    try:
        casework.take(
            viewer, id_, "answer" if application.state == CORRECTING else "submit", signed_name=request.POST.get("signed_name", ""), stepped_up=True,
            commitment=request.POST.get("commitment", ""), version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except Refused as refused:
        return _form(request, viewer, access.application_for(viewer, id_), list(refused.faults))
    return redirect("filing-receipt", id_)


def _form(
    request: HttpRequest, viewer: Viewer, application: Application, faults: list[tuple[str, str]]
) -> HttpResponse:
    boxes = filled([SIGNATURE], request.POST, faults)
    _, judgement, _ = casework.judged(application)
    return render(
        request, "portal/filing/sign.html", Page(title="签署承诺并提交", column=COLUMN, index=False),
        application=application, measure=judgement.answer.measure, judgement=judgement, viewer=viewer, boxes=boxes,
        commitment=commitment.current(), errors=summary(boxes, faults), status=200,
        back=reverse("filing-check", args=[application.pk]),
    )  # fmt: skip
