"""Reports are read from what is kept as it happens, and equal what the transfers add up to, with few queries."""

from collections import defaultdict

import pytest
from django.db.models import Sum

from duixian.funds import reports
from duixian.funds.chart import POSTINGS, Book, Move
from duixian.funds.models import Instalment, Transfer
from tests.funds.cast import (
    MEASURE,
    OTHER,
    PAY,
    POLICY,
    WAN,
    Bureau,
    committed,
    issued,
    line,
    on,
    parts,
    take,
    walk,
)


@pytest.fixture
def busy(people: Bureau) -> Bureau:
    """Two measures, three months, one of everything."""
    with on(2026, 3, 2):
        issued(people, lines={MEASURE: 1000 * WAN, OTHER: 100 * WAN})
        one = committed(people, 300 * WAN, 2026, 2027, 2028)
        walk(people, (*PAY, "confirm"), parts(one)[0])
    with on(2026, 4, 2):
        two = committed(people, 50 * WAN, measure=OTHER)
        walk(people, (*PAY, "fail"), *parts(two))
        walk(people, (*PAY, "confirm"), *parts(committed(people, 7)))
    with on(2026, 5, 2):
        take(people, "bounce", parts(one)[0])
        take(people, "unfund", *parts(committed(people, 11)))
        walk(people, PAY, *parts(committed(people, 13, measure=OTHER)))
    return people


def recomputed(year: int, measure: str) -> dict[Book, int]:
    """The balances of a line from its transfers alone."""
    found: dict[Book, int] = defaultdict(int)
    rows = Transfer.objects.filter(year=year, measure=measure).values_list("move").annotate(fen=Sum("amount"))  # fmt: skip
    for move, fen in rows.order_by():
        row = POSTINGS[Move(move)]
        found[row.credit] += fen
        found[row.debit] -= fen
    return found


def test_execution_equals_what_the_transfers_add_up_to(busy: Bureau) -> None:
    for row in reports.execution(2026):
        real = recomputed(2026, row.line.measure)
        assert (row.left, row.reserved, row.transit, row.paid) == tuple(
            real[book] for book in (Book.AVAILABLE, Book.RESERVED, Book.TRANSIT, Book.PAID)
        )
        assert row.issued - row.lapsed - row.returned == row.left + row.committed
        assert row.issued == row.approved


def test_execution_says_what_became_of_the_money(busy: Bureau) -> None:
    one, two = reports.execution(2026)
    assert (one.line, two.line) == (line(2026), line(2026, OTHER))
    assert (one.paid, one.returned, one.reserved, one.waiting) == (7, 100 * WAN, 0, 100 * WAN + 11)
    assert (two.reserved, two.transit, two.left) == (50 * WAN, 13, 50 * WAN - 13)


def test_months_add_up_to_the_year(busy: Bureau) -> None:
    rows = reports.months(2026)
    assert [row.month for row in rows] == [202603, 202603, 202604, 202604, 202605, 202605]
    for whole in reports.execution(2026):
        own = [row for row in rows if row.line == whole.line]
        assert sum(row.issued for row in own) == whole.issued
        assert sum(row.paid for row in own) == whole.paid
        assert sum(row.committed for row in own) == whole.committed + whole.returned
    april = next(row for row in rows if row.month == 202604 and row.line.measure == OTHER)
    assert (april.committed, april.paid) == (50 * WAN, 0)


def test_the_forward_load_equals_the_instalments_that_wait(busy: Bureau) -> None:
    real = (
        Instalment.objects.filter(funded=False, state__in=["planned", "returned"])
        .values_list("year", "commitment__measure")
        .annotate(fen=Sum("amount"))
        .order_by("year")
    )
    found = [(one.line.year, one.line.measure, one.amount) for one in reports.forward_load(2026)]
    assert found == list(real)
    assert found == [
        (2026, MEASURE, 100 * WAN + 11), (2027, MEASURE, 100 * WAN), (2028, MEASURE, 100 * WAN),
    ]  # fmt: skip


def test_needs_are_what_falls_due_by_measure(busy: Bureau) -> None:
    assert [(one.measure, one.count, one.amount, one.funded) for one in reports.needs(2026)] == [
        (MEASURE, 2, 100 * WAN + 11, 0), (OTHER, 1, 50 * WAN, 50 * WAN),
    ]  # fmt: skip
    [need] = reports.needs(2028)
    assert need.amount == sum(one.amount for one in reports.needs_of(2028, POLICY, MEASURE))
    assert reports.needs(2031) == []


def test_a_report_asks_a_handful_of_queries_however_much_there_is(
    busy: Bureau, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        reports.execution(2026)
        reports.months(2026)
        reports.forward_load(2026)
        reports.needs(2026)


def test_what_is_due_and_not_yet_asked_for_is_listed_by_day(busy: Bureau) -> None:
    assert [one.state for one in reports.due(2026)] == ["failed"]
