"""Money that comes back, and money that will not: repayments, over-repayment, interest, write-off, reduction.

Returned money goes to the treasury; where finance says so, a refund of this year's payment restores this year's money
(domain.md, reading 9). Every amount is in fen and moves in the ledger with the verb's trail entry.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from duixian.funds import instalments, ledger, recovery, recovery_claims, recovery_picture
from duixian.funds.chart import CLAIMED, OUTSIDE, TREASURY, WRITTEN_OFF, Book, Leg, Move
from duixian.funds.instalments import Taking
from duixian.funds.models import (
    BudgetYear,
    ClaimLine,
    Instalment,
    Posting,
    Recovery,
    Refund,
    Repayment,
    WriteOff,
)
from duixian.funds.recovery_claims import claim_place, interest_place, over_place
from duixian.funds.recovery_letters import subject_of
from duixian.funds.recovery_stages import STEPS
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.kernel.money import MAX_FEN, Money
from duixian.parties.access import NotSeen, Refused, Viewer


def repay(
    viewer: Viewer, recovery_id: UUID, *, reference: str, amount: int, received_on: date, restore: bool = False
) -> Repayment:  # fmt: skip
    """Record money that arrived, by its bank paper (`reference`); principal first, what is over waits to be returned.

    `restore`: finance lets a refund of this year's payments go back to this year's money instead of the treasury. The
    same paper again, for the same sum: the same row, and nothing new. Raises Refused, NotSeen.
    """
    with verb(viewer, "recovery.repay", subject_of(recovery_id), *STEPS["repay"].by):
        paper = words("reference", reference, "银行凭证号", 80)
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        there = Repayment.objects.filter(reference=paper).first()
        if there is not None:
            return _same(there, recovery_id, amount, received_on)
        recovery_picture.allow(viewer, held, "repay", at)
        sheet = recovery_claims.sheet(held.recovery)
        how = recovery_claims.spread(amount, [(one.pk, sheet.owed[one.pk]) for one in sheet.lines])
        _check_repayment(held.recovery, amount, received_on, at)
        if restore:
            _check_restoring([one for one in sheet.lines if how.parts.get(one.pk)], at)
        made = Repayment(
            recovery=held.recovery, reference=paper, amount=amount, received_on=received_on, over=how.over, by=viewer.person,
            at=at,
        )  # fmt: skip
        made.posting = _post(
            viewer, held.recovery, "repay", key=f"repayment:{paper}", at=at,
            legs=recovery_claims.repaying(held.recovery, sheet.lines, how, restore=restore),
            reference=paper, amount=amount, received=received_on.isoformat(), over=how.over, restore=restore,
        )  # fmt: skip
        made.save(force_insert=True)
        said = f"到账{Money(amount).yuan_text()}（凭证{paper}）"
        recovery.note(viewer, held.recovery, "repay", at, text=said)
    return made


def propose_refund(viewer: Viewer, recovery_id: UUID, *, amount: int, reason: str) -> Refund:
    """Ask that what was repaid too much be returned. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.refund", subject_of(recovery_id), *STEPS["refund"].by):
        why = words("reason", reason, "说明")
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "refund", at)
        waiting = sum(one.amount for one in held.recovery.refunds.filter(approved_by=None))
        over = recovery_claims.balances(Book.OVERPAID, [recovery_id]).get(str(recovery_id), 0)
        _within(amount, over - waiting, "退还金额应大于0，不超过多缴待退的")
        made = Refund.objects.create(
            recovery=held.recovery,
            amount=amount,
            reason=why,
            proposed_by=viewer.person,
            proposed_at=at,
        )
        recovery.record(viewer, held.recovery, "refund", at, amount=amount, reason=why)
    return made


def pay_refund(viewer: Viewer, refund_id: UUID, *, reference: str) -> Refund:
    """Another person returns it, by the paper of the payment. Raises Refused, NotSeen."""
    recovery_id = _recovery_of(Refund, refund_id, "recovery")
    with verb(viewer, "recovery.pay-refund", subject_of(recovery_id), *STEPS["pay-refund"].by):
        paper = words("reference", reference, "付款凭证号", 80)
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        refund = Refund.objects.get(pk=refund_id)
        if refund.approved_by_id == viewer.person.pk and refund.reference == paper:
            return refund
        recovery_picture.allow(viewer, held, "pay-refund", at)
        _by_another(refund.proposed_by_id, refund.approved_by_id, viewer)
        refund.approved_by, refund.approved_at, refund.reference = viewer.person, at, paper
        legs = [Leg(move=Move.REFUND, debit=over_place(recovery_id), credit=OUTSIDE, amount=refund.amount)]  # fmt: skip
        refund.posting = _post(
            viewer, held.recovery, "pay-refund", key=f"refund:{refund_id}", at=at, legs=legs, reference=paper,
            amount=refund.amount,
        )  # fmt: skip
        refund.save()
    return refund


def remit(viewer: Viewer, recovery_id: UUID, *, reference: str) -> Posting:
    """Hand the interest that was received to the treasury. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.remit", subject_of(recovery_id), *STEPS["remit"].by):
        paper = words("reference", reference, "缴库凭证号", 80)
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        if there := Posting.objects.filter(key=f"remit:{recovery_id}:{paper}").first():
            return there
        recovery_picture.allow(viewer, held, "remit", at)
        fen = recovery_claims.balances(Book.INTEREST, [recovery_id]).get(str(recovery_id), 0)
        _within(fen, fen, "没有待上缴的利息，现有")
        legs = [
            Leg(move=Move.REMIT, debit=interest_place(recovery_id), credit=TREASURY, amount=fen)
        ]
        return _post(viewer, held.recovery, "remit", key=f"remit:{recovery_id}:{paper}", at=at, legs=legs, reference=paper, amount=fen)  # fmt: skip


def reduce(viewer: Viewer, claim_id: UUID, *, amount: int, reason: str) -> ClaimLine:
    """Take back (a part of) what is still owed of a claim line: a payment that the bank returned, a review. Raises Refused, NotSeen."""
    recovery_id = _recovery_of(ClaimLine, claim_id, "recovery")
    with verb(viewer, "recovery.reduce", subject_of(recovery_id), *STEPS["reduce"].by):
        why = words("reason", reason, "调减理由")
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "reduce", at)
        claim = ClaimLine.objects.get(pk=claim_id)
        _within(
            amount,
            recovery_claims.sheet(held.recovery).owed[claim_id],
            "调减金额应大于0，不超过尚欠的",
        )
        legs = [_of_claim(Move.REDUCE, claim, amount)]
        key = f"reduce:{claim_id}:{at.isoformat()}"
        _post(viewer, held.recovery, "reduce", key=key, at=at, legs=legs, claim=str(claim_id), amount=amount, reason=why)  # fmt: skip
        recovery.note(
            viewer, held.recovery, "reduce", at, text=f"调减{Money(amount).yuan_text()}：{why}"
        )
    return claim


def cancel_rest(viewer: Viewer, recovery_id: UUID) -> list[Instalment]:
    """Cancel what the decision covers and the bank has given back since (退汇). Raises Refused, NotSeen."""
    with verb(viewer, "recovery.cancel", subject_of(recovery_id), *STEPS["cancel"].by):
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "cancel", at)
        left = recovery_claims.undisbursed(held.covered)
        if not left:
            raise Refused(("", "没有余下的拨付需要撤销"))
        return instalments.take(
            viewer, [Taking(step="cancel", instalment=one.pk) for one in left], action="recovery.cancel",
            subject=subject_of(recovery_id), key=f"recovery.cancel:{recovery_id}:{at.isoformat()}", at=at,
            payload={"number": held.recovery.number},
        )  # fmt: skip


def propose_write_off(viewer: Viewer, claim_id: UUID, *, amount: int, reason: str, reference: str = "") -> WriteOff:  # fmt: skip
    """Ask that what can't be had be written off. Raises Refused, NotSeen."""
    recovery_id = _recovery_of(ClaimLine, claim_id, "recovery")
    with verb(viewer, "recovery.write-off", subject_of(recovery_id), *STEPS["write-off"].by):
        why = words("reason", reason, "核销理由")
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "write-off", at)
        claim = ClaimLine.objects.get(pk=claim_id)
        waiting = sum(one.amount for one in claim.write_offs.filter(state=WriteOff.State.PROPOSED))
        owed = recovery_claims.sheet(held.recovery).owed[claim_id]
        _within(amount, owed - waiting, "核销金额应大于0，不超过尚欠而未提出核销的")
        made = WriteOff.objects.create(
            claim=claim, amount=amount, reason=why, reference=reference.strip()[:200], proposed_by=viewer.person,
            proposed_at=at,
        )  # fmt: skip
        recovery.record(viewer, held.recovery, "write-off", at, claim=str(claim_id), amount=amount, reason=why)  # fmt: skip
    return made


def decide_write_off(
    viewer: Viewer, write_off_id: UUID, *, approve: bool, reason: str = ""
) -> WriteOff:
    """Another person approves it, or does not. Raises Refused, NotSeen."""
    recovery_id = _recovery_of(WriteOff, write_off_id, "claim__recovery")
    action = "recovery.decide-write-off"
    with verb(viewer, action, subject_of(recovery_id), *STEPS["decide-write-off"].by):
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "decide-write-off", at)
        one = WriteOff.objects.select_related("claim").get(pk=write_off_id)
        _by_another(one.proposed_by_id, one.decided_by_id, viewer)
        one.state = WriteOff.State.APPROVED if approve else WriteOff.State.REFUSED
        one.decided_by, one.decided_at = viewer.person, at
        said: dict[str, Any] = {"write_off": str(write_off_id), "amount": one.amount, "reason": reason.strip()[:500]}  # fmt: skip
        if approve:
            legs = [_of_claim(Move.WRITE_OFF, one.claim, one.amount)]
            one.posting = _post(viewer, held.recovery, "decide-write-off", key=f"write-off:{write_off_id}", at=at, legs=legs, **said)  # fmt: skip
        else:
            recovery.record(viewer, held.recovery, "decide-write-off", at, refused=True, **said)
        one.save()
        text = f"{one.get_state_display()}{Money(one.amount).yuan_text()}"
        recovery.note(viewer, held.recovery, "write-off", at, text=text)
    return one


def _of_claim(move: Move, claim: ClaimLine, amount: int) -> Leg:
    credit = WRITTEN_OFF if move == Move.WRITE_OFF else CLAIMED
    return Leg(
        move=move, debit=claim_place(claim.pk), credit=credit, amount=amount, instalment=claim.instalment_id,
        claim_line=claim.pk,
    )  # fmt: skip


def _post(
    viewer: Viewer, one: Recovery, step: str, *, key: str, at: datetime, legs: Sequence[Leg], **payload: Any
) -> Posting:  # fmt: skip
    return ledger.post(
        viewer.actor, action=f"recovery.{step}", subject=subject_of(one.pk), key=key, legs=legs, at=at,
        payload={"number": one.number, **payload}, request=ledger.asked(key),
    )  # fmt: skip


def _same(there: Repayment, recovery_id: UUID, amount: int, received_on: date) -> Repayment:
    same = (there.recovery_id, there.amount, there.received_on) == (
        recovery_id,
        amount,
        received_on,
    )
    if not same:
        raise Refused(("reference", f"银行凭证号“{there.reference}”已登记为另一笔到账，请核对"))
    return there


def _check_repayment(one: Recovery, amount: int, received_on: date, at: datetime) -> None:
    faults = []
    decided = clock.local(one.decided_at or at).date()
    if not 0 < amount <= MAX_FEN:
        faults.append(("amount", "到账金额应大于0"))
    if not decided <= received_on <= clock.local(at).date():
        faults.append(("received_on", f"到账日期应在{chinese(decided)}（作出决定之日）至今日之间"))
    if faults:
        raise Refused(*faults)


def _check_restoring(lines: Sequence[ClaimLine], at: datetime) -> None:
    """Only this year's payments of a year that is still open give this year's money back."""
    year = clock.local(at).year
    open_ = BudgetYear.objects.filter(pk=year, state=BudgetYear.State.APPROVED).exists()
    if not open_ or any(one.instalment is None or one.instalment.year != year for one in lines):
        raise Refused(
            ("restore", f"只有{year}年拨付、年度未结账的款项可以恢复当年指标；其余的上缴国库")
        )


def _within(amount: int, most: int, words_: str) -> None:
    if not 0 < amount <= most:
        raise Refused(("amount", f"{words_}{Money(max(most, 0)).yuan_text()}"))


def _by_another(proposed_by: UUID, decided_by: UUID | None, viewer: Viewer) -> None:
    if decided_by is not None:
        raise Refused(("", "已经审定，不用再办"))
    if proposed_by == viewer.person.pk:
        raise Refused(("", "提出的人不能自己审定，请由另一人办理"))


def _recovery_of(model: type[ClaimLine | Refund | WriteOff], id_: UUID, path: str) -> UUID:
    """The recovery that a row belongs to; raises NotSeen."""
    found: UUID | None = model._default_manager.filter(pk=id_).values_list(path, flat=True).first()
    if found is None:
        raise NotSeen(id_)
    return found
