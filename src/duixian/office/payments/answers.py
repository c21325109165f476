"""银行答复: brought, looked at row by row, then imported; a defect stays open until somebody says what was done about it."""

import base64
import binascii
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from duixian.funds import payments_answers, payments_queries
from duixian.funds.bank.answers import RESULT_NAMES, Answer, Statement
from duixian.kernel.money import Money
from duixian.office.payments.common import COLUMN
from duixian.office.payments.files import shown
from duixian.parties.access import Refused
from duixian.parties.roles import Role
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

# What goes to and fro between looking and importing; 500 payments take a tenth of it.
MOST_BYTES = 1024**2
finance = only(Role.PREPARER, Role.RELEASER)


@require_POST
@finance
def bring(request: HttpRequest, id_: UUID) -> HttpResponse:
    """With a file: what it would do. With what was looked at: it is imported."""
    viewer = acting_viewer(request)
    upload = request.FILES.get("answer")
    try:
        if upload is not None:
            content, name = upload.read(MOST_BYTES + 1), upload.name or "答复"
            return _looked(request, id_, name, content)
        content, name = _kept(request), request.POST.get("name", "")
        made = payments_answers.take(viewer, id_, name=name, content=content)
    except Refused as refused:
        return shown(request, id_, refused.faults)
    said = f"已导入：采用{made.taken}行"
    messages.success(request, f"{said}，另有{made.defects}处问题待处理" if made.defects else said)
    return redirect("office-payment-file", id_)


def _looked(request: HttpRequest, id_: UUID, name: str, content: bytes) -> HttpResponse:
    if len(content) > MOST_BYTES:
        raise Refused(("answer", "文件超过1 MB，请核对是不是银行对这个批次的答复"))
    viewer = acting_viewer(request)
    statement = payments_answers.look(viewer, id_, content)
    file = payments_queries.reconcile(viewer, id_).file
    return render(
        request, "office/payments/answer.html", Page(title="银行答复", column=COLUMN, index=False), file=file, name=name,
        content=base64.b64encode(content).decode(), statement=statement, sums=_sums(statement),
        rows=[(one, RESULT_NAMES[one.result]) for one in statement.answers],
    )  # fmt: skip


def _sums(statement: Statement) -> list[tuple[str, int, Money]]:
    """By result: how many, how much."""
    found: dict[str, list[Answer]] = {}
    for one in statement.answers:
        found.setdefault(RESULT_NAMES[one.result], []).append(one)
    return [
        (name, len(rows), Money(sum(one.line.amount.fen for one in rows)))
        for name, rows in found.items()
    ]


def _kept(request: HttpRequest) -> bytes:
    """What was looked at, from the page. Raises Refused."""
    given = request.POST.get("content", "")
    if not given:
        raise Refused(("answer", "请选择银行的答复文件"))
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(("answer", "文件没有收完整，请重新选择")) from None


@require_POST
@finance
def settle(request: HttpRequest, id_: UUID, line: int) -> HttpResponse:
    """Say what was done about a defect of this file's answers."""
    viewer = acting_viewer(request)
    payments_queries.reconcile(viewer, id_)
    try:
        payments_answers.settle(viewer, line, request.POST.get("settlement", ""))
    except Refused as refused:
        return shown(request, id_, refused.faults)
    messages.success(request, "已登记处理说明")
    return redirect("office-payment-file", id_)
