"""验收 of a project (研发类): applied for with report and audit, judged by an officer, passed or failed by an approver.

What is paid is the total that the acceptance recognised, never above what was approved.
"""

from datetime import date

from duixian.applications.answering import in_force
from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.models import Acceptance
from duixian.files.models import StoredFile
from duixian.funds import commitments
from duixian.kernel.dates import BadDate, read_date
from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.kernel.names import read_words
from duixian.parties.reading import Reading

Opinion = Acceptance.Opinion


def current(taking: Taking) -> Acceptance:
    """The acceptance that is running."""
    return taking.application.acceptances.get(ended_at=None)


def _apply_faults(taking: Taking) -> Faults:
    found: Faults = []
    if not isinstance(taking.data.get("report"), StoredFile):
        found.append(("report", "请上传项目总结报告"))
    if not isinstance(taking.data.get("audit"), StoredFile):
        found.append(("audit", "请上传专项审计报告"))
    return found


def _apply(taking: Taking) -> Said:
    reading, data = Reading(), taking.data
    summary = reading.text(
        "summary", lambda: read_words(str(data.get("summary", "")), "完成情况", 3000)
    )
    reading.done()
    for before in taking.application.acceptances.filter(ended_at=None):
        before.ended_at = taking.now
        before.save(update_fields=["ended_at"])
    made = Acceptance.objects.create(
        application=taking.application, number=taking.application.acceptances.count() + 1, summary=summary,
        report=data["report"], audit=data["audit"], asked_by=taking.viewer.person, asked_at=taking.now,
    )  # fmt: skip
    return Said(
        payload={"acceptance": made.number, "summary": summary},
        files=(data["report"].sha256, data["audit"].sha256),
    )


def _judge(taking: Taking) -> Said:
    reading, data, row = Reading(), taking.data, current(taking)
    if data.get("opinion") not in {Opinion.PASS, Opinion.FAIL}:
        reading.fault("opinion", "请选择通过或者不通过；要整改的，用“限期整改”")
    row.text = reading.text("text", lambda: read_words(str(data.get("text", "")), "验收意见", 3000))
    row.panel_text = str(data.get("panel_text", "")).strip()[:3000]
    row.recognised = _recognised(taking, reading) if data.get("opinion") == Opinion.PASS else None
    reading.done()
    row.opinion, row.judged_by, row.judged_at = (
        str(data["opinion"]),
        taking.viewer.person,
        taking.now,
    )
    row.save()
    return Said(
        payload={
            "acceptance": row.number,
            "opinion": row.opinion,
            "recognised": row.recognised,
            "text": row.text,
        }
    )


def _recognised(taking: Taking, reading: Reading) -> int | None:
    approved = in_force(taking.application).amount
    try:
        amount = read_amount(str(taking.data.get("recognised", ""))).fen
    except BadAmount as bad:
        reading.fault("recognised", str(bad))
        return None
    if amount > approved:
        reading.fault("recognised", f"不能超过批准的{Money(approved).yuan_text()}")
    return amount


def _rectify(taking: Taking) -> Said:
    reading, data, row = Reading(), taking.data, current(taking)
    row.text = reading.text("text", lambda: read_words(str(data.get("text", "")), "整改意见", 3000))
    row.rectify_by = _day(taking, reading)
    reading.done()
    row.opinion, row.judged_by, row.judged_at, row.ended_at = (
        Opinion.RECTIFY, taking.viewer.person, taking.now, taking.now,
    )  # fmt: skip
    row.save()
    assert row.rectify_by is not None
    return Said(
        payload={"acceptance": row.number, "reason": row.text, "until": row.rectify_by.isoformat()}
    )


def _day(taking: Taking, reading: Reading) -> date | None:
    try:
        day = read_date(str(taking.data.get("rectify_by", "")))
    except BadDate as bad:
        reading.fault("rectify_by", str(bad))
        return None
    if day <= taking.judgement.on:
        reading.fault("rectify_by", "整改期限应在今天以后")
    return day


def _pass(taking: Taking) -> Said:
    row, decision = current(taking), in_force(taking.application)
    assert row.recognised is not None
    if decision.commitment is not None:
        commitments.recognise(
            taking.viewer,
            decision.commitment,
            total=row.recognised,
            reference=f"验收{row.number}",
            at=taking.now,
        )
    row.ended_at = taking.now
    row.save(update_fields=["ended_at"])
    return Said(payload={"acceptance": row.number, "recognised": row.recognised})


def _fail(taking: Taking) -> Said:
    row, decision = current(taking), in_force(taking.application)
    if decision.commitment is not None:
        commitments.cancel(taking.viewer, decision.commitment, reason="验收不通过", at=taking.now)
    row.ended_at = taking.now
    row.save(update_fields=["ended_at"])
    return Said(payload={"acceptance": row.number, "reason": row.text})


EFFECTS = {
    "apply-acceptance": Effect(faults=_apply_faults, write=_apply),
    "reapply": Effect(faults=_apply_faults, write=_apply),
    "judge-acceptance": Effect(write=_judge),
    "rectify": Effect(write=_rectify),
    "pass": Effect(write=_pass),
    "fail": Effect(write=_fail),
}
