"""One instalment: its account and the attempts to pay it; proposing another account from here. The rest of it: office/funds."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import paying
from duixian.funds import access, payments_accounts, payments_payees, stages
from duixian.funds.models import Instalment, PayeeChange
from duixian.funds.payments_letter import measure_name
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.letters import calendar
from duixian.office.cases.tabs import DESK
from duixian.office.payments.common import COLUMN, desk
from duixian.parties import bank
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The instalment; an officer proposes to pay to the account that the enterprise has now."""
    viewer = acting_viewer(request)
    unchecked = Count("checks", filter=~Q(checks__result="passed"))
    part = access.instalments(viewer).filter(pk=id_).annotate(unchecked=unchecked).first()
    if part is None:
        raise NotSeen(id_)
    if request.method != "POST":
        return _one(request, viewer, part)
    if viewer.role != Role.OFFICER:
        raise Http404("officers act here")
    try:
        said = _do(request, viewer, part)
    except Refused as refused:
        return _one(request, viewer, part, refused.faults)
    messages.success(request, said)
    return redirect("office-payment-part", id_)


def _do(request: HttpRequest, viewer: Viewer, part: Instalment) -> str:
    """Do what was sent. Raises Refused, NotSeen."""
    if request.POST.get("act") == "account":
        payments_payees.propose(viewer, part.commitment_id, request.POST.get("reason", ""))
        return "已提出变更收款账户，请审定人复核；办理中的申请已退回"
    raise Refused(("", "请刷新后再办"))


def _one(
    request: HttpRequest, viewer: Viewer, part: Instalment, faults: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    commitment, today = part.commitment, clock.today()
    found = payments_accounts.problems([commitment], today, calendar.current())
    current = bank.current(commitment.organisation)
    open_ = part.state in stages.UNPAID
    moved = current is not None and current.pk != commitment.payee_account_id
    changes = list(commitment.payee_changes.select_related("before", "after", "proposed_by", "decided_by").order_by("-proposed_at"))  # fmt: skip
    waiting = next((one for one in changes if one.state == PayeeChange.State.PROPOSED), None)
    title = f"{commitment.organisation.name}第{part.number}期"
    return render(
        request, "office/payments/part.html", Page(title=title, column=COLUMN, index=False), part=part,
        commitment=commitment, measure=measure_name(commitment), amount=Money(part.amount), unchecked=part.unchecked if open_ else 0,  # type: ignore[attr-defined]
        attempts=[
            (each, Money(each.amount)) for each in part.attempts.select_related("file__request", "item").order_by("sent_on", "key")
        ],
        problems=found.get(commitment.pk, []) if open_ else [], current=current, moved=moved and open_, waiting=waiting,
        proposes=viewer.role == Role.OFFICER and moved and open_ and waiting is None,
        changes=changes,
        case=paying.cases([commitment]).get(commitment.pk) if viewer.role in DESK else None, errors=summary((), faults),
        others=[(each, Money(each.amount)) for each in commitment.instalments.order_by("number")],
        asked=part.payment_items.select_related("request").order_by("-request__drafted_at"), typed=request.POST,
    )  # fmt: skip
