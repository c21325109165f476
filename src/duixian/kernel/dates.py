"""Calendar days: looked back by years, read as people type them, written in Chinese."""

import re
from datetime import date
from functools import lru_cache

from duixian.kernel.text import folded, shown

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})月?", re.ASCII)
_TYPED = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)


class BadDate(ValueError):
    """A day that can't be read; its message names the value and the way out, in Chinese."""


def read_iso(text: str) -> date:
    """Read the contract's form, 2026-03-02; raises BadDate for anything else."""
    if not _ISO.fullmatch(text):
        raise BadDate(f'日期“{shown(text)}”格式不对：应为 "2026-03-02" 的写法')
    return _real(text, text.split("-"))


@lru_cache(maxsize=1024)
def read_date(text: str) -> date:
    """Read a day as people type it: 2026-03-02 · 2026/3/2 · 2026.3.2 · 2026年3月2日 · 20260302."""
    plain = folded(text).replace(" ", "")
    if plain.isascii() and plain.isdigit() and len(plain) == len("20260302"):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    found = _TYPED.fullmatch(plain)
    if not found:
        raise BadDate(
            f"日期“{shown(text)}”无法识别。请按年月日填写，例如 2026-03-02 或 2026年3月2日"
        )
    return _real(text, found.groups())


def read_past(text: str, what: str, today: date) -> date:
    """A day as people type it that is not after today; raises BadDate, and calls it `what`."""
    if not text.strip():
        raise BadDate(f"请填写{what}，例如 2026-03-02")
    day = read_date(text)
    if day > today:
        raise BadDate(f"{what}不能晚于今天")
    return day


def read_month(text: str) -> date:
    """The first day of a month as people type it: 2026-03 · 2026年3月 · 202603; raises BadDate."""
    plain = folded(text).replace(" ", "")
    if plain.isascii() and plain.isdigit() and len(plain) == len("202603"):
        plain = f"{plain[:4]}-{plain[4:]}"
    found = _MONTH.fullmatch(plain)
    if not found:
        raise BadDate(f"月份“{shown(text)}”无法识别。请按年月填写，例如 2026-03 或 2026年3月")
    return _real(text, [*found.groups(), "1"])


def _real(text: str, parts: "tuple[str, ...] | list[str]") -> date:
    year, month, day = (int(part) for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(f"日期“{shown(text)}”不存在，请核对年月日") from None


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February goes back to 28."""
    year = day.year - years if day.year > years else 1
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February goes back to 28."""
    return years_before(day, -years)


@lru_cache(maxsize=1024)
def chinese(day: date) -> str:
    """2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"
