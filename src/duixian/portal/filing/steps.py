"""The steps beside submitting: recall, withdraw, discard, hand over, return. Each says what will happen, and asks again."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import access, casework, process
from duixian.parties.access import Refused
from duixian.portal.filing.evidence import COLUMN, FILERS
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

CONSEQUENCES = {
    "discard": "草稿不再保留在待办里，已填写的内容和已上传的材料不会提交。放弃后不能恢复；需要时可以重新开始一份。",
    "recall": "申报回到草稿，可以修改。申报编号保留；请在截止时间以前重新签署并提交，逾期没有重新提交的，视为没有申报。",
    "withdraw": "本件申报到此为止，不再办理，也不能恢复。申报编号保留备查；申报期内可以另外开始一份。",
    "hand": "将交申报单位确认：由其经办人员登录核对，签署信用承诺书后提交。确认以前不能再修改。",
    "return": "申报回到草稿，由录入的工作人员修改。请写明要改什么。",
}
REASON = Box(name="reason", label="说明", style="area", optional=True)


@require_http_methods(["GET", "HEAD", "POST"])
@only(*FILERS)
def page(request: HttpRequest, id_: UUID, step: str) -> HttpResponse:
    """What the step does; then it is taken."""
    if step not in CONSEQUENCES:
        raise Http404(step)
    viewer = acting_viewer(request)
    application = access.application_for(viewer, id_)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            casework.take(viewer, id_, step, reason=request.POST.get("reason", ""))
        except Refused as refused:
            faults = list(refused.faults)
        else:
            return redirect("filing-case", id_)
    option = {one.step.id: one for one in casework.options(viewer, application)}.get(step)
    boxes = filled([REASON], request.POST, faults)
    row = process.STEPS[step]
    return render(
        request, "portal/filing/step.html", Page(title=row.name, column=COLUMN, index=False),
        application=application, step=row, option=option, consequence=CONSEQUENCES[step], boxes=boxes,
        errors=summary(boxes, faults),
    )  # fmt: skip
