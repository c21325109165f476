"""公示和异议 tab: the notices that a case stood in, the signed objections, and what was found of each."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import publicity
from duixian.applications.models import Objection
from duixian.applications.publicity import Signed
from duixian.office.cases.folder import CaseFile, opened, shown
from duixian.office.cases.tabs import COMMISSION
from duixian.office.cases.taking import NOTHING, Outcome, offered, take, typed
from duixian.parties.access import Refused
from duixian.parties.roles import Role
from duixian.web.boxes import Box
from duixian.web.viewer import only

BOXES = (
    Box(name="name", label="异议人姓名"),
    Box(
        name="contact",
        label="联系方式",
        hint="电话或者地址；姓名和联系方式加密保存，只有处理的人能看",
    ),
    Box(name="text", label="异议内容", style="area"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@only(*COMMISSION)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """A post stops the notice, enters an objection that came on paper, or keeps a finding."""
    file, outcome = opened(request, id_), NOTHING
    revealed: dict[str, object] = {}
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "reveal":
            revealed = _revealed(request, file)
        else:
            outcome = _done(request, file, act)
            if outcome.done:
                return redirect(request.path)
    rows = list(publicity.objections(file.viewer, file.application))
    return shown(
        request, file, "office/cases/objections.html", rows=rows, boxes=outcome.boxes(BOXES, request.POST),
        items=list(file.application.notice_items.select_related("notice").order_by("-pk")), errors=outcome.errors(BOXES),
        object=offered(file, "object"), handles=file.viewer.role == Role.OFFICER, revealed=revealed, typed=request.POST,
        running=any(one.notice.state == "posted" for one in file.application.notice_items.select_related("notice")),
    )  # fmt: skip


def _done(request: HttpRequest, file: CaseFile, act: str) -> Outcome:
    if act == "object":
        return take(request, file, "object")
    try:
        if act == "handle":
            publicity.handle(file.viewer, _id(request), **typed(request, "result", "finding"))
        else:
            item = file.application.notice_items.order_by("-pk").first()
            given = typed(request, "name", "contact", "text")
            publicity.object_to(
                item.pk if item else 0, signed=Signed(name=given["name"], contact=given["contact"]), text=given["text"],
                viewer=file.viewer,
            )  # fmt: skip
    except Refused as refused:
        return Outcome(done=False, faults=tuple(refused.faults))
    return Outcome(done=True)


def _revealed(request: HttpRequest, file: CaseFile) -> dict[str, object]:
    """Who signed an objection: shown once, and kept in the trail."""
    row = publicity.objections(file.viewer, file.application).filter(pk=_id(request)).first()
    return (
        {"id": row.pk, **publicity.signer(file.viewer, row)} if isinstance(row, Objection) else {}
    )


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("objection", ""))
    except ValueError:
        return UUID(int=0)
