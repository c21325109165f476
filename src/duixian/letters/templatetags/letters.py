"""How letters write amounts, days and the numbers of their parts."""

from datetime import date

from django import template

from duixian.kernel import capital as capitals
from duixian.kernel import dates
from duixian.kernel.money import Money
from duixian.kernel.numerals import chinese_numeral

register = template.Library()
ENDS = tuple("。！？；.：")


@register.filter
def yuan(amount: Money) -> str:
    """1,234.50元."""
    return amount.yuan_text()


@register.filter
def figures(amount: Money) -> str:
    """1,234.50, for columns whose header names the unit."""
    return amount.yuan_text().removesuffix("元")


@register.filter
def capital(amount: Money) -> str:
    """人民币壹仟贰佰叁拾肆元伍角."""
    return f"人民币{capitals.capital(amount)}"


@register.filter
def day(value: date | str) -> str:
    """2026年3月2日, of a day or of its frozen form 2026-03-02."""
    return dates.chinese(date.fromisoformat(value) if isinstance(value, str) else value)


@register.filter
def sentence(text: str) -> str:
    """Ended with a full stop, where whoever wrote it left it out."""
    return text if text.endswith(ENDS) else f"{text}。"


@register.filter
def ordinal(number: int) -> str:
    """一, 二, … as parts of a text are numbered."""
    return chinese_numeral(number)
