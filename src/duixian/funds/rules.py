"""What the steps of an instalment post, how a plan divides an amount, and what may be carried over. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from duixian.funds.chart import TREASURY, Book, Leg, Line, Move, Place, promised
from duixian.funds.stages import Posts
from duixian.kernel.money import Money

# 结转: money may be used until this many years after the year that it was appropriated in.
CARRY_YEARS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """An instalment as the ledger sees it: its line, its amount in fen, whether money is reserved for it.

    `later`: the year that it goes on in, for the steps that move it (转入下年, 退汇).
    """

    instalment: UUID
    line: Line
    amount: int
    funded: bool
    later: int = 0

    def leg(self, move: Move, debit: Place, credit: Place) -> Leg:
        """A transfer of the whole amount."""
        return Leg(move=move, debit=debit, credit=credit, amount=self.amount, instalment=self.instalment)  # fmt: skip

    def at(self, book: Book) -> Place:
        """An account of the instalment's own."""
        return self.line.at(book, self.instalment)

    @property
    def promised(self) -> Place:
        return promised(self.line.policy, self.line.measure)

    @property
    def later_line(self) -> Line:
        return Line(year=self.later, policy=self.line.policy, measure=self.line.measure)


def promise(one: Sum) -> list[Leg]:
    """A part that waits for its year's money: forward load."""
    return [one.leg(Move.PROMISE, one.promised, one.line.at(Book.LOAD))]


def reserve(one: Sum) -> list[Leg]:
    """A part of this year that is reserved as it is decided."""
    return [one.leg(Move.RESERVE, one.line.at(Book.AVAILABLE), one.at(Book.RESERVED))]


def _fund(one: Sum) -> list[Leg]:
    return reserve(one) + _unpromise(one)


def _unpromise(one: Sum) -> list[Leg]:
    return [one.leg(Move.UNPROMISE, one.line.at(Book.LOAD), one.promised)]


def _unreserve(one: Sum) -> list[Leg]:
    return [one.leg(Move.UNRESERVE, one.at(Book.RESERVED), one.line.at(Book.AVAILABLE))]


def _unfund(one: Sum) -> list[Leg]:
    return _unreserve(one) + promise(one)


def _instruct(one: Sum) -> list[Leg]:
    return [one.leg(Move.INSTRUCT, one.at(Book.RESERVED), one.at(Book.TRANSIT))]


def _confirm(one: Sum) -> list[Leg]:
    return [one.leg(Move.CONFIRM, one.at(Book.TRANSIT), one.at(Book.PAID))]


def _fail(one: Sum) -> list[Leg]:
    return [one.leg(Move.FAIL, one.at(Book.TRANSIT), one.at(Book.RESERVED))]


def _fail_cancelled(one: Sum) -> list[Leg]:
    return [one.leg(Move.FAIL_CANCELLED, one.at(Book.TRANSIT), one.line.at(Book.AVAILABLE))]


def _later(one: Sum) -> Leg:
    return one.leg(Move.PROMISE, one.promised, one.later_line.at(Book.LOAD))


def _bounce(one: Sum) -> list[Leg]:
    return [one.leg(Move.BOUNCE, one.at(Book.PAID), TREASURY), _later(one)]


def _cancel(one: Sum) -> list[Leg]:
    return _unreserve(one) if one.funded else _unpromise(one)


def _roll(one: Sum) -> list[Leg]:
    if one.funded:
        return [*_unreserve(one), _later(one)]
    return [one.leg(Move.ROLL, one.line.at(Book.LOAD), one.later_line.at(Book.LOAD))]


def _nothing(_one: Sum) -> list[Leg]:
    return []


STEPS = {
    Posts.NOTHING: _nothing, Posts.RESERVE: _fund, Posts.UNRESERVE: _unfund, Posts.INSTRUCT: _instruct,
    Posts.CONFIRM: _confirm, Posts.FAIL: _fail, Posts.FAIL_CANCELLED: _fail_cancelled, Posts.BOUNCE: _bounce,
    Posts.CANCEL: _cancel, Posts.ROLL: _roll,
}  # fmt: skip


def legs(posts: Posts, one: Sum) -> list[Leg]:
    """The transfers of a step."""
    return STEPS[posts](one)


# --- plans

Plan = Sequence[tuple[int, int]]  # (budget year, fen), the first instalment first


def equal_plan(amount: int, years: Iterable[int]) -> list[tuple[int, int]]:
    """Equal parts of an amount in fen over these years; earlier parts are larger by at most a fen."""
    given = list(years)
    return [
        (year, part.fen) for year, part in zip(given, Money(amount).split(len(given)), strict=True)
    ]


def plan_faults(amount: int, plan: Plan, this_year: int) -> list[str]:
    """What is wrong with a plan, in Chinese."""
    found = []
    if not plan or any(type(fen) is not int or fen <= 0 for _, fen in plan):
        found.append("分期计划每期的金额都应大于0")
    total = sum(fen for _, fen in plan)
    if total != amount:
        found.append(
            f"各期之和{Money(total).yuan_text()}，应恰为批准金额{Money(amount).yuan_text()}"
        )
    years = [year for year, _ in plan]
    if years != sorted(set(years)):
        found.append("分期计划每年一期，按年度先后排列")
    if years and years[0] < this_year:
        found.append(f"分期计划不能从{years[0]}年起，最早是今年（{this_year}年）")
    return found


def cuts(parts: Sequence[int], total: int) -> list[int]:
    """What each unpaid part (fen, the first first) becomes where their sum is cut to `total`: the last are cut first."""
    left, kept = total, []
    for part in parts:
        kept.append(min(part, left))
        left -= kept[-1]
    return kept


# --- carry-over


def unspent(received: Mapping[int, int], lapsed: int) -> dict[int, int]:
    """What lapsed at the end of a year, by the year of its origin: carried money is spent first (结转资金优先使用).

    `received`: what came to the line in the year, by origin (fen); `lapsed`: what was left of it.
    """
    found, left = {}, lapsed
    for origin in sorted(received, reverse=True):
        found[origin] = min(received[origin], left)
        left -= found[origin]
    return {origin: fen for origin, fen in sorted(found.items()) if fen}


def carriable(
    received: Mapping[int, int], lapsed: int, carried: Mapping[int, int], to_year: int
) -> dict[int, int]:
    """What of a closed year's lapse may still be re-issued in `to_year`, by origin; at most two years after it."""
    found = unspent(received, lapsed)
    return {
        origin: fen - carried.get(origin, 0)
        for origin, fen in found.items()
        if 0 < to_year - origin <= CARRY_YEARS and fen > carried.get(origin, 0)
    }
