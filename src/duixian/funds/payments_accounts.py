"""What stands against paying on an account: it is not the frozen one, it is changing, or its cool-off still runs."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from duixian.funds import payees
from duixian.funds.models import Commitment, PayeeChange
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.kernel.names import same_name
from duixian.kernel.workdays import Calendar
from duixian.parties.bank import COOL_OFF
from duixian.parties.changes_notes import against_payment
from duixian.parties.models import BankAccount


def problems(
    commitments: Iterable[Commitment], today: date, calendar: Calendar
) -> dict[UUID, list[str]]:
    """By commitment, every reason why its account can't be paid on today; nothing for those that can."""
    every = {one.pk: one for one in commitments}
    owners = {one.organisation_id for one in every.values()}
    frozen = {one.payee_account_id for one in every.values()}
    found_accounts = BankAccount.objects.filter(Q(pk__in=frozen) | Q(organisation__in=owners))
    accounts = {one.pk: one for one in found_accounts}
    theirs = [one for one in accounts.values() if one.organisation_id in owners]
    current = {one.organisation_id: one for one in theirs if one.until is None}
    changed = {one.organisation_id for one in theirs if one.until is not None}
    changes: dict[UUID, list[PayeeChange]] = {}
    for change in PayeeChange.objects.filter(commitment__in=every).exclude(state="refused"):
        changes.setdefault(change.commitment_id, []).append(change)
    found: dict[UUID, list[str]] = {}
    against = against_payment((one.organisation for one in every.values()), today, current.values())
    for pk, one in every.items():
        account, gone = accounts[one.payee_account_id], against.get(one.organisation_id)
        reasons = [
            *([gone] if gone else ()),
            *_frozen(one, account),
            *_present(account, current.get(one.organisation_id)),
            *_changing(changes.get(pk, []), today),
        ]
        if one.organisation_id in changed and not _cooled(account, today, calendar):
            reasons.append(
                f"收款账户是{chinese(_since(account))}变更的，冷静期{COOL_OFF}个工作日未满"
            )
        if reasons:
            found[pk] = reasons
    return found


def _frozen(one: Commitment, account: BankAccount) -> Iterable[str]:
    if payees.digest(account) != one.payee_sha256:
        yield "收款账户的记录与决定时冻结的快照不符，请立即报告管理员和审计"
    if not same_name(account.holder, one.organisation.name):
        yield f"户名“{account.holder}”与单位名称“{one.organisation.name}”不一致"


def _present(account: BankAccount, current: BankAccount | None) -> Iterable[str]:
    if current is None:
        yield "单位没有登记收款账户"
    elif current.pk != account.pk:
        yield (
            f"单位已把收款账户换为尾号{current.last4}，决定时冻结的是尾号{account.last4}；请先办理收款账户变更（两人办理）"
        )


def _changing(changes: Iterable[PayeeChange], today: date) -> Iterable[str]:
    for change in changes:
        if change.state == PayeeChange.State.PROPOSED:
            yield "收款账户正在变更，等第二人复核"
        elif change.payable_from and today < change.payable_from:
            yield f"收款账户变更后的冷静期未满，{chinese(change.payable_from)}起才能拨付"


def _since(account: BankAccount) -> date:
    return clock.local(account.since).date()


def _cooled(account: BankAccount, today: date, calendar: Calendar) -> bool:
    return today > calendar.add(_since(account), COOL_OFF).day
