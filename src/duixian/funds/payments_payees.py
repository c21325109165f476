"""变更收款账户 after the decision: one proposes, another confirms, three working days pass; every approval under way is void.

The enterprise changes its account itself (parties/bank.py); from that moment nothing is paid to the old one, and nothing
to the new one before this.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from duixian.audit import trail
from duixian.funds import instalments, payees
from duixian.funds.instalments import Taking
from duixian.funds.models import Commitment, PayeeChange
from duixian.funds.stages import ASKED
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.kernel.names import same_name
from duixian.letters import calendar
from duixian.outbox import messages
from duixian.parties import bank, organisations, people
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.bank import COOL_OFF
from duixian.parties.models import BankAccount
from duixian.parties.roles import Role

VOIDED = "收款账户变更"
READERS = (Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.AUDITOR)


def propose(viewer: Viewer, commitment_id: UUID, reason: str) -> PayeeChange:
    """Say that the commitment should be paid to the enterprise's present account. Raises Refused, NotSeen."""
    with verb(viewer, "payee.propose", f"commitment:{commitment_id}", Role.OFFICER):
        why = words("reason", reason, "变更理由")
        commitment, at = _locked(commitment_id), clock.now()
        account = _present(commitment)
        if commitment.payee_changes.filter(state=PayeeChange.State.PROPOSED).exists():
            raise Refused(("", "已经有一件变更等待复核"))
        made = PayeeChange.objects.create(
            commitment=commitment, before=commitment.payee_account, after=account, reason=why, proposed_by=viewer.person,
            proposed_at=at,
        )  # fmt: skip
        _void(viewer, commitment, "payee.propose", made, at)
    return made


def confirm(viewer: Viewer, change_id: UUID) -> PayeeChange:
    """Another person agrees: the new account is frozen, payable after the cool-off. Raises Refused, NotSeen."""
    with verb(viewer, "payee.confirm", f"payee-change:{change_id}", Role.APPROVER):
        change = _open(viewer, change_id)
        at, commitment = clock.now(), change.commitment
        if _present(commitment).pk != change.after_id:
            raise Refused(("", "单位的收款账户又有变更，请退回后按新账户重新提出"))
        end = calendar.current().add(clock.local(at).date(), COOL_OFF)
        _decided(change, PayeeChange.State.CONFIRMED, viewer, at)
        change.payable_from = end.day + timedelta(days=1)
        change.save()
        for name, value in payees.snapshot(change.after).items():
            setattr(commitment, name, value)
        commitment.save(update_fields=list(payees.snapshot(change.after)))
        _void(viewer, commitment, "payee.confirm", change, at)
        messages.post(
            people.recipients(commitment.organisation), "payee-changed",
            {
                "enterprise": commitment.organisation.name, "decision": commitment.decision, "last4": change.after.last4,
                "payable": change.payable_from,
            },
            key=f"payee-change:{change.pk}",
        )  # fmt: skip
    return change


def refuse(viewer: Viewer, change_id: UUID, reason: str) -> PayeeChange:
    """Another person does not agree; the old account stays frozen. Raises Refused, NotSeen."""
    with verb(viewer, "payee.refuse", f"payee-change:{change_id}", Role.APPROVER):
        why = words("reason", reason, "理由")
        change, at = _open(viewer, change_id), clock.now()
        _decided(change, PayeeChange.State.REFUSED, viewer, at)
        change.save()
        trail.record(
            viewer.actor, "payee.refuse", f"commitment:{change.commitment_id}", at=at,
            payload={"change": str(change.pk), "reason": why},
        )  # fmt: skip
    return change


def waiting(viewer: Viewer) -> QuerySet[PayeeChange]:
    """The changes that wait for a second person, the oldest first."""
    require(viewer, *READERS)
    return (
        PayeeChange.objects.filter(state=PayeeChange.State.PROPOSED)
        .select_related("commitment__organisation", "before", "after", "proposed_by")
        .order_by("proposed_at")
    )


def _locked(commitment_id: UUID) -> Commitment:
    """The commitment under the locks of its enterprise and its instalments; raises NotSeen."""
    found = Commitment.objects.filter(pk=commitment_id).first()
    if found is None:
        raise NotSeen(commitment_id)
    organisations.locked(found.organisation_id)
    instalments.locked(found.instalments.values_list("pk", flat=True))
    return (
        Commitment.objects.select_related("organisation", "payee_account")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=commitment_id)
    )


def _open(viewer: Viewer, change_id: UUID) -> PayeeChange:
    """An undecided change that somebody else proposed, under its locks. Raises Refused, NotSeen."""
    before = PayeeChange.objects.filter(pk=change_id).first()
    if before is None:
        raise NotSeen(change_id)
    commitment = _locked(before.commitment_id)
    change = PayeeChange.objects.select_related("after").get(pk=change_id)
    change.commitment = commitment
    if change.state != PayeeChange.State.PROPOSED:
        raise Refused(("", f"这件变更{PayeeChange.State(change.state).label}，不用再办"))
    if change.proposed_by_id == viewer.person.pk:
        raise Refused(("", "提出变更的人不能自己复核，请由另一人办理"))
    return change


def _present(commitment: Commitment) -> BankAccount:
    """The enterprise's account now, which must be another one and its own. Raises Refused."""
    account = bank.current(commitment.organisation)
    if account is None:
        raise Refused(("", "单位没有登记收款账户，请先由单位登记"))
    if account.pk == commitment.payee_account_id:
        raise Refused(
            ("", f"单位现在登记的账户就是决定时冻结的账户（尾号{account.last4}），不用变更")
        )
    if not same_name(account.holder, commitment.organisation.name):
        raise Refused(("", f"户名“{account.holder}”与单位名称不一致，不能作为收款账户"))
    return account


def _decided(change: PayeeChange, state: str, viewer: Viewer, at: datetime) -> None:
    change.state, change.decided_by, change.decided_at = state, viewer.person, at


def _void(
    viewer: Viewer, commitment: Commitment, action: str, change: PayeeChange, at: datetime
) -> None:
    """Every approval under way for it is void; the verb's trail entry."""
    asked = list(commitment.instalments.filter(state__in=ASKED).values_list("pk", flat=True))
    instalments.withdraw(asked, VOIDED)
    takings = [Taking(step="send-back", instalment=pk) for pk in asked]
    instalments.take(
        viewer, takings, action=action, subject=f"commitment:{commitment.pk}", key=f"{action}:{change.pk}", at=at,
        payload={
            "change": str(change.pk), "before": str(change.before_id), "after": str(change.after_id), "reason": change.reason,
            "last4": change.after.last4,
        },
    )  # fmt: skip
