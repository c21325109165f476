"""Who does not pay: reminder (催告), the court, a referral (移送); and the end of a recovery."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from duixian.funds import (
    recovery,
    recovery_claims,
    recovery_letters,
    recovery_picture,
)
from duixian.funds.models import Recovery, RecoveryStep, Referral
from duixian.funds.recovery_letters import subject_of
from duixian.funds.recovery_stages import STEPS
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.parties.access import Viewer


def remind(viewer: Viewer, recovery_id: UUID) -> Recovery:
    """催告书: ten working days after its service the court may be asked (行政强制法 第五十四条). Raises Refused, NotSeen."""
    with verb(viewer, "recovery.remind", subject_of(recovery_id), *STEPS["remind"].by):
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "remind", at)
        one, sheet = held.recovery, recovery_claims.sheet(held.recovery)
        recovery.move(one, "remind")
        recovery.record(viewer, one, "remind", at, owed=sheet.left)
        letter = recovery_letters.reminder(
            viewer, one, served=_served(one, "decide"), claimed=sheet.claimed, repaid=sheet.claimed - sheet.left, at=at
        )  # fmt: skip
        recovery.note(viewer, one, "remind", at, letter=letter.number)
    return one


def enforce(
    viewer: Viewer, recovery_id: UUID, *, address: str, enclosures: Sequence[str] = ("追缴决定书", "催告书", "送达回证")
) -> Recovery:  # fmt: skip
    """The application to the court. `address` is the respondent's (住所). Raises Refused, NotSeen."""
    with verb(viewer, "recovery.enforce", subject_of(recovery_id), *STEPS["enforce"].by):
        where = words("address", address, "被申请人住所", 200)
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "enforce", at)
        one = held.recovery
        owed = recovery_claims.sheet(one).left
        reminder = recovery_picture.service(one.steps.order_by("pk"), "remind")
        assert reminder is not None
        assert reminder.served_on is not None
        recovery.move(one, "enforce")
        recovery.record(viewer, one, "enforce", at, owed=owed)
        letter = recovery_letters.enforcement(
            viewer, one, demand_served=_served(one, "decide"), reminder_number=reminder.letter,
            reminder_served=reminder.served_on, owed=owed, address=where, enclosures=enclosures, at=at,
        )  # fmt: skip
        recovery.note(viewer, one, "enforce", at, letter=letter.number)
    return one


def court_note(viewer: Viewer, recovery_id: UUID, text: str) -> RecoveryStep:
    """Record what the court did (受理、裁定、执行). Raises Refused, NotSeen."""
    with verb(viewer, "recovery.court", subject_of(recovery_id), *STEPS["court"].by):
        said = words("text", text, "记录", 1000)
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "court", at)
        recovery.record(viewer, held.recovery, "court", at, text=said)
        return recovery.note(viewer, held.recovery, "court", at, text=said)


def refer(
    viewer: Viewer, recovery_id: UUID, *, to: str, text: str, enclosures: Sequence[str] = ("追缴案卷材料",)
) -> Referral:  # fmt: skip
    """移送 to finance, audit or the police, who alone may punish; recorded with its letter. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.refer", subject_of(recovery_id), *STEPS["refer"].by):
        whom, said = words("to", to, "移送机关", 120), words("text", text, "移送事项", 1000)
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "refer", at)
        one = held.recovery
        recovery.record(viewer, one, "refer", at, to=whom, text=said)
        letter = recovery_letters.referral(
            viewer, one, to=whom, asked=said, enclosures=enclosures, at=at
        )
        recovery.note(viewer, one, "refer", at, text=f"移送{whom}", letter=letter.number)
        return Referral.objects.create(
            recovery=one, to=whom, text=said, letter=letter.number, by=viewer.person, at=at
        )


def close(viewer: Viewer, recovery_id: UUID) -> Recovery:
    """Nothing is left: the recovery ends and payments that it did not cancel go on. Raises Refused, NotSeen."""
    with verb(viewer, "recovery.close", subject_of(recovery_id), *STEPS["close"].by):
        held, at = recovery_picture.hold(viewer, recovery_id), clock.now()
        recovery_picture.allow(viewer, held, "close", at)
        one = held.recovery
        one.closed_at = at
        recovery.move(one, "close", "closed_at")
        resumed = recovery.resume(viewer, held, "追缴已办结", at)
        recovery.record(viewer, one, "close", at)
        letter = recovery_letters.closure(
            viewer, one, claimed=recovery_claims.sheet(one).claimed, resumed=resumed, at=at
        )
        recovery.note(viewer, one, "close", at, letter=letter.number)
    return one


def _served(one: Recovery, step: str) -> date:
    found = recovery_picture.service(one.steps.order_by("pk"), step)
    assert found is not None
    assert found.served_on is not None
    return found.served_on
