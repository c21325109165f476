"""Payments made by their verbs: from instalments that are reserved to the bank's answer."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from duixian.funds import (
    holds,
    payments,
    payments_answers,
    payments_items,
    payments_release,
)
from duixian.funds.models import (
    BankAnswer,
    Commitment,
    Hold,
    Instalment,
    PaymentFile,
    PaymentRequest,
)
from duixian.kernel import clock
from duixian.parties.models import Organisation
from tests.funds.bank.generator import BankAnswer as Written
from tests.funds.bank.generator import answered
from tests.funds.cast import Bureau


def good(_commitments: Iterable[Commitment], _at: datetime) -> dict[UUID, str]:
    """A credit check that finds nothing."""
    return {}


def bad(commitments: Iterable[Commitment], _at: datetime) -> dict[UUID, str]:
    """A credit check that stops everything."""
    return {one.pk: f"信用核查未通过（{one.organisation.name}）" for one in commitments}


def read(request: PaymentRequest) -> str:
    """The hash of the list as a page shows it."""
    return payments_items.fingerprint(payments_items.live(request))


def drafted(people: Bureau, parts: Sequence[Instalment]) -> PaymentRequest:
    return payments.draft(people.officer, [one.pk for one in parts])


def submitted(people: Bureau, parts: Sequence[Instalment]) -> PaymentRequest:
    made = drafted(people, parts)
    return payments.submit(people.officer, made.pk, version=made.version, credit=good)


def signed(people: Bureau, parts: Sequence[Instalment]) -> PaymentRequest:
    made = submitted(people, parts)
    return payments.sign(people.approver, made.pk, read=read(made), credit=good)


def prepared(people: Bureau, parts: Sequence[Instalment]) -> PaymentRequest:
    made = signed(people, parts)
    return payments_release.prepare(
        people.preparer, made.pk, finance_number=f"ZFSQ-{made.number}", read=read(made)
    )


def released(people: Bureau, parts: Sequence[Instalment]) -> PaymentFile:
    made = prepared(people, parts)
    return payments_release.release(people.releaser, made.pk, read=read(made), credit=good)


STEPS = {"draft": "submit", "submitted": "sign", "signed": "prepare", "prepared": "release"}


def one_step(people: Bureau, request: PaymentRequest, step: str) -> None:
    """The next of the four people acts."""
    request.refresh_from_db()
    seen = read(request)
    if step == "submit":
        payments.submit(people.officer, request.pk, version=request.version, credit=good)
    elif step == "sign":
        payments.sign(people.approver, request.pk, read=seen, credit=good)
    elif step == "prepare":
        number = f"ZFSQ-{request.number}"
        payments_release.prepare(people.preparer, request.pk, finance_number=number, read=seen)
    else:
        payments_release.release(people.releaser, request.pk, read=seen, credit=good)
    request.refresh_from_db()


def onward(people: Bureau, request: PaymentRequest) -> PaymentRequest:
    """From wherever it stands to the bank."""
    while request.state in STEPS:
        one_step(people, request, STEPS[request.state])
    return request


def suspended(people: Bureau, of: Organisation) -> Hold:
    """Payments to an enterprise are stopped."""
    with transaction.atomic():
        return holds.suspend(people.officer, of.pk, reason="核查线索", reference="", at=clock.now())


def statement(
    people: Bureau, file: PaymentFile, results: Callable[[int], tuple[str, str]] | None = None
) -> Written:
    """The bank's answer to the file as it was exported, dated today."""
    _, sent = payments_release.export(people.preparer, file.pk, "csv")
    return answered(sent, clock.today().isoformat(), results)


def imported(people: Bureau, file: PaymentFile, written: Written) -> BankAnswer:
    return payments_answers.take(people.preparer, file.pk, name="回单.csv", content=written.csv())


def paid(people: Bureau, parts: Sequence[Instalment]) -> PaymentFile:
    """All of them arrive."""
    file = released(people, parts)
    imported(people, file, statement(people, file))
    return file


def outcome(**by_row: str) -> Callable[[int], tuple[str, str]]:
    """Results by row: r2="失败"."""
    return lambda row: (
        by_row.get(f"r{row}", "成功"),
        "账户状态异常" if f"r{row}" in by_row else "",
    )


def again(pk: UUID) -> Instalment:
    """An instalment as it is stored now."""
    return Instalment.objects.get(pk=pk)
