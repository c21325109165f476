"""What officers type, read: moments in Shanghai, whole numbers, readings by their type."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duixian.applications.readings import Reading, in_words
from duixian.applications.round_fields import YEARS
from duixian.kernel.clock import SHANGHAI
from duixian.kernel.dates import chinese, read_date
from duixian.kernel.money import Money
from duixian.kernel.text import folded, shown
from duixian.policy.tree import DAY, YESNO, Number, OneOf
from duixian.policy.units import YUAN
from duixian.policy.units import name as unit_name
from duixian.web import fields

_TIME = re.compile(r"(\d{1,2})(?::|时|点)(\d{2})?分?", re.ASCII)
Clock = tuple[int, int]


def day(text: str) -> date | None:
    """A day as people type it; None where nothing was typed."""
    return read_date(text) if text.strip() else None


def needed_day(text: str) -> date:
    if not text.strip():
        raise ValidationError("请填写日期，例如 2026年3月2日")
    found = read_date(text)
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise ValidationError(f"“{shown(text)}”的年份不对，应在{YEARS[0]}年至{YEARS[1]}年之间")
    return found


def time(text: str) -> Clock:
    """An hour and minute; 24:00 is the end of the day."""
    plain = folded(text).replace(" ", "")
    found = _TIME.fullmatch(plain)
    hour, minute = (int(part or 0) for part in found.groups()) if found else (99, 99)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValidationError(
            f"时间“{shown(text)}”无法识别。请按24小时制填写，例如 17:00；到当天结束填 24:00"
        )
    return hour, minute


def moment(on: date, at: Clock) -> datetime:
    """A moment by Shanghai's clock."""
    return datetime(on.year, on.month, on.day, tzinfo=SHANGHAI) + timedelta(
        hours=at[0], minutes=at[1]
    )


def typed(at: datetime, *, end: bool = False) -> tuple[str, str]:
    """A moment as it would be typed: the day and the time; the end of a day is 24:00."""
    there = at.astimezone(SHANGHAI)
    if end and (there.hour, there.minute) == (0, 0):
        return chinese(there.date() - timedelta(days=1)), "24:00"
    return chinese(there.date()), f"{there.hour:02d}:{there.minute:02d}"


def whole(text: str) -> int | None:
    """A whole number; None where nothing was typed."""
    plain = folded(text)
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 6):
        raise ValidationError(f"“{shown(text)}”应为整数，例如 10")
    return int(plain)


def needed_whole(text: str) -> int:
    found = whole(text)
    if found is None:
        raise ValidationError("请填写整数，例如 10")
    return found


def options(one: Reading) -> list[tuple[str, str]]:
    """The values to pick from; empty where the value is typed."""
    match one.parameter.type:
        case OneOf(ids=ids, names=names):
            return list(zip(ids, names, strict=True))
        case type_ if type_ == YESNO:
            return [
                (fields.YES, in_words(one.parameter, True)),
                (fields.NO, in_words(one.parameter, False)),
            ]
    return []


def unit(one: Reading) -> str:
    """What stands behind the input."""
    match one.parameter.type:
        case Number(unit=unit_) if unit_ == YUAN:
            return "元或万元"
        case Number(unit=unit_):
            return unit_name(unit_) if unit_ else "%"
    return ""


def as_typed(one: Reading) -> str:
    """A reading's value as its input holds it."""
    match one.parameter.type:
        case Number(unit=unit_) if unit_ == YUAN:
            return Money.yuan(one.value).yuan_text().removesuffix("元").removesuffix(".00")
        case type_ if type_ == YESNO:
            return fields.YES if one.value else fields.NO
        case type_ if type_ == DAY:
            return one.text
    return str(one.value)


def value(one: Reading, text: str) -> Any:
    """The contract's value of what was typed; None where nothing was."""
    match one.parameter.type:
        case Number(unit=unit_) if unit_ == YUAN:
            amount = fields.AmountField(required=False).clean(text)
            return amount and amount.contract()
        case Number() as type_:
            return fields.QuantityField(type_, unit(one)).clean(text)
        case type_ if type_ == DAY:
            found = day(text)
            return found and found.isoformat()
    return _picked(one, text)


def _picked(one: Reading, text: str) -> Any:
    known = dict(options(one))
    if known and text and text not in known:
        raise ValidationError(f"“{shown(text)}”不在选项里，请重新选择")
    if one.parameter.type == YESNO:
        return {fields.YES: True, fields.NO: False}.get(text)
    return text.strip() or None
