"""The one clock: every other module takes the day or the moment as an argument, or asks here.

A demonstration lives on days of its own: `shift` sets this process's clock beside the real one, once, at its start.
While a demonstration's past is made, `at` holds the clock at the moment of each act.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_shift = {"by": timedelta()}


def now() -> datetime:
    """The present moment, in UTC."""
    return _held.get() or datetime.now(UTC) + _shift["by"]


def today() -> date:
    """The present day in Shanghai, which is the day that deadlines and validity go by."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """A moment as Shanghai's clocks show it."""
    return moment.astimezone(SHANGHAI)


def shift(by: timedelta) -> None:
    """Set this process's clock off from the real one; only a demonstration does."""
    _shift["by"] = by


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment, in this thread of work only."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
