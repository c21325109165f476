"""拨款申请: the worklist, drafting one from what is due, one request with its list and whoever's act is next."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.funds import payments, payments_items, payments_queries
from duixian.funds.models import Instalment, PaymentFile, PaymentItem, PaymentRequest
from duixian.funds.payments_letter import measure_name
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.kernel.sent import identifier, identifiers, whole
from duixian.letters import letters
from duixian.office.lists import filters, listed
from duixian.office.payments import acts
from duixian.office.payments.acts import Act
from duixian.office.payments.common import (
    COLUMN,
    desk,
    not_shut,
    parts_of,
    rows_of,
    tabs,
    total_of,
)
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

Faults = Sequence[tuple[str, str]]
TURN = "turn"
STATES = ((TURN, "轮到我办理"), ("", "全部"), *PaymentRequest.State.choices)


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """The requests, those that wait for this role by default."""
    viewer = acting_viewer(request)
    mine = payments_queries.turn(viewer)
    waits = mine.exists()
    state = request.GET.get("state", TURN if waits else "")
    state = state if state in dict(STATES) else ""
    found = mine if state == TURN else payments_queries.requests(viewer, state)
    rows = listed(request, found.order_by("-drafted_at", "pk"))
    return render(
        request, "office/payments/index.html", Page(title="拨款申请", column=COLUMN, index=False),
        rows=rows, requests=[(one, Money(one.total), acts.turn(one)) for one in rows], state=state, states=STATES,
        carried=filters(request, "state"), tabs=tabs(viewer), drafts=viewer.role == Role.OFFICER,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    """What is due and checked, to choose from; apart, what can't be asked for yet and why."""
    viewer, faults = acting_viewer(request), list[tuple[str, str]]()
    if request.method == "POST":
        chosen = identifiers(request.POST.getlist("part"))
        try:
            made = payments.draft(viewer, chosen, request.POST.get("note", ""))
        except Refused as refused:
            faults = list(refused.faults)
        else:
            messages.success(request, f"已起草{made.number}，请核查信用后提交审定")
            return redirect("office-payment", made.pk)
    found = parts_of(viewer, payments_queries.due(viewer, clock.today())[: payments_items.MOST], clock.now())  # fmt: skip
    ready, chosen_ids = [one for one in found if not one.shut], set(request.POST.getlist("part"))
    return render(
        request, "office/payments/new.html", Page(title="到期可申请的拨款", column=COLUMN, index=False),
        rows=[(one, not chosen_ids or str(one.part.pk) in chosen_ids) for one in ready], tabs=tabs(viewer), sums=total_of(ready),
        shut=[one for one in found if one.shut], errors=summary((), faults), note=request.POST.get("note", ""), unchecked=_unchecked().count(),
    )  # fmt: skip


def _unchecked() -> Any:
    """Instalments of this year that are due and wait for their yearly check."""
    today = clock.today()
    return Instalment.objects.filter(
        checks__result__in=("open", "failed"), year=today.year, state__in=("reserved", "failed")
    ).distinct()  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One request; what is sent is an act of acts.ACTS, a struck item, or a changed draft."""
    viewer = acting_viewer(request)
    found = payments_queries.request(viewer, id_)
    if request.method != "POST":
        return _one(request, viewer, found)
    if viewer.role == Role.AUDITOR:
        raise Http404("auditors read")
    act = acts.known(request.POST.get("act", ""), viewer, found)
    view = step_up(_taken) if act and act.step_up else _taken
    return view(request, viewer, found, act)


def _taken(
    request: HttpRequest, viewer: Viewer, found: PaymentRequest, act: Act | None
) -> HttpResponse:
    faults: Faults = ()
    try:
        said = _do(request, viewer, found, act)
    except Refused as refused:
        faults = refused.faults
        found = payments_queries.request(viewer, found.pk)
        return _one(request, viewer, found, faults)
    messages.success(request, f"{found.number}：{said}")
    return redirect("office-payment", found.pk)


def _do(request: HttpRequest, viewer: Viewer, found: PaymentRequest, act: Act | None) -> str:
    """Do what was sent. Raises Refused, NotSeen."""
    sent = _sent(request)
    name = request.POST.get("act", "")
    if act is not None:
        said = act.does(viewer, found, sent)
        if act.id == "screen" and said:
            raise Refused(*(("", f"{one.organisation.name}：{why}") for one, why in said))  # type: ignore[attr-defined]
        return act.said
    if name == "alter":
        payments.alter(
            viewer, found.pk, version=sent["version"], add=identifiers(sent["add"]), drop=identifiers(sent["drop"]), note=sent["note"]
        )  # fmt: skip
        return "清单已修改"
    if name == "strike" and (item := identifier(request.POST.get("item", ""))):
        payments.strike(viewer, item, sent["reason"])
        return "已移出一笔，其余照常办理"
    raise Refused(
        ("", f"{found.number}现在是“{found.get_state_display()}”，不能这样办，请刷新后再办")
    )


def _sent(request: HttpRequest) -> acts.Sent:
    return {
        "version": whole(request.POST.get("version", ""), 8) or 0,
        "add": request.POST.getlist("add"), "drop": request.POST.getlist("drop"), "note": request.POST.get("note", ""),
        "read": request.POST.get("read", ""), "reason": request.POST.get("reason", ""),
        "finance_number": request.POST.get("finance_number", ""),
    }  # fmt: skip


def _one(
    request: HttpRequest, viewer: Viewer, found: PaymentRequest, faults: Faults = ()
) -> HttpResponse:
    at, rows_ = clock.now(), list(found.items.select_related("instalment__commitment__organisation", "account"))  # fmt: skip
    items = [each for each in rows_ if each.state == PaymentItem.State.LIVE]
    every = items or [each for each in rows_ if each.state == PaymentItem.State.DONE]
    gone = [each for each in rows_ if each.state == PaymentItem.State.REMOVED]
    file = found.files.first() if found.released_at else None
    for each in every:
        each.request = found
    moving = found.state in {PaymentRequest.State.DRAFT, *payments_items.HANDED_IN}
    rows = rows_of(viewer, every, at) if every else []
    options = acts.options(viewer, found, rows) if moving else []
    boxes = {
        one.act.id: filled(one.act.boxes, request.POST if request.POST.get("act") == one.act.id else {}, faults)
        for one in options
    }  # fmt: skip
    flat = [box for group in boxes.values() for box in group]
    page = Page(title=found.number, column=COLUMN, index=False)
    return render(
        request, "office/payments/request.html", page, one=found, rows=rows, moving=moving, sums=total_of(rows),
        options=[(each, boxes[each.act.id]) for each in options], read=payments_items.fingerprint(items),
        errors=summary(flat, faults), turn=acts.turn(found), removed=[(each, Money(each.amount)) for each in gone], steps=happened(found),
        strikes=_strikes(viewer, found), attempts=_attempts(file), letter=_letter(found), policy=_policy(every),
        addable=_addable(viewer, found, every) if found.state == PaymentRequest.State.DRAFT and _own(viewer, found) else None,
        finance=viewer.role in payments_queries.FINANCE, file=file,
    )  # fmt: skip


def _own(viewer: Viewer, found: PaymentRequest) -> bool:
    return viewer.person.pk == found.drafted_by_id


def _addable(viewer: Viewer, found: PaymentRequest, items: Sequence[PaymentItem]) -> Any:
    """What is due of the same policy, and could be added to a draft."""
    due = payments_queries.due(viewer, clock.today()).filter(year=found.year)
    if items:
        due = due.filter(commitment__policy=items[0].instalment.commitment.policy)
    return not_shut(due[: payments_items.MOST])


def _policy(items: Sequence[PaymentItem]) -> str:
    return measure_name(items[0].instalment.commitment) if items else ""


def _strikes(viewer: Viewer, found: PaymentRequest) -> bool:
    """Whether the viewer may take one payment out of the list now."""
    whose = {
        Role.APPROVER: PaymentRequest.State.SUBMITTED, Role.PREPARER: PaymentRequest.State.SIGNED,
        Role.RELEASER: PaymentRequest.State.PREPARED,
    }  # fmt: skip
    return whose.get(viewer.role) == found.state


def _attempts(file: PaymentFile | None) -> dict[UUID, Any]:
    """By item, what became of it at the bank."""
    return {one.item_id: one for one in file.attempts.all()} if file else {}


def _letter(found: PaymentRequest) -> Any:
    if not found.letter:
        return None
    return letters.standing(payments.subject_of(found.pk), "payment-request")


def happened(found: PaymentRequest) -> list[tuple[Any, str, str]]:
    """When, what and who, the newest first."""
    steps = [
        (found.drafted_at, "起草", found.drafted_by), (found.submitted_at, "提交审定", found.drafted_by),
        (found.signed_at, "审定", found.signed_by), (found.prepared_at, "财政审核", found.prepared_by),
        (found.released_at, "拨付", found.released_by), (found.returned_at, "退回", found.returned_by),
    ]  # fmt: skip
    said = [(at, what, who.name if who else "") for at, what, who in steps if at]
    return sorted(said, key=lambda each: each[0])[::-1]
