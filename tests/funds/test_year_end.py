"""The turn of the year and the end of the policy, as named examples (reliability.md §4)."""

from datetime import date

import pytest
from django.db import transaction

from duixian.funds import (
    budget,
    commitments,
    holds,
    ledger,
    queue,
    recovery_claims,
    reports,
    verify,
    year_end,
)
from duixian.funds.chart import CLAIMED, TREASURY, Book, Leg, Move
from duixian.funds.models import (
    BudgetAct,
    BudgetYear,
    ClaimLine,
    Finding,
    Hold,
    Instalment,
    Recovery,
)
from duixian.kernel import clock
from duixian.parties.access import Refused
from tests.funds.cast import (
    MEASURE,
    PAY,
    POLICY,
    WAN,
    Bureau,
    committed,
    issued,
    line,
    on,
    paper,
    parts,
    passed,
    shanghai,
    take,
    walk,
)


def available(year: int) -> int:
    return ledger.balance(line(year).at(Book.AVAILABLE))


def closed(people: Bureau, year: int = 2026) -> None:
    """Close it on 5 January."""
    with on(year + 1, 1, 5):
        year_end.close(people.releaser, year)


def carry(people: Bureau, amount: int, *, source: int = 2026, to: int = 2027) -> None:
    year_end.carry_over(
        people.releaser, from_year=source, to_year=to, policy=POLICY, measure=MEASURE, amount=amount,
        paper=paper(reason="结转使用"),
    )  # fmt: skip


# --- the last second and the first


def test_a_decision_in_the_last_second_of_the_year_takes_that_years_money(people: Bureau) -> None:
    with on(2026, 12, 1):
        issued(people)
    with clock.at(shanghai(2026, 12, 31, 23, 59, 59)):
        made = committed(people, 100)
    assert (parts(made)[0].year, available(2026)) == (2026, 1000 * WAN - 100)


def test_a_decision_in_the_first_second_needs_the_new_years_money(people: Bureau) -> None:
    with on(2026, 12, 1):
        issued(people)
    with clock.at(shanghai(2027, 1, 1, 0, 0, 0)):
        with pytest.raises(queue.Waits, match="2027年可用指标不足"):
            committed(people, 100)
        with pytest.raises(Refused, match="最早是今年（2027年）"):
            committed(people, 100, 2026)


def test_the_new_years_budget_is_not_approved_yet_and_instalments_wait(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
        made = committed(people, 200, 2026, 2027)
    with on(2027, 1, 5):
        later = parts(made)[1]
        assert [(one.line.year, one.amount) for one in reports.forward_load(2027)] == [(2027, 100)]
        assert [(one.count, one.amount, one.funded) for one in reports.needs(2027)] == [(1, 100, 0)]
        with pytest.raises(Refused, match="还没有批复"):
            commitments.fund_instalment(people.officer, later.pk)


# --- closing


def test_at_the_close_what_is_left_lapses_and_what_is_unpaid_goes_on_without_money(people: Bureau) -> None:  # fmt: skip
    with on(2026, 5, 1):
        issued(people)
        one, two = committed(people, 300, 2026, 2027), committed(people, 100)
        paid = committed(people, 50)
        take(people, "request", *parts(two))
        walk(people, (*PAY, "confirm"), *parts(paid))
    closed(people)
    assert [(part.year, part.state) for part in parts(one)] == [
        (2027, "planned"),
        (2027, "planned"),
    ]
    assert [(part.year, part.state, part.funded) for part in parts(two)] == [
        (2027, "planned", False)
    ]
    assert available(2026) == 0
    assert [each.amount for each in reports.forward_load(2027)] == [400]
    lapse = BudgetAct.objects.get(kind="lapse")
    assert lapse.amount == 1000 * WAN - 50
    assert verify.findings() == []


def test_a_suspended_instalment_goes_on_suspended(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
        made = committed(people, 100)
        with transaction.atomic():
            holds.suspend(people.officer, people.firm.pk, reason="x", reference="finding:1", at=clock.now())  # fmt: skip
    closed(people)
    [one] = parts(made)
    assert (one.state, one.funded, one.year) == ("suspended", False, 2027)


def test_a_year_can_not_be_closed_while_a_payment_of_it_is_at_the_bank(people: Bureau) -> None:
    """Sent on 31 December, answered on 4 January: it is paid with the old year's money, and then the year closes."""
    with on(2026, 12, 31):
        issued(people)
        [one] = walk(people, PAY, *parts(committed(people, 100)))
    with on(2027, 1, 4):
        with pytest.raises(Refused, match="还有1笔支付没有银行回单"):
            year_end.close(people.releaser, 2026)
        [one] = take(people, "confirm", one)
        assert (one.year, one.paid_on) == (2026, date(2027, 1, 4))
        year_end.close(people.releaser, 2026)
    assert reports.execution(2026)[0].paid == 100


def test_a_year_is_not_closed_before_its_cut_off_has_passed_nor_twice(people: Bureau) -> None:
    with on(2026, 12, 20):
        issued(people)
        budget.set_cut_off(people.preparer, 2026, day=date(2026, 12, 25), reason="通知")
        [one] = walk(people, PAY[:3], *parts(committed(people, 100)))
    with on(2026, 12, 25), pytest.raises(Refused, match="过后才能结账"):
        year_end.close(people.releaser, 2026)
    with on(2026, 12, 26):
        with pytest.raises(Refused, match="支付已于2026年12月25日停止"):
            take(people, "instruct", one)
        year_end.close(people.releaser, 2026)
        with pytest.raises(Refused, match="已结账"):
            year_end.close(people.releaser, 2026)


def test_nothing_comes_to_a_closed_year_any_more(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
    closed(people)
    with on(2027, 1, 5), pytest.raises(Refused, match="已结账"):
        budget.adjust(people.releaser, 2026, policy=POLICY, measure=MEASURE, change=1, paper=paper(reason="补"))  # fmt: skip
    with on(2026, 12, 31), pytest.raises(Refused, match="2026年"):
        committed(people, 100)


def test_an_empty_year_can_be_closed_too(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people, lines={MEASURE: 100})
        budget.adjust(people.releaser, 2026, policy=POLICY, measure=MEASURE, change=-100, paper=paper(reason="收回"))  # fmt: skip
    closed(people)
    assert BudgetYear.objects.get(pk=2026).state == "closed"


# --- carry-over


def test_what_lapsed_is_carried_over_only_by_an_act_of_finance(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
        made = committed(people, 100 * WAN)
    closed(people)
    with on(2027, 2, 1):
        issued(people, 2027, {MEASURE: 1})
        with pytest.raises(ledger.Short):
            commitments.fund_instalment(people.officer, parts(made)[0].pk)
        carry(people, 300 * WAN)
        commitments.fund_instalment(people.officer, parts(made)[0].pk)
        assert available(2027) == 200 * WAN + 1
        with pytest.raises(Refused, match=r"最多7,000,000\.00元"):
            carry(people, 700 * WAN + 1)
        assert verify.findings() == []


def test_money_is_carried_for_two_years_and_no_further(people: Bureau) -> None:
    for year in (2026, 2027, 2028):
        with on(year, 5, 1):
            issued(people, year, {MEASURE: 100})
            if year > 2026:
                carry(people, 100 if year == 2027 else 200, source=year - 1, to=year)
        closed(people, year)
    with on(2029, 2, 1):
        issued(people, 2029, {MEASURE: 100})
        assert year_end.carriable(2028, POLICY, MEASURE, 2029) == {2027: 100, 2028: 100}
        with pytest.raises(Refused, match="结转不超过两年"):
            carry(people, 201, source=2028, to=2029)


def test_the_same_paper_carries_once(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
    closed(people)
    with on(2027, 2, 1):
        issued(people, 2027, {MEASURE: 1})
        same = paper(reason="结转")
        for _ in range(2):
            year_end.carry_over(
                people.releaser, from_year=2026, to_year=2027, policy=POLICY, measure=MEASURE, amount=100, paper=same
            )  # fmt: skip
        assert available(2027) == 101


# --- across years


def test_instalments_due_after_the_end_of_the_policy_are_paid_year_by_year(people: Bureau) -> None:
    with on(2026, 5, 1):
        issued(people)
        made = committed(people, 500 * WAN, 2026, 2027, 2028)
        walk(people, (*PAY, "confirm"), parts(made)[0])
    for year, place in ((2027, 1), (2028, 2)):
        closed(people, year - 1)
        with on(year, 3, 1):
            issued(people, year, {MEASURE: 166_666_667})
            one = parts(made)[place]
            passed(people, one)
            walk(people, ("fund", *PAY, "confirm"), one)
    assert [one.state for one in parts(made)] == ["paid"] * 3
    assert sum(reports.execution(year)[0].paid for year in (2026, 2027, 2028)) == 500 * WAN
    assert verify.findings() == []


def test_a_payment_returned_in_the_next_year_leaves_the_closed_year_alone(people: Bureau) -> None:
    with on(2026, 12, 30):
        issued(people)
        [one] = walk(people, (*PAY, "confirm"), *parts(committed(people, 100)))
    closed(people)
    treasury = ledger.balance(TREASURY)
    with on(2027, 1, 10):
        [one] = take(people, "bounce", one)
    assert (one.state, one.year) == ("returned", 2027)
    assert ledger.balance(TREASURY) == treasury + 100
    assert [(each.line.year, each.amount) for each in reports.forward_load(2026)] == [(2027, 100)]
    assert verify.findings() == []


def test_a_payment_returned_after_an_early_close_goes_on_in_the_next_year(people: Bureau) -> None:
    with on(2026, 12, 20):
        issued(people)
        budget.set_cut_off(people.preparer, 2026, day=date(2026, 12, 25), reason="通知")
        [one] = walk(people, (*PAY, "confirm"), *parts(committed(people, 100)))
    with on(2026, 12, 26):
        year_end.close(people.releaser, 2026)
        [one] = take(people, "bounce", one)
        assert (one.state, one.year) == ("returned", 2027)
        assert verify.findings() == []


def claimed(people: Bureau, one: Instalment, fen: int) -> ClaimLine:
    """A claim on a paid instalment, with the rows that it hangs on."""
    now, by = clock.now(), people.officer.person
    firm = people.firm
    hold = Hold.objects.create(
        organisation=firm, reason="x", by=by, since=now, lifted_by=by, lifted_at=now, lifted_reason="x"
    )  # fmt: skip
    finding = Finding.objects.create(organisation=firm, kind="audit", source="x", text="x", hold=hold, by=by, at=now)  # fmt: skip
    recovery = Recovery.objects.create(
        number=f"R{one.pk.hex[:8]}", finding=finding, organisation=firm, officer=by, opened_at=now, stage="owing"
    )  # fmt: skip
    made = recovery_claims.of_instalment(recovery, one, fen, "五（二）", now)
    made.save(force_insert=True)
    _post(people, "claim", recovery_claims.opening(made))
    return made


def _post(people: Bureau, key: str, *legs: Leg) -> None:
    with transaction.atomic():
        ledger.post(
            people.approver.actor, action="test.recovery", subject="test", key=f"{key}:{len(legs)}:{clock.now()}", legs=legs,
            at=clock.now(),
        )  # fmt: skip


def repaid(people: Bureau, made: ClaimLine, fen: int) -> None:
    how = recovery_claims.Spread(parts={made.pk: fen}, over=0)
    legs = recovery_claims.repaying(made.recovery, [made], how, restore=False)
    _post(people, f"repay{fen}", *legs)


def test_money_of_a_closed_year_is_recovered_to_the_treasury_and_the_year_stays_closed(people: Bureau) -> None:  # fmt: skip
    with on(2026, 5, 1):
        issued(people)
        [one] = walk(people, (*PAY, "confirm"), *parts(committed(people, 500)))
    closed(people)
    with on(2028, 6, 1):
        treasury = ledger.balance(TREASURY)
        made = claimed(people, one, 500)
        repaid(people, made, 1)
        repaid(people, made, 499)
        assert ledger.balance(TREASURY) == treasury + 500
        assert recovery_claims.sheet(made.recovery).owed == {made.pk: 0}
        assert (available(2026), reports.execution(2026)[0].returned) == (0, 500)
        with pytest.raises(ledger.Short):
            repaid(people, made, 2)
    assert verify.findings() == []


def test_a_payment_that_is_claimed_can_not_bounce_until_the_claim_is_reduced(people: Bureau) -> None:  # fmt: skip
    with on(2026, 5, 1):
        issued(people)
        [one] = walk(people, (*PAY, "confirm"), *parts(committed(people, 500)))
        made = claimed(people, one, 500)
        with pytest.raises(Refused, match="未了结的追缴"):
            take(people, "bounce", one)
        reduce = Leg(
            move=Move.REDUCE, debit=recovery_claims.claim_place(made.pk), credit=CLAIMED, amount=500,
            claim_line=made.pk, instalment=one.pk,
        )  # fmt: skip
        _post(people, "reduce", reduce)
        [one] = take(people, "bounce", one)
        assert one.state == "returned"
