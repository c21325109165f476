"""登记问题: whose it is, of what kind; everything undisbursed to that enterprise stops at once."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.funds import recovery
from duixian.funds.models import Finding, Instalment
from duixian.funds.stages import UNPAID, State
from duixian.kernel.money import Money
from duixian.office.recovery.pages import COLUMN
from duixian.parties import organisations
from duixian.parties.access import Refused
from duixian.parties.models import Organisation
from duixian.parties.roles import Kind, Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

BOXES = (
    Box(name="code", label="统一社会信用代码", wide=True, hint="哪一家单位"),
    Box(name="kind", label="类别", style="radio", options=(
        (Finding.Kind.FRAUD, "骗取：弄虚作假骗取资金；涉及该单位的全部资助，查实后报送信用平台"),
        (Finding.Kind.MISUSE, "挪用或违反用途"), (Finding.Kind.ACCEPTANCE, "验收未通过"),
        (Finding.Kind.AUDIT, "审计核减"), (Finding.Kind.OVERPAYMENT, "多付"),
    )),
    Box(name="source", label="来源", wide=True, hint="例如 2025年度专项审计报告第3号、信访件编号"),
    Box(name="text", label="事实", style="area", hint="会写进暂停拨付告知书，送该单位"),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER, Role.APPROVER)
def page(request: HttpRequest) -> HttpResponse:
    """The form; with the enterprise known, what its registration will stop."""
    viewer = acting_viewer(request)
    values = request.POST or request.GET
    firm = _firm(values.get("code", ""))
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            made = recovery.find(
                viewer, _known(firm).pk, kind=values.get("kind", ""), source=values.get("source", ""), text=values.get("text", "")
            )  # fmt: skip
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(
                request, f"已登记{made.number}，{made.organisation.name}尚未拨付的资金已全部暂停"
            )
            return redirect("office-recovery", made.pk)
    boxes = filled(BOXES, values, faults)
    return render(
        request, "office/recovery/new.html", Page(title="登记问题，暂停拨付", column=COLUMN, index=False),
        boxes=boxes, errors=summary(boxes, faults), firm=firm, stops=_stops(firm) if firm else None,
    )  # fmt: skip


def _known(firm: Organisation | None) -> Organisation:
    """Raises Refused."""
    if firm is None:
        raise Refused(("code", "没有这个代码的申报单位，请核对；还没有注册的，不会有拨付"))
    return firm


def _firm(code: str) -> Organisation | None:
    found = organisations.by_code(code) if code.strip() else None
    return found if found is not None and found.kind == Kind.APPLICANT else None


def _stops(firm: Organisation) -> tuple[int, Money]:
    parts = Instalment.objects.filter(commitment__organisation=firm, state__in=UNPAID - {State.SUSPENDED})  # fmt: skip
    return parts.count(), Money(sum(parts.values_list("amount", flat=True)))
