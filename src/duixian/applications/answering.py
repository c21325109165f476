"""答复以后: service of the decision, one re-examination, waiver, suspension, termination, the applicant's rating."""

from collections.abc import Callable
from datetime import date, timedelta

from duixian.applications import deadlines
from duixian.applications.deciding import State, end_proposal
from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.lettering import common, subject_of
from duixian.applications.models import Application, Decision, Rating, Reexamination, Service
from duixian.files.models import StoredFile
from duixian.funds import commitments, holds
from duixian.funds.models import Hold, Instalment
from duixian.funds.stages import UNPAID
from duixian.kernel import clock
from duixian.kernel.dates import BadDate, read_date
from duixian.kernel.money import Money
from duixian.kernel.names import read_words
from duixian.letters import fields, letters
from duixian.parties.reading import Reading

BAD_STARS = 2
RESPONSE_DAYS = 1
MOMENT = timedelta(microseconds=1)


def in_force(application: Application) -> Decision:
    """The decision that stands."""
    return application.decisions.select_related("letter").get(revoked_at=None)


# --- 答复和送达


def _reply(taking: Taking) -> Said:
    data, reading, application = taking.data, Reading(), taking.application
    method = str(data.get("method", ""))
    if method not in Service.METHODS:
        reading.fault("method", "请选择送达方式")
    served_on = _served_on(taking, reading, online=method == "online")
    receiver = str(data.get("receiver", "")).strip()[:60]
    if method in {"person", "left"} and not receiver:
        reading.fault("receiver", "当面送达、留置送达的，请填写签收人或见证人")
    reading.done()
    decision = in_force(application)
    assert decision.letter is not None
    letter = letters.issue(
        taking.viewer, "reply", subject_of(application),
        fields.Reply(**common(application), decision=decision.letter.number, result=_result(decision),
                     enclosures=(f"{decision.letter.title}（{decision.letter.number}）",)),
        taking.now,
    )  # fmt: skip
    until = deadlines.after(served_on, int(taking.folder.terms.value("review_days"))).over - MOMENT
    Service.objects.create(
        decision=decision, method=method, served_on=served_on, receiver=receiver, review_until=until, letter=letter,
        by=taking.viewer.person, at=taking.now,
    )  # fmt: skip
    return Said(
        payload={"decision": decision.number, "method": method, "served_on": served_on.isoformat(), "letter": letter.number},
        handed_out=True,
    )  # fmt: skip


def _served_on(taking: Taking, reading: Reading, *, online: bool) -> date:
    today = taking.judgement.on
    if online:
        return today
    try:
        day = read_date(str(taking.data.get("served_on", "")))
    except BadDate as bad:
        reading.fault("served_on", str(bad))
        return today
    decided = clock.local(in_force(taking.application).decided_at).date()
    if not decided <= day <= today:
        reading.fault("served_on", "送达日期应在决定之日以后、今天以前")
    return day


def _result(decision: Decision) -> str:
    if decision.outcome == "grant":
        return f"给予资助，金额{Money(decision.amount).yuan_text()}"
    return "不予资助"


# --- 复核


def _ask_review(taking: Taking) -> Said:
    reading = Reading()
    grounds = reading.text(
        "grounds", lambda: read_words(str(taking.data.get("grounds", "")), "复核理由", 2000)
    )
    reading.done()
    made = Reexamination.objects.create(
        application=taking.application, decision=in_force(taking.application), grounds=grounds,
        asked_by=taking.viewer.person, asked_at=taking.now,
    )  # fmt: skip
    proof = taking.data.get("proof")
    if isinstance(proof, StoredFile):
        made.files.add(proof)
    return Said(
        payload={"grounds": grounds}, files=(proof.sha256,) if isinstance(proof, StoredFile) else ()
    )


def _reexamine(taking: Taking) -> Said:
    reading, row = Reading(), taking.application.reexamination
    row.opinion = reading.text(
        "opinion", lambda: read_words(str(taking.data.get("opinion", "")), "复核意见", 2000)
    )
    reading.done()
    row.reexamined_by, row.reexamined_at = taking.viewer.person, taking.now
    row.save(update_fields=["opinion", "reexamined_by", "reexamined_at"])
    return Said(payload={"opinion": row.opinion})


def _review_decided(result: Reexamination.Result, outcome: str) -> Callable[[Taking], Said]:
    def write(taking: Taking) -> Said:
        reading, application = Reading(), taking.application
        reason = reading.text(
            "reason", lambda: read_words(str(taking.data.get("reason", "")), "理由", 2000)
        )
        reading.done()
        row, decision = application.reexamination, in_force(application)
        assert decision.letter is not None
        row.letter = letters.issue(
            taking.viewer, "review", subject_of(application),
            fields.Review(
                **common(application), decision=decision.letter.number, asked=clock.local(row.asked_at).date(),
                grounds=row.grounds, findings=(fields.Reason(text=reason, basis=taking.folder.measure.clause),),
                outcome=outcome, result="维持原决定" if outcome == "维持" else "撤销原决定，重新审核",
            ),
            taking.now,
        )  # fmt: skip
        row.result, row.reason, row.decided_by, row.decided_at = (
            result,
            reason,
            taking.viewer.person,
            taking.now,
        )
        row.save()
        if outcome == "撤销":
            _undo(taking, decision, reason)
        return Said(payload={"reason": reason, "letter": row.letter.number}, handed_out=True)

    return write


def _undo(taking: Taking, decision: Decision, reason: str) -> None:
    """A decision that counts no more: what it committed is released."""
    decision.revoked_at = taking.now
    decision.save(update_fields=["revoked_at"])
    _cancel(taking, decision, reason)


def _cancel(taking: Taking, decision: Decision | None, reason: str) -> None:
    if decision is None or decision.commitment is None:
        return
    if Instalment.objects.filter(commitment=decision.commitment, state__in=UNPAID).exists():
        commitments.cancel(taking.viewer, decision.commitment, reason=reason, at=taking.now)


# --- 放弃、撤回、暂停、恢复、终止


def _reason(taking: Taking) -> str:
    reading = Reading()
    reason = reading.text(
        "reason", lambda: read_words(str(taking.data.get("reason", "")), "理由", 1000)
    )
    reading.done()
    return reason


def _waive(taking: Taking) -> Said:
    reason = _reason(taking)
    _cancel(taking, taking.application.decisions.filter(revoked_at=None).first(), reason)
    return Said(payload={"reason": reason})


def _withdraw(taking: Taking) -> Said:
    """Whatever was proposed falls with the application."""
    reason = str(taking.data.get("reason") or "").strip()[:500]
    end_proposal(taking.application, State.TAKEN_BACK, "申报单位撤回申报", taking.now)
    return Said(payload={"reason": reason} if reason else {})


def _suspend(taking: Taking) -> Said:
    """Everything that is undisbursed of the applicant, not of this case alone (五（二）)."""
    reason = _reason(taking)
    hold = holds.suspend(
        taking.viewer,
        taking.application.applicant_id,
        reason=reason,
        reference=_holding(taking.application),
        at=taking.now,
    )
    return Said(payload={"reason": reason, "hold": str(hold.pk)})


def _resume(taking: Taking) -> Said:
    reason = _reason(taking)
    found = Hold.objects.get(reference=_holding(taking.application), lifted_at=None)
    holds.resume(taking.viewer, found.pk, reason=reason, at=taking.now)
    return Said(payload={"reason": reason, "hold": str(found.pk)})


def _holding(application: Application) -> str:
    """What the money knows this case's suspension by."""
    return f"case:{application.pk}"


def _terminate(taking: Taking) -> Said:
    reason = _reason(taking)
    _cancel(taking, in_force(taking.application), reason)
    return Said(payload={"reason": reason})


# --- 好差评


def _rate_faults(taking: Taking) -> Faults:
    stars = str(taking.data.get("stars", ""))
    found: Faults = [] if stars in {"1", "2", "3", "4", "5"} else [("stars", "请选择评价")]
    if stars in {"1", "2"} and not str(taking.data.get("text", "")).strip():
        found.append(("text", "不满意的，请写明原因，便于改进和回应"))
    return found


def _rate(taking: Taking) -> Said:
    stars = int(taking.data["stars"])
    due = deadlines.after(taking.judgement.on, RESPONSE_DAYS).day if stars <= BAD_STARS else None
    Rating.objects.create(
        application=taking.application, stars=stars, text=str(taking.data.get("text", "")).strip()[:500],
        by=taking.viewer.person, at=taking.now, due_on=due,
    )  # fmt: skip
    return Said(payload={"stars": stars})


def _respond(taking: Taking) -> Said:
    reading, row = Reading(), taking.application.rating
    row.response = reading.text(
        "response", lambda: read_words(str(taking.data.get("response", "")), "回应", 500)
    )
    reading.done()
    row.responded_by, row.responded_at = taking.viewer.person, taking.now
    row.save(update_fields=["response", "responded_by", "responded_at"])
    return Said(payload={"response": row.response})


Result = Reexamination.Result
EFFECTS = {
    "reply": Effect(write=_reply),
    "ask-review": Effect(write=_ask_review),
    "reexamine": Effect(write=_reexamine),
    "uphold": Effect(write=_review_decided(Result.UPHELD, "维持")),
    "revoke": Effect(write=_review_decided(Result.REVOKED, "撤销")),
    "waive": Effect(write=_waive),
    "suspend": Effect(write=_suspend),
    "resume": Effect(write=_resume),
    "terminate": Effect(write=_terminate),
    "withdraw": Effect(write=_withdraw),
    "rate": Effect(faults=_rate_faults, write=_rate),
    "respond": Effect(write=_respond),
}
