"""Recoveries made by their verbs: found, notified, heard, decided."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from duixian.funds import recovery, recovery_queries
from duixian.funds.chart import Book
from duixian.funds.models import Instalment, LedgerAccount, Recovery
from duixian.funds.recovery import Claim, Plan
from duixian.kernel import clock
from duixian.parties.models import Organisation
from tests.funds.cast import Bureau

ACCOUNT = {"holder": "普陀区财政局", "bank": "国家金库普陀支库", "number": "0200001234567890"}


def plan(claims: Sequence[tuple[Instalment, int]] = (), **given: Any) -> Plan:
    """A plan that claims these sums (fen) back."""
    fields: Mapping[str, Any] = {
        "facts": "提交的算力服务合同系伪造", "basis": "《若干意见》五（二）", "account": ACCOUNT,
        "claims": [Claim(instalment=one.pk, amount=fen, basis="已拨付资金") for one, fen in claims],
        "heard": "经复核，所提意见不成立",
    }  # fmt: skip
    return Plan(**{**fields, **given})


def found(people: Bureau, of: Organisation | None = None, kind: str = "fraud") -> Recovery:
    return recovery.find(
        people.officer, (of or people.firm).pk, kind=kind, source="审计报告第3号", text="合同系伪造"
    )


def heard(people: Bureau, made: Recovery, intended: Plan) -> Recovery:
    """Notified, served, and answered."""
    recovery.notify(people.officer, made.pk, intended)
    recovery.serve(people.officer, made.pk, served_on=clock.today())
    recovery.state(people.officer, made.pk, "合同为真实，请复核")
    return again(made)


def proposed(people: Bureau, made: Recovery, intended: Plan) -> Recovery:
    heard(people, made, intended)
    return recovery.propose(people.officer, made.pk, intended)


def decided(people: Bureau, made: Recovery, intended: Plan) -> Recovery:
    one = proposed(people, made, intended)
    return recovery.decide(people.approver, one.pk, version=one.version)


def served(people: Bureau, made: Recovery) -> Recovery:
    return recovery.serve(people.officer, made.pk, served_on=clock.today())


def again(made: Recovery) -> Recovery:
    return Recovery.objects.get(pk=made.pk)


def left(people: Bureau, made: Recovery) -> int:
    """What is still owed, in fen."""
    return recovery_queries.folder(people.auditor, made.pk).sheet.left


def book(kind: Book) -> int:
    """All that stands on the accounts of a kind."""
    return sum(one.balance for one in LedgerAccount.objects.filter(book=kind))


def days(start: date, number: int) -> date:
    return start + timedelta(days=number)
