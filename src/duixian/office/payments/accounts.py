"""收款账户变更: what waits for a second person, who has changed its account since, and the decision about one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.funds import payments_payees
from duixian.funds.models import Instalment, PayeeChange
from duixian.funds.stages import UNPAID
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.letters import calendar
from duixian.office.lists import listed
from duixian.office.payments.common import COLUMN, desk, tabs
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.bank import COOL_OFF
from duixian.parties.models import BankAccount
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, step_up

BOXES = (
    Box(
        name="decision", label="您的决定", style="radio",
        options=(("confirm", "同意：已与单位核实，新账户确为本单位所有"), ("refuse", "不同意")),
    ),
    Box(name="reason", label="理由", style="area", hint="不同意时必填", optional=True),
)  # fmt: skip


def every() -> Any:
    """All changes with what pages show of them."""
    return PayeeChange.objects.select_related(
        "commitment__organisation", "before", "after", "proposed_by", "decided_by"
    )


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """All of them, waiting ones first; and the unpaid instalments whose enterprise has another account now."""
    viewer = acting_viewer(request)
    waiting = list(payments_payees.waiting(viewer))
    rows = listed(request, every().exclude(state="proposed").order_by("-proposed_at", "pk"))
    current = BankAccount.objects.filter(organisation=OuterRef("commitment__organisation"), until=None).values("pk")[:1]  # fmt: skip
    moved = (
        Instalment.objects.filter(state__in=UNPAID)
        .exclude(commitment__payee_changes__state="proposed")
        .annotate(present=Subquery(current))
        .exclude(present=F("commitment__payee_account"))
        .filter(present__isnull=False)
        .select_related("commitment__organisation")
        .order_by("due", "pk")
    )
    return render(
        request, "office/payments/accounts.html", Page(title="收款账户变更", column=COLUMN, index=False),
        waiting=waiting, rows=rows, moved=moved[:200], tabs=tabs(viewer), decides=viewer.role == Role.APPROVER,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One change; an approver who did not propose it decides."""
    viewer = acting_viewer(request)
    change = every().filter(pk=id_).first()
    if change is None:
        raise NotSeen(id_)
    if request.method != "POST":
        return _one(request, viewer, change)
    if viewer.role != Role.APPROVER:
        raise Http404("approvers decide")
    return step_up(_decided)(request, viewer, change)


def _decided(request: HttpRequest, viewer: Viewer, change: PayeeChange) -> HttpResponse:
    decision = request.POST.get("decision", "")
    if decision not in {"confirm", "refuse"}:
        return _one(request, viewer, change, [("decision", "请选择同意或不同意")])
    try:
        if decision == "refuse":
            payments_payees.refuse(viewer, change.pk, request.POST.get("reason", ""))
            messages.success(request, "已记为不同意，仍按原来的账户")
        else:
            made = payments_payees.confirm(viewer, change.pk)
            day = chinese(made.payable_from) if made.payable_from else ""
            messages.success(request, f"已确认，冷静期满，{day}起可以拨付；已通知单位")
    except Refused as refused:
        return _one(request, viewer, change, refused.faults)
    return redirect("office-payment-accounts")


def _one(
    request: HttpRequest, viewer: Viewer, change: PayeeChange, faults: Sequence[tuple[str, str]] = ()
) -> HttpResponse:  # fmt: skip
    boxes = filled(BOXES, request.POST, faults)
    waits = change.state == PayeeChange.State.PROPOSED
    own = change.proposed_by_id == viewer.person.pk
    end = calendar.current().add(clock.today(), COOL_OFF).day if waits else None
    return render(
        request, "office/payments/account.html", Page(title="收款账户变更", column=COLUMN, index=False),
        change=change, commitment=change.commitment, boxes=boxes, errors=summary(boxes, faults), own=own, end=end,
        decides=waits and viewer.role == Role.APPROVER and not own, cool_off=COOL_OFF, waits=waits,
        parts=change.commitment.instalments.filter(state__in=UNPAID).order_by("number"),
    )  # fmt: skip
