"""Finance pays: the preparer checks, the releaser releases; a file for the bank, each line one attempt at one instalment.

Released is released: there is no way back but the bank's answer. The file is not kept, since it has whole account
numbers; every export writes it anew and must hash as it did at the release.
"""

from datetime import datetime
from uuid import UUID

from duixian.audit import trail
from duixian.funds import instalments, payments_items
from duixian.funds.bank import outgoing
from duixian.funds.models import (
    Attempt,
    PaymentExport,
    PaymentFile,
    PaymentItem,
    PaymentRequest,
)
from duixian.funds.payments import list_faults, subject_of
from duixian.funds.payments_items import CreditCheck, Held, Request
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.parties import sealing
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role

CSV, EXCEL = "csv", "xlsx"
DIFFERENT = "支付文件与拨付时的校验值不符，不能导出。请立即报告管理员和审计"


def prepare(viewer: Viewer, request_id: UUID, *, finance_number: str, read: str) -> PaymentRequest:
    """The preparer's check: payee and account of every item are the frozen ones. Raises Refused, NotSeen.

    `finance_number` is the finance system's 支付申请编号; `read` the hash of the list that was looked at.
    """
    with verb(viewer, "payment.prepare", subject_of(request_id), Role.PREPARER):
        number = words("finance_number", finance_number, "支付申请编号", 60)
        held, at = payments_items.hold(request_id), clock.now()
        _ready(viewer, held, Request.SIGNED, read, at)
        request = held.request
        if _taken(number, request):
            raise Refused(("finance_number", f"支付申请编号“{number}”已用于另一份申请，请核对"))
        request.finance_number, request.prepared_by, request.prepared_at = number, viewer.person, at
        _move(request, Request.PREPARED, "finance_number", "prepared_by", "prepared_at")
        instalments.take(
            viewer, held.takings("prepare"), action="payment.prepare", subject=subject_of(request_id),
            key=f"payment.prepare:{request_id}", at=at, payload={"number": request.number, "finance_number": number},
        )  # fmt: skip
    return request


def release(viewer: Viewer, request_id: UUID, *, read: str, credit: CreditCheck) -> PaymentFile:
    """The releaser's act: money is in transit, the file for the bank stands. Raises Refused, NotSeen.

    The same releaser again (an answer that got lost): the same file, and nothing new.
    """
    with verb(viewer, "payment.release", subject_of(request_id), Role.RELEASER):
        held, at = payments_items.hold(request_id), clock.now()
        request = held.request
        if request.released_by_id == viewer.person.pk:
            return request.files.get()
        _ready(viewer, held, Request.PREPARED, read, at)
        if faults := payments_items.credit_faults(held.items, credit, at):
            raise Refused(*faults)
        request.released_by, request.released_at = viewer.person, at
        _move(request, Request.RELEASED, "released_by", "released_at")
        file, attempts = _file(viewer, held, at)
        instalments.take(
            viewer, held.takings("instruct"), action="payment.release", subject=subject_of(request_id),
            key=f"payment.release:{request_id}", at=at, files=[file.sha256],
            payload={"number": request.number, "file": file.number, "rows": file.rows, "total": file.total},
        )  # fmt: skip
        file.save(force_insert=True)
        Attempt.objects.bulk_create(attempts)
        trail.signed_head(at)  # for the vouchers
    return file


def export(viewer: Viewer, file_id: UUID, form: str) -> tuple[str, bytes]:
    """The file's name and content as CSV or xlsx; every export but the first is a 副本. Raises Refused, NotSeen."""
    with verb(viewer, "payment.export", f"payment-file:{file_id}", Role.PREPARER, Role.RELEASER):
        file = locked(file_id)
        content = outgoing_file(file)
        if content.hash != file.sha256:
            raise Refused(("", DIFFERENT))
        number = file.exports.count() + 1
        written = content.excel(copy=number > 1) if form == EXCEL else content.csv(copy=number > 1)
        PaymentExport.objects.create(
            file=file, number=number, format=form, sha256=content.hash, by=viewer.person, at=clock.now()
        )  # fmt: skip
        trail.record(
            viewer.actor, "payment.export", f"payment-file:{file_id}", files=[content.hash],
            payload={"file": file.number, "format": form, "export": number},
        )  # fmt: skip
    return content.name(EXCEL if form == EXCEL else CSV, copy=number > 1), written


def locked(file_id: UUID) -> PaymentFile:
    """The file's row under its lock, inside a transaction; raises NotSeen."""
    rows = PaymentFile.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=file_id).first()
    if found is None:
        raise NotSeen(file_id)
    return found


def outgoing_file(file: PaymentFile) -> outgoing.PaymentFile:
    """The file's content, written anew from its attempts."""
    rows = file.attempts.select_related("account", "item__instalment__commitment").order_by("row")
    return outgoing.PaymentFile(batch=file.number, lines=tuple(_line(one) for one in rows))


def _ready(viewer: Viewer, held: Held, state: str, read: str, at: datetime) -> None:
    """Whether this person may act on this list in this state. Raises Refused."""
    request = held.request
    if request.state != state:
        raise Refused(("", f"{request.number}现在是“{Request(request.state).label}”，不能这样办"))
    if not held.items:
        raise Refused(("items", payments_items.EMPTY))
    before = {request.drafted_by_id, request.signed_by_id, request.prepared_by_id}
    if viewer.person.pk in before:
        raise Refused(("", "起草、审定、审核、拨付须由四个不同的人办理"))
    if read != payments_items.fingerprint(held.items):
        raise Refused(("", payments_items.MOVED))
    if faults := list_faults(held, at):
        raise Refused(*faults)


def _taken(number: str, request: PaymentRequest) -> bool:
    others = PaymentRequest.objects.filter(finance_number=number).exclude(pk=request.pk)
    return others.exclude(state=Request.VOID).exists()


def _move(request: PaymentRequest, state: str, *changed: str) -> None:
    request.state, request.version = state, request.version + 1
    request.save(update_fields=["state", "version", *changed])


def _file(viewer: Viewer, held: Held, at: datetime) -> tuple[PaymentFile, list[Attempt]]:
    """The rows of the file, not yet saved: its number is the request's own, so that nothing is counted here."""
    request = held.request
    file = PaymentFile(
        number=request.number.replace("BK", "ZF", 1), request=request, rows=len(held.items),
        total=sum(one.amount for one in held.items), made_by=viewer.person, made_at=at,
    )  # fmt: skip
    attempts = [_attempt(file, row, one, at) for row, one in enumerate(held.items, 1)]
    lines = tuple(_line(one) for one in attempts)
    file.sha256 = outgoing.PaymentFile(batch=file.number, lines=lines).hash
    return file, attempts


def _attempt(file: PaymentFile, row: int, one: PaymentItem, at: datetime) -> Attempt:
    return Attempt(
        key=f"{file.number}-{row:04d}", file=file, row=row, item=one, instalment=one.instalment, amount=one.amount,
        account=one.account, sent_on=clock.local(at).date(),
    )  # fmt: skip


def _line(one: Attempt) -> outgoing.Line:
    """Only what was stored at the release goes in, so that the hash stays."""
    part = one.item.instalment
    purpose = f"专项资金 第{part.number}期 {part.commitment.decision}"
    return outgoing.Line(
        row=one.row, key=one.key, payee=one.item.holder, bank=one.item.bank, amount=Money(one.amount), purpose=purpose,
        account=sealing.opened(one.account.number_sealed, one.account.pk),
    )  # fmt: skip
