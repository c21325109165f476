"""Days: look-backs over leap years, days as people type them, the one clock."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from duixian.kernel import clock
from duixian.kernel.dates import (
    BadDate,
    chinese,
    read_date,
    read_iso,
    read_month,
    read_past,
    years_after,
    years_before,
)


@pytest.mark.parametrize(
    ("day", "years", "before"),
    [
        (date(2026, 3, 2), 3, date(2023, 3, 2)),
        (date(2028, 2, 29), 3, date(2025, 2, 28)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
        (date(2, 1, 1), 3, date(1, 1, 1)),
    ],
)
def test_years_are_counted_back(day: date, years: int, before: date) -> None:
    assert years_before(day, years) == before


def test_years_are_counted_on() -> None:
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02",
        "2026/3/2",
        "2026.3.2",
        "2026年3月2日",
        "２０２６年３月２日",
        "20260302",
        " 2026 年 3 月 2 日 ",
    ],
)
def test_a_day_is_read_as_people_type_it(text: str) -> None:
    assert read_date(text) == date(2026, 3, 2)


@pytest.mark.parametrize(
    "text", ["", "三月二日", "26-3-2", "2026-03-02T00:00", "31/12/2026", "1767225600000"]
)
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadDate, match=r"无法识别.*2026年3月2日"):
        read_date(text)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2025-02-29"])
def test_a_day_that_does_not_exist_is_named_as_such(text: str) -> None:
    with pytest.raises(BadDate, match="不存在"):
        read_date(text)
    with pytest.raises(BadDate, match="不存在"):
        read_iso(text)


@pytest.mark.parametrize(
    "text", ["2026-3-2", "20260302", "2026-03-02 ", "２０２６-03-02", "二〇二六年"]
)
def test_the_contract_takes_iso_days_alone(text: str) -> None:
    with pytest.raises(BadDate, match="格式不对"):
        read_iso(text)


def test_days_are_written_in_chinese() -> None:
    assert chinese(date(2026, 3, 2)) == "2026年3月2日"


def test_today_is_shanghais_day() -> None:
    with time_machine.travel(datetime(2026, 12, 31, 16, 0, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
        assert clock.today() == date(2027, 1, 1)


TODAY = date(2026, 3, 2)


def test_a_day_that_must_have_been() -> None:
    assert read_past("2026年3月2日", "签收日期", TODAY) == TODAY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" ", "请填写签收日期，例如 2026-03-02"),
        ("2026-03-03", "签收日期不能晚于今天"),
        ("昨天", "日期“昨天”无法识别"),
    ],
)
def test_a_day_that_cannot_have_been(text: str, said: str) -> None:
    with pytest.raises(BadDate, match=said):
        read_past(text, "签收日期", TODAY)


@pytest.mark.parametrize("text", ["2026-03", "2026年3月", "202603", "２０２６年 ３ 月"])
def test_months_as_people_type_them(text: str) -> None:
    assert read_month(text) == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "三月", "2026-03-02"])
def test_no_month(text: str) -> None:
    with pytest.raises(BadDate):
        read_month(text)
