"""支付文件和对账: every file with its exports, answers and open defects; how each stands against the ledger."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from duixian.funds import payments_queries, payments_release
from duixian.funds.bank.answers import KIND_NAMES, Kind
from duixian.funds.models import Attempt, BankLine
from duixian.kernel.money import Money
from duixian.office.lists import asked, filters, listed
from duixian.office.payments.common import COLUMN, FINANCE, tabs
from duixian.office.payments.workbook import table
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import summary
from duixian.web.download import CSV, XLSX, attachment
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

STATES = (("open", "没有结清"), ("", "全部"))
SUMS = (
    (Attempt.State.OK, "成功"), (Attempt.State.SENT, "没有答复"), (Attempt.State.FAILED, "失败"), (Attempt.State.RETURNED, "退汇"),
)  # fmt: skip
HEADS = ("行号", "拨款编号", "户名", "账号末四位", "金额（元）", "结果", "日期", "原因")


@require_safe
@only(*FINANCE)
def index(request: HttpRequest) -> HttpResponse:
    """The files; those that wait for an answer, or have a defect that nobody settled, by default."""
    viewer = acting_viewer(request)
    state = "" if request.GET.get("state") == "" else asked(request, "state") or "open"
    rows = listed(request, payments_queries.files(viewer, open_only=state == "open"))
    return render(
        request, "office/payments/files.html", Page(title="支付文件和对账", column=COLUMN, index=False),
        rows=rows, files=[(one, Money(one.total)) for one in rows], state=state, states=STATES, tabs=tabs(viewer),
        carried=filters(request, "state"),
    )  # fmt: skip


@require_safe
@only(*FINANCE)
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """对账 of one file."""
    return shown(request, id_)


def shown(request: HttpRequest, id_: UUID, faults: Any = ()) -> HttpResponse:
    """The file's page, with what was wrong with what was sent."""
    viewer = acting_viewer(request)
    found = payments_queries.reconcile(viewer, id_)
    sums = [
        (name, found.counts.get(state, 0), Money(found.sums.get(state, 0))) for state, name in SUMS
    ]
    return render(
        request, "office/payments/file.html", Page(title=found.file.number, column=COLUMN, index=False),
        found=found, file=found.file, sums=sums, total=Money(found.file.total), transit=Money(found.transit),
        attempts=[(each, Money(each.amount)) for each in found.attempts], acts=_acts(viewer),
        exports=found.file.exports.select_related("by"), answers=found.file.answers.select_related("imported_by"),
        defects=[(each, kind_name(each)) for each in found.defects], settled=_settled(found.file),
        errors=summary((), faults), copy=found.file.exports.exists(),
    )  # fmt: skip


def _settled(file: Any) -> list[tuple[BankLine, str]]:
    found = BankLine.objects.filter(answer__file=file, settled_at__isnull=False)
    return [(each, kind_name(each)) for each in found.select_related("settled_by")]


def kind_name(line: BankLine) -> str:
    """A defect's kind in words."""
    return KIND_NAMES[Kind(line.defect)]


def _acts(viewer: Viewer) -> bool:
    return viewer.role != Role.AUDITOR


@require_POST
@only(Role.PREPARER, Role.RELEASER)
@step_up
def export(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The file for the bank, once more than once a 副本; it has whole account numbers, hence the question who one is."""
    form = payments_release.EXCEL if request.POST.get("form") == payments_release.EXCEL else payments_release.CSV  # fmt: skip
    try:
        name, content = payments_release.export(acting_viewer(request), id_, form)
    except Refused as refused:
        return shown(request, id_, refused.faults)
    return attachment(content, name, XLSX if form == payments_release.EXCEL else CSV)


@require_safe
@only(*FINANCE)
def workbook(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The reconciliation as numbers."""
    found = payments_queries.reconcile(acting_viewer(request), id_)
    rows = [
        (
            str(each.row), each.key, each.item.holder, each.item.last4, Money(each.amount), each.get_state_display(),
            str(each.returned_on or each.answered_on or ""), each.reason,
        )
        for each in found.attempts
    ]  # fmt: skip
    return attachment(table(f"对账 {found.file.number}", HEADS, rows), f"对账-{found.file.number}.xlsx", XLSX)  # fmt: skip
