"""追缴: a finding stops everything at once; notice, defence; a decision cancels and claims (domain.md, reading 9; 五（二）).

The table of steps is recovery_stages.TABLE. Money that comes back is in recovery_money.py, who does not pay in
recovery_court.py.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from duixian.audit import trail
from duixian.funds import (
    holds,
    instalments,
    recovery_claims,
    recovery_letters,
    recovery_picture,
    recovery_plans,
)
from duixian.funds.instalments import Taking
from duixian.funds.models import ClaimLine, Finding, Instalment, Recovery, RecoveryStep
from duixian.funds.recovery_letters import subject_of
from duixian.funds.recovery_picture import Held
from duixian.funds.recovery_plans import Claim, Interest, Plan
from duixian.funds.recovery_stages import DEFENCE_DAYS, REMINDER_DAYS, STEPS, Stage
from duixian.funds.stages import State
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.kernel.workdays import Deadline
from duixian.letters import calendar, letters
from duixian.letters.models import Letter
from duixian.parties import organisations
from duixian.parties.access import Refused, Viewer

__all__ = ["Claim", "Interest", "Plan", "decide", "drop", "find", "notify", "propose", "return_", "serve", "state"]  # fmt: skip
TEXT = 2000


def find(viewer: Viewer, organisation_id: UUID, *, kind: str, source: str, text: str) -> Recovery:
    """Register a finding: all that is undisbursed to the enterprise stops at once, and it is told. Raises Refused, NotSeen.

    `kind` is one of Finding.Kind; only fraud (弄虚作假、骗取) is ever reported to the credit platform.
    """
    with verb(viewer, "recovery.find", f"organisation:{organisation_id}", *STEPS["find"].by):
        said = words("text", text, "事实", TEXT)
        where = words("source", source, "来源", 200)
        if kind not in Finding.Kind.values:
            raise Refused(("kind", "请选择类别"))
        at = clock.now()
        organisation = organisations.enterprise(viewer, organisation_id)
        finding = Finding(organisation=organisation, kind=kind, source=where, text=said, by=viewer.person, at=at)  # fmt: skip
        hold = holds.suspend(
            viewer, organisation_id, reason=said, reference=f"finding:{finding.pk}", at=at
        )
        finding.hold = hold
        finding.save(force_insert=True)
        recovery = Recovery.objects.create(
            number=_number(at),
            finding=finding,
            organisation=organisation,
            officer=viewer.person,
            opened_at=at,
        )
        trail.record(
            viewer.actor, "recovery.find", subject_of(recovery.pk), at=at,
            payload={"number": recovery.number, "kind": kind, "source": where, "text": said, "hold": str(hold.pk)},
        )  # fmt: skip
        stopped = Instalment.objects.filter(
            commitment__organisation=organisation, state=State.SUSPENDED
        )
        held = list(stopped)  # under the locks of `suspend`
        letter = recovery_letters.suspension(viewer, recovery, held, at).number if held else ""
        note(viewer, recovery, "find", at, text=said, letter=letter)
    return recovery


def notify(viewer: Viewer, recovery_id: UUID, plan: Plan, *, days: int = DEFENCE_DAYS) -> Recovery:
    """The prior notice: what is intended and why, `days` working days to answer (at least five). Raises Refused, NotSeen."""
    with verb(viewer, "recovery.notify", subject_of(recovery_id), *STEPS["notify"].by):
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "notify", at)
        if not DEFENCE_DAYS <= days <= 30:
            raise Refused(("days", f"陈述申辩的期限请填{DEFENCE_DAYS}至30个工作日"))
        recovery = held.recovery
        recovery.proposal = recovery_plans.read(plan, recovery, held.parts, heard=False)
        due = calendar.current().add(clock.local(at).date(), days)
        move(recovery, "notify", "proposal")
        record(viewer, recovery, "notify", at, proposal=told(recovery.proposal))
        letter = _notice(viewer, held, due, days, at)
        note(viewer, recovery, "notify", at, letter=letter.number, due=due.day)
    return recovery


def serve(viewer: Viewer, recovery_id: UUID, *, served_on: date) -> Recovery:
    """Record the service (送达) of the newest letter; its period runs from there. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.serve", subject_of(recovery_id), *STEPS["serve"].by):
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "serve", at)
        recovery = held.recovery
        step = recovery_picture.unserved(recovery.steps.order_by("pk"))
        assert step is not None
        issued = clock.local(step.at).date()
        if not issued <= served_on <= clock.local(at).date():
            raise Refused(("served_on", f"送达日期应在{chinese(issued)}（印发之日）至今日之间"))
        due = _period(recovery, step, served_on)
        if step.step == "decide":
            recovery.due_on = due
        move(recovery, "serve", "due_on")
        record(viewer, recovery, "serve", at, letter=step.letter, served=served_on.isoformat(), due=due.isoformat())  # fmt: skip
        note(viewer, recovery, "serve", at, letter=step.letter, served=served_on, due=due)
    return recovery


def state(viewer: Viewer, recovery_id: UUID, text: str) -> RecoveryStep:
    """The enterprise's statement and defence, by itself or written down by an officer. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.state", subject_of(recovery_id), *STEPS["state"].by):
        said = words("text", text, "陈述申辩", TEXT)
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "state", at)
        record(viewer, held.recovery, "state", at, text=said)
        notice = held.recovery.steps.filter(step="notify").latest("pk")
        served = recovery_picture.service(held.recovery.steps.order_by("pk"), "notify")
        letter = recovery_letters.receipt(
            viewer, held.recovery, said, notice=notice.letter, until=served.due_on if served else None, at=at
        )  # fmt: skip
        return note(viewer, held.recovery, "state", at, text=said, letter=letter.number)


def propose(viewer: Viewer, recovery_id: UUID, plan: Plan) -> Recovery:
    """What the officer proposes after the defence; another person decides exactly that. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.propose", subject_of(recovery_id), *STEPS["propose"].by):
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "propose", at)
        recovery = held.recovery
        recovery.proposal = recovery_plans.read(plan, recovery, held.parts, heard=True)
        # What is at the bank now is claimed by the decision should it arrive (五（二）).
        recovery.proposal["late"] = [str(one.pk) for one in recovery_claims.at_bank(held.covered)]
        move(recovery, "propose", "proposal")
        record(viewer, recovery, "propose", at, proposal=told(recovery.proposal))
        note(viewer, recovery, "propose", at)
    return recovery


def return_(viewer: Viewer, recovery_id: UUID, reason: str) -> Recovery:
    """The approver wants it done anew. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.return", subject_of(recovery_id), *STEPS["return"].by):
        said = words("reason", reason, "退回理由")
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "return", at)
        move(held.recovery, "return")
        record(viewer, held.recovery, "return", at, reason=said)
        note(viewer, held.recovery, "return", at, text=said)
    return held.recovery


def decide(viewer: Viewer, recovery_id: UUID, *, version: int) -> Recovery:
    """The decision: what is undisbursed is cancelled, what was paid is claimed, at once. Raises Refused, NotSeen.

    `version` is the recovery as the approver has read it. What arrived from the bank since the proposal is claimed too.
    """
    with verb(viewer, "recovery.decide", subject_of(recovery_id), *STEPS["decide"].by):
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "decide", at)
        recovery = held.recovery
        if version != recovery.version:
            raise Refused(("", "追缴意见刚刚有变化，请刷新后再审定"))
        proposal = recovery.proposal or {}
        if faults := recovery_plans.claim_faults(proposal, recovery, held.parts):
            raise Refused(*(("claims", f"{one}；请退回重拟") for one in faults))
        claims = recovery_plans.lines(recovery, held.parts, at) + _arrived(held, at)
        cancelled = recovery_claims.undisbursed(held.covered)
        recovery.decided_by, recovery.decided_at, recovery.basis = (
            viewer.person,
            at,
            proposal["basis"],
        )
        recovery.pay_to = "　".join(proposal["account"].values())[:200]
        _end(recovery.finding, Finding.State.DECIDED, viewer, at)
        ClaimLine.objects.bulk_create(claims)
        _cancel(viewer, recovery, cancelled, claims, at)
        recovery.decision = recovery_letters.demand(
            viewer, recovery, claims, sum(one.amount for one in cancelled), at
        ).number
        move(recovery, "decide", "decided_by", "decided_at", "basis", "pay_to", "decision")
        note(viewer, recovery, "decide", at, letter=recovery.decision)
    return recovery


def drop(viewer: Viewer, recovery_id: UUID, reason: str) -> Recovery:
    """There is nothing to it: payments go on. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.drop", subject_of(recovery_id), *STEPS["drop"].by):
        said = words("reason", reason, "理由")
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "drop", at)
        recovery = held.recovery
        _end(recovery.finding, Finding.State.DISMISSED, viewer, at, said)
        recovery.closed_at = at
        move(recovery, "drop", "closed_at")
        resumed = resume(viewer, held, said, at)
        record(viewer, recovery, "drop", at, reason=said)
        number = ""
        if letters.of(
            subject_of(recovery_id)
        ).exists():  # who heard nothing of it hears nothing now
            number = recovery_letters.closure(
                viewer, recovery, claimed=0, resumed=resumed, reason=said, at=at
            ).number
        note(viewer, recovery, "drop", at, text=said, letter=number)
    return recovery


def resume(viewer: Viewer, held: Held, reason: str, at: datetime) -> int:
    """Let the payments go on that its finding has stopped, where nothing else stops them; returns how much (fen)."""
    holds.resume(viewer, held.recovery.finding.hold_id, reason=reason, at=at)
    before = [one.pk for one in held.parts if one.state == State.SUSPENDED]
    back = Instalment.objects.filter(pk__in=before).exclude(state=State.SUSPENDED)
    return sum(back.values_list("amount", flat=True))


def note(
    viewer: Viewer, recovery: Recovery, step: str, at: datetime, *, text: str = "", letter: str = "",
    served: date | None = None, due: date | None = None,
) -> RecoveryStep:  # fmt: skip
    """One row of the recovery's history."""
    return RecoveryStep.objects.create(
        recovery=recovery, step=step, text=text, letter=letter, served_on=served, due_on=due, by=viewer.person, at=at
    )  # fmt: skip


def told(proposal: dict[str, Any]) -> dict[str, Any]:
    """A proposal as the trail keeps it: of the account only its end."""
    account = proposal["account"]
    return {**proposal, "account": {"holder": account["holder"], "last4": account["number"][-4:]}}


def record(viewer: Viewer, recovery: Recovery, step: str, at: datetime, **payload: Any) -> None:
    """The verb's trail entry."""
    trail.record(
        viewer.actor, f"recovery.{step}", subject_of(recovery.pk), at=at,
        payload={"number": recovery.number, **payload},
    )  # fmt: skip


def move(recovery: Recovery, step: str, *changed: str) -> None:
    """On to the stage that the step leads to, with the other fields that it changed."""
    recovery.stage = STEPS[step].lands(Stage(recovery.stage))
    recovery.version += 1
    recovery.save(update_fields=["stage", "version", *changed])


def _end(finding: Finding, state: str, viewer: Viewer, at: datetime, reason: str = "") -> None:
    finding.state, finding.ended_by, finding.ended_at = state, viewer.person, at
    finding.ended_reason = reason
    finding.save(update_fields=["state", "ended_by", "ended_at", "ended_reason"])


def _number(at: datetime) -> str:
    """The next number of the year; the trail's head is held, so nobody else takes it."""
    series = f"ZJ{clock.local(at).year}-"
    return f"{series}{Recovery.objects.filter(number__startswith=series).count() + 1:06d}"


def _notice(viewer: Viewer, held: Held, due: Deadline, days: int, at: datetime) -> Letter:
    lines = recovery_plans.lines(held.recovery, held.parts, at)
    cancelled = sum(one.amount for one in recovery_claims.undisbursed(held.covered))
    return recovery_letters.prior_notice(
        viewer, held.recovery, lines, cancelled, due=due, days=days, at=at
    )


def _period(recovery: Recovery, step: RecoveryStep, served: date) -> date:
    """The last day of the period that the letter opens: working days for defence and reminder, calendar days to pay."""
    working = calendar.current()
    if step.step == "notify":
        days = Letter.objects.get(number=step.letter).opened["fields"]["days"]
        end = working.add(served, days).day
        return max(end, step.due_on) if step.due_on else end
    if step.step == "remind":
        return working.add(served, REMINDER_DAYS).day
    return served + timedelta(days=(recovery.proposal or {})["days"])


def _arrived(held: Held, at: datetime) -> list[ClaimLine]:
    """Payments that were at the bank when it was proposed and have arrived since: claimed whole."""
    recovery, proposal = held.recovery, held.recovery.proposal or {}
    listed = {one["instalment"] for one in proposal["claims"]}
    came = [one for one in held.parts if str(one.pk) in proposal.get("late", []) and one.state == State.PAID]  # fmt: skip
    return [
        recovery_claims.of_instalment(
            recovery, one, one.amount, "提出追缴意见后支付成功，一并追缴", at
        )
        for one in came
        if str(one.pk) not in listed
    ]


def _cancel(
    viewer: Viewer, recovery: Recovery, parts: Sequence[Instalment], claims: Sequence[ClaimLine], at: datetime
) -> None:  # fmt: skip
    """Cancel and claim in one posting, with the decision's trail entry."""
    instalments.withdraw([one.pk for one in parts], "追缴决定")
    instalments.take(
        viewer, [Taking(step="cancel", instalment=one.pk) for one in parts], action="recovery.decide",
        subject=subject_of(recovery.pk), key=f"recovery.decide:{recovery.pk}", at=at,
        also=[recovery_claims.opening(one) for one in claims],
        payload={
            "number": recovery.number, "proposal": told(recovery.proposal or {}), "claims": [[str(one.pk), one.amount] for one in claims],
        },
    )  # fmt: skip
