"""Working days: make-up days, periods that cross holidays, public notices, years that are not published."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.kernel.workdays import DEFAULT, Calendar, Deadline, Year

DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))


def test_every_day_is_what_the_library_says_that_others_use() -> None:
    first = date(2021, 1, 1)
    days = [first + timedelta(number) for number in range((date(2027, 1, 1) - first).days)]
    assert [
        day for day in days if DEFAULT.is_working(day) != chinese_calendar.is_workday(day)
    ] == []


def test_a_wrong_day_in_the_table_would_be_seen() -> None:
    """The control of the test above."""
    wrong = DEFAULT.with_years(
        [Year(year=2026, source="抄错", off=frozenset(), worked=frozenset())]
    )
    assert wrong.is_working(date(2026, 2, 16)) != chinese_calendar.is_workday(date(2026, 2, 16))


def test_each_year_names_its_notice_and_has_the_holidays_of_the_law() -> None:
    assert set(DEFAULT.published) == {2021, 2022, 2023, 2024, 2025, 2026}
    for number, year in DEFAULT.published.items():
        assert year.source.startswith(f"国办发明电〔{number - 1}〕")
        assert all(day.weekday() >= 5 for day in year.worked)
        net = sum(day.weekday() < 5 for day in year.off) - len(year.worked)
        assert net == (13 if number >= 2025 else 11)  # 全国年节及纪念日放假办法, changed from 2025


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # 14 February is worked for 春节
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 2, 28), 10, date(2026, 3, 13)),
        (date(2026, 9, 30), 10, date(2026, 10, 20)),  # 10 October is worked
        (date(2026, 10, 3), 1, date(2026, 10, 8)),  # begun on a holiday
        (date(2025, 12, 31), 60, date(2026, 4, 1)),
    ],
)
def test_a_period_ends_with_its_last_working_day(start: date, n: int, end: date) -> None:
    assert DEFAULT.add(start, n) == Deadline(end, provisional=False)


def test_a_period_has_no_negative_length() -> None:
    with pytest.raises(ValueError, match="-1"):
        DEFAULT.add(date(2026, 3, 2), -1)


@pytest.mark.parametrize(
    ("posted", "first", "last"),
    [
        (
            date(2022, 7, 22),
            date(2022, 7, 25),
            date(2022, 7, 29),
        ),  # five full days after the posting
        (date(2023, 7, 30), date(2023, 7, 31), date(2023, 8, 4)),  # posted on a Sunday
        (date(2026, 9, 18), date(2026, 9, 20), date(2026, 9, 24)),  # a worked Sunday is the first
        (date(2026, 9, 24), date(2026, 9, 28), date(2026, 10, 9)),  # over 中秋 and 国庆
    ],
)
def test_a_public_notice_runs_five_full_working_days(posted: date, first: date, last: date) -> None:
    assert DEFAULT.notice_period(posted) == (first, last, False)


def test_what_crosses_a_year_without_an_arrangement_is_provisional() -> None:
    found = DEFAULT.add(date(2026, 12, 28), 5)
    assert found == Deadline(date(2027, 1, 4), provisional=True)
    assert found.text == "2027年1月4日（暂定）"
    assert DEFAULT.add(date(2026, 12, 28), 3).text == "2026年12月31日"
    assert DEFAULT.notice_period(date(2026, 12, 31)).provisional
    assert not DEFAULT.add(date(2026, 12, 31), 0).provisional


def test_it_is_provisional_no_more_when_the_year_is_published() -> None:
    year = Year(
        year=2027, source="国办发明电〔2026〕9号", off=frozenset({date(2027, 1, 1), date(2027, 1, 4)}), worked=frozenset({date(2027, 1, 2)})
    )  # fmt: skip
    known = DEFAULT.with_years([year])
    assert known.add(date(2026, 12, 28), 5) == (date(2027, 1, 5), False)
    assert known.published[2027].source == "国办发明电〔2026〕9号"
    assert 2027 not in DEFAULT.published  # nothing was changed in place


def test_a_later_arrangement_replaces_the_earlier_one_whole() -> None:
    changed = DEFAULT.with_years(
        [Year(year=2026, source="改", off=frozenset({date(2026, 3, 3)}), worked=frozenset())]
    )
    assert not changed.is_working(date(2026, 3, 3))
    assert changed.is_working(date(2026, 2, 16))
    assert not changed.is_working(date(2026, 2, 14))


def test_a_deadline_ends_at_midnight_in_shanghai() -> None:
    due = Deadline(date(2026, 3, 2), provisional=False)
    assert due.over == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert not due.passed(datetime(2026, 3, 2, 15, 59, 59, 999999, tzinfo=UTC))
    assert due.passed(datetime(2026, 3, 2, 16, tzinfo=UTC))


def test_days_late_are_working_days() -> None:
    assert DEFAULT.between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert DEFAULT.between(date(2026, 10, 10), date(2026, 9, 30)) == 0
    assert DEFAULT.between(date(2026, 3, 2), date(2026, 3, 2)) == 0


def test_without_any_year_there_are_weekends_only() -> None:
    bare = Calendar()
    assert bare.is_working(date(2026, 10, 1))
    assert not bare.is_working(date(2026, 10, 10))
    assert bare.add(date(2026, 9, 30), 1) == (date(2026, 10, 1), True)


@given(DAYS, st.integers(0, 90))
def test_as_many_days_lie_between_as_were_added(day: date, n: int) -> None:
    end = DEFAULT.add(day, n).day
    assert DEFAULT.between(day, end) == n
    assert n == 0 or DEFAULT.is_working(end)
