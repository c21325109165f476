"""What a recovery is to claim and to cancel: typed by the officer, checked, kept with it, decided by another exactly so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from duixian.funds import instalments, recovery_claims
from duixian.funds.models import ClaimLine, Commitment, Finding, Instalment, Recovery
from duixian.funds.recovery_claims import EVERYTHING
from duixian.kernel.dates import BadDate, read_iso
from duixian.kernel.identifiers import read_bank_account
from duixian.kernel.money import Money
from duixian.kernel.names import read_name, read_words
from duixian.parties.reading import Reading

MOST_DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed of a paid instalment, in fen, and how it was come by."""

    instalment: UUID
    amount: int
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Interest in fen: only with the rate and the basis that somebody entered (reading 9)."""

    amount: int
    rate: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole of it. `scope`: the commitments that are concerned; of a fraud, all of the enterprise's (五（二）).
    `cancel`: what is undisbursed of them is cancelled; of a fraud always, else it may go on once the claim is settled.

    `days`: calendar days after service to pay in; `account`: holder, bank, number, where to; `heard`: what became of
    the statement and defence; `meeting`: name, number and day (ISO) of the collective decision, where there is one.
    """

    facts: str
    basis: str
    claims: Sequence[Claim] = ()
    interest: Sequence[Interest] = ()
    scope: Sequence[UUID] = ()
    cancel: bool = True
    days: int = 15
    account: Mapping[str, str]
    heard: str = ""
    meeting: Mapping[str, str] | None = None


def read(plan: Plan, recovery: Recovery, parts: Sequence[Instalment], *, heard: bool) -> dict[str, Any]:  # fmt: skip
    """The plan as it is kept; `heard`: it must say what became of the defence. Raises Refused with every fault."""
    reading = Reading()
    fraud = recovery.finding.kind == Finding.Kind.FRAUD
    own = {str(one.pk) for one in Commitment.objects.filter(organisation=recovery.organisation)}
    scope: Any = EVERYTHING if fraud else sorted(str(one) for one in plan.scope)
    if not fraud and (not scope or not set(scope) <= own):
        reading.fault("scope", "请选择涉及的资助决定")
    said = {
        "facts": reading.text("facts", lambda: read_words(plan.facts, "事实", 2000)),
        "basis": reading.text("basis", lambda: read_words(plan.basis, "依据", 500)),
        "heard": reading.text("heard", lambda: read_words(plan.heard, "对陈述申辩的处理", 1000, empty=not heard)),
        "account": _account(plan.account, reading), "meeting": _meeting(plan.meeting, reading),
        "days": plan.days, "scope": scope, "cancel": fraud or plan.cancel,
        "claims": [{"instalment": str(one.instalment), "amount": one.amount, "basis": one.basis.strip()[:500]} for one in plan.claims],
        "interest": [_interest(one, reading) for one in plan.interest],
    }  # fmt: skip
    if not 1 <= plan.days <= MOST_DAYS:
        reading.fault("days", f"缴回期限请填1至{MOST_DAYS}日")
    for text in claim_faults(said, recovery, parts):
        reading.fault("claims", text)
    reading.done()
    return said


def claim_faults(
    proposal: Mapping[str, Any], recovery: Recovery, parts: Sequence[Instalment]
) -> list[str]:
    """What is wrong with the claims of a proposal, by the ledger as it is now."""
    known = {
        str(one.pk): one
        for one in parts
        if proposal["scope"] == EVERYTHING or str(one.commitment_id) in proposal["scope"]
    }
    room = recovery_claims.claimable(parts)
    found, seen = [], set()
    for one in proposal["claims"]:
        part = known.get(one["instalment"])
        if part is None or one["instalment"] in seen:
            found.append("有一笔不属于所选的资助决定，或重复列出")
            continue
        seen.add(one["instalment"])
        if not 0 < one["amount"] <= room[part.pk]:
            most = Money(room[part.pk]).yuan_text()
            found.append(
                f"{instalments.named(part)}：追缴金额应大于0，不超过已拨付而未追回的{most}"
            )
    return found


def lines(recovery: Recovery, parts: Sequence[Instalment], at: datetime) -> list[ClaimLine]:
    """The claim lines of the kept proposal, not yet saved."""
    proposal = recovery.proposal or {}
    known = {str(one.pk): one for one in parts}
    principal = [
        recovery_claims.of_instalment(
            recovery, known[one["instalment"]], one["amount"], one["basis"], at
        )
        for one in proposal["claims"]
    ]
    interest = [
        ClaimLine(
            recovery=recovery, kind=ClaimLine.Kind.INTEREST, amount=one["amount"], rate=one["rate"], basis=one["basis"],
            opened_at=at,
        )
        for one in proposal["interest"]
    ]  # fmt: skip
    return principal + interest


def _account(given: Mapping[str, str], reading: Reading) -> dict[str, str]:
    return {
        "holder": reading.text("account_holder", lambda: read_name(given.get("holder", ""), "收款户名")),
        "bank": reading.text("account_bank", lambda: read_name(given.get("bank", ""), "开户银行")),
        "number": reading.text("account_number", lambda: read_bank_account(given.get("number", ""))),
    }  # fmt: skip


def _meeting(given: Mapping[str, str] | None, reading: Reading) -> dict[str, str] | None:
    if not given:
        return None
    return {
        "name": reading.text("meeting_name", lambda: read_words(given.get("name", ""), "会议名称", 100)),
        "number": reading.text("meeting_number", lambda: read_words(given.get("number", ""), "纪要编号", 60)),
        "held": reading.text("meeting_held", lambda: _day(given.get("held", "")).isoformat()),
    }  # fmt: skip


def _day(text: str) -> date:
    try:
        return read_iso(text)
    except BadDate as error:
        raise BadDate(f"会议日期：{error}") from None


def _interest(one: Interest, reading: Reading) -> dict[str, Any]:
    if one.amount <= 0:
        reading.fault("interest", "利息应大于0")
    return {
        "amount": one.amount,
        "rate": reading.text("interest_rate", lambda: read_words(one.rate, "利率", 60)),
        "basis": reading.text(
            "interest_basis", lambda: read_words(one.basis, "计收利息的依据", 500)
        ),
    }
