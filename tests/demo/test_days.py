"""The demonstration's clock: a whole number of days beside the real one, kept, and followed by every process."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from duixian.demo.days import FILE, TODAY, Diary, begin, follow, shanghai
from duixian.kernel import clock

REAL = datetime.fromisoformat("2031-07-01T23:30:00+08:00")


@pytest.fixture(autouse=True)
def real_clock_afterwards(noon: None) -> Iterator[None]:
    """Whatever a test sets is set back."""
    yield
    clock.shift(timedelta())


def test_it_begins_on_its_day_and_others_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(REAL):
        by = begin(tmp_path)
    assert (REAL + by).date() == TODAY
    assert (tmp_path / FILE).read_text() == f"{by.days}\n"
    given: list[timedelta] = []
    monkeypatch.setattr(clock, "shift", given.append)
    follow(tmp_path)
    assert given == [by]


def test_without_a_demo_the_clock_is_the_real_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[timedelta] = []
    monkeypatch.setattr(clock, "shift", given.append)
    follow(tmp_path)
    assert given == []


def test_a_diary_is_lived_in_order_and_each_act_at_its_time() -> None:
    diary, lived = Diary(), []
    first, second = shanghai(date(2026, 1, 1)), shanghai(date(2026, 1, 2))
    diary.note(second, lambda: lived.append(("second", clock.now())))
    diary.note(first, lambda: lived.append(("first", clock.now())))
    diary.live()
    assert lived == [("first", first), ("second", second)]


def test_a_diary_never_goes_back() -> None:
    diary = Diary()
    late = shanghai(date(2026, 1, 2))
    diary.note(late, lambda: diary.note(late - timedelta(days=1), print))
    with pytest.raises(AssertionError, match="passed"):
        diary.live()
