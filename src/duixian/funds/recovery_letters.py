"""The letters of a recovery, from its rows: each stage has its own (domain.md, reading 9 and 13)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from duixian.audit.actor import Actor
from duixian.funds.models import ClaimLine, Commitment, Instalment, Recovery, WriteOff
from duixian.funds.payments_letter import contact, office
from duixian.funds.recovery_stages import REMINDER_DAYS
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.kernel.workdays import Deadline
from duixian.letters import body, fields, letters
from duixian.letters.models import Letter
from duixian.outbox import messages
from duixian.parties import people
from duixian.parties.access import Viewer
from duixian.parties.organisations import APPLICANTS

UNTIL = "查明情况并作出处理"


def subject_of(recovery_id: UUID) -> str:
    """How the trail and the letters name a recovery."""
    return f"recovery:{recovery_id}"


def suspension(
    viewer: Viewer, recovery: Recovery, held: Sequence[Instalment], at: datetime
) -> Letter:
    """暂停拨付告知书."""
    common = _common(viewer, recovery)
    given = fields.Suspension(
        **common, facts=_facts(recovery), held=Money(sum(one.amount for one in held)), until=UNTIL
    )
    return _issue(viewer, recovery, "suspension", given, at)


def prior_notice(
    viewer: Viewer, recovery: Recovery, claims: Sequence[ClaimLine], cancelled: int, *, due: Deadline, days: int, at: datetime
) -> Letter:  # fmt: skip
    """追缴事先告知书."""
    given = fields.PriorNotice(
        **_common(viewer, recovery), facts=_facts(recovery), claims=_claims(claims), cancelled=Money(cancelled),
        days=days, due=due,
    )  # fmt: skip
    return _issue(viewer, recovery, "prior-notice", given, at)


def receipt(
    viewer: Viewer, recovery: Recovery, said: str, *, notice: str, until: date | None, at: datetime
) -> Letter:  # fmt: skip
    """陈述申辩回执, to whoever stated: by the office, even where the enterprise itself sent the statement."""
    own = viewer.role in APPLICANTS
    common = _common(viewer, recovery)
    common.pop("decisions")
    given = fields.Receipt(
        **{**common, "contact": office() if own else common["contact"]}, recovery=recovery.number, notice=notice,
        received=clock.local(at).date(), said=said, by_office=not own, until=until,
    )  # fmt: skip
    return _issue(Actor.job("recovery.receipt") if own else viewer, recovery, "receipt", given, at)


def closure(
    viewer: Viewer, recovery: Recovery, *, claimed: int, resumed: int, at: datetime, reason: str = ""
) -> Letter:  # fmt: skip
    """追缴办结通知书: how what was claimed (fen) was settled; with a reason, why nothing is claimed (不予追缴)."""
    common = _common(viewer, recovery)
    common.pop("decisions")
    repaid = sum(one.amount - one.over for one in recovery.repayments.all())
    off = WriteOff.objects.filter(claim__recovery=recovery, state=WriteOff.State.APPROVED)
    given = fields.Closure(
        **common, recovery=recovery.number, demand=recovery.decision, reason=reason, claimed=Money(claimed), repaid=Money(repaid),
        written_off=Money(sum(one.amount for one in off)), refunded=Money(sum(one.amount for one in recovery.refunds.all())),
        resumed=Money(resumed),
    )  # fmt: skip
    return _issue(viewer, recovery, "closure", given, at)


def demand(
    viewer: Viewer, recovery: Recovery, claims: Sequence[ClaimLine], cancelled: int, at: datetime
) -> Letter:
    """追缴决定书, as proposed and decided."""
    proposal = recovery.proposal or {}
    meeting = proposal.get("meeting")
    given = fields.Demand(
        **_common(viewer, recovery), facts=_facts(recovery), heard=proposal["heard"], cancelled=Money(cancelled),
        claims=_claims(claims), days=proposal["days"], account=account(proposal),
        meeting=fields.Meeting(**{**meeting, "held": date.fromisoformat(meeting["held"])}) if meeting else None,
    )  # fmt: skip
    return _issue(viewer, recovery, "demand", given, at)


def reminder(
    viewer: Viewer, recovery: Recovery, *, served: date, claimed: int, repaid: int, at: datetime
) -> Letter:
    """催告书."""
    common = _common(viewer, recovery)
    common.pop("decisions")
    given = fields.Reminder(
        **common, demand=recovery.decision, served=served, claimed=Money(claimed), repaid=Money(repaid),
        days=REMINDER_DAYS, account=account(recovery.proposal or {}),
    )  # fmt: skip
    return _issue(viewer, recovery, "reminder", given, at)


def enforcement(
    viewer: Viewer, recovery: Recovery, *, demand_served: date, reminder_number: str, reminder_served: date, owed: int,
    address: str, enclosures: Sequence[str], at: datetime,
) -> Letter:  # fmt: skip
    """强制执行申请书, to the court."""
    common = _common(viewer, recovery)
    common.pop("decisions")
    common["addressee"] = body.issuing().court
    organisation = recovery.organisation
    given = fields.Enforcement(
        **common, respondent=organisation.name, respondent_code=organisation.code or "", respondent_address=address,
        demand=recovery.decision, demand_served=demand_served, reminder=reminder_number, reminder_served=reminder_served,
        outstanding=Money(owed), facts=_facts(recovery), enclosures=tuple(enclosures),
    )  # fmt: skip
    return _issue(viewer, recovery, "enforcement", given, at)


def referral(
    viewer: Viewer, recovery: Recovery, *, to: str, asked: str, enclosures: Sequence[str], at: datetime
) -> Letter:  # fmt: skip
    """移送函, to the authority that may punish."""
    common = _common(viewer, recovery)
    common.pop("decisions")
    common["addressee"] = to
    organisation = recovery.organisation
    given = fields.Referral(
        **common, about=organisation.name, about_code=organisation.code or "", facts=_facts(recovery), asked=asked,
        enclosures=tuple(enclosures),
    )  # fmt: skip
    return _issue(viewer, recovery, "referral", given, at)


def account(proposal: Mapping[str, Any]) -> fields.Account:
    """Where the money is to be paid."""
    return fields.Account(**proposal["account"])


def name_of(line: ClaimLine) -> str:
    """How a letter names a claim line."""
    if line.instalment is None:
        return f"利息（{line.rate}）"
    return f"{line.instalment.commitment.decision}第{line.instalment.number}期"


def _claims(lines: Sequence[ClaimLine]) -> tuple[fields.Claim, ...]:
    return tuple(
        fields.Claim(name=name_of(one), amount=Money(one.amount), basis=one.basis) for one in lines
    )


def _issue(
    by: Viewer | Actor, recovery: Recovery, kind: str, given: fields.Fields, at: datetime
) -> Letter:
    letter = letters.issue(by, kind, subject_of(recovery.pk), given, at)
    if given.addressee == recovery.organisation.name:
        messages.post(
            people.recipients(recovery.organisation), "recovery-letter",
            {"enterprise": recovery.organisation.name, "letter": letter.row.name, "number": letter.number},
            key=letter.number,
        )  # fmt: skip
    return letter


def _common(viewer: Viewer, recovery: Recovery) -> dict[str, Any]:
    commitments = _commitments(recovery)
    return {
        "policy": commitments[-1].policy, "addressee": recovery.organisation.name, "contact": contact(viewer),
        "decisions": tuple(dict.fromkeys(one.decision for one in commitments)),
    }  # fmt: skip


def _commitments(recovery: Recovery) -> list[Commitment]:
    found = list(recovery.organisation.commitments.order_by("committed_at", "pk"))
    scope = (recovery.proposal or {}).get("scope", "all")
    return [one for one in found if scope == "all" or str(one.pk) in scope] or found


def _facts(recovery: Recovery) -> tuple[fields.Reason, ...]:
    proposal = recovery.proposal or {}
    text = proposal.get("facts") or recovery.finding.text
    return (fields.Reason(text=text, basis=proposal.get("basis", "")),)
