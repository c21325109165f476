"""Errors planted on purpose: in the pure rules (the machine in memory must find them), and in the real verbs (the second desk)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from duixian.funds import (
    chart,
    commitments,
    holds,
    instalments,
    ledger,
    rules,
    stages,
    year_end,
)
from duixian.funds.chart import Book, Leg, Move
from duixian.funds.models import Hold, Instalment
from duixian.funds.rules import Sum
from duixian.funds.stages import Guard, Posts, State
from duixian.parties.roles import Role
from tests.funds.memory import Memory
from tests.funds.model import Fund

Plant = Callable[[pytest.MonkeyPatch], None]


def posts(step: Posts, wrong: Callable[[Sum], list[Leg]]) -> Plant:
    """A step that posts something else."""
    return lambda patch: patch.setitem(rules.STEPS, step, wrong)


def without_guard(guard: Guard) -> Plant:
    """A condition that nobody asks."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for name, step in stages.STEPS.items():
            when = tuple(each for each in step.when if each is not guard)
            patch.setitem(stages.STEPS, name, replace(step, when=when))

    return plant


def step(name: str, **changes: Any) -> Plant:
    """A row of the table that says something else."""
    return lambda patch: patch.setitem(stages.STEPS, name, replace(stages.STEPS[name], **changes))


def more_sources(name: str, *states: State) -> Plant:
    """A step that may be taken from where it may not."""
    return step(name, sources=stages.STEPS[name].sources | set(states))


def attribute(where: Any, name: str, value: Any) -> Plant:
    """Another function, or another number."""
    return lambda patch: patch.setattr(where, name, value)


def both(*plants: Plant) -> Plant:
    """Several that only show together."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for each in plants:
            each(patch)

    return plant


def may_owe(book: Book) -> Plant:
    """An account that may be below nothing."""
    return lambda patch: patch.setitem(chart.BOOKS, book, replace(chart.BOOKS[book], may_owe=True))


def _half(one: Sum) -> Sum:
    return replace(one, amount=max(one.amount // 2, 1))


def _last_larger(amount: int, years: Any) -> list[tuple[int, int]]:
    given = list(years)
    parts = [fen for _, fen in _equal(amount, given)][::-1]
    return list(zip(given, parts, strict=True))


def _a_fen_short(amount: int, years: Any) -> list[tuple[int, int]]:
    plan = _equal(amount, years)
    return [*plan[:-1], (plan[-1][0], max(plan[-1][1] - 1, 1))]


def _never_suspended(found: stages.Step, part: stages.Part) -> State:
    return _lands(found, replace(part, held=False))


def _always_reserved(found: stages.Step, part: stages.Part) -> State:
    return State.RESERVED if found.id == "resume" else _lands(found, part)


def _forgotten(found: stages.Step, part: stages.Part) -> bool:
    return False if found.id == "fail" else _funded_after(found, part)


_equal, _lands, _funded_after = rules.equal_plan, stages.lands, stages.funded_after
_carriable = rules.carriable

PURE: dict[str, Plant] = {
    # what is posted
    "a promise is funded and stays in the load": posts(Posts.RESERVE, rules.reserve),
    "money given back and not promised again": posts(Posts.UNRESERVE, rules._unreserve),
    "half is sent to the bank": posts(Posts.INSTRUCT, lambda one: rules._instruct(_half(one))),
    "half is confirmed": posts(Posts.CONFIRM, lambda one: rules._confirm(_half(one))),
    "a failure counts as a payment": posts(Posts.FAIL, rules._confirm),
    "a failure frees the money, the instalment keeps it": posts(Posts.FAIL, rules._fail_cancelled),
    "cancelled after a failure, the money stays reserved": posts(Posts.FAIL_CANCELLED, rules._fail),
    "a returned payment raises what is available": posts(
        Posts.BOUNCE,
        lambda one: [one.leg(Move.RESTORE, one.at(Book.PAID), one.line.at(Book.AVAILABLE)), rules._later(one)],
    ),
    "a returned payment is no load": posts(Posts.BOUNCE, lambda one: rules._bounce(one)[:1]),
    "cancelled, and the money stays reserved": posts(Posts.CANCEL, lambda one: [] if one.funded else rules._unpromise(one)),
    "cancelled, and the load stays": posts(Posts.CANCEL, lambda one: rules._unreserve(one) if one.funded else []),
    "rolled, and the money stays": posts(Posts.ROLL, lambda one: [rules._later(one)] if one.funded else rules._roll(one)),
    "rolled without a load": posts(Posts.ROLL, lambda one: rules._unreserve(one) if one.funded else rules._roll(one)),
    # who, when, from where
    "sent before it is due": without_guard(stages.is_due),
    "sent unchecked": without_guard(stages.conditions_hold),
    "sent while held": both(without_guard(stages.not_held), step("suspend", sources=frozenset({State.PLANNED}))),
    "another year's money": both(without_guard(stages.this_years), without_guard(stages.before_cut_off)),
    "returned while claimed": without_guard(stages.not_claimed),
    "cancelled at the bank": more_sources("cancel", State.RELEASED),
    "asked for without money": more_sources("request", State.PLANNED),
    "nobody prepares": more_sources("instruct", State.SIGNED),
    "nobody signs": more_sources("prepare", State.REQUESTED),
    "paid twice": more_sources("request", State.PAID),
    "confirmed twice": both(more_sources("confirm", State.PAID), may_owe(Book.TRANSIT)),
    "the releaser prepares": step("prepare", by=frozenset({Role.PREPARER, Role.RELEASER, Role.OFFICER, Role.APPROVER})),
    "the officer signs": step("sign", by=frozenset(Role)),
    "failed ones are not suspended": step("suspend", sources=stages.UNPAID - {State.SUSPENDED, State.FAILED}),
    "a failure under a hold is payable": attribute(stages, "lands", _never_suspended),
    "resumed as if money were reserved": attribute(stages, "lands", _always_reserved),
    "a failed one forgets its money": attribute(stages, "funded_after", _forgotten),
    # plans, the chart, carry-over
    "the last part is the larger": attribute(rules, "equal_plan", _last_larger),
    "a fen is lost": both(attribute(rules, "equal_plan", _a_fen_short), attribute(rules, "plan_faults", lambda *_: [])),
    "available may be overdrawn": may_owe(Book.AVAILABLE),
    "a claim may be overdrawn": both(may_owe(Book.CLAIM), attribute(Fund, "_still_open", lambda *_: None)),
    "a correction names nothing": attribute(Memory, "_original", lambda *_: None),
    "carried for three years": attribute(rules, "CARRY_YEARS", 3),
    "carried twice": attribute(
        rules, "carriable", lambda received, lapsed, carried, to: _carriable(received, lapsed, {}, to)
    ),
    "a cut leaves the rest to pay": attribute(rules, "cuts", lambda parts, total: list(parts)),
}  # fmt: skip


# --- the real verbs


def _moved_without(field: str) -> Plant:
    real = instalments._moved

    def wrong(one: Instalment, *given: Any) -> None:
        before = getattr(one, field)
        real(one, *given)
        setattr(one, field, before)

    return attribute(instalments, "_moved", wrong)


def _uncorrected(legs: Sequence[Leg]) -> list[ledger.Row]:
    return [ledger.Row(leg, None) for leg in legs]


def _no_hold(patch: pytest.MonkeyPatch) -> None:
    real = commitments._faults
    patch.setattr(
        commitments, "_faults", lambda *given: [one for one in real(*given) if one[0] != "organisation"]
    )  # fmt: skip


def _no_period(patch: pytest.MonkeyPatch) -> None:
    real = commitments._faults
    patch.setattr(
        commitments, "_faults", lambda *given: [one for one in real(*given) if one[0] != "basis_on"]
    )  # fmt: skip


def _nothing(*_given: Any) -> None:
    return None


def _all_resumed(patch: pytest.MonkeyPatch) -> None:
    real = Hold.objects.filter
    patch.setattr(
        Hold.objects, "filter",
        lambda **given: real(pk=None) if set(given) == {"organisation", "lifted_at"} else real(**given),
    )  # fmt: skip


REAL: dict[str, Plant] = {
    "the state is not kept": _moved_without("state"),
    "that money is reserved is not kept": _moved_without("funded"),
    "the year is not kept": _moved_without("year"),
    "a retry is not recognised": attribute(ledger, "replayed", _nothing),
    "the balance is not asked": attribute(ledger, "_covered", _nothing),
    "corrections name nothing": attribute(ledger, "_corrections", _uncorrected),
    "the hold is not asked at the decision": _no_hold,
    "the period is not asked": _no_period,
    "a hold is lifted while another lasts": _all_resumed,
    "the year closes over payments at the bank": attribute(year_end, "_nothing_moves", _nothing),
    "what was reserved does not lapse": attribute(year_end, "_lapse", lambda _parts, available: dict(available)),
    "checks are not seen": attribute(
        instalments, "pictures", lambda every, at, real=instalments.pictures: {
            pk: replace(part, unchecked=()) for pk, part in real(every, at).items()
        },
    ),
    "claims are not seen": attribute(instalments, "_claims", lambda _every: {}),
    "asked-for instalments are cut too": attribute(instalments, "CUTTABLE", stages.UNPAID),
    "later parts are reserved at once": attribute(
        commitments, "_legs", lambda part, real=commitments._legs: real(part) if part.funded else real(part) * 2
    ),
    "released ones are suspended": attribute(holds, "UNPAID", stages.UNPAID | {State.RELEASED}),
}  # fmt: skip
