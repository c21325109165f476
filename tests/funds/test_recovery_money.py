"""Money that comes back, by parts, too much, with interest; money that does not; the court, the platform, the end."""

import csv
import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.funds import (
    recovery,
    recovery_court,
    recovery_money,
    recovery_queries,
    recovery_reports,
    verify,
)
from duixian.funds.chart import Book
from duixian.funds.models import ClaimLine, CreditReport, Hold, Instalment, Posting, Recovery
from duixian.funds.recovery import Interest
from duixian.funds.recovery_claims import spread
from duixian.letters.models import Letter
from duixian.parties.access import NotSeen, Refused
from duixian.parties.roles import Role
from tests.applications.cast import viewer
from tests.funds import paying, recovering
from tests.funds.cast import WAN, Bureau, committed, issued, on, parts
from tests.funds.recovering import book, left, plan

DAY = (2026, 6, 1)


@pytest.fixture
def paid(people: Bureau) -> list[Instalment]:
    """30 and 20万, paid on 8 May 2026."""
    with on(2026, 5, 8):
        issued(people)
        both = [*parts(committed(people, 30 * WAN)), *parts(committed(people, 20 * WAN))]
        paying.paid(people, both)
    return both


@pytest.fixture
def owing(people: Bureau, paid: list[Instalment]) -> Recovery:
    """50万 and 1万 of interest claimed on 1 June, served on the same day, due on 16 June."""
    interest = [Interest(amount=WAN, rate="一年期LPR 3.0%", basis="决定书第三条")]
    with on(*DAY):
        made = recovering.decided(
            people, recovering.found(people), plan([(one, one.amount) for one in paid], interest=interest)
        )  # fmt: skip
        return recovering.served(people, made)


def repay(people: Bureau, made: Recovery, wan: float, paper: str = "", **given: bool) -> object:
    return recovery_money.repay(
        people.preparer, made.pk, reference=paper or f"凭证{wan}", amount=round(wan * WAN), received_on=date(2026, 6, 2),
        **given,
    )  # fmt: skip


def reasons(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        call()
    return str(found.value)


# --- how a repayment falls (pure)


@given(st.integers(1, 10**9), st.lists(st.tuples(st.uuids(), st.integers(0, 10**8)), max_size=6, unique_by=lambda one: one[0]))  # fmt: skip
def test_a_repayment_falls_whole_on_what_is_owed_first_things_first(
    amount: int, lines: list[tuple[UUID, int]]
) -> None:
    how = spread(amount, lines)
    assert sum(how.parts.values()) + how.over == amount
    assert all(0 < how.parts[line] <= dict(lines)[line] for line in how.parts)
    if how.over:
        assert sum(how.parts.values()) == sum(fen for _, fen in lines)
    taken = [how.parts.get(line, 0) for line, _ in lines]
    short = [
        place for place, ((_, fen), got) in enumerate(zip(lines, taken, strict=True)) if got < fen
    ]
    assert all(got == 0 for got in taken[short[0] + 1 :]) if short else True


# --- money that comes back


def test_partial_repayments_pay_principal_before_interest_and_go_to_the_treasury(
    people: Bureau, owing: Recovery
) -> None:
    treasury, available = book(Book.TREASURY), book(Book.AVAILABLE)
    with on(2026, 6, 3):
        repay(people, owing, 0.000001, "一分")
        assert left(people, owing) == 51 * WAN - 1
        repay(people, owing, 49.5)
        assert (book(Book.PAID), book(Book.INTEREST)) == (WAN // 2 - 1, 0)
        repay(people, owing, 1.4)
    assert left(people, owing) == WAN // 10 - 1
    assert (book(Book.PAID), book(Book.INTEREST)) == (0, 9 * WAN // 10 + 1)
    assert book(Book.TREASURY) == treasury + 50 * WAN
    assert book(Book.AVAILABLE) == available
    assert verify.findings() == []


def test_the_same_paper_counts_once_and_another_sum_under_it_is_refused(
    people: Bureau, owing: Recovery
) -> None:
    with on(2026, 6, 3):
        first, again = repay(people, owing, 10, "GK-1"), repay(people, owing, 10, "GK-1")
        assert first == again
        assert "另一笔到账" in reasons(lambda: repay(people, owing, 11, "GK-1"))
    assert left(people, owing) == 41 * WAN
    assert Posting.objects.filter(key="repayment:GK-1").count() == 1


def test_too_much_waits_in_an_account_of_its_own_until_two_people_return_it(
    people: Bureau, owing: Recovery
) -> None:
    with on(2026, 6, 3):
        repay(people, owing, 53)
        assert (left(people, owing), book(Book.OVERPAID)) == (0, 2 * WAN)
        assert "多缴待退还有20,000.00元" in reasons(lambda: recovery_court.close(people.officer, owing.pk))  # fmt: skip
        assert "20,000.00" in reasons(
            lambda: recovery_money.propose_refund(people.preparer, owing.pk, amount=2 * WAN + 1, reason="多缴")
        )  # fmt: skip
        refund = recovery_money.propose_refund(
            people.preparer, owing.pk, amount=2 * WAN, reason="多缴"
        )
        assert "0.00" in reasons(
            lambda: recovery_money.propose_refund(
                people.preparer, owing.pk, amount=1, reason="多缴"
            )
        )
        also = viewer(people.releaser.organisation, Role.RELEASER, person=people.preparer.person)
        assert "另一人" in reasons(lambda: recovery_money.pay_refund(also, refund.pk, reference="TK-1"))  # fmt: skip
        for _ in range(2):
            recovery_money.pay_refund(people.releaser, refund.pk, reference="TK-1")
        assert book(Book.OVERPAID) == 0
        for _ in range(2):
            recovery_money.remit(people.releaser, owing.pk, reference="JK-1")
        assert book(Book.INTEREST) == 0
        assert "没有待上缴" in reasons(lambda: recovery_money.remit(people.releaser, owing.pk, reference="JK-2"))  # fmt: skip
        recovery_court.close(people.officer, owing.pk)
    assert recovering.again(owing).stage == "closed"
    assert Hold.objects.get().lifted_at is not None
    assert verify.findings() == []
    closure = Letter.objects.get(kind="closure").text
    for words in ("510,000.00", "多缴的20,000.00元已经退还"):
        assert words in closure, words
    assert "核销" not in closure


def test_finance_may_let_a_refund_of_this_year_restore_this_years_money(
    people: Bureau, owing: Recovery
) -> None:
    available, treasury = book(Book.AVAILABLE), book(Book.TREASURY)
    with on(2026, 6, 3):
        repay(people, owing, 50, restore=True)
        assert book(Book.AVAILABLE) == available + 50 * WAN
        assert book(Book.TREASURY) == treasury
        # interest is nobody's appropriation
        assert "上缴国库" in reasons(lambda: repay(people, owing, 0.5, restore=True))
    assert verify.findings() == []


def test_what_was_paid_last_year_never_restores_this_years_money(
    people: Bureau, owing: Recovery
) -> None:
    with on(2027, 1, 8):
        assert "2027年" in reasons(lambda: repay(people, owing, 10, restore=True))
        repay(people, owing, 10)
    assert left(people, owing) == 41 * WAN


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"amount": 0}, "大于0"),
        ({"amount": 10**16}, "大于0"),
        ({"received_on": date(2026, 5, 31)}, "作出决定之日"),
        ({"received_on": date(2026, 6, 4)}, "今日"),
        ({"reference": " "}, "银行凭证号"),
    ],
)
def test_a_repayment_that_can_not_be_is_refused_by_field(
    people: Bureau, owing: Recovery, given_: dict[str, object], words: str
) -> None:
    fields = {"reference": "GK-9", "amount": 1, "received_on": date(2026, 6, 2)} | given_
    with on(2026, 6, 3):
        assert words in reasons(
            lambda: recovery_money.repay(people.preparer, owing.pk, **fields)  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_only_finance_records_what_arrives(people: Bureau, owing: Recovery, role: str) -> None:
    with on(2026, 6, 3), pytest.raises(NotSeen):
        recovery_money.repay(
            getattr(people, role), owing.pk, reference="x", amount=1, received_on=date(2026, 6, 2)
        )


# --- money that does not


def test_what_can_not_be_had_is_written_off_by_two(people: Bureau, owing: Recovery) -> None:
    claim = ClaimLine.objects.filter(kind="principal").order_by("-amount")[0]
    with on(2026, 6, 3):
        asked = recovery_money.propose_write_off(
            people.officer, claim.pk, amount=30 * WAN, reason="法院终结执行", reference="（2026）沪0107执1号"
        )  # fmt: skip
        assert "0.00" in reasons(
            lambda: recovery_money.propose_write_off(
                people.officer, claim.pk, amount=1, reason="再提"
            )
        )
        also = viewer(people.approver.organisation, Role.APPROVER, person=people.officer.person)
        assert "另一人" in reasons(lambda: recovery_money.decide_write_off(also, asked.pk, approve=True))  # fmt: skip
        assert left(people, owing) == 51 * WAN
        recovery_money.decide_write_off(people.approver, asked.pk, approve=True)
        assert "不用再办" in reasons(lambda: recovery_money.decide_write_off(people.approver, asked.pk, approve=True))  # fmt: skip
    assert (left(people, owing), book(Book.WRITTEN_OFF)) == (21 * WAN, 30 * WAN)
    assert book(Book.PAID) == 50 * WAN  # it was paid, and stays so
    assert verify.findings() == []


def test_a_write_off_that_is_refused_changes_nothing(people: Bureau, owing: Recovery) -> None:
    claim = ClaimLine.objects.filter(kind="interest").get()
    with on(2026, 6, 3):
        asked = recovery_money.propose_write_off(
            people.officer, claim.pk, amount=WAN, reason="企业困难"
        )
        recovery_money.decide_write_off(people.approver, asked.pk, approve=False, reason="依据不足")
        asked.refresh_from_db()
    assert (asked.state, left(people, owing)) == ("refused", 51 * WAN)


# --- reminder, court, end


def test_the_way_to_the_court_has_its_letters_and_its_days(people: Bureau, owing: Recovery) -> None:  # fmt: skip
    assert str(owing.due_on) == "2026-06-16"
    with on(2026, 6, 16):
        assert "2026年6月16日" in reasons(lambda: recovery_court.remind(people.officer, owing.pk))
        assert not recovery_queries.overdue(people.officer, date(2026, 6, 16)).exists()
    with on(2026, 6, 17):
        assert recovery_queries.overdue(people.officer, date(2026, 6, 17)).exists()
        repay(people, owing, 10)
        recovery_court.remind(people.officer, owing.pk)
        assert "送达" in reasons(
            lambda: recovery_court.enforce(people.officer, owing.pk, address="普陀区某路1号")
        )
        recovering.served(people, owing)
    # 19 to 21 June 2026 is 端午: ten working days after the 17th end on 2 July.
    with on(2026, 7, 2):
        assert "2026年7月2日" in reasons(
            lambda: recovery_court.enforce(people.officer, owing.pk, address="普陀区某路1号")
        )
    with on(2026, 7, 3):
        recovery_court.enforce(people.officer, owing.pk, address="普陀区某路1号")
        recovery_court.court_note(people.officer, owing.pk, "法院已受理")
        repay(people, owing, 41, "执行款")
        recovery_money.remit(people.preparer, owing.pk, reference="JK-9")
        recovery_court.close(people.officer, owing.pk)
    reminder, enforcement = (Letter.objects.get(kind=kind) for kind in ("reminder", "enforcement"))
    for words in ("510,000.00", "100,000.00", "410,000.00", owing.decision):
        assert words in reminder.text
    assert enforcement.addressee == "有管辖权的人民法院"
    assert reminder.number in enforcement.text
    assert [one.step for one in owing.steps.order_by("pk")] == [
        "find", "notify", "serve", "state", "propose", "decide", "serve", "repay", "remind", "serve", "enforce", "court",
        "repay", "close",
    ]  # fmt: skip


def test_a_referral_is_recorded_with_its_letter(people: Bureau, owing: Recovery) -> None:
    with on(2026, 6, 3):
        made = recovery_court.refer(
            people.officer,
            owing.pk,
            to="普陀区审计局",
            text="请依《财政违法行为处罚处分条例》处理。",
        )
    letter = Letter.objects.get(number=made.letter)
    assert (letter.kind, letter.addressee) == ("referral", "普陀区审计局")
    assert people.firm.code is not None
    assert people.firm.code in letter.text


# --- the credit platform


def test_a_decided_fraud_is_queued_exported_once_and_acknowledged(
    people: Bureau, owing: Recovery
) -> None:
    with on(2026, 6, 3):
        assert owing.finding.kind == "fraud"
        made = recovery_reports.queue(
            people.officer, owing.pk, category="骗取财政资金", text="=伪造合同骗取专项资金"
        )
        assert "已经列入" in reasons(
            lambda: recovery_reports.queue(people.officer, owing.pk, category="x", text="y")
        )
        name, content = recovery_reports.export(people.officer)
        assert "没有待报送" in reasons(lambda: recovery_reports.export(people.officer))
        recovery_reports.acknowledge(people.officer, made.pk, "XY-2026-1")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert (name, len(rows)) == ("信用报送-20260603090000.csv", 2)
    assert rows[1][:4] == [people.firm.code, people.firm.name, "骗取财政资金", "＝伪造合同骗取专项资金"]  # fmt: skip
    assert CreditReport.objects.get().state == "acknowledged"


def test_neither_an_open_finding_nor_what_is_no_fraud_is_reported(
    people: Bureau, paid: list[Instalment]
) -> None:
    with on(*DAY):
        made = recovering.found(people)
        assert "拟事先告知" in reasons(
            lambda: recovery_reports.queue(people.officer, made.pk, category="x", text="y")
        )
        recovery.drop(people.approver, made.pk, "不成立")
        audit = recovering.found(people, kind="audit")
        intended = plan([(paid[0], WAN)], scope=[paid[0].commitment_id])
        recovering.decided(people, audit, intended)
        assert "不报送" in reasons(
            lambda: recovery_reports.queue(people.officer, audit.pk, category="x", text="y")
        )
    assert not CreditReport.objects.exists()
