"""拟定、审定、决定: the proposal within the ceiling, the approvals with the collective decision's record, the decision that commits."""

from collections.abc import Iterator
from typing import Any

from duixian.applications import reviewing
from duixian.applications.earlier import enterprise_sheet
from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.lettering import common, subject_of
from duixian.applications.models import Application, Approval, Decision, NoticeItem, Proposal
from duixian.applications.picture import GRANT, REFUSE
from duixian.files.models import StoredFile
from duixian.funds import commitments, rules
from duixian.funds.commitments import Promise
from duixian.kernel.dates import read_past
from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.kernel.names import read_words
from duixian.letters import fields, letters
from duixian.parties.models import BankAccount
from duixian.parties.reading import Reading

State = Proposal.State
Plan = list[tuple[int, int]]
FRONT_LOADED = (40, 30, 30)


# --- 拟定


def suggested_plan(amount: int, instalments: int, year: int, how: str) -> Plan:
    """The plan that the round's reading suggests for an amount in fen: equal parts, or 四成、三成、三成."""
    years = range(year, year + instalments)
    if how != "front-loaded" or instalments != len(FRONT_LOADED):
        return rules.equal_plan(amount, years)
    later = [amount * share // 100 for share in FRONT_LOADED[1:]]
    return list(zip(years, [amount - sum(later), *later], strict=True))


def _propose(taking: Taking) -> Said:
    data, reading, application = taking.data, Reading(), taking.application
    found = reviewing.recognised(taking.folder)
    amount = _amount(reading, "amount", str(data.get("amount", "")))
    if amount > found.payable:
        reading.fault("amount", f"不能超过核定后的上限{Money(found.payable).yuan_text()}")
    plan = _plan(taking, reading, amount)
    reason = reading.text("reason", lambda: read_words(str(data.get("reason", "")), "理由", 2000))
    conditions = str(data.get("conditions", "")).strip()[:1000]
    remark = _advice_remark(taking, reading, amount)
    reading.done()
    made = Proposal.objects.create(
        application=application, number=application.proposals.count() + 1, outcome=GRANT, amount=amount,
        ceiling=found.payable, plan=[list(one) for one in plan], reason=reason, conditions=conditions,
        advice_remark=remark, basis=found.answer.as_json(), proposed_by=taking.viewer.person, proposed_at=taking.now,
    )  # fmt: skip
    return Said(payload={
        "proposal": made.number, "amount": amount, "ceiling": found.payable, "plan": made.plan, "reason": reason,
    })  # fmt: skip


def _advice_remark(taking: Taking, reading: Reading, amount: int) -> str:
    """五（一）: where the year's district funds with this amount exceed the R&D spend, why it is granted all the same."""
    remark = reading.text(
        "advice_remark",
        lambda: read_words(
            str(taking.data.get("advice_remark", "")), "综合评估说明", 1000, empty=True
        ),
    )
    beside = enterprise_sheet.beside_rd(taking.application.applicant, taking.judgement.on.year)
    if not remark and (why := beside.exceeds(Money(amount))):
        reading.fault("advice_remark", f"{why}。请写明为什么仍予资助（五（一））")
    return remark


def _amount(reading: Reading, field: str, text: str) -> int:
    try:
        amount = read_amount(text)
    except BadAmount as bad:
        reading.fault(field, str(bad))
        return 0
    if amount.fen <= 0:
        reading.fault(field, "金额应大于0；不予资助的，请用“拟定不予资助”")
    return amount.fen


def _plan(taking: Taking, reading: Reading, amount: int) -> Plan:
    """The typed plan, or the suggested one; it sums to the amount exactly."""
    count = taking.folder.measure.instalments
    year = _first_year(taking, reading, count)
    rows = taking.data.get("plan")
    if not rows:
        return suggested_plan(amount, count, year, instalment_plan(taking))
    plan = [
        (year + number, _amount(reading, f"plan-{number}", str(text)))
        for number, text in enumerate(rows)
    ]
    if len(plan) != count:
        reading.fault("plan-0", f"本事项分{count}期拨付，请填写每一期的金额")
    if not reading.faults and (said := rules.plan_faults(amount, plan, year)):
        reading.fault("plan-0", "；".join(said))
    return plan


def _first_year(taking: Taking, reading: Reading, count: int) -> int:
    """The budget year of the first part: this one, or the next where the amount is paid over several years."""
    year = taking.judgement.on.year
    typed = str(taking.data.get("first_year") or year)
    if typed not in {str(year), str(year + 1)} or (count == 1 and typed != str(year)):
        reading.fault("first_year", f"第一期只能在{year}年，或者分期拨付的在{year + 1}年")
        return year
    return int(typed)


def instalment_plan(taking: Taking) -> str:
    """The round's reading of 分三年拨付; measures paid at once have none."""
    readings = {one.id: one.value for one in taking.folder.terms.readings}
    return str(readings.get("instalment_plan", "equal"))


def _propose_refusal(taking: Taking) -> Said:
    reading, application = Reading(), taking.application
    reason = reading.text(
        "reason", lambda: read_words(str(taking.data.get("reason", "")), "理由", 2000)
    )
    reading.done()
    made = Proposal.objects.create(
        application=application, number=application.proposals.count() + 1, outcome=REFUSE, reason=reason,
        basis=reviewing.recognised(taking.folder).answer.as_json(), proposed_by=taking.viewer.person,
        proposed_at=taking.now,
    )  # fmt: skip
    return Said(payload={"proposal": made.number, "reason": reason})


def open_proposal(application: Application) -> Proposal:
    """The proposal that waits for approval."""
    return application.proposals.get(state=State.OPEN)


def newest_proposal(application: Application) -> Proposal | None:
    """The last one, whatever became of it; None while nothing was proposed."""
    return application.proposals.order_by("-number").first()


def approved_proposal(application: Application) -> Proposal:
    """The newest proposal that was approved."""
    return application.proposals.filter(state=State.APPROVED).order_by("-number")[0]


def _ended(taking: Taking, state: State) -> Said:
    """The open proposal comes to an end, and the approvals that it had so far lapse."""
    reading = Reading()
    reason = reading.text(
        "reason", lambda: read_words(str(taking.data.get("reason", "")), "理由", 1000)
    )
    reading.done()
    end_proposal(taking.application, state, reason, taking.now)
    return Said(payload={"reason": reason})


def end_proposal(application: Application, state: State, reason: str, now: Any) -> None:
    """Close whatever proposal is open."""
    for proposal in application.proposals.filter(state=State.OPEN):
        proposal.state, proposal.closed_reason = state, reason
        proposal.save(update_fields=["state", "closed_reason"])
        proposal.approvals.filter(lapsed_at=None).update(lapsed_at=now)


# --- 审定


def _consent(taking: Taking) -> Approval:
    """The approver's consent with the meeting behind it. Raises Refused."""
    data, reading = taking.data, Reading()
    meeting = reading.text("meeting", lambda: read_words(str(data.get("meeting", "")), "会议", 100))
    number = reading.text(
        "minutes_number", lambda: read_words(str(data.get("minutes_number", "")), "纪要编号", 60)
    )
    met_on = reading.day(
        "met_on", lambda: read_past(str(data.get("met_on", "")), "会议日期", taking.judgement.on)
    )
    reading.done()
    scan = data.get("scan")
    return Approval.objects.create(
        proposal=open_proposal(taking.application), person=taking.viewer.person, at=taking.now, meeting=meeting,
        minutes_number=number, met_on=met_on, scan=scan if isinstance(scan, StoredFile) else None,
        note=str(data.get("note", "")).strip()[:1000],
    )  # fmt: skip


def _endorse(taking: Taking) -> Said:
    return _said(_consent(taking))


def _said(approval: Approval) -> Said:
    return Said(
        payload={
            "proposal": approval.proposal.number, "meeting": approval.meeting, "minutes": approval.minutes_number,
            "met_on": approval.met_on.isoformat() if approval.met_on else None, "note": approval.note,
        },
        files=(approval.scan.sha256,) if approval.scan else (),
    )  # fmt: skip


def _approve(taking: Taking) -> Said:
    approval = _consent(taking)
    _set(approval.proposal, State.APPROVED)
    return _said(approval)


def _set(proposal: Proposal, state: State, reason: str = "") -> None:
    proposal.state, proposal.closed_reason = state, reason
    proposal.save(update_fields=["state", "closed_reason"])


def _approve_refusal(taking: Taking) -> Said:
    approval = _consent(taking)
    _set(approval.proposal, State.APPROVED)
    decision = refuse(taking, approval, approval.proposal.reason)
    return Said(payload={**_said(approval).payload, "decision": decision.number}, handed_out=True)


def _reject(taking: Taking) -> Said:
    reading = Reading()
    reason = reading.text(
        "reason", lambda: read_words(str(taking.data.get("reason", "")), "理由", 2000)
    )
    reading.done()
    approval = _consent(taking)
    _set(approval.proposal, State.OVERRULED, reason)
    decision = refuse(taking, approval, reason)
    return Said(
        payload={**_said(approval).payload, "decision": decision.number, "reason": reason},
        handed_out=True,
    )


# --- 决定


def refuse(taking: Taking, approval: Approval, reason: str) -> Decision:
    """不予资助: the decision and its letter, with reason and remedy."""
    application = taking.application
    letter = letters.issue(
        taking.viewer, "refusal", subject_of(application),
        fields.Refusal(
            **common(application), meeting=_meeting(approval),
            reasons=(fields.Reason(text=reason, basis=taking.folder.measure.clause), *_cuts(taking)),
            review_days=int(taking.folder.terms.value("review_days")),
        ),
        taking.now,
    )  # fmt: skip
    return Decision.objects.create(
        application=application, number=application.decisions.count() + 1, proposal=approval.proposal, outcome=REFUSE,
        reason=reason, letter=letter, decided_by=taking.viewer.person, decided_at=taking.now,
        after_expiry=_expired(taking),
    )  # fmt: skip


def _meeting(approval: Approval) -> fields.Meeting:
    assert approval.met_on is not None
    return fields.Meeting(
        name=approval.meeting, number=approval.minutes_number, held=approval.met_on
    )


def _expired(taking: Taking) -> bool:
    """Decided after the policy's end: payable all the same where it was filed in time, and marked so."""
    return taking.judgement.on > taking.folder.policy.valid_to


def _decide_faults(taking: Taking) -> Faults:
    if payee(taking.application) is None:
        return [("", "申报单位还没有确认收款账户，请先通知其确认")]
    return []


def payee(application: Application) -> BankAccount | None:
    """The account that the money goes to."""
    return BankAccount.objects.filter(organisation=application.applicant_id, until=None).first()


def _decide(taking: Taking) -> Said:
    application, now = taking.application, taking.now
    proposal = approved_proposal(application)
    number = application.decisions.count() + 1
    account = payee(application)
    assert account is not None
    plan = current_plan(proposal, taking.judgement.on.year)
    committed = commitments.commit(
        taking.viewer,
        Promise(
            subject=subject_of(application), organisation=application.applicant_id, policy=taking.folder.policy.id,
            measure=taking.folder.measure.id, amount=proposal.amount, plan=plan, decision=str(number), payee=account,
            basis_on=reviewing.filed_on(taking.folder), number=str(application.number),
            clause=taking.folder.measure.clause,
        ),
        at=now,
    )  # fmt: skip
    letter = letters.issue(
        taking.viewer, "decision", subject_of(application), _letter(taking, proposal, plan), now
    )
    commitments.numbered(committed, letter.number)
    made = Decision.objects.create(
        application=application, number=number, proposal=proposal, outcome=GRANT, amount=proposal.amount,
        plan=[list(one) for one in plan], reason=proposal.reason, letter=letter, commitment=committed.pk,
        decided_by=taking.viewer.person, decided_at=now, after_expiry=_expired(taking),
    )  # fmt: skip
    return Said(
        payload={
            "decision": made.number,
            "amount": made.amount,
            "plan": made.plan,
            "letter": letter.number,
        },
        handed_out=True,
    )


def current_plan(proposal: Proposal, year: int) -> Plan:
    """The plan with no part in a year that has ended: a proposal may have waited over a new year."""
    later = max(year - proposal.plan[0][0], 0)
    return [(start + later, fen) for start, fen in proposal.plan]


def _letter(taking: Taking, proposal: Proposal, plan: Plan) -> fields.Decision:
    approval = proposal.approvals.filter(lapsed_at=None).order_by("-at")[0]
    item = (
        NoticeItem.objects.filter(application=taking.application)
        .select_related("notice")
        .order_by("-pk")[0]
    )
    first, last = item.notice.first_on, item.notice.last_on
    assert first is not None
    assert last is not None
    return fields.Decision(
        **common(taking.application), amount=Money(proposal.amount), meeting=_meeting(approval),
        reasons=(fields.Reason(text=proposal.reason, basis=taking.folder.measure.clause),),
        instalments=tuple(
            fields.Instalment(when=f"{year}年", amount=Money(fen), condition=proposal.conditions if number else "")
            for number, (year, fen) in enumerate(plan)
        ),
        notice=(first, last), lines=_lines(taking),
        steps=tuple(str(step) for step in reviewing.recognised(taking.folder).answer.steps),
        review_days=int(taking.folder.terms.value("review_days")),
    )  # fmt: skip


def _cuts(taking: Taking) -> Iterator[fields.Reason]:
    """What was not recognised, each with its own reason."""
    for one in _lines(taking):
        if one.recognised != one.claimed:
            amounts = f"申报{one.claimed.yuan_text()}，核定{one.recognised.yuan_text()}"
            yield fields.Reason(text=f"{one.item}：{amounts}。{one.why}")


def _lines(taking: Taking) -> tuple[fields.Line, ...]:
    kept = {one.target: one for one in taking.application.recognitions.all()}
    return tuple(
        fields.Line(
            item=one.label, claimed=Money.yuan(one.claimed), recognised=Money.yuan(kept[one.id].recognised),
            why=kept[one.id].reason,
        )
        for one in reviewing.targets(taking.folder)
        if one.money and one.id in kept
    )  # fmt: skip


EFFECTS = {
    "propose": Effect(write=_propose),
    "propose-refusal": Effect(write=_propose_refusal),
    "take-back": Effect(write=lambda taking: _ended(taking, State.TAKEN_BACK)),
    "endorse": Effect(write=_endorse),
    "approve": Effect(write=_approve),
    "approve-refusal": Effect(write=_approve_refusal),
    "reject": Effect(write=_reject),
    "return-proposal": Effect(write=lambda taking: _ended(taking, State.RETURNED)),
    "decide": Effect(faults=_decide_faults, write=_decide),
}
__all__ = ["EFFECTS", "approved_proposal", "open_proposal", "payee", "suggested_plan"]
