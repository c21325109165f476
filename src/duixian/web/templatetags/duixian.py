"""How amounts, days and clauses are written on pages."""

import re
from datetime import date

from django import template
from django.urls import reverse

from duixian.kernel import dates
from duixian.kernel.money import Money
from duixian.policy import Step

register = template.Library()
FULL_WIDTH = str.maketrans("(),", "（），")


@register.filter
def yuan(amount: Money) -> str:
    """1,234.50, for cells whose header names the unit."""
    return amount.yuan_text().removesuffix("元")


@register.filter
def yuan_text(amount: str) -> str:
    """The same, of the contract's words."""
    return yuan(Money.yuan(amount))


@register.filter
def signed(amount: Money) -> str:
    """The same of an amount that may be below nothing: −1,234.50."""
    return f"−{yuan(Money(-amount.fen))}" if amount.fen < 0 else yuan(amount)


@register.filter
def fen(amount: int) -> str:
    """The same, of an amount that a table keeps as whole fen."""
    return yuan(Money(amount))


@register.filter
def wan(amount: Money) -> str:
    """500万元, exact."""
    return amount.wan_text()


@register.filter
def brief(amount: Money) -> str:
    """450万元 where that is short; 4,999,999.99元 where it would have many decimals."""
    return amount.yuan_text() if amount.fen % 10_000 else amount.wan_text()


@register.filter
def formula(text: str) -> str:
    """A formula of the rules with the punctuation of Chinese prose."""
    return text.translate(FULL_WIDTH).replace("， ", "，").replace(" - ", " − ")


@register.filter
def chinese_date(day: date) -> str:
    """2026年3月2日."""
    return dates.chinese(day)


@register.filter
def for_people(step: Step) -> str:
    """A step without what programs need: the identifiers of facts, and the quotation shown beside it."""
    text = step.text.removesuffix(f"。依据：“{step.quote}”")
    return re.sub(r"（[a-z][a-z0-9_]*）", "", text)


@register.filter
def without_id(alternative: str) -> str:
    """A reading that may be chosen, without the identifier that programs call it by: gross 含税."""
    return re.sub(r"^[a-z][a-z-]* ", "", alternative)


@register.simple_tag
def clause_url(policy_id: str, clause: str) -> str:
    """Where a clause stands in the official text."""
    return f"{reverse('policy', args=[policy_id])}#{clause}"
