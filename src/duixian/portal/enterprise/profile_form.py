"""The profile's form: the policy's facts about an applicant as questions, the rest as fields, values both ways."""

from collections.abc import Mapping, Sequence
from typing import Any

from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.kernel.text import folded, shown
from duixian.parties import profiles
from duixian.parties.models import Profile, YearFigures
from duixian.parties.profiles import Basics, Figures
from duixian.policy import Fact
from duixian.portal.forms import FactForm
from duixian.web.fields import NO, OF, YES
from duixian.web.profile_words import BOX_NAMES, COUNTS, MONEY, facts

_DIGITS = 7


def fact_form(data: Mapping[str, Any]) -> FactForm:
    """The questions, filled."""
    return FactForm(facts(), data)


def typed(profile: Profile) -> dict[str, str]:
    """What is kept, as it would be typed into the questions."""
    found: dict[str, str] = {}
    for fact in facts():
        if fact.id not in profile.answers:
            continue
        value = profile.answers[fact.id]
        if value is None:
            found[f"{fact.id}-absent"] = "on"
        else:
            found[fact.id] = _typed(fact, value, profile.answers)
    return found


def _typed(fact: Fact, value: Any, answers: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if fact.choices_by and fact.needed:
        return f"{answers.get(fact.needed[0], '')}{OF}{value}"
    return str(value)


def basics(form: FactForm, given: Mapping[str, str]) -> Basics:
    """What was sent, for the verb to check."""
    return Basics(answers=form.answers(), **{name: given.get(name, "") for name in BOX_NAMES})


# --- the years


def year_values(kept: Sequence[YearFigures]) -> dict[str, str]:
    """The figures as they would be typed, by cell."""
    return {
        f"{row.year}-{name}": _figure(name, getattr(row, name))
        for row in kept
        for name, _, _ in COUNTS
    }


def _figure(name: str, value: int | None) -> str:
    if value is None:
        return ""
    return Money(value).yuan_text().removesuffix("元") if name in MONEY else str(value)


def read_years(given: Mapping[str, str]) -> tuple[list[Figures], list[tuple[str, str]]]:
    """The rows that can be read, and the cells that can't."""
    faults: list[tuple[str, str]] = []
    rows = []
    for year in profiles.years_asked():
        row: dict[str, int | None] = {}
        for name, label, _ in COUNTS:
            text = given.get(f"{year}-{name}", "")
            try:
                row[name] = _amount(text) if name in MONEY else _count(text, label)
            except ValueError as error:
                faults.append((f"{year}-{name}", str(error)))
        rows.append(Figures(year=year, **row))
    return rows, faults


def _amount(text: str) -> int | None:
    return read_amount(text).fen if folded(text) else None


def _count(text: str, label: str) -> int | None:
    plain = folded(text).replace(",", "").removesuffix("人").removesuffix("件").strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > _DIGITS:
        raise BadAmount(f"{label}“{shown(text)}”应为0或更大的整数，不超过{_DIGITS}位，例如 12")
    return int(plain)
