"""The list of a payment request: who gets how much on which account, its hash, and what stands against paying it.

An item changes only under the lock of its instalment, so that a suspension and a release can't miss each other; a
suspension takes it out wherever it is (instalments.withdraw).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import rfc8785
from django.db.models import QuerySet

from duixian.funds import instalments
from duixian.funds.instalments import Taking
from duixian.funds.models import Commitment, Instalment, PaymentItem, PaymentRequest
from duixian.kernel.money import Money
from duixian.parties.access import NotSeen, Refused

Faults = list[tuple[str, str]]
# Asked before money moves: by commitment why its case stops a payment at this moment; nothing for those it lets through.
CreditCheck = Callable[[Iterable[Commitment], datetime], Mapping[UUID, str]]
MOST = 500
EMPTY = "申请里没有可办理的拨款，请作废"
MOVED = "申请中的清单刚刚有变化，请刷新后再办"

Item, Request = PaymentItem.State, PaymentRequest.State
HANDED_IN = tuple(instalments.HANDED_IN)


def live(request: PaymentRequest) -> QuerySet[PaymentItem]:
    """The items that are still meant to be paid, in the list's order."""
    return request.items.filter(state=Item.LIVE).select_related(
        "instalment__commitment__organisation", "account"
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A request with its live items, all under their locks."""

    request: PaymentRequest
    items: tuple[PaymentItem, ...]

    def takings(self, step: str) -> list[Taking]:
        """A step with every instalment of it."""
        return [Taking(step=step, instalment=one.instalment_id) for one in self.items]


def hold(request_id: UUID, more: Iterable[UUID] = ()) -> Held:
    """A request under its lock, after those of its instalments and of `more`; raises NotSeen, or Refused if it moves.

    Everything that changes items locks so: organisation, instalments, request, accounts, the trail's head.
    """
    before = set(_instalments(request_id))
    parts = {one.pk: one for one in instalments.locked(before | set(more))}
    request = locked(request_id)
    items = tuple(live(request))
    if {one.instalment_id for one in items} - set(parts):
        raise Refused(("", MOVED))
    for one in items:
        one.request, one.instalment = request, parts[one.instalment_id]
    return Held(request, items)


def locked(request_id: UUID) -> PaymentRequest:
    """The request under its lock, inside a transaction; raises NotSeen."""
    rows = PaymentRequest.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise NotSeen(request_id)
    return found


def _instalments(request_id: UUID) -> list[UUID]:
    rows = PaymentItem.objects.filter(request=request_id, state=Item.LIVE)
    return list(rows.values_list("instalment", flat=True))


def fingerprint(items: Iterable[PaymentItem]) -> str:
    """The hash over a list as it is signed: instalment, amount, payee and account of every item, in its order."""
    rows: list[list[int | str]] = [
        [one.position, str(one.instalment_id), one.amount, one.holder, str(one.account_id), one.payee_sha256]
        for one in items
    ]  # fmt: skip
    return hashlib.sha256(rfc8785.dumps(rows)).hexdigest()


def item(request: PaymentRequest, instalment: Instalment, position: int) -> PaymentItem:
    """A new item: amount and payee as the instalment and the frozen account of its commitment say now."""
    made = PaymentItem(request=request, instalment=instalment, position=position)
    refresh(made, instalment)
    return made


def refresh(one: PaymentItem, instalment: Instalment) -> None:
    """Take over what the instalment and its commitment say now."""
    commitment = instalment.commitment
    one.amount, one.account_id = instalment.amount, commitment.payee_account_id
    one.holder, one.bank = commitment.payee_holder, commitment.payee_bank
    one.last4, one.payee_sha256 = commitment.payee_last4, commitment.payee_sha256


def differences(items: Iterable[PaymentItem]) -> Faults:
    """Where an item no longer says what its instalment and its commitment's frozen account say."""
    found: Faults = []
    for one in items:
        now = item(one.request, one.instalment, one.position)
        for name, label in (("amount", "金额"), ("holder", "户名"), ("account_id", "收款账户"), ("payee_sha256", "收款账户")):  # fmt: skip
            if getattr(one, name) != getattr(now, name):
                found.append(
                    (
                        "items",
                        f"{who(one)}：{label}与决定时冻结的不一致，请移出本申请，核对后重新申请",
                    )
                )
                break
    return found


def credit_faults(items: Sequence[PaymentItem], credit: CreditCheck, at: datetime) -> Faults:
    """What the credit of each enterprise says against paying now (domain.md, reading 8)."""
    said = credit([one.instalment.commitment for one in items], at)
    found = ((one, said.get(one.instalment.commitment_id)) for one in items)
    return [("items", f"{who(one)}：{reason}") for one, reason in found if reason]


def who(one: PaymentItem) -> str:
    """How messages name an item."""
    return f"第{one.position}笔（{one.holder}，{Money(one.amount).yuan_text()}）"


def remove(one: PaymentItem, reason: str) -> None:
    """Take an item out of its request: a draft forgets it, any other list keeps it and why."""
    if one.request.state == Request.DRAFT:
        one.delete()
        return
    one.state, one.removed_reason = Item.REMOVED, reason
    one.save(update_fields=["state", "removed_reason"])


def void_if_empty(request: PaymentRequest, reason: str) -> None:
    """A request that was handed in and has nothing left is void."""
    if request.state in HANDED_IN and not live(request).exists():
        request.state, request.returned_reason = Request.VOID, reason
        request.version += 1
        request.save(update_fields=["state", "returned_reason", "version"])


def purge(request: PaymentRequest) -> None:
    """Before a list is signed: forget what was taken out of it, so that its rows are what is signed."""
    request.items.filter(state=Item.REMOVED).delete()
