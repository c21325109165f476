"""报送信用平台: the queue, its export, the platform's receipts."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.funds import recovery_queries, recovery_reports
from duixian.funds.models import CreditReport
from duixian.kernel.sent import identifier
from duixian.office.lists import asked, filters, listed
from duixian.office.recovery.pages import COLUMN, desk
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import summary
from duixian.web.download import CSV, attachment
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer

STATES = (("", "全部"), *CreditReport.State.choices)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def page(request: HttpRequest) -> HttpResponse:
    """All reports; the officer exports and notes receipts, an approver takes a queued one back."""
    viewer = acting_viewer(request)
    if request.method != "POST":
        return _page(request, viewer)
    if viewer.role not in {Role.OFFICER, Role.APPROVER}:
        raise Http404("others read")
    try:
        if request.POST.get("act") == "export":
            name, content = recovery_reports.export(viewer)
            return attachment(content, name, CSV)
        messages.success(request, _done(request, viewer))
    except Refused as refused:
        return _page(request, viewer, refused.faults)
    return redirect("office-recovery-reports")


def _done(request: HttpRequest, viewer: Viewer) -> str:
    """A receipt, or a report taken back. Raises Refused, NotSeen."""
    act, id_ = request.POST.get("act"), identifier(request.POST.get("report", ""))
    if act == "receipt" and id_:
        recovery_reports.acknowledge(viewer, id_, request.POST.get("receipt", ""))
        return "已登记平台回执"
    if act == "withdraw" and id_:
        recovery_reports.withdraw(viewer, id_, request.POST.get("reason", ""))
        return "已撤回，不再报送"
    raise Refused(("", "请选择要办理的一件"))


def _page(
    request: HttpRequest, viewer: Viewer, faults: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    state = asked(request, "state")
    found = recovery_queries.reports(viewer, state if state in dict(STATES) else "")
    rows = listed(request, found.order_by("-queued_at", "pk"))
    return render(
        request, "office/recovery/reports.html", Page(title="信用报送", column=COLUMN, index=False), rows=rows, state=state,
        states=STATES, carried=filters(request, "state"), errors=summary((), faults), exports=viewer.role == Role.OFFICER,
        withdraws=viewer.role == Role.APPROVER, queued=recovery_queries.reports(viewer, "queued").count(),
    )  # fmt: skip
