"""The cache that all processes share: values for a time, and one winner where many add the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from duixian.parties.signin import shared_cache
from duixian.parties.signin.store import Remembered

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_values_last_for_their_time() -> None:
    with time_machine.travel(START, tick=False) as travel:
        cache.set("a", [1.5, "x"], 60)
        assert cache.get("a") == [1.5, "x"]
        assert not cache.add("a", 2, 60)
        travel.shift(timedelta(seconds=60))
        assert cache.get("a", "gone") == "gone"
        assert cache.add("a", 2, 60)
        assert cache.touch("a", 600)
        travel.shift(timedelta(seconds=300))
        assert cache.get("a") == 2
        assert cache.delete("a")
        assert not cache.delete("a")
        assert not cache.touch("a")


def test_nothing_is_kept_for_ever() -> None:
    with time_machine.travel(START, tick=False) as travel:
        cache.set("a", 1, None)
        cache.set("b", 1, 10**9)
        travel.shift(timedelta(days=2))
        assert cache.get_many(["a", "b"]) == {}


def test_what_is_over_is_swept_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_cache, "SWEEP_ONCE_IN", 1)
    with time_machine.travel(START, tick=False) as travel:
        cache.set("a", 1, 60)
        travel.shift(timedelta(minutes=5))
        cache.set("b", 1, 60)
        assert Remembered.objects.count() == 1
    cache.clear()
    assert not Remembered.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_one_wins() -> None:
    def add(number: int) -> bool:
        try:
            return cache.add("a", number, 60)
        finally:
            connection.close()

    for _ in range(5):
        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(add, range(12))) == 1
        cache.clear()
