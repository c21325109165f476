"""The pure rules by example: plans, cuts, carry-over, the table of steps, the chart of accounts."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.funds import rules, stages
from duixian.funds.chart import (
    BOOKS,
    CLAIMED,
    POSTINGS,
    TREASURY,
    Book,
    Leg,
    Line,
    Move,
    Place,
    faults,
)
from duixian.funds.stages import Part, State
from duixian.parties.roles import TABLE as ROLES
from duixian.parties.roles import Role
from tests.funds.cast import WAN, line

DAY = date(2026, 6, 1)


def part(state: State = State.RESERVED, **given: object) -> Part:
    fields: dict[str, object] = {
        "state": state, "funded": state in stages.FUNDED, "number": 1, "year": 2026, "due": DAY, "today": DAY,
    }  # fmt: skip
    return Part(**(fields | given))  # type: ignore[arg-type]


# --- plans


def test_five_million_in_three_parts_is_exact_and_the_last_is_a_fen_less() -> None:
    assert rules.equal_plan(500 * WAN, [2026, 2027, 2028]) == [
        (2026, 166_666_667), (2027, 166_666_667), (2028, 166_666_666),
    ]  # fmt: skip


@given(st.integers(3, 10**12), st.integers(1, 3))
def test_an_equal_plan_sums_exactly_and_never_grows(amount: int, parts: int) -> None:
    fen = [part for _, part in rules.equal_plan(amount, range(2026, 2026 + parts))]
    assert sum(fen) == amount
    assert fen == sorted(fen, reverse=True)
    assert fen[0] - fen[-1] <= 1


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ([], "大于0"),
        ([(2026, 60), (2027, 39)], "应恰为"),
        ([(2026, 101)], "应恰为"),
        ([(2026, 110), (2027, -10)], "大于0"),
        ([(2027, 50), (2026, 50)], "先后"),
        ([(2026, 50), (2026, 50)], "每年一期"),
        ([(2025, 100)], "最早是今年"),
    ],
)
def test_a_plan_that_is_wrong_is_told_why(plan: list[tuple[int, int]], reason: str) -> None:
    assert reason in "；".join(rules.plan_faults(100, plan, 2026))


def test_a_plan_may_be_unequal_and_may_begin_later() -> None:
    assert rules.plan_faults(100, [(2027, 70), (2029, 30)], 2026) == []


def test_a_cut_takes_from_the_last_part_first() -> None:
    assert rules.cuts([40, 40, 20], 70) == [40, 30, 0]
    assert rules.cuts([40, 40, 20], 100) == [40, 40, 20]
    assert rules.cuts([40, 40, 20], 0) == [0, 0, 0]


# --- carry-over


def test_carried_money_is_spent_first() -> None:
    assert rules.unspent({2025: 30, 2026: 70}, lapsed=80) == {2025: 10, 2026: 70}
    assert rules.unspent({2025: 30, 2026: 70}, lapsed=50) == {2026: 50}
    assert rules.unspent({2026: 70}, lapsed=0) == {}


def test_money_is_carried_for_two_years_and_not_for_a_third() -> None:
    lapse: dict[str, Any] = {"received": {2026: 100}, "lapsed": 100}
    assert rules.carriable(**lapse, carried={}, to_year=2027) == {2026: 100}
    assert rules.carriable(**lapse, carried={2026: 60}, to_year=2028) == {2026: 40}
    assert rules.carriable(**lapse, carried={2026: 100}, to_year=2028) == {}
    assert rules.carriable(**lapse, carried={}, to_year=2029) == {}


def test_carrying_twice_in_a_row_does_not_make_money_younger() -> None:
    """2026's money, carried to 2027 and lapsed there again, may go to 2028, never to 2029."""
    again: dict[str, Any] = {"received": {2026: 40, 2027: 60}, "lapsed": 100, "carried": {}}
    assert rules.carriable(**again, to_year=2028) == {2026: 40, 2027: 60}
    assert rules.carriable(**again, to_year=2029) == {2027: 60}


# --- the table of steps


def test_every_step_belongs_to_somebody_who_deals_with_money() -> None:
    whose = {role for one in stages.TABLE for role in one.by}
    desks = {Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER}
    assert whose == desks | set(stages.WAIVERS)
    assert all(ROLES[role].staff for role in desks)
    assert {one.id for one in stages.TABLE if set(stages.WAIVERS) & one.by} == {"cancel"}


def test_the_four_steps_to_the_bank_belong_to_one_role_each() -> None:
    four = [stages.STEPS[id_].by for id_ in ("request", "sign", "prepare", "instruct")]
    assert four == [{Role.OFFICER}, {Role.APPROVER}, {Role.PREPARER}, {Role.RELEASER}]


@pytest.mark.parametrize("step", stages.TABLE, ids=lambda one: one.id)
def test_a_step_is_refused_from_every_state_that_it_does_not_name_and_to_every_other_role(
    step: stages.Step,
) -> None:
    role = next(iter(step.by))
    for state in set(State) - step.sources:
        assert step.refusals(part(state), role) == [
            f"本期现在是“{stages.NAMES[state]}”，不能“{step.name}”"
        ]
    for other in set(Role) - step.by:
        [reason] = step.refusals(part(next(iter(step.sources))), other)
        assert reason.startswith(f"“{step.name}”由")


@pytest.mark.parametrize(
    ("step", "changes", "reason"),
    [
        ("request", {"today": date(2026, 5, 31)}, "还没有到"),
        ("request", {"unchecked": ("年度报告已提交",)}, "年度报告已提交"),
        ("request", {"held": True}, "暂停拨付"),
        ("request", {"year": 2027}, "2027年"),
        ("request", {"open_year": False}, "还没有批复"),
        ("instruct", {"state": State.PREPARED, "cut_off": date(2026, 5, 31)}, "停止"),
        ("bounce", {"state": State.PAID, "claimed": 1}, "追缴"),
    ],
)
def test_a_step_is_refused_with_its_reason(step: str, changes: dict[str, object], reason: str) -> None:  # fmt: skip
    one = stages.STEPS[step]
    role = next(iter(one.by))
    state = changes.pop("state", State.RESERVED)
    assert isinstance(state, State)
    assert one.refusals(part(state), role) == []
    [found] = one.refusals(part(state, **changes), role)
    assert reason in found


def test_after_the_policy_has_ended_nothing_stops_a_due_instalment() -> None:
    for year in (2027, 2028, 2029):
        day = date(year, 3, 1)
        late = part(State.RESERVED, year=year, today=day, due=date(year, 1, 1), number=2)
        assert stages.STEPS["request"].refusals(late, Role.OFFICER) == []


# --- the chart


def leg(move: Move = Move.ISSUE, *, debit: Place = TREASURY, credit: Place | None = None, amount: int = 1) -> Leg:  # fmt: skip
    return Leg(move=move, debit=debit, credit=credit or line().at(Book.AVAILABLE), amount=amount)


def test_the_chart_knows_every_kind_of_account_and_of_transfer() -> None:
    assert set(BOOKS) == set(Book)
    assert set(POSTINGS) == set(Move)
    assert {side for row in POSTINGS.values() for side in (row.debit, row.credit)} == set(Book)
    assert faults([leg()]) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (leg(amount=0), "no amount"),
        (leg(amount=-5), "no amount"),
        (leg(amount=True), "no amount"),
        (leg(amount=1.5), "no amount"),  # type: ignore[arg-type]
        (leg(Move.LAPSE), "from treasury to available"),
        (leg(Move.RESERVE, debit=line(2026).at(Book.AVAILABLE), credit=line(2027).at(Book.RESERVED, UUID(int=1))), "to line"),
        (leg(Move.ROLL, debit=line().at(Book.LOAD), credit=line(2027, "rent").at(Book.LOAD)), "another measure"),
        (leg(Move.ROLL, debit=line().at(Book.LOAD), credit=line().at(Book.LOAD)), "itself"),
        (leg(Move.INSTRUCT, debit=line().at(Book.RESERVED, UUID(int=1)), credit=line().at(Book.TRANSIT, UUID(int=2))), "two"),
        (leg(Move.CLAIM, debit=CLAIMED, credit=line().at(Book.PAID, UUID(int=1))), "to paid"),
    ],
)  # fmt: skip
def test_a_transfer_against_the_chart_is_a_fault_of_the_caller(wrong: Leg, reason: str) -> None:
    assert reason in "; ".join(faults([wrong]))


def test_a_transfer_is_counted_under_the_line_that_it_goes_to() -> None:
    rolled = leg(Move.ROLL, debit=line(2026).at(Book.LOAD), credit=line(2027).at(Book.LOAD))
    assert rolled.line == (2027, "putuo-2024-3", "compute")
    assert leg(Move.LAPSE, debit=line().at(Book.AVAILABLE), credit=TREASURY).line[0] == 2026
    assert leg(Move.CLAIM, debit=CLAIMED, credit=Place(book=Book.CLAIM)).line == (0, "", "")


def test_accounts_are_named_so_that_available_comes_first() -> None:
    """Whoever closes a year holds 可用指标 and 待安排 before all others: the order of locks is the order of keys."""
    keys = [Line(year=2026, policy="p", measure="m").at(book).key for book in (Book.AVAILABLE, Book.LOAD, Book.RESERVED, Book.TRANSIT)]  # fmt: skip
    assert [*keys, TREASURY.key] == sorted([*keys, TREASURY.key][:3] + keys[3:] + [TREASURY.key])
