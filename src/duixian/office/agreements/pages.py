"""The ledger with its search, as an Excel table, and one agreement with its promises and follow-ups."""

import io
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from duixian.kernel import clock
from duixian.office.lists import asked, filters, listed
from duixian.parties import agreements
from duixian.parties.access import Refused
from duixian.parties.agreements_rows import Agreement, Promise
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import XLSX, attachment
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "投资协议"
MOST = 10_000
STATES = (*Agreement.State.choices, ("late", "有到期未履行的承诺"))
HEADS = (
    "单位", "统一社会信用代码", "所属中心", "协议编号", "协议名称", "签订日期", "履行期至", "协议状态",
    "承诺类别", "承诺内容", "承诺期限", "履行情况", "到期未履行", "最近跟进",
)  # fmt: skip
BOXES = (
    Box(name="on", label="日期", hint="跟进的那一天，例如 2026-03-02"),
    Box(name="text", label="跟进情况", style="area", hint="走访、来函、企业的说明、下一步"),
)


@require_safe
@only(*agreements.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """By enterprise or number, by state; the newest first."""
    viewer = acting_viewer(request)
    query, state = asked(request), asked(request, "state")
    rows = listed(request, agreements.search(viewer, query, state, clock.today()))
    return render(
        request, "office/agreements/index.html", Page(title=COLUMN, column=COLUMN, index=False), rows=rows,
        query=query, state=state, states=STATES, carried=filters(request, "q", "state"), enters=viewer.role == Role.CENTRE,
    )  # fmt: skip


@require_safe
@only(*agreements.READERS)
def export(request: HttpRequest) -> HttpResponse:
    """The ledger as it is filtered now, one row for each promise."""
    viewer, today, out = acting_viewer(request), clock.today(), io.BytesIO()
    rows = agreements.search(viewer, asked(request), asked(request, "state"), today)
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(COLUMN)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADS) - 1, 18)
        sheet.set_column(9, 9, 40)
        bold, number = book.add_format({"bold": True}), 0
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head, bold)
        for one in rows.prefetch_related("promises")[:MOST]:
            for promise in one.promises.all() or [None]:
                number += 1
                for column, text in enumerate(_cells(one, promise, today)):
                    sheet.write_string(number, column, text)
    return attachment(out.getvalue(), "投资协议台账.xlsx", XLSX)


def _cells(one: Agreement, promise: Promise | None, today: date) -> list[str]:
    firm, followed = one.organisation, getattr(one, "followed", None)
    return [
        firm.name, firm.code or "", firm.centre.name if firm.centre else "", one.number, one.title, str(one.signed_on),
        str(one.until or ""), one.get_state_display(), promise.get_kind_display() if promise else "",
        promise.text if promise else "", str(promise.due_on or "") if promise else "",
        promise.get_state_display() if promise else "",
        "是" if promise and agreements.overdue(promise, today) else "", str(followed or ""),
    ]  # fmt: skip


@require_safe
@only(*agreements.READERS)
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One agreement."""
    return _one(request, id_)


def _one(request: HttpRequest, id_: UUID, faults: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    viewer, today = acting_viewer(request), clock.today()
    found = agreements.get(viewer, id_)
    boxes = filled(BOXES, request.POST if faults else {"on": today.isoformat()}, faults)
    return render(
        request, "office/agreements/agreement.html", Page(title=found.title, column=COLUMN, index=False), row=found,
        promises=[(one, agreements.overdue(one, today)) for one in found.promises.all()],
        notes=found.follow_ups.select_related("by"), boxes=boxes, errors=summary(boxes, faults),
        enters=viewer.role == Role.CENTRE,
    )  # fmt: skip


@require_POST
@only(Role.CENTRE)
def follow_up(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Write down what was done."""
    try:
        agreements.follow_up(
            acting_viewer(request), id_, request.POST.get("on", ""), request.POST.get("text", "")
        )
    except Refused as refused:
        return _one(request, id_, refused.faults)
    messages.success(request, "已记下跟进情况")
    return redirect("office-agreement", id_)
