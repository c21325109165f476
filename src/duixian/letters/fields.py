"""What each kind of letter must be given: plain values, complete or refused, and how they are written as JSON. No Django.

Amounts are Money (fen), days are dates; every text and list without a default must be there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from duixian.kernel.money import Money
from duixian.kernel.workdays import Deadline


class BadLetter(ValueError):
    """A letter without what its kind needs, or whose sums don't agree: a fault of the caller, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A value of a letter; nothing that is required may be empty."""

    def __post_init__(self) -> None:
        for one in fields(self):
            needed = one.default is MISSING and one.default_factory is MISSING
            if needed and getattr(self, one.name) in {"", ()}:
                raise BadLetter(f"文书缺少“{one.name}”（{type(self).__name__}）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Part):
    """Whom to ask."""

    unit: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Part):
    """The application that a letter is about."""

    number: str
    round: str
    measure: str
    clause: str
    submitted: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Part):
    """One thing to put right: where it is, what is wrong, how to mend it."""

    where: str
    what: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Part):
    """A reason, and the provision that it rests on."""

    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Part):
    """An item of cost as claimed and as recognised, and why it was cut."""

    item: str
    claimed: Money
    recognised: Money
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment(Part):
    """One payment of the plan: when, how much, and what it waits for."""

    when: str
    amount: Money
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Part):
    """The collective decision behind a letter."""

    name: str
    number: str
    held: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Part):
    """One line of what is to be paid back: principal, or interest with its rate and basis."""

    name: str
    amount: Money
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Part):
    """Where money is to be paid: the treasury's or the office's own account, never an applicant's."""

    holder: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee(Part):
    """One payment of a payment request; of the account only what pages show of it."""

    name: str
    decision: str
    measure: str
    amount: Money
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields(Part):
    """What every letter has: the policy, to whom, and whom to ask."""

    policy: str
    addressee: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Fields):
    """补正通知: one complete list, due on a day."""

    case: Case
    items: tuple[Item, ...]
    days: int
    due: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdmitted(Fields):
    """不予受理."""

    case: Case
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Fields):
    """决定书: the amount, how it was come by, when it is paid. The instalments sum to the amount exactly."""

    case: Case
    amount: Money
    reasons: tuple[Reason, ...]
    instalments: tuple[Instalment, ...]
    meeting: Meeting
    notice: tuple[date, date] | tuple[()] = ()
    lines: tuple[Line, ...] = ()
    steps: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    review_days: int = 10

    def __post_init__(self) -> None:
        Fields.__post_init__(self)
        planned = summed(self.instalments)
        if planned != self.amount:
            raise BadLetter(
                f"各期拨付之和{planned.yuan_text()}不等于资助金额{self.amount.yuan_text()}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Fields):
    """不予资助告知."""

    case: Case
    reasons: tuple[Reason, ...]
    meeting: Meeting | None = None
    review_days: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Fields):
    """答复函: what the centre hands over with the decision."""

    case: Case
    decision: str
    result: str
    explained: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed(Fields):
    """视为撤回告知: a correction notice went unanswered."""

    case: Case
    correction: str
    served: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Fields):
    """复核决定: `outcome` is 维持, 变更 or 撤销."""

    case: Case
    decision: str
    asked: date
    grounds: str
    findings: tuple[Reason, ...]
    outcome: str
    result: str
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension(Fields):
    """暂停拨付告知: `held` is all that is undisbursed."""

    decisions: tuple[str, ...]
    facts: tuple[Reason, ...]
    held: Money
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorNotice(Fields):
    """追缴事先告知: what is intended, and until when the enterprise may answer."""

    decisions: tuple[str, ...]
    facts: tuple[Reason, ...]
    claims: tuple[Claim, ...] = ()
    cancelled: Money
    days: int
    due: Deadline

    @property
    def total(self) -> Money:
        """All that is claimed."""
        return summed(self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Fields):
    """陈述申辩回执: the statement is on file; `until`: more may be said until then, where the period is known."""

    recovery: str
    notice: str
    received: date
    said: str
    by_office: bool
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Fields):
    """追缴决定: claims what was paid, cancels what is undisbursed."""

    decisions: tuple[str, ...]
    facts: tuple[Reason, ...]
    heard: str
    claims: tuple[Claim, ...] = ()
    cancelled: Money
    days: int
    account: Account
    meeting: Meeting | None = None

    @property
    def total(self) -> Money:
        """All that is claimed."""
        return summed(self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Fields):
    """催告书 (行政强制法第五十四条): ten days, then the court may be asked."""

    demand: str
    served: date
    claimed: Money
    repaid: Money
    days: int
    account: Account

    @property
    def outstanding(self) -> Money:
        """What is still to be paid."""
        return Money(self.claimed.fen - self.repaid.fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure(Fields):
    """追缴办结通知: what was claimed came to nothing being owed; or, without a demand, why nothing is claimed.

    What was claimed is the sum of what was repaid, written off and reduced. `refunded`: what was paid too much and went
    back. `resumed`: what of the stopped payments goes on.
    """

    recovery: str
    demand: str = ""
    reason: str = ""
    claimed: Money = Money(0)
    repaid: Money = Money(0)
    written_off: Money = Money(0)
    refunded: Money = Money(0)
    resumed: Money = Money(0)

    @property
    def reduced(self) -> Money:
        """What of the claim was taken back."""
        return Money(self.claimed.fen - self.repaid.fen - self.written_off.fen)

    def __post_init__(self) -> None:
        Fields.__post_init__(self)
        if not self.demand and not self.reason:
            raise BadLetter("办结通知要写明追缴决定书的编号，或者不予追缴的理由")
        if self.repaid.fen + self.written_off.fen > self.claimed.fen:
            raise BadLetter(f"缴回和核销之和超过应追缴的{self.claimed.yuan_text()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enforcement(Fields):
    """强制执行申请: the addressee is the court."""

    respondent: str
    respondent_code: str
    respondent_address: str
    demand: str
    demand_served: date
    reminder: str
    reminder_served: date
    outstanding: Money
    facts: tuple[Reason, ...]
    enclosures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(Fields):
    """移送函: the addressee is the authority that may punish."""

    about: str
    about_code: str
    facts: tuple[Reason, ...]
    asked: str
    enclosures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest(Fields):
    """拨款申请函: the addressee is the finance bureau; the payees sum to the total exactly."""

    year: int
    indicator: str
    heading: str
    payees: tuple[Payee, ...]
    total: Money
    enclosures: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        Fields.__post_init__(self)
        listed = summed(self.payees)
        if listed != self.total:
            raise BadLetter(f"明细之和{listed.yuan_text()}不等于申请拨付的{self.total.yuan_text()}")


def summed(parts: Iterable[Instalment | Claim | Payee]) -> Money:
    """The amounts of some parts together."""
    return Money(sum(one.amount.fen for one in parts))


def plain(value: Any) -> Any:
    """A value as plain JSON: amounts as whole fen, days as 2026-03-02, nothing rounded."""
    match value:
        case Money():
            return value.fen
        case Deadline():
            return {"day": value.day.isoformat(), "provisional": value.provisional}
        case date():
            return value.isoformat()
        case tuple() | list():
            return [plain(one) for one in value]
        case Mapping():
            return {name: plain(one) for name, one in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            return value
