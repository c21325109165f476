"""Chinese working days: weekends, public holidays (休) and make-up days (班), year by year as the State Council publishes them.

A period starts the working day after the event and ends with its last day. A year whose arrangement is not published
knows weekends only, and whatever is counted through it is provisional (暂定).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from duixian.kernel.clock import SHANGHAI
from duixian.kernel.dates import chinese

ONE = timedelta(days=1)
SATURDAY = 5
NOTICE_DAYS = 5
_PROVISIONAL = "（暂定）"


class Deadline(NamedTuple):
    """The last day of a period; provisional where a year's arrangement is still to be published."""

    day: date
    provisional: bool

    @property
    def text(self) -> str:
        """2026年3月2日, and （暂定） behind it where it is provisional."""
        return chinese(self.day) + _PROVISIONAL * self.provisional

    @property
    def over(self) -> datetime:
        """The first moment that is too late: the midnight in Shanghai with which the day ends."""
        return datetime.combine(self.day + ONE, datetime.min.time(), SHANGHAI)

    def passed(self, now: datetime) -> bool:
        """Whether the last moment of the day is behind us."""
        return now >= self.over


class Period(NamedTuple):
    """The first and the last day of a run of full working days."""

    first: date
    last: date
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year's arrangement: the notice's number, the days off (休), the weekend days that are worked (班)."""

    year: int
    source: str
    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """Published years, immutable; a later arrangement of a year replaces the earlier one."""

    years: tuple[Year, ...] = ()

    @cached_property
    def published(self) -> dict[int, Year]:
        """The arrangements by their year."""
        return {one.year: one for one in self.years}

    @cached_property
    def holidays(self) -> frozenset[date]:
        """Every day off of the published years, weekends within holidays included."""
        return frozenset(day for one in self.published.values() for day in one.off)

    @cached_property
    def makeups(self) -> frozenset[date]:
        """Every weekend day that is worked."""
        return frozenset(day for one in self.published.values() for day in one.worked)

    def with_years(self, years: Iterable[Year]) -> "Calendar":
        """This calendar with further years, or newer arrangements of those it knows."""
        return Calendar((*self.years, *years))

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self.makeups:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def add(self, day: date, n: int) -> Deadline:
        """The n-th working day after `day`: the last day of a period of n working days that starts the day after.

        n = 0 is the day itself; raises ValueError below that.
        """
        if n < 0:
            raise ValueError(f"a period of {n} working days")
        end = day
        for _ in range(n):
            end = self._next(end)
        return Deadline(end, self._provisional(day + ONE, end))

    def between(self, a: date, b: date) -> int:
        """How many working days come after `a`, up to and with `b`: how late b is for a deadline a; 0 if it is not."""
        days = (a + ONE * number for number in range(1, (b - a).days + 1))
        return sum(map(self.is_working, days))

    def notice_period(self, posted: date, days: int = NOTICE_DAYS) -> Period:
        """The full working days of a public notice: the day of posting is not one of them (domain.md, 公示)."""
        last = self.add(posted, days)
        return Period(self._next(posted), last.day, last.provisional)

    def _next(self, day: date) -> date:
        day += ONE
        while not self.is_working(day):
            day += ONE
        return day

    def _provisional(self, first: date, last: date) -> bool:
        return any(year not in self.published for year in range(first.year, last.year + 1))


def _year(year: int, source: str, off: str, worked: str) -> Year:
    """A year as the table below writes it: spans and days as MMDD, those of the year before with its number in front."""
    return Year(
        year=year, source=source, off=frozenset(day for span in off.split() for day in _span(year, span)),
        worked=frozenset(_day(year, text) for text in worked.split()),
    )  # fmt: skip


def _span(year: int, text: str) -> Iterable[date]:
    first, _, last = text.partition("-")
    begin, end = _day(year, first), _day(year, last or first)
    return (begin + ONE * number for number in range((end - begin).days + 1))


def _day(year: int, text: str) -> date:
    return date.fromisoformat(text if len(text) == len("20221231") else f"{year}{text}")


# 国务院办公厅关于某年部分节假日安排的通知. The years of this policy and of its predecessors (2021, 2023).
DEFAULT = Calendar(
    (
        _year(
            2021, "国办发明电〔2020〕27号",
            "0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007",
            "0207 0220 0425 0508 0918 0926 1009",
        ),
        _year(
            2022, "国办发明电〔2021〕11号",
            "0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007",
            "0129 0130 0402 0424 0507 1008 1009",
        ),
        _year(
            2023, "国办发明电〔2022〕16号",
            "20221231-0102 0121-0127 0405 0429-0503 0622-0624 0929-1006",
            "0128 0129 0423 0506 0625 1007 1008",
        ),
        _year(
            2024, "国办发明电〔2023〕7号",
            "0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007",
            "0204 0218 0407 0428 0511 0914 0929 1012",
        ),
        _year(
            2025, "国办发明电〔2024〕12号",
            "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
            "0126 0208 0427 0928 1011",
        ),
        _year(
            2026, "国办发明电〔2025〕7号",
            "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
            "0104 0214 0228 0509 0920 1010",
        ),
    )
)  # fmt: skip
