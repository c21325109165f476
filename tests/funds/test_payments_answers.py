"""The bank's answer imported: what it does to money and instalments, once; what is wrong stays open by its row."""

from collections.abc import Callable

import pytest

from duixian.funds import commitments, payments_answers, verify
from duixian.funds.chart import Book
from duixian.funds.models import (
    Attempt,
    BankAnswer,
    BankLine,
    Instalment,
    LedgerAccount,
    PaymentFile,
    PaymentRequest,
    Posting,
)
from duixian.outbox.models import Notice
from duixian.parties.access import NotSeen, Refused
from tests.funds import paying
from tests.funds.bank import generator
from tests.funds.cast import WAN, Bureau, committed, firm, issued, on, parts, take
from tests.funds.paying import outcome


@pytest.fixture
def three(people: Bureau) -> list[Instalment]:
    """Three instalments of three enterprises: 30, 20 and 10万."""
    with on(2026, 5, 8):
        issued(people)
        whose = (people.firm, people.rival, firm("上海星河软件有限公司", 903))
        made = [
            committed(people, amount * WAN, of=of)
            for amount, of in zip((30, 20, 10), whose, strict=True)
        ]
    return [part for one in made for part in parts(one)]


def by_amount(wanted: list[Instalment]) -> dict[int, Instalment]:
    return {one.amount // WAN: paying.again(one.pk) for one in wanted}


def book(kind: Book) -> int:
    return sum(one.balance for one in LedgerAccount.objects.filter(book=kind))


def rows(file: PaymentFile) -> dict[int, int]:
    """The row of each amount in 万元."""
    return {one.amount // WAN: one.row for one in Attempt.objects.filter(file=file)}


def results(file: PaymentFile, **by_wan: str) -> Callable[[int], tuple[str, str]]:
    places = rows(file)
    return outcome(**{f"r{places[int(name[1:])]}": said for name, said in by_wan.items()})


def test_success_failure_and_return_each_do_their_part(
    people: Bureau, three: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, three)
        written = paying.statement(people, file, results(file, w20="失败", w10="退汇"))
    with on(2026, 5, 11):
        look = payments_answers.look(people.preparer, file.pk, written.csv())
        assert (len(look.answers), look.defects) == (3, ())
        assert not BankAnswer.objects.exists()
        made = paying.imported(people, file, written)
    assert (made.taken, made.defects, made.usable) == (3, 0, True)
    found = by_amount(three)
    assert {wan: one.state for wan, one in found.items()} == {30: "paid", 20: "failed", 10: "failed"}  # fmt: skip
    assert str(found[30].paid_on) == "2026-05-08"
    assert (book(Book.TRANSIT), book(Book.PAID), book(Book.RESERVED)) == (0, 30 * WAN, 30 * WAN)
    assert PaymentRequest.objects.get().state == "done"
    assert sorted(Attempt.objects.values_list("state", "reason")) == [
        ("failed", "账户状态异常"), ("ok", ""), ("returned", "账户状态异常"),
    ]  # fmt: skip
    told = sorted(Notice.objects.values_list("template", "subject"))
    assert [one for one, _ in told] == ["payment-failed", "payment-failed", "payment-made"]
    assert "300,000.00元已拨付" in told[2][1]
    assert verify.findings() == []


def test_what_failed_is_asked_for_again_and_paid_in_another_file(
    people: Bureau, three: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, three[:1])
        paying.imported(people, file, paying.statement(people, file, outcome(r1="失败")))
        second = paying.paid(people, three[:1])
    assert second.number == "ZF2026-000002"
    assert paying.again(three[0].pk).state == "paid"
    assert sorted(Attempt.objects.values_list("key", "state")) == [
        ("ZF2026-000001-0001", "failed"), ("ZF2026-000002-0001", "ok"),
    ]  # fmt: skip
    assert book(Book.PAID) == 30 * WAN


def test_a_return_after_success_goes_back_to_the_treasury_and_needs_a_look_at_the_account(
    people: Bureau, three: list[Instalment]
) -> None:
    part = three[0]
    with on(2026, 5, 8):
        file = paying.paid(people, [part])
        treasury = book(Book.TREASURY)
        paying.imported(people, file, paying.statement(people, file, outcome(r1="退汇")))
        assert (paying.again(part.pk).state, book(Book.PAID)) == ("returned", 0)
        assert book(Book.TREASURY) == treasury + 30 * WAN
        take(people, "fund", part)
        with pytest.raises(Refused, match="收款账户已与单位核对"):
            paying.drafted(people, [part])
        check = part.checks.get(result="open")
        commitments.record_check(people.officer, check.pk, passed=True, note="已电话核对")
        paying.paid(people, [part])
    assert (paying.again(part.pk).state, book(Book.PAID)) == ("paid", 30 * WAN)
    assert verify.findings() == []


# --- once


def test_the_same_file_and_the_same_rows_again_do_nothing(
    people: Bureau, three: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, three)
        written = paying.statement(people, file)
        first, again = (paying.imported(people, file, written) for _ in range(2))
        assert first.pk == again.pk
        other = payments_answers.take(
            people.releaser, file.pk, name="补发.xlsx", content=written.excel()
        )
    assert (other.taken, other.defects) == (0, 0)
    assert Posting.objects.filter(key__startswith="payment.answer").count() == 1
    assert book(Book.PAID) == 60 * WAN
    assert Notice.objects.filter(template="payment-made").count() == 3


# --- what is wrong


def test_a_wrong_row_stays_in_transit_named_until_somebody_settles_it(
    people: Bureau, three: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, three)
        written = paying.statement(people, file)
        written.rows[0][generator.PAYEE] = "上海别的公司"
        made = paying.imported(people, file, written)
        assert (made.taken, made.defects) == (2, 1)
        assert file.request.state != "done"
        line = BankLine.objects.exclude(defect="").get()
        assert (line.row, line.defect) == (2, "payee")
        payments_answers.settle(people.preparer, line.pk, "银行来电更正户名，已补发回单")
        with pytest.raises(Refused):
            payments_answers.settle(people.preparer, line.pk, "再一次")
        written.rows[0][generator.PAYEE] = Attempt.objects.get(row=1).item.holder
        assert paying.imported(people, file, written).taken == 1
    assert book(Book.TRANSIT) == 0


def test_nothing_is_taken_of_a_file_that_does_not_add_up(
    people: Bureau, three: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, three)
        written = paying.statement(people, file)
        written.off = 1
        made = paying.imported(people, file, written)
    assert (made.taken, made.usable) == (0, False)
    assert book(Book.TRANSIT) == 60 * WAN
    assert {paying.again(one.pk).state for one in three} == {"released"}


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_only_finance_imports(people: Bureau, three: list[Instalment], role: str) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, three)
        who = getattr(people, role)
        for call in (
            lambda: payments_answers.look(who, file.pk, b""),
            lambda: payments_answers.take(who, file.pk, name="x", content=b""),
            lambda: payments_answers.settle(who, 1, "x"),
        ):
            with pytest.raises(NotSeen):
                call()


def test_a_suspension_while_the_money_is_at_the_bank(
    people: Bureau, three: list[Instalment]
) -> None:
    """No decision yet: what arrives is paid, what fails is suspended at once."""
    with on(2026, 5, 8):
        file = paying.released(people, three)
        for one in three[:2]:
            paying.suspended(people, one.commitment.organisation)
        answer = paying.statement(people, file, results(file, w20="失败"))
        paying.imported(people, file, answer)
    assert {wan: one.state for wan, one in by_amount(three).items()} == {
        30: "paid", 20: "suspended", 10: "paid",
    }  # fmt: skip
