"""A decision commits, a lack refuses it and the case waits, later instalments need their own year's money and a check."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from duixian.audit.models import Entry
from duixian.funds import budget, commitments, holds, instalments, ledger, queue, reports, verify
from duixian.funds.chart import Book
from duixian.funds.models import Commitment, Hold, PaymentItem, PaymentRequest, Waiting
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused
from tests.funds import cast
from tests.funds.cast import (
    IN_TIME,
    MEASURE,
    PAY,
    WAN,
    Bureau,
    committed,
    issued,
    line,
    on,
    parts,
    passed,
    promise,
    take,
    walk,
)


@pytest.fixture(autouse=True)
def may() -> object:
    with on(2026, 5, 1):
        yield


def available(year: int = 2026) -> int:
    return ledger.balance(line(year).at(Book.AVAILABLE))


def states(made: Commitment) -> list[str]:
    return [one.state for one in parts(made)]


# --- committing


def test_this_years_part_is_reserved_and_later_parts_are_load(people: Bureau) -> None:
    issued(people)
    made = committed(people, 500 * WAN, 2026, 2027, 2028)
    assert states(made) == ["reserved", "planned", "planned"]
    assert available() == 1000 * WAN - 166_666_667
    assert [one.amount for one in reports.forward_load(2026)] == [166_666_667, 166_666_666]
    assert [(one.year, one.due) for one in parts(made)] == [
        (2026, date(2026, 5, 1)), (2027, date(2027, 1, 1)), (2028, date(2028, 1, 1)),
    ]  # fmt: skip
    entry = Entry.objects.get(action="funds.commit")
    assert entry.subject == made.subject
    assert (entry.data["amount"], entry.data["payee"]) == (500 * WAN, made.payee_sha256)
    assert "6789" not in str(entry.data)


def test_the_same_decision_commits_once(people: Bureau) -> None:
    issued(people)
    asked = promise(people.firm, 100)
    with transaction.atomic():
        made = commitments.commit(people.approver, asked, at=clock.now())
        assert commitments.commit(people.approver, asked, at=clock.now()) == made
        with pytest.raises(ledger.KeyReused):
            commitments.commit(
                people.approver, replace(asked, amount=200, plan=[(2026, 200)]), at=clock.now()
            )
    assert available() == 1000 * WAN - 100


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"plan": [(2026, 99)]}, "应恰为批准金额"),
        ({"plan": [(2025, 100)]}, "最早是今年"),
        ({"amount": 0, "plan": [(2026, 0)]}, "应大于0"),
        ({"basis_on": date(2024, 12, 31)}, "不在政策有效期内"),
        ({"basis_on": date(2027, 1, 1)}, "2025年1月1日至2026年12月31日"),
    ],
)
def test_a_promise_that_is_wrong_is_refused_with_its_reason(
    people: Bureau, wrong: dict[str, Any], reason: str
) -> None:
    issued(people)
    with pytest.raises(Refused, match=reason):
        committed(people, 100, **wrong)
    assert not Commitment.objects.exists()


def test_money_goes_to_the_enterprises_own_account(people: Bureau) -> None:
    issued(people)
    other = promise(people.rival, 100).payee
    with pytest.raises(Refused, match="不是该单位的账户"):
        committed(people, 100, payee=other)


def test_only_whoever_decides_commits(people: Bureau) -> None:
    issued(people)
    for who in (people.officer, people.preparer, people.releaser, people.auditor):
        with pytest.raises(NotSeen), transaction.atomic():
            commitments.commit(who, promise(people.firm, 100), at=clock.now())


def test_a_measure_has_only_its_own_money(people: Bureau) -> None:
    issued(people, lines={MEASURE: 100, cast.OTHER: 100})
    committed(people, 100)
    with pytest.raises(queue.Waits):
        committed(people, 1)
    committed(people, 100, measure=cast.OTHER)


# --- the queue


def tried(people: Bureau, asked: commitments.Promise) -> None:
    """As a decision's verb does it: whoever is refused for want of money enters the queue."""
    with queue.queued(people.approver), transaction.atomic():
        commitments.commit(people.approver, asked, at=clock.now())


def test_a_lack_refuses_the_decision_names_the_sum_and_the_case_waits(people: Bureau) -> None:
    issued(people, lines={MEASURE: 100 * WAN})
    asked = promise(people.firm, 130 * WAN)
    with pytest.raises(queue.Waits, match=r"尚缺300,000\.00元"):
        tried(people, asked)
    [row] = queue.waiting(2026)
    assert (row.subject, row.amount, row.short) == (asked.subject, 130 * WAN, 30 * WAN)
    assert not Commitment.objects.exists()
    assert Entry.objects.filter(action="funds.wait", subject=asked.subject).count() == 1


def test_who_waits_longest_stands_first_and_leaves_when_served(people: Bureau) -> None:
    issued(people, lines={MEASURE: 100})
    first, second = promise(people.firm, 200), promise(people.rival, 150)
    for day, asked in ((2, first), (3, second), (4, first)):
        with on(2026, 5, day), pytest.raises(queue.Waits):
            tried(people, asked)
    assert [one.subject for one in queue.waiting()] == [first.subject, second.subject]
    budget.adjust(
        people.releaser, 2026, policy=cast.POLICY, measure=MEASURE, change=100, paper=cast.paper(reason="追加")
    )  # fmt: skip
    with transaction.atomic():
        commitments.commit(people.approver, first, at=clock.now())
    assert [one.subject for one in queue.waiting()] == [second.subject]
    queue.drop(people.officer, second.subject, at=clock.now())
    assert not queue.waiting()
    assert Waiting.objects.count() == 2


def test_a_decision_that_pays_later_only_needs_no_money_now(people: Bureau) -> None:
    made = committed(people, 100, 2027, 2028)
    assert states(made) == ["planned", "planned"]
    assert [one.amount for one in reports.forward_load(2026)] == [50, 50]


# --- later instalments


def test_a_later_instalment_needs_its_own_years_money_and_its_check(people: Bureau) -> None:
    issued(people)
    made = committed(people, 300, 2026, 2027)
    later = parts(made)[1]
    with pytest.raises(Refused, match="只能用2027年的指标"):
        commitments.fund_instalment(people.officer, later.pk)
    with on(2027, 1, 5):
        with pytest.raises(Refused, match="还没有批复"):
            commitments.fund_instalment(people.officer, later.pk)
        issued(people, 2027, {MEASURE: 150})
        commitments.fund_instalment(people.officer, later.pk)
        assert (available(2027), reports.forward_load(2027)) == (0, [])
        assert [one.item for one in commitments.due_checks(clock.today())] == sorted(commitments.CONDITIONS)  # fmt: skip
        with pytest.raises(Refused, match="信用状况无异常、年度报告已提交"):
            take(people, "request", later)
        passed(people, later)
        walk(people, (*PAY, "confirm"), later)
    assert states(made) == ["reserved", "paid"]


def test_a_check_that_failed_stops_the_request_until_it_is_passed(people: Bureau) -> None:
    issued(people)
    later = parts(committed(people, 300, 2026, 2027))[1]
    passed(people, later)
    check = later.checks.first()
    assert check
    commitments.record_check(people.officer, check.pk, passed=False, note="年报与纳税数据不符")
    with on(2027, 1, 5):
        issued(people, 2027)
        commitments.fund_instalment(people.officer, later.pk)
        with pytest.raises(Refused, match="年度核查还没有全部通过"):
            take(people, "request", later)
        commitments.record_check(people.officer, check.pk, passed=True, note="已更正")
        take(people, "request", later)
    with pytest.raises(Refused, match="核查说明"):
        commitments.record_check(people.officer, check.pk, passed=True, note="")
    with pytest.raises(NotSeen):
        commitments.record_check(people.approver, check.pk, passed=True, note="可以")


def test_money_that_is_not_used_now_goes_back_and_can_be_reserved_again(people: Bureau) -> None:
    issued(people)
    [one] = parts(committed(people, 100))
    commitments.release(people.officer, [one.pk], "等候核查")
    assert (available(), parts(one.commitment)[0].state) == (1000 * WAN, "planned")
    commitments.fund_instalment(people.officer, one.pk)
    commitments.release(people.officer, [one.pk], "仍等候")
    commitments.fund_instalment(people.officer, one.pk)
    assert available() == 1000 * WAN - 100
    assert verify.findings() == []


# --- the way to the bank


def test_every_step_to_the_bank_is_taken_by_its_own_desk(people: Bureau) -> None:
    issued(people)
    [one] = parts(committed(people, 100))
    for step in PAY:
        others = {"officer", "approver", "preparer", "releaser", "auditor"} - {cast.ROLES[step]}
        for other in others:
            with pytest.raises(Refused, match="由"), transaction.atomic():
                instalments.take(
                    getattr(people, other), [instalments.Taking(step=step, instalment=one.pk)], action="t", subject="t",
                    key=f"{step}:{other}", at=clock.now(),
                )  # fmt: skip
        take(people, step, one)
    [paid] = take(people, "confirm", one)
    assert (paid.state, paid.paid_on, paid.funded) == ("paid", date(2026, 5, 1), False)


def test_a_batch_is_taken_whole_or_not_at_all(people: Bureau) -> None:
    issued(people)
    [one] = parts(committed(people, 100))
    [two] = parts(committed(people, 200))
    take(people, "request", one)
    with pytest.raises(Refused, match="第1期：本期现在是“已安排指标”"):
        take(people, "sign", one, two)
    assert parts(one.commitment)[0].state == "requested"


def test_a_retry_of_a_bank_answer_changes_nothing_and_another_answer_is_refused(people: Bureau) -> None:  # fmt: skip
    issued(people)
    [one] = walk(people, PAY, *parts(committed(people, 100)))
    first = take(people, "confirm", one, key="answer:1")
    again = take(people, "confirm", one, key="answer:1")
    assert [each.state for each in first + again] == ["paid", "paid"]
    with pytest.raises(ledger.KeyReused):
        take(people, "bounce", one, key="answer:1")


def test_a_failed_payment_keeps_its_money_and_may_be_asked_for_again(people: Bureau) -> None:
    issued(people)
    [one] = walk(people, (*PAY, "fail"), *parts(committed(people, 100)))
    assert (one.state, one.funded, available()) == ("failed", True, 1000 * WAN - 100)
    [one] = walk(people, (*PAY, "confirm"), one)
    assert one.state == "paid"


def test_a_returned_payment_goes_to_the_treasury_and_needs_money_anew(people: Bureau) -> None:
    issued(people)
    [one] = walk(people, (*PAY, "confirm", "bounce"), *parts(committed(people, 100)))
    assert (one.state, one.funded, one.paid_on, one.year) == ("returned", False, None, 2026)
    assert available() == 1000 * WAN - 100
    assert [each.amount for each in reports.forward_load(2026)] == [100]
    [one] = walk(people, ("fund", *PAY, "confirm"), one)
    assert (one.state, available()) == ("paid", 1000 * WAN - 200)
    assert verify.findings() == []


# --- giving up, recognising


def test_a_waiver_frees_what_is_undisbursed_and_leaves_what_was_paid(people: Bureau) -> None:
    issued(people)
    made = committed(people, 300, 2026, 2027, 2028)
    walk(people, (*PAY, "confirm"), parts(made)[0])
    with transaction.atomic():
        commitments.cancel(people.approver, made.pk, reason="企业放弃", at=clock.now())
    assert states(made) == ["paid", "cancelled", "cancelled"]
    assert reports.forward_load(2026) == []
    with pytest.raises(Refused, match="没有尚未拨付"), transaction.atomic():
        commitments.cancel(people.approver, made.pk, reason="再来", at=clock.now())


def test_an_acceptance_cuts_the_last_parts_first_and_never_adds(people: Bureau) -> None:
    issued(people)
    made = committed(people, 300, 2026, 2027, 2028)
    with transaction.atomic():
        commitments.recognise(people.approver, made.pk, total=150, reference="验收意见书", at=clock.now())  # fmt: skip
    assert [(one.amount, one.state) for one in parts(made)] == [
        (100, "reserved"), (50, "planned"), (0, "cancelled"),
    ]  # fmt: skip
    assert [one.amount for one in reports.forward_load(2026)] == [50]
    with pytest.raises(Refused, match="不能超过批准金额"), transaction.atomic():
        commitments.recognise(people.approver, made.pk, total=301, reference="x", at=clock.now())
    take(people, "request", parts(made)[0])
    with pytest.raises(Refused, match="超过了核定金额"), transaction.atomic():
        commitments.recognise(people.approver, made.pk, total=99, reference="x", at=clock.now())
    assert verify.findings() == []


# --- suspension


def suspended(people: Bureau, reference: str = "finding:1") -> Hold:
    with transaction.atomic():
        return holds.suspend(
            people.officer, people.firm.pk, reason="涉嫌虚报", reference=reference, at=clock.now()
        )


def test_a_hold_stops_everything_undisbursed_of_the_enterprise_and_nobody_elses(people: Bureau) -> None:  # fmt: skip
    issued(people)
    one, two = committed(people, 300, 2026, 2027), committed(people, 100)
    other = committed(people, 100, of=people.rival)
    walk(people, PAY[:2], parts(two)[0])
    suspended(people)
    assert [states(each) for each in (one, two, other)] == [["suspended"] * 2, ["suspended"], ["reserved"]]  # fmt: skip
    assert available() == 1000 * WAN - 350
    with pytest.raises(Refused, match="已暂停拨付"):
        committed(people, 1)
    with pytest.raises(Refused, match="同一事由"):
        suspended(people)


def test_an_instalment_that_was_asked_for_leaves_its_request(people: Bureau) -> None:
    issued(people)
    made = committed(people, 100)
    [one] = take(people, "request", *parts(made))
    request = PaymentRequest.objects.create(number="B1", year=2026, drafted_by=people.officer.person)  # fmt: skip
    item = PaymentItem.objects.create(
        request=request, instalment=one, position=1, amount=100, account=made.payee_account, holder="x", bank="x", last4="6789",
    )  # fmt: skip
    suspended(people)
    item.refresh_from_db()
    assert (item.state, item.removed_reason) == ("removed", "暂停拨付")


def test_a_lifted_hold_puts_everything_back_to_where_its_money_is(people: Bureau) -> None:
    issued(people)
    made = committed(people, 300, 2026, 2027)
    take(people, "request", parts(made)[0])
    first, second = suspended(people), suspended(people, "credit:2")
    with transaction.atomic():
        holds.resume(people.officer, first.pk, reason="查明", at=clock.now())
    assert states(made) == ["suspended", "suspended"]
    with transaction.atomic():
        holds.resume(people.officer, second.pk, reason="修复", at=clock.now())
    assert states(made) == ["reserved", "planned"]
    with pytest.raises(Refused, match="已经恢复"), transaction.atomic():
        holds.resume(people.officer, second.pk, reason="再来", at=clock.now())


@pytest.mark.parametrize(("answer", "state", "funded"), [("fail", "suspended", True), ("confirm", "paid", False)])  # fmt: skip
def test_what_is_at_the_bank_when_the_hold_comes_is_the_banks_to_answer(
    people: Bureau, answer: str, state: str, funded: bool
) -> None:
    issued(people)
    [one] = walk(people, PAY, *parts(committed(people, 100)))
    suspended(people)
    assert parts(one.commitment)[0].state == "released"
    [one] = take(people, answer, one)
    assert (one.state, one.funded) == (state, funded)


def test_what_fails_after_the_decision_is_cancelled_and_its_money_available(people: Bureau) -> None:
    issued(people)
    [one] = walk(people, PAY, *parts(committed(people, 100)))
    suspended(people)
    [one] = take(people, "fail-cancelled", one)
    assert (one.state, available()) == ("cancelled", 1000 * WAN)
    assert verify.findings() == []


# --- after the policy's end


def test_what_was_filed_in_time_and_decided_after_the_end_is_payable_and_flagged(people: Bureau) -> None:  # fmt: skip
    issued(people)
    assert not committed(people, 1).after_expiry
    with on(2027, 3, 1):
        issued(people, 2027)
        late = committed(people, 100, basis_on=IN_TIME)
        assert late.after_expiry
        [one] = walk(people, (*PAY, "confirm"), *parts(late))
        assert one.state == "paid"


def test_a_grant_of_an_earlier_policy_has_no_bounds_here(people: Bureau) -> None:
    made = committed(people, 100, 2027, policy="putuo-2021", basis_on=date(2021, 6, 1))
    assert not made.after_expiry
