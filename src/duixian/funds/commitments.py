"""A decision commits money: this year's part is reserved, later parts wait for their own year's; a lack refuses it.

`commit`, `cancel` and `recognise` belong to another verb's transaction (the decision's, the waiver's, the acceptance's):
they write their own trail entry, come after its other locks, and leave recording a refusal to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import QuerySet

from duixian import policy as policies
from duixian.audit import trail
from duixian.funds import instalments, ledger, payees, queue, rules
from duixian.funds.chart import Leg, Line
from duixian.funds.instalments import Taking
from duixian.funds.models import Commitment, Hold, Instalment, InstalmentCheck, Posting
from duixian.funds.stages import UNPAID, State
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.parties import organisations
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.models import BankAccount
from duixian.parties.roles import Role

CONDITIONS = ("年度报告已提交", "信用状况无异常")
DECIDES = (Role.APPROVER, Role.LEADING_GROUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is decided. Amounts in fen; `plan` is (budget year, fen) for each instalment, the first one first.

    `subject` is the case as the trail names it; `basis_on` the day of admission, which must lie within the policy's
    period (an application in time that is decided later is payable, and flagged); `conditions` are what guide and
    decision letter name for later instalments; `due` the day of each instalment, within its year (default: the day of
    the decision for this year's, 1 January for later ones).
    """

    subject: str
    organisation: UUID
    policy: str
    measure: str
    amount: int
    plan: rules.Plan
    decision: str
    payee: BankAccount
    basis_on: date
    number: str = ""
    clause: str = ""
    conditions: Sequence[str] = CONDITIONS
    due: Sequence[date] = ()


def commit(viewer: Viewer, promise: Promise, *, at: datetime) -> Commitment:
    """Commit what a decision promised. The same promise again gives the same commitment.

    Raises queue.Waits (a Refused) where this year's money does not suffice, saying by how much; Refused where the plan,
    the payee, the dates or a suspension forbid it; ledger.KeyReused for another promise under the same decision.
    """
    require(viewer, *DECIDES)
    organisations.locked(promise.organisation)
    key = f"commit:{promise.subject}:{promise.decision}"
    if ledger.replayed(key, _asked(promise)):
        posted = Posting.objects.get(key=key)
        return Commitment.objects.get(subject=promise.subject, committed_at=posted.at)
    this_year = clock.local(at).year
    if faults := _faults(promise, this_year):
        raise Refused(*faults)
    made = _written(viewer, promise, at)
    parts = _parts(made, promise, at)
    try:
        ledger.post(
            viewer.actor, action="funds.commit", subject=promise.subject, key=key, at=at, request=_asked(promise),
            legs=[leg for one in parts for leg in _legs(one)],
            payload={
                "commitment": str(made.pk), "organisation": str(promise.organisation), "decision": promise.decision,
                "amount": promise.amount, "plan": [list(each) for each in promise.plan],
                "account": str(promise.payee.pk), "payee": made.payee_sha256,
            },
        )  # fmt: skip
    except ledger.Short as short:
        raise queue.Waits(short, made, this_year) from None
    queue.served(promise.subject, at)
    return made


def numbered(made: Commitment, number: str) -> None:
    """The decision's letter has its number: what is paid and claimed back names that. In the decision's transaction."""
    made.decision = number
    made.save(update_fields=["decision"])


def fund(viewer: Viewer, ids: Sequence[UUID]) -> list[Instalment]:
    """Reserve their year's money for instalments that wait for it, all or none. Raises ledger.Short, Refused."""
    subject = f"instalment:{ids[0]}" if len(ids) == 1 else "instalments"
    with verb(viewer, "funds.fund", subject, Role.OFFICER, Role.APPROVER, Role.PREPARER):
        return _all(viewer, "fund", ids, subject)


def fund_instalment(viewer: Viewer, instalment_id: UUID) -> Instalment:
    """`fund` for one."""
    return fund(viewer, [instalment_id])[0]


def release(viewer: Viewer, ids: Sequence[UUID], reason: str) -> list[Instalment]:
    """Give reserved money back to the year's available; the instalments wait again. Raises Refused."""
    subject = f"instalment:{ids[0]}" if len(ids) == 1 else "instalments"
    with verb(viewer, "funds.unfund", subject, Role.OFFICER, Role.PREPARER):
        why = words("reason", reason, "退回指标的理由")
        return _all(viewer, "unfund", ids, subject, why)


def cancelling(commitments: Iterable[UUID]) -> list[Taking]:
    """The takings that cancel all that is undisbursed of these; what is at the bank is not among them."""
    found = Instalment.objects.filter(commitment__in=list(commitments), state__in=UNPAID)
    return [Taking(step="cancel", instalment=pk) for pk in found.values_list("pk", flat=True)]


def cancel(viewer: Viewer, commitment_id: UUID, *, reason: str, at: datetime) -> list[Instalment]:
    """Cancel all that is undisbursed (放弃, 终止): reserved money becomes available again. Returns what was cancelled.

    Raises Refused where there is nothing left to cancel.
    """
    require(viewer, Role.OFFICER, Role.APPROVER, *organisations.APPLICANTS)
    found = _commitment(commitment_id)
    if viewer.role in organisations.APPLICANTS and viewer.organisation.pk != found.organisation_id:
        raise NotSeen(commitment_id)
    instalments.locked(found.instalments.values_list("pk", flat=True))
    takings = cancelling([commitment_id])
    if not takings:
        raise Refused(("", "没有尚未拨付的分期可以取消"))
    instalments.withdraw([one.instalment for one in takings], reason)
    return instalments.take(
        viewer, takings, action="funds.cancel", subject=found.subject, at=at,
        key=f"cancel:{commitment_id}:{uuid4()}", payload={"reason": reason, "commitment": str(commitment_id)},
    )  # fmt: skip


def recognise(
    viewer: Viewer, commitment_id: UUID, *, total: int, reference: str, at: datetime
) -> Commitment:
    """Project mode: the acceptance recognised `total` fen, never above what was approved; the last instalments are cut.

    Raises Refused where more was paid or asked for than that.
    """
    require(viewer, Role.APPROVER)
    found = _commitment(commitment_id)
    if not 0 <= total <= found.amount:
        raise Refused(("total", "核定金额不能超过批准金额"))
    instalments.cut(viewer, found, total=total, reference=reference, at=at)
    found.recognised, found.recognised_reference = total, reference[:200]
    found.save(update_fields=["recognised", "recognised_reference"])
    return found


def record_check(viewer: Viewer, check_id: UUID, *, passed: bool, note: str) -> InstalmentCheck:
    """年度核查: say what came of looking at one thing that was named for a later instalment. Raises Refused."""
    with verb(viewer, "funds.check", f"check:{check_id}", Role.OFFICER):
        why = words("note", note, "核查说明")
        check = InstalmentCheck.objects.filter(pk=check_id).first()
        if check is None:
            raise NotSeen(check_id)
        [part] = instalments.locked([check.instalment_id])
        if part.state not in UNPAID:
            raise Refused(("", "本期已经发出支付、拨付或取消，不用再核查"))
        at = clock.now()
        check.result = InstalmentCheck.Result.PASSED if passed else InstalmentCheck.Result.FAILED
        check.note, check.by, check.at = why, viewer.person, at
        check.save()
        trail.record(
            viewer.actor, "funds.check", part.commitment.subject, at=at,
            payload={"instalment": part.number, "item": check.item, "result": check.result, "note": why},
        )  # fmt: skip
    return check


def due_checks(day: date) -> QuerySet[InstalmentCheck]:
    """What is to be looked at this year: open checks of unpaid instalments of this budget year, the first due first."""
    return (
        InstalmentCheck.objects.select_related("instalment__commitment__organisation")
        .filter(result=InstalmentCheck.Result.OPEN, instalment__state__in=UNPAID, instalment__year__lte=day.year)
        .order_by("instalment__due", "instalment", "item")
    )  # fmt: skip


# --- parts of the above


def _commitment(id_: UUID) -> Commitment:
    found = Commitment.objects.select_for_update(no_key=True).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def _asked(promise: Promise) -> str:
    return ledger.asked(
        promise.organisation, promise.policy, promise.measure, promise.amount, [list(each) for each in promise.plan],
        promise.payee.pk, promise.basis_on, list(promise.conditions), list(promise.due),
    )  # fmt: skip


def _faults(promise: Promise, this_year: int) -> list[tuple[str, str]]:
    found = [("plan", text) for text in rules.plan_faults(promise.amount, promise.plan, this_year)]
    if promise.due and [day.year for day in promise.due] != [year for year, _ in promise.plan]:
        found.append(("due", "每一期的应付日都应写明，并在该期的年度内"))
    if promise.amount <= 0:
        found.append(("amount", "批准金额应大于0"))
    if promise.payee.organisation_id != promise.organisation:
        found.append(("payee", "收款账户不是该单位的账户"))
    if Hold.objects.filter(organisation=promise.organisation, lifted_at=None).exists():
        found.append(("organisation", "该单位已暂停拨付，恢复后才能作出决定"))
    begins, ends = _period(promise.policy)
    if not begins <= promise.basis_on <= ends:
        found.append(
            ("basis_on", f"受理日期不在政策有效期内（{chinese(begins)}至{chinese(ends)}）")
        )
    return found


def _period(policy: str) -> tuple[date, date]:
    """When the policy is in force; an earlier policy, known here by its imported grants only, has no bounds."""
    known = {one.id: one for one in policies.library().policies}.get(policy)
    return (known.valid_from, known.valid_to) if known else (date.min, date.max)


def _written(viewer: Viewer, promise: Promise, at: datetime) -> Commitment:
    return Commitment.objects.create(
        subject=promise.subject, number=promise.number, decision=promise.decision,
        organisation_id=promise.organisation, policy=promise.policy, measure=promise.measure, clause=promise.clause,
        amount=promise.amount, conditions=list(promise.conditions), basis_on=promise.basis_on,
        after_expiry=clock.local(at).date() > _period(promise.policy)[1], committed_by=viewer.person, committed_at=at,
        **payees.snapshot(promise.payee),
    )  # fmt: skip


def _parts(made: Commitment, promise: Promise, at: datetime) -> list[Instalment]:
    today = clock.local(at).date()
    usual = [today if year == today.year else date(year, 1, 1) for year, _ in promise.plan]
    parts = [
        Instalment(
            commitment=made, number=number, planned_year=year, planned_amount=fen, year=year, amount=fen, due=due,
            funded=year == today.year, changed_at=at,
            state=State.RESERVED if year == today.year else State.PLANNED,
        )
        for number, ((year, fen), due) in enumerate(zip(promise.plan, promise.due or usual, strict=True), 1)
    ]  # fmt: skip
    Instalment.objects.bulk_create(parts)
    InstalmentCheck.objects.bulk_create(
        InstalmentCheck(instalment=part, item=item)
        for part in parts[1:]
        for item in made.conditions
    )
    return parts


def _legs(part: Instalment) -> list[Leg]:
    line = Line(year=part.year, policy=part.commitment.policy, measure=part.commitment.measure)
    one = rules.Sum(instalment=part.pk, line=line, amount=part.amount, funded=part.funded)
    return rules.reserve(one) if part.funded else rules.promise(one)


def _all(viewer: Viewer, step: str, ids: Sequence[UUID], subject: str, reason: str = "") -> list[Instalment]:  # fmt: skip
    at = clock.now()
    return instalments.take(
        viewer, [Taking(step=step, instalment=pk) for pk in ids], action=f"funds.{step}", subject=subject, at=at,
        key=f"{step}:{uuid4()}", payload={"reason": reason} if reason else {},
    )  # fmt: skip
