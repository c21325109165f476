"""The bank's answer: looked at first, then imported once; every row that is taken moves its instalment and its money.

A file that was imported before, or a row that says what is known, does nothing. What an instalment's recovery asks for
(domain.md, reading 9) happens in the same transaction: failed is cancelled and released, succeeded is claimed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from duixian.audit import trail
from duixian.funds import instalments, payments_release, payments_told, recovery_claims
from duixian.funds.bank import answers
from duixian.funds.bank.answers import (
    Answer,
    Defect,
    Earlier,
    Kind,
    Parsed,
    Result,
    Sent,
    Statement,
)
from duixian.funds.instalments import Taking
from duixian.funds.models import (
    Attempt,
    BankAnswer,
    BankLine,
    ClaimLine,
    InstalmentCheck,
    PaymentFile,
    PaymentItem,
    PaymentRequest,
)
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused, Viewer, require
from duixian.parties.roles import Role

FINANCE = (Role.PREPARER, Role.RELEASER)
NAME_LENGTH = 200
CLAIMED_BACK = "这一笔已列入追缴，没有采用。请先由审定人调减应追缴金额，再重新导入"
STATES = {
    Result.SUCCESS: Attempt.State.OK, Result.FAILED: Attempt.State.FAILED, Result.RETURNED: Attempt.State.RETURNED,
}  # fmt: skip
EARLIER = {
    Attempt.State.OK: Result.SUCCESS, Attempt.State.FAILED: Result.FAILED, Attempt.State.RETURNED: Result.RETURNED,
}  # fmt: skip


def look(viewer: Viewer, file_id: UUID, content: bytes) -> Statement:
    """What an answer would do, without doing it. Raises NotSeen."""
    require(viewer, *FINANCE)
    file = PaymentFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NotSeen(file_id)
    return answers.read(answers.parse(content), _sent(file, clock.now()))


def take(viewer: Viewer, file_id: UUID, *, name: str, content: bytes) -> BankAnswer:
    """Import an answer: rows that are right take effect, defects stay open. Raises Refused, NotSeen.

    The same content again gives the same answer and does nothing.
    """
    parsed, digest = answers.parse(content), hashlib.sha256(content).hexdigest()
    with verb(viewer, "payment.answer", f"payment-file:{file_id}", *FINANCE):
        file, there = _held(file_id, digest)
        if there is not None:
            return there
        at = clock.now()
        statement = _with_claims(file, _read(file, parsed, at))
        made = BankAnswer(
            file=file, name=name.strip()[:NAME_LENGTH], sha256=digest, usable=statement.usable,
            taken=len(statement.answers), defects=len(statement.defects), imported_by=viewer.person, imported_at=at,
        )  # fmt: skip
        _taken(viewer, made, statement, at)
        made.save(force_insert=True)
        BankLine.objects.bulk_create(_lines(made, statement))
        trail.signed_head(at)  # for the vouchers
    return made


def settle(viewer: Viewer, line_id: int, text: str) -> BankLine:
    """Say what was done about a defect; it is open no more. Raises Refused, NotSeen."""
    with verb(viewer, "payment.settle", f"bank-line:{line_id}", *FINANCE):
        said = words("settlement", text, "处理说明")
        line = BankLine.objects.select_for_update().filter(pk=line_id).exclude(defect="").first()
        if line is None:
            raise NotSeen(line_id)
        if line.settled_at is not None:
            raise Refused(("", "这个问题已经处理"))
        line.settled_by, line.settled_at, line.settlement = viewer.person, clock.now(), said
        line.save(update_fields=["settled_by", "settled_at", "settlement"])
        trail.record(
            viewer.actor, "payment.settle", f"bank-line:{line_id}", at=line.settled_at,
            payload={"defect": line.defect, "settlement": said},
        )  # fmt: skip
    return line


def _held(file_id: UUID, digest: str) -> tuple[PaymentFile, BankAnswer | None]:
    """The file under the locks of its instalments and its own; the answer, if this content was imported before."""
    parts = Attempt.objects.filter(file=file_id).values_list("instalment", flat=True)
    instalments.locked(list(parts))
    file = payments_release.locked(file_id)
    return file, file.answers.filter(sha256=digest).first()


def _sent(file: PaymentFile, at: datetime) -> Sent:
    """What the answer is held against: the file as it went, and what was answered before."""
    attempts = list(file.attempts.exclude(state=Attempt.State.SENT))
    earlier = {one.key: Earlier(result=EARLIER[Attempt.State(one.state)], on=_day(one)) for one in attempts}  # fmt: skip
    return Sent(
        file=payments_release.outgoing_file(file), on=clock.local(file.made_at).date(), today=clock.local(at).date(),
        earlier=earlier,
    )  # fmt: skip


def _day(one: Attempt) -> date:
    day = one.returned_on or one.answered_on
    assert day is not None, one.key
    return day


def _read(file: PaymentFile, parsed: Parsed, at: datetime) -> Statement:
    return answers.read(parsed, _sent(file, at))


def _with_claims(file: PaymentFile, statement: Statement) -> Statement:
    """A return of what is claimed back is not taken until the claim is reduced (I14): a defect of its own row."""
    returned = {one.line.key: one for one in statement.answers if one.result == Result.RETURNED}
    paid = file.attempts.filter(key__in=returned, state=Attempt.State.OK)
    parts = {one.key: one.instalment for one in paid.select_related("instalment__commitment")}
    claimable = recovery_claims.claimable(list(parts.values()))
    stuck = {key for key, part in parts.items() if claimable[part.pk] < part.amount}
    if not stuck:
        return statement
    defects = tuple(
        Defect(kind=Kind.CONTRADICTS, row=returned[key].row, message=CLAIMED_BACK)
        for key in sorted(stuck)
    )
    taken = tuple(one for one in statement.answers if one.line.key not in stuck)
    return replace(statement, answers=taken, defects=statement.defects + defects)


def _taken(viewer: Viewer, made: BankAnswer, statement: Statement, at: datetime) -> None:
    """Every row that is right: attempt, instalment, money, claim, the enterprise told."""
    file = made.file
    by_key = {
        one.key: one
        for one in file.attempts.select_related(
            "item", "instalment__commitment__organisation"
        ).filter(key__in=[each.line.key for each in statement.answers])
    }
    pairs = [(one, by_key[one.line.key]) for one in statement.answers]
    decided = recovery_claims.decided_for([attempt.instalment for _, attempt in pairs])
    steps = [_step(one, attempt, attempt.instalment_id in decided) for one, attempt in pairs]
    claims = [
        recovery_claims.of_instalment(
            decided[attempt.instalment_id],
            attempt.instalment,
            attempt.amount,
            f"追缴决定后支付成功（{attempt.key}）",
            at,
        )
        for (one, attempt), step in zip(pairs, steps, strict=True)
        if step.step == "confirm" and attempt.instalment_id in decided
    ]
    _answered(pairs, at)
    ClaimLine.objects.bulk_create(claims)
    _closed(file)
    instalments.take(
        viewer, steps, action="payment.answer", subject=f"payment-file:{file.pk}", at=at, files=[made.sha256],
        key=f"payment.answer:{file.pk}:{made.sha256}", also=[recovery_claims.opening(one) for one in claims],
        payload={
            "file": file.number, "taken": made.taken, "defects": [[one.kind.value, one.row] for one in statement.defects],
            "claims": [str(one.pk) for one in claims],
        },
    )  # fmt: skip
    payments_told.answered(pairs)


def _step(one: Answer, attempt: Attempt, decided: bool) -> Taking:
    """What an answer does to the instalment (stages.TABLE)."""
    if attempt.state == Attempt.State.OK:
        name = "bounce"
    elif one.result == Result.SUCCESS:
        name = "confirm"
    else:
        name = "fail-cancelled" if decided else "fail"
    return Taking(step=name, instalment=attempt.instalment_id, on=one.on)


def _answered(pairs: Sequence[tuple[Answer, Attempt]], at: datetime) -> None:
    """The attempts with their answers; a returned payment's account is to be looked at before it is asked for again."""
    for one, attempt in pairs:
        if attempt.state == Attempt.State.OK:
            attempt.returned_on = one.on
        else:
            attempt.answered_on = one.on
        attempt.state, attempt.reason = STATES[one.result], one.reason
        attempt.item.state = PaymentItem.State.DONE
    Attempt.objects.bulk_update(
        [attempt for _, attempt in pairs], ["state", "answered_on", "returned_on", "reason"]
    )
    PaymentItem.objects.bulk_update([attempt.item for _, attempt in pairs], ["state"])
    InstalmentCheck.objects.bulk_create(
        InstalmentCheck(
            instalment=attempt.instalment,
            item=f"收款账户已与单位核对（{attempt.key}退汇：{one.reason}）"[:200],
        )
        for one, attempt in pairs
        if one.result == Result.RETURNED
    )


def _closed(file: PaymentFile) -> None:
    """A request whose attempts all have an answer is done."""
    if not file.attempts.filter(state=Attempt.State.SENT).exists():
        PaymentRequest.objects.filter(pk=file.request_id).update(state=PaymentRequest.State.DONE)


def _lines(made: BankAnswer, statement: Statement) -> list[BankLine]:
    attempts = {one.key: one for one in made.file.attempts.all()}
    taken = [
        BankLine(
            answer=made, row=one.row, attempt=attempts[one.line.key], result=one.result, on=one.on,
            amount=one.line.amount.fen, reason=one.reason,
        )
        for one in statement.answers
    ]  # fmt: skip
    rows = {one.row: one for one in attempts.values()}
    faults = [
        BankLine(
            answer=made, row=one.row, attempt=rows.get(one.line), defect=one.kind, message=str(one)
        )
        for one in statement.defects
    ]
    return taken + faults
