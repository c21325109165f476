"""Finance: four people, the frozen account, the file, its copies, and a release that is done once."""

import csv
import io
from collections.abc import Callable
from functools import partial

import pytest

from duixian.audit.models import Entry
from duixian.funds import ledger, payments, payments_release, verify
from duixian.funds.chart import Book, Place
from duixian.funds.models import (
    Attempt,
    Instalment,
    LedgerAccount,
    PaymentFile,
    PaymentItem,
    Posting,
)
from duixian.parties.access import NotSeen, Refused
from duixian.parties.roles import Role
from tests.applications.cast import viewer
from tests.funds import cast, paying
from tests.funds.cast import WAN, Bureau, committed, issued, on, parts


@pytest.fixture
def both(people: Bureau) -> list[Instalment]:
    """Two instalments of two enterprises."""
    with on(2026, 5, 8):
        issued(people)
        made = committed(people, 30 * WAN), committed(people, 20 * WAN, of=people.rival)
    return [part for one in made for part in parts(one)]


def reasons(call: Callable[[], object]) -> str:
    with on(2026, 5, 8), pytest.raises(Refused) as found:
        call()
    return str(found.value)


def transit() -> int:
    rows = LedgerAccount.objects.filter(book=Book.TRANSIT)
    return sum(one.balance for one in rows)


def test_a_release_puts_the_money_in_transit_and_makes_the_file(
    people: Bureau, both: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, both)
    assert (file.number, file.rows, file.total) == ("ZF2026-000001", 2, 50 * WAN)
    assert transit() == 50 * WAN
    assert {paying.again(one.pk).state for one in both} == {"released"}
    entry = Entry.objects.get(action="payment.release")
    assert file.sha256 in entry.vouched.split()
    assert verify.findings() == []


def test_the_file_has_whole_accounts_and_every_export_after_the_first_is_a_copy(
    people: Bureau, both: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, both)
        name, first = payments_release.export(people.releaser, file.pk, "csv")
        again, second = payments_release.export(people.preparer, file.pk, "csv")
        third, _ = payments_release.export(people.preparer, file.pk, "xlsx")
    assert (name, again, third) == (
        "拨款-ZF2026-000001.csv", "拨款-ZF2026-000001-副本.csv", "拨款-ZF2026-000001-副本.xlsx",
    )  # fmt: skip
    rows = [list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))) for text in (first, second)]  # fmt: skip
    assert [row[:-1] for row in rows[0]] == [row[:-1] for row in rows[1]]
    assert {row[-1] for row in rows[1][1:]} == {"副本"}
    assert {row[4] for row in rows[0][1:-1]} == {"310066666123456789"}
    assert [one.key for one in Attempt.objects.order_by("row")] == [row[2] for row in rows[0][1:-1]]
    assert list(file.exports.values_list("number", "format")) == [(1, "csv"), (2, "csv"), (3, "xlsx")]  # fmt: skip
    clear = "310066666123456789"
    assert not [one for one in Entry.objects.all() if clear in one.payload.body]


def test_a_file_that_no_longer_hashes_as_released_is_not_handed_out(
    people: Bureau, both: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, both)
    PaymentItem.objects.filter(holder=people.firm.name).update(holder="别的公司")
    assert "校验值" in reasons(lambda: payments_release.export(people.preparer, file.pk, "csv"))
    assert not file.exports.exists()


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_only_finance_has_the_file(people: Bureau, both: list[Instalment], role: str) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, both)
        with pytest.raises(NotSeen):
            payments_release.export(getattr(people, role), file.pk, "csv")


# --- four people


def test_four_different_people_act_on_one_payment(people: Bureau, both: list[Instalment]) -> None:
    with on(2026, 5, 8):
        request = paying.signed(people, both)
        at = people.preparer.organisation
        for who in (people.officer, people.approver):
            also = viewer(at, Role.PREPARER, person=who.person)
            said = reasons(
                partial(
                    payments_release.prepare,
                    also,
                    request.pk,
                    finance_number="1",
                    read=paying.read(request),
                )
            )
            assert "四个不同的人" in said
        request = payments_release.prepare(
            people.preparer, request.pk, finance_number="1", read=paying.read(request)
        )
        for who in (people.officer, people.approver, people.preparer):
            also = viewer(at, Role.RELEASER, person=who.person)
            said = reasons(
                partial(
                    payments_release.release,
                    also,
                    request.pk,
                    read=paying.read(request),
                    credit=paying.good,
                )
            )
            assert "四个不同的人" in said
    assert not PaymentFile.objects.exists()


def test_the_finance_number_is_needed_and_used_once(people: Bureau, both: list[Instalment]) -> None:
    with on(2026, 5, 8):
        first, second = (paying.signed(people, [one]) for one in both)
        payments_release.prepare(
            people.preparer, first.pk, finance_number="2026-001", read=paying.read(first)
        )
    for number, words in (("", "请填写"), ("2026-001", "已用于")):
        said = reasons(
            partial(
                payments_release.prepare,
                people.preparer,
                second.pk,
                finance_number=number,
                read=paying.read(second),
            )
        )
        assert words in said


def test_credit_is_asked_once_more_before_the_money_goes(
    people: Bureau, both: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        request = paying.prepared(people, both)
    said = reasons(
        lambda: payments_release.release(
            people.releaser, request.pk, read=paying.read(request), credit=paying.bad
        )
    )
    assert said.count("信用核查") == 2
    assert transit() == 0


# --- an account that changed


@pytest.mark.parametrize("stage", ["signed", "prepared"])
def test_a_changed_account_stops_the_payment_at_every_stage(
    people: Bureau, both: list[Instalment], stage: str
) -> None:
    with on(2026, 5, 8):
        request = getattr(paying, stage)(people, both)
        cast.account(people.rival, "1111")
        said = reasons(lambda: paying.onward(people, request))
    assert "尾号1111" in said
    assert "上海远山" in said
    assert "上海明心" not in said


# --- once


def test_the_releasers_second_click_gives_the_same_file(
    people: Bureau, both: list[Instalment]
) -> None:
    with on(2026, 5, 8):
        request = paying.prepared(people, both)
        seen = paying.read(request)
        first, second = (
            payments_release.release(people.releaser, request.pk, read=seen, credit=paying.good)
            for _ in range(2)
        )
    assert first.pk == second.pk
    assert Attempt.objects.count() == 2
    assert Posting.objects.filter(key__startswith="payment.release").count() == 1
    assert transit() == 50 * WAN


def test_another_releaser_after_it_is_refused(people: Bureau, both: list[Instalment]) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, both)
        other = viewer(people.releaser.organisation, Role.RELEASER)
    assert "已拨付" in reasons(
        lambda: payments_release.release(other, file.request_id, read="", credit=paying.good)
    )


def test_there_is_no_way_back_from_a_release(people: Bureau, both: list[Instalment]) -> None:
    with on(2026, 5, 8):
        file = paying.released(people, both)
    item = PaymentItem.objects.filter(request=file.request_id).first()
    assert item is not None
    for call in (
        lambda: payments.send_back(people.releaser, file.request_id, "退"),
        lambda: payments.strike(people.releaser, item.pk, "退"),
        lambda: payments.discard(people.officer, file.request_id, "退"),
        lambda: payments.recall(people.officer, file.request_id),
    ):
        assert "已拨付" in reasons(call)
    assert ledger.balance(Place(book=Book.TREASURY)) == -1000 * WAN
