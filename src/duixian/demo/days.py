"""The demo's own days: its past is made on them, and every process of the demo goes by them (decisions/0010)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

from duixian.kernel import clock
from duixian.kernel.clock import SHANGHAI

TODAY = date(2026, 3, 10)
FILE = "demo-clock"


def shanghai(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment by the clock on the wall."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def follow(local: Path) -> None:
    """Go by the demo's clock from here on, where a demo was seeded."""
    file = local / FILE
    if file.exists():
        clock.shift(timedelta(days=int(file.read_text(encoding="ascii"))))


def begin(local: Path) -> timedelta:
    """From now on it is TODAY, at the real time of day. Whole days, so that hours stay what people's watches say."""
    clock.shift(timedelta())
    days = (TODAY - clock.today()).days
    local.mkdir(parents=True, exist_ok=True)
    (local / FILE).write_text(f"{days}\n", encoding="ascii")
    clock.shift(timedelta(days=days))
    return timedelta(days=days)


@dataclass(slots=True)
class Diary:
    """What is to be done, and when; acts may note down further ones. Done in the order of time, as the trail wants it."""

    _acts: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def note(self, moment: datetime, act: Callable[[], object]) -> None:
        """Do it then."""
        heappush(self._acts, (moment, next(self._order), act))

    def live(self) -> None:
        """Do everything, the clock held at the moment of each."""
        last = None
        while self._acts:
            moment, _, act = heappop(self._acts)
            assert last is None or moment >= last, "an act was noted for a time that had passed"
            last = moment
            with clock.at(moment):
                act()
