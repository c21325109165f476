"""What is claimed, what is still owed, how a repayment is spread: claim lines and their transfers. It writes no state.

A claim opens with its line's row and one transfer; what is owed is that account's balance, never a stored number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum

from duixian.funds import instalments
from duixian.funds.chart import CLAIMED, OUTSIDE, TREASURY, Book, Leg, Move, Place
from duixian.funds.models import ClaimLine, Instalment, LedgerAccount, Recovery
from duixian.funds.stages import UNPAID, State

EVERYTHING = "all"  # the scope of a fraud's proposal: all commitments of the enterprise (五（二）)
CLAIMING = (Recovery.Stage.OWING, Recovery.Stage.DEMANDED, Recovery.Stage.COURT)


def claim_place(line: UUID) -> Place:
    """A claim line's account."""
    return Place(book=Book.CLAIM, part=str(line))


def over_place(recovery: UUID) -> Place:
    """Where a recovery's over-repayments wait."""
    return Place(book=Book.OVERPAID, part=str(recovery))


def interest_place(recovery: UUID) -> Place:
    """Where a recovery's interest waits for the treasury."""
    return Place(book=Book.INTEREST, part=str(recovery))


def opening(line: ClaimLine) -> Leg:
    """The transfer with which a claim opens."""
    return Leg(
        move=Move.CLAIM, debit=CLAIMED, credit=claim_place(line.pk), amount=line.amount, instalment=line.instalment_id,
        claim_line=line.pk,
    )  # fmt: skip


def of_instalment(
    recovery: Recovery, part: Instalment, amount: int, basis: str, at: datetime
) -> ClaimLine:
    """A line of principal, not yet saved."""
    return ClaimLine(
        recovery=recovery, commitment=part.commitment, instalment=part, amount=amount, basis=basis, opened_at=at
    )  # fmt: skip


def balances(book: Book, parts: Iterable[object]) -> dict[str, int]:
    """What stands on the accounts of a kind (fen), by what they are kept for; each line's years together."""
    rows = LedgerAccount.objects.filter(book=book, part__in=[str(one) for one in parts])
    return dict(rows.values_list("part").annotate(fen=Sum(F("credits") - F("debits"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A recovery's money (fen): its lines in the order of payment, what each still owes, what is over, interest not yet handed on."""

    lines: tuple[ClaimLine, ...]
    owed: Mapping[UUID, int]
    over: int
    interest: int

    @property
    def claimed(self) -> int:
        """All that its lines claim."""
        return sum(one.amount for one in self.lines)

    @property
    def left(self) -> int:
        """All that is still owed."""
        return sum(self.owed.values())


def sheet(recovery: Recovery) -> Sheet:
    """The money of a recovery as the ledger has it now."""
    return sheets([recovery])[recovery.pk]


def sheets(recoveries: Sequence[Recovery]) -> dict[UUID, Sheet]:
    """The same of many, in two questions to the database however many there are."""
    lines: dict[UUID, list[ClaimLine]] = {one.pk: [] for one in recoveries}
    for line in ClaimLine.objects.filter(recovery__in=recoveries).select_related("instalment__commitment"):  # fmt: skip
        lines[line.recovery_id].append(line)
    stands = _stands([line.pk for each in lines.values() for line in each], list(lines))
    return {
        pk: Sheet(
            lines=tuple(sorted(own, key=_order)), owed={one.pk: stands.get((Book.CLAIM, str(one.pk)), 0) for one in own},
            over=stands.get((Book.OVERPAID, str(pk)), 0), interest=stands.get((Book.INTEREST, str(pk)), 0),
        )
        for pk, own in lines.items()
    }  # fmt: skip


def _order(line: ClaimLine) -> tuple[bool, datetime, UUID]:
    """Principal before interest, older before newer."""
    return line.kind != ClaimLine.Kind.PRINCIPAL, line.opened_at, line.pk


def _stands(lines: Sequence[UUID], recoveries: Sequence[UUID]) -> dict[tuple[str, str], int]:
    """What stands on the accounts of these (fen), by book and what it is kept for."""
    kept = Q(book=Book.CLAIM, part__in=[str(one) for one in lines]) | Q(
        book__in=(Book.OVERPAID, Book.INTEREST), part__in=[str(one) for one in recoveries]
    )
    rows = LedgerAccount.objects.filter(kept).values_list("book", "part")
    return {(book, part): fen for book, part, fen in rows.annotate(fen=Sum(F("credits") - F("debits")))}  # fmt: skip


def claimable(parts: Sequence[Instalment]) -> dict[UUID, int]:
    """What may be claimed of each: what was paid and has not come back, less what other recoveries claim already."""
    paid = balances(Book.PAID, [one.pk for one in parts])
    lines = dict(ClaimLine.objects.filter(instalment__in=parts).values_list("pk", "instalment"))
    found = {one.pk: paid.get(str(one.pk), 0) for one in parts}
    for line, fen in balances(Book.CLAIM, lines).items():
        found[lines[UUID(line)]] -= fen
    return found


# --- what a proposal covers


def covered(recovery: Recovery, parts: Iterable[Instalment]) -> list[Instalment]:
    """Those of these instalments that the proposal cancels: everything, those of the commitments that it names, or none."""
    proposal = recovery.proposal or {}
    scope = proposal.get("scope", []) if proposal.get("cancel") else []
    return [one for one in parts if scope == EVERYTHING or str(one.commitment_id) in scope]


def undisbursed(parts: Iterable[Instalment]) -> list[Instalment]:
    """Those that can be cancelled."""
    return [one for one in parts if one.state in UNPAID]


def at_bank(parts: Iterable[Instalment]) -> list[Instalment]:
    """Those whose payment is on its way: what becomes of them is for the bank's answer to say."""
    return [one for one in parts if one.state == State.RELEASED]


def decided_for(parts: Sequence[Instalment]) -> dict[UUID, Recovery]:
    """By instalment at the bank, the recovery whose decision covers it: failed it is cancelled, succeeded it is claimed."""
    owners = {one.commitment.organisation_id for one in parts}
    rows = Recovery.objects.filter(organisation__in=owners, stage__in=CLAIMING).order_by(
        "opened_at"
    )
    found: dict[UUID, Recovery] = {}
    for recovery in rows:
        own = [one for one in parts if one.commitment.organisation_id == recovery.organisation_id]
        for one in covered(recovery, own):
            found.setdefault(one.pk, recovery)
    return found


# --- a repayment


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a repayment falls on what is owed (fen by claim line), and what is over."""

    parts: Mapping[UUID, int]
    over: int


def spread(amount: int, lines: Sequence[tuple[UUID, int]]) -> Spread:
    """Each line takes what it is owed until nothing is left: principal before interest, as they are given here."""
    parts, left = {}, amount
    for line, fen in lines:
        if taken := min(fen, left):
            parts[line] = taken
            left -= taken
    return Spread(parts=parts, over=left)


def repaying(
    recovery: Recovery, lines: Sequence[ClaimLine], how: Spread, *, restore: bool
) -> list[Leg]:
    """The transfers of a repayment. `restore`: a refund of this year's payment goes back to this year's money."""
    legs = [leg for line in lines if (fen := how.parts.get(line.pk)) for leg in _settling(recovery, line, fen, restore)]  # fmt: skip
    if how.over:
        legs.append(
            Leg(move=Move.OVERPAY, debit=OUTSIDE, credit=over_place(recovery.pk), amount=how.over)
        )
    return legs


def _settling(recovery: Recovery, line: ClaimLine, fen: int, restore: bool) -> list[Leg]:
    about: dict[str, Any] = {
        "amount": fen,
        "claim_line": line.pk,
        "instalment": line.instalment_id,
    }
    settle = Leg(move=Move.SETTLE, debit=claim_place(line.pk), credit=CLAIMED, **about)
    if line.instalment is None:
        return [settle, Leg(move=Move.INTEREST, debit=OUTSIDE, credit=interest_place(recovery.pk), **about)]  # fmt: skip
    budget = instalments.line_of(line.instalment)
    paid = budget.at(Book.PAID, line.instalment.pk)
    if restore:
        return [
            settle,
            Leg(move=Move.RESTORE, debit=paid, credit=budget.at(Book.AVAILABLE), **about),
        ]
    return [settle, Leg(move=Move.RECOVER, debit=paid, credit=TREASURY, **about)]
