"""The one clock: every other module takes the day or the moment as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Shanghai, which is the day that deadlines and validity go by."""
    return now().astimezone(SHANGHAI).date()
