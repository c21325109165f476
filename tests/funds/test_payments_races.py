"""At the same moment: two clicks, an answer twice, a suspension while it is released. Each as if one came after the other."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections

from duixian.funds import instalments, payments_items, payments_release, verify
from duixian.funds.models import Attempt, Instalment, PaymentFile, PaymentRequest, Posting
from duixian.parties.access import Refused
from tests.funds import cast, paying
from tests.funds.cast import WAN, Bureau, committed, on, parts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> Bureau:
    with on(2026, 5, 8):
        made = cast.bureau()
        cast.issued(made)
    return made


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Each in a thread of its own; what became of each."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            start.wait(timeout=20)
            with on(2026, 5, 8):
                result = call()
        except (Refused, DatabaseError) as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return type(result).__name__

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def prepared(people: Bureau) -> tuple[PaymentRequest, list[Instalment]]:
    with on(2026, 5, 8):
        both = [*parts(committed(people, 30 * WAN)), *parts(committed(people, 20 * WAN, of=people.rival))]  # fmt: skip
        return paying.prepared(people, both), both


def releasing(people: Bureau, request: PaymentRequest) -> Callable[[], PaymentFile]:
    return partial(
        payments_release.release, people.releaser, request.pk, read=paying.read(request), credit=paying.good
    )  # fmt: skip


def test_a_double_click_releases_once(people: Bureau) -> None:
    request, _ = prepared(people)
    click = releasing(people, request)
    assert at_once(click, click, click) == ["PaymentFile"] * 3
    assert Attempt.objects.count() == 2
    assert Posting.objects.filter(key__startswith="payment.release").count() == 1


def test_without_the_locks_a_double_click_goes_wrong(
    people: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control. SQLite has one writer at a time, so there it can't."""
    request, _ = prepared(people)
    meet = Barrier(2)

    def unlocked(ids: Iterable[UUID]) -> list[Instalment]:
        return list(Instalment.objects.select_related("commitment__organisation").filter(pk__in=set(ids)).order_by("pk"))  # fmt: skip

    def seen(*given: Any) -> list[str]:
        meet.wait(timeout=20)
        return []

    monkeypatch.setattr(instalments, "locked", unlocked)
    monkeypatch.setattr(payments_items, "locked", lambda pk: PaymentRequest.objects.get(pk=pk))
    if connection.vendor == "postgresql":
        monkeypatch.setattr(payments_items, "differences", seen)
    click = releasing(people, request)
    wrong = at_once(click, click) != ["PaymentFile"] * 2
    assert wrong == (connection.vendor == "postgresql")


def test_the_same_answer_twice_at_once_counts_once(people: Bureau) -> None:
    request, both = prepared(people)
    with on(2026, 5, 8):
        file = releasing(people, request)()
        written = paying.statement(people, file)
    take = partial(paying.imported, people, file, written)
    assert at_once(take, take) == ["BankAnswer"] * 2
    assert Posting.objects.filter(key__startswith="payment.answer").count() == 1
    assert {paying.again(one.pk).state for one in both} == {"paid"}


def test_a_suspension_and_a_release_come_one_after_the_other(people: Bureau) -> None:
    request, (mine, theirs) = prepared(people)
    results = at_once(releasing(people, request), partial(paying.suspended, people, people.rival))
    file = PaymentFile.objects.filter(request=request).first()
    state = paying.again(theirs.pk).state
    if file is None:  # it came first, and the list is no longer the one that was read
        assert (results, state) == (["Hold", "Refused"], "suspended")
    else:
        assert (results, state, file.rows) == (["Hold", "PaymentFile"], "released", 2)
    assert paying.again(mine.pk).state == ("released" if file else "prepared")
    assert verify.findings() == []
