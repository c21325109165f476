"""R20: the connection is cut around COMMIT, and nobody knows whether it was done: asked again, everything is done once."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeVar

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import Sum

from duixian.funds import payments_release, recovery_money, verify
from duixian.funds.models import (
    Attempt,
    BankAnswer,
    LedgerAccount,
    PaymentFile,
    PaymentRequest,
    Recovery,
    Repayment,
    Transfer,
)
from tests.funds import cast, crash, cutting, paying, recovering
from tests.funds.cast import WAN, Bureau, committed, on, parts
from tests.funds.cutting import Cutter
from tests.funds.recovering import plan

pytestmark = pytest.mark.django_db(transaction=True)
SHARE = 0.4
Given = TypeVar("Given")


@pytest.fixture
def people(transactional_db: None) -> Bureau:
    with on(2026, 5, 8):
        made = cast.bureau()
        cast.issued(made, lines={cast.MEASURE: 10_000 * WAN})
    return made


def insisted(call: Callable[[], Given]) -> Given:
    """Ask until there is an answer, as a person does whose page did not load."""
    for _ in range(50):
        try:
            return call()
        except (OperationalError, InterfaceError):
            connection.close()
    raise AssertionError("never an answer")


def prepared(people: Bureau, count: int) -> list[PaymentRequest]:
    found = []
    for _ in range(count):
        part = parts(committed(people, 10 * WAN))
        found.append(paying.prepared(people, part))
    return found


def paid_with_cuts(people: Bureau, cut: Cutter, requests: list[PaymentRequest]) -> None:
    """Release and answer of each, with cuts."""
    for request in requests:
        seen = paying.read(request)
        cut.share = SHARE
        file = insisted(
            partial(
                payments_release.release, people.releaser, request.pk, read=seen, credit=paying.good
            )
        )
        cut.share = 0.0
        written = paying.statement(people, file)
        cut.share = SHARE
        insisted(partial(paying.imported, people, file, written))
        cut.share = 0.0


def payments_are_paid_once(people: Bureau, count: int, seed: int) -> None:
    with on(2026, 5, 8):
        requests = prepared(people, count)
        with cutting.cutter(seed) as cut:
            paid_with_cuts(people, cut, requests)
    assert cut.before
    assert cut.after
    assert PaymentFile.objects.count() == BankAnswer.objects.count() == count
    assert list(Attempt.objects.values_list("state", flat=True)) == ["ok"] * count
    for move in ("instruct", "confirm"):
        found = Transfer.objects.filter(move=move)
        assert (found.count(), found.aggregate(fen=Sum("amount"))["fen"]) == (count, count * 10 * WAN)  # fmt: skip
    assert sum(one.balance for one in LedgerAccount.objects.all()) == 0
    assert verify.findings() == []
    assert [*crash._chain()] == []


def test_eight_payments_cut_around_their_commits_are_eight(people: Bureau) -> None:
    payments_are_paid_once(people, 8, seed=1)


@pytest.mark.trust
def test_two_hundred_payments_cut_around_their_commits_are_two_hundred(people: Bureau) -> None:
    payments_are_paid_once(people, 200, seed=2)


def owing(people: Bureau) -> Recovery:
    with on(2026, 5, 8):
        part = parts(committed(people, 30 * WAN))
        paying.paid(people, part)
        return recovering.decided(
            people, recovering.found(people), plan([(part[0], part[0].amount)])
        )


def repaid_with_cuts(people: Bureau, papers: Callable[[int], str]) -> Cutter:
    made = owing(people)

    def arrives(number: int) -> Repayment:
        return recovery_money.repay(
            people.preparer, made.pk, reference=papers(number), amount=WAN, received_on=date(2026, 5, 8)
        )  # fmt: skip

    with on(2026, 5, 8), cutting.cutter(seed=3) as cut:
        cut.share = SHARE
        for number in range(8):
            insisted(partial(arrives, number))
        cut.share = 0.0
    assert cut.after
    return cut


def test_money_that_came_back_is_recorded_once_by_its_paper(people: Bureau) -> None:
    repaid_with_cuts(people, lambda number: f"GK-{number}")
    assert Repayment.objects.count() == 8
    assert Transfer.objects.filter(move="recover").aggregate(fen=Sum("amount"))["fen"] == 8 * WAN


def test_without_a_key_it_is_recorded_more_than_once(people: Bureau) -> None:
    """The control: another number at every try, and what was done is done again."""
    tries = iter(range(1000))
    cut = repaid_with_cuts(people, lambda _: f"GK-{next(tries)}")
    assert Repayment.objects.count() == 8 + cut.after


def test_a_cut_before_and_one_after_the_commit_look_the_same(people: Bureau) -> None:
    """The tool itself: one is rolled back, the other is done, and the caller hears of neither."""
    with on(2026, 5, 8):
        [request] = prepared(people, 1)
        for where, there in (("before", False), ("after", True)):
            with cutting.cutter(seed=0) as cut:
                cut.always = where
                with pytest.raises(DatabaseError):
                    payments_release.release(
                        people.releaser, request.pk, read=paying.read(request), credit=paying.good
                    )
                connection.close()
                cut.always = None
            assert PaymentFile.objects.exists() == there
