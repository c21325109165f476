"""The ledger's one writer: transfers posted together under the locks of their accounts, with one trail entry.

`post` is a verb's last change: it locks the accounts in the order of their keys, looks the idempotency key up under the
locks, then locks the trail's head. Inside one transaction it comes once, after every other lock.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction
from django.db.models import QuerySet, Sum

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.audit.chain import moment
from duixian.funds.chart import BOOKS, OWING, POSTINGS, Book, Leg, Place, faults
from duixian.funds.models import BudgetYear, Freeze, LedgerAccount, Posting, Transfer
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.parties.access import Refused

# What must be empty once its year is closed; 已拨付 stays.
STANDING = frozenset({Book.AVAILABLE, Book.RESERVED, Book.TRANSIT, Book.LOAD})
FROZEN = "账册核对不平，支付已冻结；查明原因、核对相符并解冻后才能办理"


class BadPosting(ValueError):
    """Transfers that the chart does not allow: a fault of the caller."""


class KeyReused(Refused):
    """The idempotency key was used for something else."""

    def __init__(self, key: str) -> None:
        super().__init__(("", f"编号“{key}”已用于另一笔业务，请刷新后重试"))


class Frozen(Refused):
    """The books do not add up, and until they do nothing but what has happened at the bank is posted."""

    def __init__(self) -> None:
        super().__init__(("", FROZEN))


class Closed(Refused):
    """The budget year is closed: nothing is posted to it."""

    def __init__(self, year: int) -> None:
        super().__init__(("", f"{year}年已经结账，不能再记{year}年的账"))


class Short(Refused):
    """An account has too little. `place` is the account; `needed`, `there` and `short` are in fen."""

    def __init__(self, place: Place, needed: int, there: int) -> None:
        self.place, self.needed, self.there, self.short = place, needed, there, needed - there
        what = f"{place.year}年{BOOKS[place.book].name}" if place.year else BOOKS[place.book].name
        super().__init__(
            (
                "amount",
                f"{what}不足：需要{Money(needed).yuan_text()}，现有{Money(there).yuan_text()}，"
                f"尚缺{Money(self.short).yuan_text()}",
            )
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A transfer as it is hashed, stored and compared."""

    leg: Leg
    reverses: int | None

    @property
    def body(self) -> list[Any]:
        """What the hash is over, and what makes two transfers the same."""
        leg = self.leg
        return [
            leg.move.value, leg.debit.key, leg.credit.key, leg.amount, str(leg.instalment or ""),
            str(leg.claim_line or ""), self.reverses or 0,
        ]  # fmt: skip


def post(
    actor: Actor, *, action: str, subject: str, key: str, legs: Sequence[Leg], at: datetime,
    payload: Mapping[str, Any] | None = None, files: Sequence[str] = (), request: str = "",
) -> Posting:  # fmt: skip
    """Post transfers (≥ 1) under one key, with the verb's trail entry, inside the verb's transaction.

    The same key with the same transfers: the posting that is there, and nothing new. Raises KeyReused for other ones,
    Short (nothing is posted), Frozen, BadPosting. `request`: what `replayed` will compare, where the verb asks it.
    """
    if not legs or (wrong := faults(legs)):
        raise BadPosting("; ".join(wrong) if legs else "nothing to post")
    held = hold(place for leg in legs for place in (leg.debit, leg.credit))
    if there := Posting.objects.filter(key=key).first():
        return _same(there, legs)
    if not any(POSTINGS[leg.move].fact for leg in legs) and frozen():
        raise Frozen
    _years_are_open(legs)
    _covered(legs, held)
    rows = _corrections(legs)
    digest = hashed(at, key, [row.body for row in rows])
    entry = trail.record(
        actor, action, subject, at=at, files=(digest, *files),
        payload={**(payload or {}), "posting": key, "transfers": len(rows), "fen": sum(leg.amount for leg in legs)},
    )  # fmt: skip
    made = Posting.objects.create(key=key, request=request, entry=entry, sha256=digest, at=at)
    month = _month(at)
    Transfer.objects.bulk_create(_transfer(made, row, month) for row in rows)
    return made


def hold(places: Iterable[Place]) -> dict[Place, int]:
    """The balances (fen) of accounts, locked in the order of their keys until the transaction ends; absent ones are made."""
    assert transaction.get_connection().in_atomic_block, "the ledger is written in a transaction"
    wanted = {place.key: place for place in sorted(set(places), key=lambda place: place.key)}
    known = LedgerAccount.objects.filter(pk__in=wanted)
    missing = wanted.keys() - set(known.values_list("pk", flat=True))
    if missing:
        LedgerAccount.objects.bulk_create(
            [_account(wanted[key]) for key in wanted if key in missing], ignore_conflicts=True
        )
    rows = known.select_for_update(no_key=True).order_by("pk")
    return {wanted[row.pk]: row.balance for row in rows}


def balance(place: Place) -> int:
    """The balance of one account in fen, as this transaction sees it."""
    found = LedgerAccount.objects.filter(pk=place.key).first()
    return found.balance if found else 0


def frozen() -> bool:
    """Whether a mismatch was found and not yet lifted."""
    return Freeze.objects.filter(open=True).exists()


def closed_years() -> set[int]:
    """The budget years that are closed."""
    closed = BudgetYear.objects.filter(state=BudgetYear.State.CLOSED)
    return set(closed.values_list("pk", flat=True))


def asked(*words: object) -> str:
    """The hash of what a verb was asked: numbers, texts, identifiers, days, and lists of these."""
    return hashlib.sha256(rfc8785.dumps(_plain(words))).hexdigest()


def replayed(key: str, request: str) -> Posting | None:
    """The posting of an earlier call with this key; None if there was none. Raises KeyReused if it asked something else.

    Ask it under the verb's own locks.
    """
    found = Posting.objects.filter(key=key).first()
    if found is not None and found.request != request:
        raise KeyReused(key)
    return found


def _plain(word: object) -> Any:
    if isinstance(word, list | tuple):
        return [_plain(each) for each in word]
    return word if word is None or isinstance(word, bool | int) else str(word)


def hashed(at: datetime, key: str, bodies: Sequence[Sequence[Any]]) -> str:
    """SHA-256 (hex) of a posting: what its trail entry vouches for."""
    return hashlib.sha256(content(at, key, bodies)).hexdigest()


def content(at: datetime, key: str, bodies: Sequence[Sequence[Any]]) -> bytes:
    """A posting as canonical JSON: its key, its moment, its transfers."""
    return rfc8785.dumps(
        {"key": key, "at": moment(at), "transfers": [list(body) for body in bodies]}
    )


def bodies(transfers: Iterable[Transfer]) -> list[list[Any]]:
    """Stored transfers in the order in which they were posted, as they were hashed."""
    return [
        [
            one.move, one.debit_id, one.credit_id, one.amount, str(one.instalment_id or ""),
            str(one.claim_line_id or ""), one.reverses_id or 0,
        ]
        for one in transfers
    ]  # fmt: skip


def _account(place: Place) -> LedgerAccount:
    return LedgerAccount(
        key=place.key, book=place.book, year=place.year, policy=place.policy, measure=place.measure, part=place.part
    )  # fmt: skip


def _same(there: Posting, legs: Sequence[Leg]) -> Posting:
    """What was posted before, if it is the same; what a transfer corrects follows from the rest."""
    before = [body[:-1] for body in bodies(there.transfers.order_by("pk"))]
    if before != [Row(leg, None).body[:-1] for leg in legs]:
        raise KeyReused(there.key)
    return there


def _years_are_open(legs: Sequence[Leg]) -> None:
    """Nothing comes to a closed year any more. Whoever closes it holds the same accounts, so it is asked under them."""
    years = {leg.credit.year for leg in legs if leg.credit.book in STANDING}
    if closed := years & closed_years():
        raise Closed(min(closed))


def _covered(legs: Sequence[Leg], held: Mapping[Place, int]) -> None:
    """Every transfer finds its money, one after the other. Raises Short for the first that does not."""
    there = dict(held)
    for leg in legs:
        if there[leg.debit] < leg.amount and leg.debit.book not in OWING:
            raise Short(leg.debit, leg.amount, there[leg.debit])
        there[leg.debit] -= leg.amount
        there[leg.credit] += leg.amount


def _corrections(legs: Sequence[Leg]) -> list[Row]:
    """Each transfer with the earlier one that it takes back: the newest that brought money to where it is taken from.

    Raises BadPosting where there is none, or not so much of it left.
    """
    left: dict[int, int] = {}
    rows = []
    for leg in legs:
        corrects = POSTINGS[leg.move].corrects
        if corrects is None:
            rows.append(Row(leg, None))
            continue
        brought = Transfer.objects.filter(move=corrects, credit=leg.debit.key)
        original = brought.order_by("-pk").first()
        if original is None:
            raise BadPosting(f"{leg.move}: nothing to correct at {leg.debit.key}")
        taken = original.reversals.aggregate(fen=Sum("amount"))["fen"] or 0
        rest = left.setdefault(original.pk, original.amount - taken) - leg.amount
        if rest < 0:
            raise BadPosting(f"{leg.move}: more than transfer {original.pk}")
        left[original.pk] = rest
        rows.append(Row(leg, original.pk))
    return rows


def _transfer(posting: Posting, row: Row, month: int) -> Transfer:
    leg = row.leg
    year, policy, measure = leg.line
    return Transfer(
        posting=posting, move=leg.move, debit_id=leg.debit.key, credit_id=leg.credit.key, amount=leg.amount,
        year=year, policy=policy, measure=measure, month=month, instalment_id=leg.instalment,
        claim_line_id=leg.claim_line, reverses_id=row.reverses,
    )  # fmt: skip


def _month(at: datetime) -> int:
    local = clock.local(at)
    return local.year * 100 + local.month


def parts_of(kind: str, id_: UUID) -> QuerySet[Transfer]:
    """The transfers about an instalment ("instalment") or a claim line ("claim_line"), first to last."""
    return Transfer.objects.filter(**{kind: id_}).select_related("posting__entry").order_by("pk")
