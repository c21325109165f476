"""A request on paper and as Excel, its letter, and the voucher (拨款凭证) of one payment with the trail's signed head."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from duixian.audit.models import Entry, SignedHead
from duixian.funds import payments, payments_items, payments_queries
from duixian.funds.models import Attempt, PaymentItem, PaymentRequest, Posting
from duixian.funds.payments_letter import measure_name
from duixian.kernel import clock
from duixian.kernel.capital import capital
from duixian.kernel.money import Money
from duixian.letters import letters
from duixian.office.payments.common import READERS, desk
from duixian.office.payments.workbook import table
from duixian.parties.access import NotSeen, require
from duixian.web.download import PDF, XLSX, attachment
from duixian.web.paper import pdf_of
from duixian.web.viewer import acting_viewer

HEADS = (
    "序号", "户名", "事项", "期次", "决定文号", "开户银行", "账号末四位", "金额（元）",
)  # fmt: skip


def items_of(found: PaymentRequest) -> list[PaymentItem]:
    """What is or was to be paid: live ones, and those that have their answer."""
    kept = found.items.exclude(state=PaymentItem.State.REMOVED)
    return list(kept.select_related("instalment__commitment__organisation").order_by("position"))


@require_safe
@desk
def workbook(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The list as numbers."""
    found = payments_queries.request(acting_viewer(request), id_)
    rows = [
        (
            str(one.position), one.holder, measure_name(one.instalment.commitment), f"第{one.instalment.number}期",
            one.instalment.commitment.decision, one.bank, one.last4, Money(one.amount),
        )
        for one in items_of(found)
    ]  # fmt: skip
    title = f"拨款申请清单 {found.number}（{found.get_state_display()}）"
    return attachment(table(title, HEADS, rows), f"拨款申请-{found.number}.xlsx", XLSX)


@require_safe
@desk
def paper(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The list for a signature or a file."""
    viewer = acting_viewer(request)
    found, items = payments_queries.request(viewer, id_), list[PaymentItem]()
    items = items_of(found)
    total = Money(sum(one.amount for one in items))
    said = {
        "one": found, "total": total, "capital": capital(total), "today": clock.today(), "viewer": viewer,
        "items": [(one, measure_name(one.instalment.commitment), Money(one.amount)) for one in items],
        "read": found.sha256 or payments_items.fingerprint(items),
    }  # fmt: skip
    html = render_to_string("office/payments/list_paper.html", said, request)
    return attachment(pdf_of(html, "voucher.css"), f"拨款申请-{found.number}.pdf", PDF)


@require_safe
@desk
def letter(request: HttpRequest, id_: UUID) -> HttpResponse:
    """The letter to finance, for finance too; 404 until it is laid out."""
    found = payments_queries.request(acting_viewer(request), id_)
    issued = letters.standing(payments.subject_of(found.pk), "payment-request")
    content = letters.pdf(issued) if issued else None
    if issued is None or content is None:
        raise NotSeen(id_)
    return attachment(content, f"{issued.number}.pdf", PDF)


@require_safe
@desk
def voucher(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One payment from request to answer, on one page."""
    viewer = acting_viewer(request)
    require(viewer, *READERS)
    every = Attempt.objects.select_related(
        "file__request__drafted_by", "file__request__signed_by", "file__request__prepared_by",
        "file__request__released_by", "item", "instalment__commitment__organisation",
    )  # fmt: skip
    one = every.filter(pk=id_).first()
    if one is None:
        raise NotSeen(id_)
    amount = Money(one.amount)
    said = {
        "one": one, "request": one.file.request, "commitment": one.instalment.commitment, "amount": amount,
        "capital": capital(amount), "measure": measure_name(one.instalment.commitment), "entries": _entries(one),
        "head": _head(one), "viewer": viewer, "now": clock.now(),
    }  # fmt: skip
    html = render_to_string("office/payments/voucher_paper.html", said, request)
    return attachment(pdf_of(html, "voucher.css"), f"拨款凭证-{one.key}.pdf", PDF)


def _entries(one: Attempt) -> list[tuple[str, Entry, Any]]:
    """The trail's entries about this attempt: which act, the entry, its transfers' posting."""
    names = {"payment.release": "发出支付", "payment.answer": "银行答复"}
    about = Posting.objects.filter(
        transfers__instalment=one.instalment_id, entry__action__in=names,
        entry__subject__in=[payments.subject_of(one.file.request_id), f"payment-file:{one.file_id}"],
    )  # fmt: skip
    return [
        (names[post.entry.action], post.entry, post)
        for post in about.distinct().order_by("pk").select_related("entry")
    ]


def _head(one: Attempt) -> str:
    """The signed head that covers the newest of those entries: the verbs sign one with each (payments_release, -answers)."""
    entries = _entries(one)
    last = max((entry.seq for _, entry, _ in entries), default=0)
    signed = SignedHead.objects.filter(size__gte=last).order_by("size").first()
    return signed.text if signed else ""
