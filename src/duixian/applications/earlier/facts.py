"""What earlier grants say of the facts `granted_before`, `support_years` and `open_project`. Pure (domain reading 15).

What this policy itself granted always counts, within what its measure's limit is counted in (`Fact.counted`, else for
each of its subjects, else for the enterprise's life); what its earlier versions granted counts where the round says so
(历次版本的资助计入); an unaccepted project is one in any version. Other district funds are no earlier version: they
stand in the enterprise sheet alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from duixian.applications import subjects
from duixian.kernel.money import Money
from duixian.kernel.text import folded
from duixian.policy import Fact, Measure
from duixian.policy.model import Within

GRANTED, YEARS, OPEN = "granted_before", "support_years", "open_project"
FACTS = (GRANTED, YEARS, OPEN)
COUNTS = "earlier_versions_count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One grant as the facts see it; `round`: the number of the round it was given in, "" where an earlier version gave it."""

    measure: str
    subject: str
    year: int
    amount: Money
    years: int = 0
    open: bool = False
    round: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """For what the facts are asked: a measure with its subject in a round, in a year, under the round's readings."""

    measure: Measure
    subject: str
    round: str
    year: int
    readings: Mapping[str, Any]

    @property
    def facts(self) -> tuple[str, ...]:
        """Those of the three that the measure asks for."""
        asked = {fact.id for fact in self.measure.facts}
        return tuple(name for name in FACTS if name in asked)

    @property
    def counts_earlier(self) -> bool:
        return bool(self.readings.get(COUNTS, False))

    @property
    def within(self) -> Within:
        """What is counted together."""
        fact = next((one for one in self.measure.facts if one.counted), None)
        if fact is not None and fact.counted is not None:
            return fact.counted.within[self.readings[fact.counted.reading]]
        return Within(facts=("",) if subjects.label(self.measure) else ())


def derive(given: Iterable[Given], wanted: Wanted) -> dict[str, Any]:
    """The facts that the measure asks for, in the contract's words: yuan, whole years, yes or no."""
    every = [one for one in given if one.year <= wanted.year]
    counted = [one for one in every if counts(one, wanted)]
    found = {
        GRANTED: Money(sum(one.amount.fen for one in counted)).contract(),
        YEARS: sum(one.years for one in counted),
        OPEN: any(one.open for one in every),
    }
    return {name: found[name] for name in wanted.facts}


def counts(one: Given, wanted: Wanted) -> bool:
    """Whether a grant is counted together with what is asked for."""
    if one.measure != wanted.measure.id or not (one.round or wanted.counts_earlier):
        return False
    within = wanted.within
    if within.round and one.round != wanted.round:
        return False
    return not within.facts or same_subject(one.subject, wanted.subject, kinds_of(wanted.measure))


def same_subject(one: str, other: str, kinds: Mapping[str, str]) -> bool:
    """Whether two texts name the same thing: the same one of the list, or equal when folded, or one begins the other."""
    short, long = sorted((_canonical(each, kinds) for each in (one, other)), key=len)
    return bool(short) and (short == long or (short not in kinds and long.startswith(short)))


def kinds_of(measure: Measure) -> dict[str, str]:
    """What a measure's subject can be, where its limit is counted by a choice of the policy's: identifier → name."""
    fact = _listed(measure)
    return {one.id: one.name for one in fact.choices} if fact else {}


def kind_of(subject: str, kinds: Mapping[str, str]) -> str:
    """Which of the listed things a text names, by full name or by its Latin abbreviation: CMMI3级 is cmmi; "" if none."""
    plain, words = subjects.key(subject), set(_LATIN.findall(folded(subject).casefold()))
    for id_, name in kinds.items():
        for part in (subjects.key(each).removesuffix("资质") for each in _PARTS.split(name)):
            if part in words or (part and not part.isascii() and part in plain):
                return id_
    return ""


def subject_of(measure: Measure, subject: str, answers: Mapping[str, Any]) -> str:
    """What an application is about: what it chose of the list, else what it calls itself."""
    fact = _listed(measure)
    chosen = answers.get(fact.id) if fact else None
    return kinds_of(measure).get(str(chosen), subject)


def positive(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger says of its own accord: nothing found is no answer, since a ledger may lack something."""
    return {name: value for name, value in found.items() if value not in {0, "0.00"}}


_LATIN = re.compile("[a-z]+")
_PARTS = re.compile("[（）()]")


def _listed(measure: Measure) -> Fact | None:
    """The first fact by which an amount had before is counted."""
    counted = [fact.counted for fact in measure.facts if fact.counted]
    names = {id_ for one in counted for within in one.within.values() for id_ in within.facts}
    return next((fact for fact in measure.facts if fact.id in names), None)


def _canonical(subject: str, kinds: Mapping[str, str]) -> str:
    return kind_of(subject, kinds) or subjects.key(subject)
