"""追缴, from the finding to the decision: everything stops at once, the enterprise is heard, two people, the bank in between."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from duixian.audit.models import Entry
from duixian.funds import recovery, recovery_court, recovery_money, recovery_queries, verify
from duixian.funds.chart import Book
from duixian.funds.models import ClaimLine, Finding, Hold, Instalment, PaymentFile, Recovery
from duixian.letters.models import Letter
from duixian.outbox.models import Notice
from duixian.parties.access import NotSeen, Refused
from duixian.parties.roles import Role
from tests.applications.cast import viewer
from tests.funds import paying, recovering
from tests.funds.cast import OTHER, WAN, Bureau, committed, issued, on, parts
from tests.funds.paying import outcome
from tests.funds.recovering import book, plan


@pytest.fixture
def plan_of_three(people: Bureau) -> list[Instalment]:
    """One commitment over three years, its first part paid; and another measure's, reserved."""
    with on(2026, 5, 8):
        issued(people, lines={"compute": 1000 * WAN, OTHER: 100 * WAN})
        first, second, third = parts(committed(people, 90 * WAN, 2026, 2027, 2028))
        other = parts(committed(people, 20 * WAN, measure=OTHER))[0]
        paying.paid(people, [first])
    return [first, second, third, other]


def states(of: list[Instalment]) -> list[str]:
    return [paying.again(one.pk).state for one in of]


def reasons(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        call()
    return str(found.value)


# --- the finding


def test_a_finding_stops_everything_at_once_and_says_so(
    people: Bureau, plan_of_three: list[Instalment]
) -> None:
    with on(2026, 6, 1):
        made = recovering.found(people)
    assert made.number == "ZJ2026-000001"
    assert states(plan_of_three) == ["paid", "suspended", "suspended", "suspended"]
    letter = Letter.objects.get(kind="suspension")
    assert letter.addressee == people.firm.name
    assert "800,000.00" in letter.text
    assert Notice.objects.filter(template="recovery-letter").count() == 1
    assert [one.action for one in Entry.objects.filter(subject=f"recovery:{made.pk}")] == ["recovery.find"]  # fmt: skip


def test_what_is_in_the_hands_of_four_people_stops_too(people: Bureau) -> None:
    with on(2026, 5, 8):
        issued(people)
        [mine], [theirs] = parts(committed(people, 30 * WAN)), parts(committed(people, 20 * WAN, of=people.rival))  # fmt: skip
        request = paying.prepared(people, [mine, theirs])
        recovering.found(people)
        request = paying.onward(people, request)
    assert states([mine, theirs]) == ["suspended", "released"]
    assert request.files.get().total == 20 * WAN


def test_a_finding_that_is_nothing_lets_payments_go_on(
    people: Bureau, plan_of_three: list[Instalment]
) -> None:
    with on(2026, 6, 1):
        made = recovering.found(people)
        also = viewer(people.approver.organisation, Role.APPROVER, person=people.officer.person)
        assert "另一人" in reasons(lambda: recovery.drop(also, made.pk, "查无实据"))
        recovery.drop(people.approver, made.pk, "查无实据")
    assert states(plan_of_three) == ["paid", "planned", "planned", "reserved"]
    assert (recovering.again(made).stage, Finding.objects.get().state) == ("dropped", "dismissed")
    assert Hold.objects.get().lifted_reason == "查无实据"
    closure = Letter.objects.get(kind="closure").text
    assert ("不予追缴。理由是：查无实据" in closure, "同时恢复" in closure) == (True, True)


def test_who_heard_nothing_of_a_finding_hears_nothing_of_its_end(people: Bureau) -> None:
    with on(2026, 6, 1):
        made = recovering.found(people)
        recovery.drop(people.approver, made.pk, "查无实据")
    assert not Letter.objects.exists()


# --- notice and defence


def test_nobody_is_decided_over_unheard(people: Bureau, plan_of_three: list[Instalment]) -> None:
    first = plan_of_three[0]
    intended = plan([(first, 30 * WAN)])
    with on(2026, 6, 1):  # a Monday
        made = recovering.found(people)
        assert "拟事先告知" in reasons(lambda: recovery.propose(people.officer, made.pk, intended))
        assert "5至30" in reasons(
            lambda: recovery.notify(people.officer, made.pk, intended, days=4)
        )
        recovery.notify(people.officer, made.pk, intended)
        assert "送达" in reasons(lambda: recovery.propose(people.officer, made.pk, intended))
    with on(2026, 6, 3):
        recovery.serve(people.officer, made.pk, served_on=date(2026, 6, 2))
        assert "没有待记送达" in reasons(
            lambda: recovery.serve(people.officer, made.pk, served_on=date(2026, 6, 2))
        )
    with on(2026, 6, 9):
        assert "2026年6月9日" in reasons(lambda: recovery.propose(people.officer, made.pk, intended))  # fmt: skip
    with on(2026, 6, 10):
        recovery.propose(people.officer, made.pk, intended)
    letter = Letter.objects.get(kind="prior-notice")
    assert "300,000.00" in letter.text
    assert "600,000.00" not in letter.text
    assert "800,000.00元" in letter.text  # everything undisbursed, of every measure: it is fraud


def test_the_enterprise_answers_for_itself_and_sees_only_its_own(
    people: Bureau, plan_of_three: list[Instalment]
) -> None:
    owner = viewer(people.firm, Role.APPLICANT_OWNER)
    rival = viewer(people.rival, Role.APPLICANT_OWNER)
    with on(2026, 6, 1):
        made = recovering.found(people)
        recovery.notify(people.officer, made.pk, plan([(plan_of_three[0], 1)]))
        with pytest.raises(NotSeen):
            recovery.state(rival, made.pk, "与我无关")
        recovery.state(owner, made.pk, "合同真实，附银行流水")
        [receipt] = Letter.objects.filter(kind="receipt")
        assert (receipt.addressee, receipt.issued_by) == (people.firm.name, None)
        assert "合同真实，附银行流水" in receipt.text
        assert made.steps.get(step="state").letter == receipt.number
        recovery.state(people.officer, made.pk, "另附合同")
        assert "我单位收到并记录了" in Letter.objects.filter(kind="receipt").latest("sequence").text
    assert list(recovery_queries.recoveries(owner)) == [made]
    assert not recovery_queries.recoveries(rival).exists()
    with pytest.raises(NotSeen):
        recovery_queries.folder(rival, made.pk)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"facts": ""}, "事实"),
        ({"basis": " "}, "依据"),
        ({"heard": ""}, "陈述申辩"),
        ({"days": 0}, "1至180"),
        ({"account": {"holder": "普陀区财政局", "bank": "国库", "number": "12a"}}, "银行账号"),
        ({"interest": [recovery.Interest(amount=100, rate="", basis="x")]}, "利率"),
        ({"interest": [recovery.Interest(amount=100, rate="4.35%", basis="")]}, "依据"),
        ({"meeting": {"name": "主任办公会", "number": "3号", "held": "昨天"}}, "会议日期"),
    ],
)
def test_a_plan_that_lacks_something_is_refused_by_field(
    people: Bureau, plan_of_three: list[Instalment], change: dict[str, object], words: str
) -> None:
    first = plan_of_three[0]
    with on(2026, 6, 1):
        made = recovering.heard(people, recovering.found(people), plan([(first, 30 * WAN)]))
        said = reasons(
            lambda: recovery.propose(people.officer, made.pk, plan([(first, 1)], **change))
        )
    assert words in said


def test_no_more_is_claimed_than_was_paid(people: Bureau, plan_of_three: list[Instalment]) -> None:
    first, second, *_ = plan_of_three
    with on(2026, 6, 1):
        made = recovering.found(people)
        for claims, words in (
            ([(first, 30 * WAN + 1)], "300,000.00元"),
            ([(first, 0)], "大于0"),
            ([(second, 1)], "0.00元"),
            ([(first, 1), (first, 1)], "重复"),
        ):
            said = reasons(partial(recovery.notify, people.officer, made.pk, plan(claims)))
            assert words in said


# --- the decision


def test_the_decision_cancels_and_claims_in_one_posting(
    people: Bureau, plan_of_three: list[Instalment]
) -> None:
    first = plan_of_three[0]
    with on(2026, 6, 1):
        made = recovering.proposed(people, recovering.found(people), plan([(first, 30 * WAN)]))
        also = viewer(people.approver.organisation, Role.APPROVER, person=people.officer.person)
        assert "另一人" in reasons(lambda: recovery.decide(also, made.pk, version=made.version))
        assert "刷新" in reasons(lambda: recovery.decide(people.approver, made.pk, version=1))
        available = book(Book.AVAILABLE)
        made = recovery.decide(people.approver, made.pk, version=made.version)
    assert (made.stage, states(plan_of_three)) == ("owing", ["paid", *["cancelled"] * 3])
    assert (book(Book.CLAIM), book(Book.LOAD)) == (30 * WAN, 0)
    assert book(Book.AVAILABLE) == available + 20 * WAN
    letter = Letter.objects.get(kind="demand")
    assert letter.number == made.decision
    for words in ("300,000.00", "800,000.00元", "行政复议", "国家金库普陀支库", "所提意见不成立"):
        assert words in letter.text
    assert recovering.ACCOUNT["number"] not in Entry.objects.get(action="recovery.decide", outcome="done").payload.body  # fmt: skip
    assert Finding.objects.get().state == "decided"
    assert verify.findings() == []


def test_of_a_fraud_that_was_found_before_any_payment_everything_is_cancelled_and_nothing_claimed(people: Bureau) -> None:  # fmt: skip
    with on(2026, 5, 8):
        issued(people)
        every = parts(committed(people, 90 * WAN, 2026, 2027, 2028))
        made = recovering.decided(people, recovering.found(people), plan())
    assert states(every) == ["cancelled"] * 3
    assert not ClaimLine.objects.exists()
    letter = Letter.objects.get(kind="demand")
    assert "撤销尚未拨付的" in letter.text
    assert "追缴下列款项" not in letter.text
    assert recovering.left(people, made) == 0


def test_what_is_no_fraud_concerns_only_the_decisions_that_are_named(
    people: Bureau, plan_of_three: list[Instalment]
) -> None:
    first, _, _, other = plan_of_three
    with on(2026, 6, 1):
        made = recovering.found(people, kind="audit")
        assert "涉及的资助决定" in reasons(
            lambda: recovery.notify(people.officer, made.pk, plan([(first, 5 * WAN)]))
        )
        scope = [first.commitment_id]
        recovering.decided(people, made, plan([(first, 5 * WAN)], scope=scope))
    assert states(plan_of_three) == ["paid", "cancelled", "cancelled", "suspended"]
    assert states([other]) == ["suspended"]
    assert book(Book.CLAIM) == 5 * WAN


def test_an_overpayment_may_be_claimed_while_the_rest_goes_on_afterwards(
    people: Bureau, plan_of_three: list[Instalment]
) -> None:
    first = plan_of_three[0]
    with on(2026, 6, 1):
        made = recovering.found(people, kind="overpayment")
        scope = [first.commitment_id]
        recovering.decided(people, made, plan([(first, WAN)], scope=scope, cancel=False))
        recovering.served(people, made)
        recovery_money.repay(
            people.preparer, made.pk, reference="GK-1", amount=WAN, received_on=date(2026, 6, 1)
        )
        assert states(plan_of_three) == ["paid", *["suspended"] * 3]
        recovery_court.close(people.officer, made.pk)
    assert states(plan_of_three) == ["paid", "planned", "planned", "reserved"]
    assert "撤销" not in Letter.objects.get(kind="demand").text


def test_a_proposal_that_the_approver_returns_is_made_anew(
    people: Bureau, plan_of_three: list[Instalment]
) -> None:
    first = plan_of_three[0]
    with on(2026, 6, 1):
        made = recovering.proposed(people, recovering.found(people), plan([(first, 30 * WAN)]))
        recovery.return_(people.approver, made.pk, "金额再核")
        made = recovery.propose(people.officer, made.pk, plan([(first, 20 * WAN)]))
        recovery.decide(people.approver, made.pk, version=made.version)
    assert book(Book.CLAIM) == 20 * WAN


# --- while the money is at the bank


@pytest.fixture
def at_bank(people: Bureau) -> tuple[PaymentFile, list[Instalment]]:
    """Two payments of the same enterprise on their way."""
    with on(2026, 5, 8):
        issued(people)
        both = [*parts(committed(people, 30 * WAN)), *parts(committed(people, 20 * WAN))]
        return paying.released(people, both), both


def decided_meanwhile(people: Bureau) -> Recovery:
    return recovering.decided(people, recovering.found(people), plan())


def test_decided_while_at_the_bank_what_fails_is_cancelled_what_arrives_is_claimed(
    people: Bureau, at_bank: tuple[PaymentFile, list[Instalment]]
) -> None:
    file, both = at_bank
    with on(2026, 5, 8):
        made = decided_meanwhile(people)
        assert states(both) == ["released"] * 2
        assert recovering.left(people, made) == 0
        available = book(Book.AVAILABLE)
        failed = paying.again(both[1].pk)
        row = file.attempts.get(instalment=failed).row
        answer = paying.imported(people, file, paying.statement(people, file, outcome(**{f"r{row}": "失败"})))  # fmt: skip
    assert answer.taken == 2
    assert states(both) == ["paid", "cancelled"]
    assert book(Book.AVAILABLE) == available + 20 * WAN
    assert (book(Book.CLAIM), recovering.left(people, made)) == (30 * WAN, 30 * WAN)
    # In one posting: the payment and its claim have one trail entry.
    claim = ClaimLine.objects.get()
    moves = {one.move for one in claim.transfers.get().posting.transfers.all()}
    assert moves == {"confirm", "claim", "fail-cancelled"}
    assert verify.findings() == []


def test_arrived_between_proposal_and_decision_it_is_claimed_too(
    people: Bureau, at_bank: tuple[PaymentFile, list[Instalment]]
) -> None:
    file, both = at_bank
    with on(2026, 5, 8):
        made = recovering.proposed(people, recovering.found(people), plan())
        paying.imported(people, file, paying.statement(people, file, outcome(r2="失败")))
        made = recovery.decide(people.approver, made.pk, version=made.version)
    assert sorted(states(both)) == ["cancelled", "paid"]
    paid = next(one for one in both if paying.again(one.pk).state == "paid")
    assert recovering.left(people, made) == paid.amount


def test_a_recovery_does_not_close_while_its_money_is_at_the_bank(
    people: Bureau, at_bank: tuple[PaymentFile, list[Instalment]]
) -> None:
    with on(2026, 5, 8):
        made = decided_meanwhile(people)
        seen = recovery_queries.folder(people.officer, made.pk)
        offered = recovery_queries.options(people.officer, seen, date(2026, 5, 8))
    closing = next(one for one in offered if one.step.id == "close")
    assert "2件" in closing.reasons[0]


def test_what_is_claimed_back_and_then_returned_by_the_bank_waits_until_the_claim_is_reduced(people: Bureau) -> None:  # fmt: skip
    with on(2026, 5, 8):
        issued(people)
        [part] = parts(committed(people, 30 * WAN))
        file = paying.paid(people, [part])
        made = recovering.decided(people, recovering.found(people), plan([(part, 30 * WAN)]))
        written = paying.statement(people, file, outcome(r1="退汇"))
        answer = paying.imported(people, file, written)
        assert (answer.taken, answer.defects) == (0, 1)
        assert states([part]) == ["paid"]
        claim = ClaimLine.objects.get()
        recovery_money.reduce(people.approver, claim.pk, amount=30 * WAN, reason="银行退汇")
        again = paying.statement(people, file, outcome(r1="退汇"))
        again.rows[0][8] = "户名不符，补发回单"
        assert paying.imported(people, file, again).taken == 1
        assert states([part]) == ["suspended"]
        recovery_money.cancel_rest(people.approver, made.pk)
    assert states([part]) == ["cancelled"]
    assert (book(Book.PAID), book(Book.CLAIM), book(Book.LOAD)) == (0, 0, 0)
    assert verify.findings() == []
