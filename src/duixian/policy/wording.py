"""Texts that name readings in braces: “按“{资质资助限额的单位}”计算”, said with the default or with a round's choice."""

import re
from collections.abc import Mapping
from dataclasses import replace

from duixian.policy.findings import Fault
from duixian.policy.model import Measure

_NAMED = re.compile("{(.*?)}")


def checked(text: str, known: Mapping[str, str], line: int) -> str:
    """The text filled in with what is known by name; raises Fault for a name that no reading has."""
    if strange := [word for word in _NAMED.findall(text) if word not in known]:
        raise Fault(line, f"没有名为“{strange[0]}”的口径")
    return filled(text, known)


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with each reading's words in place of its name."""
    return _NAMED.sub(lambda found: known[found[1]], text)


def measure_said(measure: Measure, known: Mapping[str, str]) -> Measure:
    """A measure whose limit and helps speak of these readings, by name, instead of the defaults."""
    if "{" not in measure.cap_wording and not any(fact.wording for fact in measure.facts):
        return measure
    facts = (
        replace(fact, help=filled(fact.wording, known)) if fact.wording else fact
        for fact in measure.facts
    )
    return replace(measure, cap_text=filled(measure.cap_wording, known), facts=tuple(facts))
