"""The chart of accounts and the posting rules: between which accounts each kind of transfer moves money. No Django.

Every account is credit-normal: its balance is what came in (贷) less what went out (借). Money moves from the debit account
to the credit account, so the balances of all accounts always sum to nothing. Only the accounts that stand for the world
outside (国库, 往来, and the two contra accounts of promises and claims) may be below nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Book(StrEnum):
    """What an account holds. The value is stored, and begins the account's key."""

    TREASURY = "treasury"
    AVAILABLE = "available"
    RESERVED = "reserved"
    TRANSIT = "transit"
    PAID = "paid"
    LOAD = "load"
    PROMISED = "promised"
    CLAIM = "claim"
    CLAIMED = "claimed"
    WRITTEN_OFF = "written-off"
    OUTSIDE = "outside"
    OVERPAID = "overpaid"
    INTEREST = "interest"


class Per(StrEnum):
    """What an account is kept for."""

    DISTRICT = "全区一户"
    MEASURE = "每个事项一户"
    LINE = "每个年度每个事项一户"
    INSTALMENT = "每个年度每一期一户"
    CLAIM_LINE = "每一笔追缴一户"
    RECOVERY = "每一件追缴一户"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the chart."""

    name: str
    per: Per
    may_owe: bool = False


BOOKS: dict[Book, Rule] = {
    Book.TREASURY: Rule(name="国库", per=Per.DISTRICT, may_owe=True),
    Book.AVAILABLE: Rule(name="可用指标", per=Per.LINE),
    Book.RESERVED: Rule(name="已安排", per=Per.INSTALMENT),
    Book.TRANSIT: Rule(name="在途", per=Per.INSTALMENT),
    Book.PAID: Rule(name="已拨付", per=Per.INSTALMENT),
    Book.LOAD: Rule(name="待安排的承诺", per=Per.LINE),
    Book.PROMISED: Rule(name="承诺（对应）", per=Per.MEASURE, may_owe=True),
    Book.CLAIM: Rule(name="应追缴", per=Per.CLAIM_LINE),
    Book.CLAIMED: Rule(name="追缴（对应）", per=Per.DISTRICT, may_owe=True),
    Book.WRITTEN_OFF: Rule(name="已核销", per=Per.DISTRICT),
    Book.OUTSIDE: Rule(name="往来单位", per=Per.DISTRICT, may_owe=True),
    Book.OVERPAID: Rule(name="多缴待退", per=Per.RECOVERY),
    Book.INTEREST: Rule(name="追缴利息", per=Per.RECOVERY),
}
OWING = tuple(book for book, rule in BOOKS.items() if rule.may_owe)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """An account by what it is for. `part`: the id of the instalment, claim line or recovery."""

    book: Book
    year: int = 0
    policy: str = ""
    measure: str = ""
    part: str = ""

    @property
    def key(self) -> str:
        """The account's one name; rows are locked in the order of it."""
        return f"{self.book}:{self.year:04d}:{self.policy}:{self.measure}:{self.part}"

    @property
    def line(self) -> tuple[int, str, str]:
        """The budget line that it belongs to; (0, "", "") for none."""
        return (self.year, self.policy, self.measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """年度 × 政策 × 事项: where an appropriation stands."""

    year: int
    policy: str
    measure: str

    def at(self, book: Book, part: UUID | None = None) -> Place:
        """One of the line's accounts."""
        return Place(
            book=book,
            year=self.year,
            policy=self.policy,
            measure=self.measure,
            part=str(part or ""),
        )


TREASURY = Place(book=Book.TREASURY)
CLAIMED = Place(book=Book.CLAIMED)
WRITTEN_OFF = Place(book=Book.WRITTEN_OFF)
OUTSIDE = Place(book=Book.OUTSIDE)


def promised(policy: str, measure: str) -> Place:
    """The contra account of a measure's promises."""
    return Place(book=Book.PROMISED, policy=policy, measure=measure)


class Move(StrEnum):
    """A kind of transfer. The value is stored."""

    ISSUE = "issue"
    ADD = "add"
    CUT = "cut"
    CARRY = "carry"
    LAPSE = "lapse"
    RESERVE = "reserve"
    UNRESERVE = "unreserve"
    INSTRUCT = "instruct"
    CONFIRM = "confirm"
    FAIL = "fail"
    FAIL_CANCELLED = "fail-cancelled"
    BOUNCE = "bounce"
    PROMISE = "promise"
    UNPROMISE = "unpromise"
    ROLL = "roll"
    CLAIM = "claim"
    REDUCE = "reduce"
    SETTLE = "settle"
    RECOVER = "recover"
    RESTORE = "restore"
    WRITE_OFF = "write-off"
    OVERPAY = "overpay"
    REFUND = "refund"
    INTEREST = "interest"
    REMIT = "remit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One row: from which kind of account to which. `fact`: it happened at the bank, so no freeze stops it,
    nor what is posted along with it.

    `across`: from one year's account to the next one's; every other move stays within its budget line.
    `corrects`: it takes back (a part of) an earlier transfer of that kind, which it names, and never more than that.
    """

    name: str
    debit: Book
    credit: Book
    fact: bool = False
    across: bool = False
    corrects: Move | None = None


def _row(
    name: str, debit: Book, credit: Book, *, fact: bool = False, across: bool = False, corrects: Move | None = None
) -> Posting:  # fmt: skip
    return Posting(
        name=name, debit=debit, credit=credit, fact=fact, across=across, corrects=corrects
    )


POSTINGS: dict[Move, Posting] = {
    # 预算
    Move.ISSUE: _row("下达指标", Book.TREASURY, Book.AVAILABLE),
    Move.ADD: _row("追加指标", Book.TREASURY, Book.AVAILABLE),
    Move.CUT: _row("调减指标", Book.AVAILABLE, Book.TREASURY),
    Move.CARRY: _row("结转下达", Book.TREASURY, Book.AVAILABLE),
    Move.LAPSE: _row("年终收回", Book.AVAILABLE, Book.TREASURY),
    # 承诺与拨付
    Move.RESERVE: _row("安排指标", Book.AVAILABLE, Book.RESERVED),
    Move.UNRESERVE: _row("退回指标", Book.RESERVED, Book.AVAILABLE, corrects=Move.RESERVE),
    Move.INSTRUCT: _row("发出支付", Book.RESERVED, Book.TRANSIT),
    Move.CONFIRM: _row("支付成功", Book.TRANSIT, Book.PAID, fact=True),
    Move.FAIL: _row("支付失败", Book.TRANSIT, Book.RESERVED, fact=True, corrects=Move.INSTRUCT),
    Move.FAIL_CANCELLED: _row(
        "支付失败并收回", Book.TRANSIT, Book.AVAILABLE, fact=True, corrects=Move.INSTRUCT
    ),
    Move.BOUNCE: _row("退汇", Book.PAID, Book.TREASURY, fact=True, corrects=Move.CONFIRM),
    # 待安排的承诺（后年度负担）
    Move.PROMISE: _row("承诺", Book.PROMISED, Book.LOAD),
    Move.UNPROMISE: _row("承诺转出", Book.LOAD, Book.PROMISED),
    Move.ROLL: _row("承诺转入下年", Book.LOAD, Book.LOAD, across=True),
    # 追缴
    Move.CLAIM: _row("认定应追缴", Book.CLAIMED, Book.CLAIM),
    Move.REDUCE: _row("调减应追缴", Book.CLAIM, Book.CLAIMED, corrects=Move.CLAIM),
    Move.SETTLE: _row("应追缴已收", Book.CLAIM, Book.CLAIMED, fact=True),
    Move.RECOVER: _row("追回上缴国库", Book.PAID, Book.TREASURY, fact=True, corrects=Move.CONFIRM),
    Move.RESTORE: _row("追回恢复指标", Book.PAID, Book.AVAILABLE, fact=True, corrects=Move.CONFIRM),
    Move.WRITE_OFF: _row("核销", Book.CLAIM, Book.WRITTEN_OFF),
    Move.OVERPAY: _row("多缴", Book.OUTSIDE, Book.OVERPAID, fact=True),
    Move.REFUND: _row("退还多缴", Book.OVERPAID, Book.OUTSIDE),
    Move.INTEREST: _row("收到利息", Book.OUTSIDE, Book.INTEREST, fact=True),
    Move.REMIT: _row("利息上缴国库", Book.INTEREST, Book.TREASURY),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One transfer to be posted: an amount in fen from `debit` to `credit`.

    `instalment`, `claim_line`: what it is about, for whoever follows the money. What it corrects, the ledger finds.
    """

    move: Move
    debit: Place
    credit: Place
    amount: int
    instalment: UUID | None = None
    claim_line: UUID | None = None

    @property
    def line(self) -> tuple[int, str, str]:
        """The budget line that it is counted under; (0, "", "") for none."""
        place = self.credit if self.credit.year else self.debit
        return place.line if place.year else (0, "", "")


def faults(legs: Iterable[Leg]) -> list[str]:
    """What is wrong with transfers by the chart alone; each is a fault of the caller, not of a person."""
    return [text for leg in legs for text in _faults(leg)]


def _faults(leg: Leg) -> Iterable[str]:
    row = POSTINGS[leg.move]
    if type(leg.amount) is not int or leg.amount <= 0:
        yield f"{leg.move}: {leg.amount!r} is no amount in fen"
    if (leg.debit.book, leg.credit.book) != (row.debit, row.credit):
        yield f"{leg.move}: from {leg.debit.book} to {leg.credit.book}"
    if leg.debit == leg.credit:
        yield f"{leg.move}: from {leg.debit.key} to itself"
    own = {place.line for place in (leg.debit, leg.credit) if place.year}
    if len(own) > 1 and not row.across:
        yield f"{leg.move}: from line {leg.debit.line} to line {leg.credit.line}"
    if row.across and (leg.debit.policy, leg.debit.measure) != (
        leg.credit.policy,
        leg.credit.measure,
    ):
        yield f"{leg.move}: to another measure"
    parts = {place.part for place in (leg.debit, leg.credit) if place.part}
    if len(parts) > 1:
        yield f"{leg.move}: between the accounts of two"
