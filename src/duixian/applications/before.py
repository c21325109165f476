"""What an enterprise has under a measure already, within the scope that the round reads (口径): it uses up the limit.

A policy says of an amount had before which reading decides the scope (`Fact.counted`). What was decided in other cases
counts, and what was asked for in cases submitted earlier, so that all of them together stay within the limit; the same
thing again at no higher a level is a renewal and gets nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from duixian.applications import other_cases
from duixian.applications.models import Application
from duixian.applications.states import CLOSED, ENDED, UNSUBMITTED
from duixian.applications.terms import Terms
from duixian.kernel.money import Money
from duixian.policy import Fact, Measure
from duixian.policy.model import Within

NOTHING_LEFT = tuple(one for one in ENDED if one != CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another case of the same applicant under the same measure: `granted` fen by decision, or `asked` fen."""

    number: str
    round: str
    answers: Mapping[str, Any]
    granted: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What counts against the limit of one case, in fen; `renews` is the number of the case that it only renews."""

    fact: Fact
    granted: int
    asked: int
    cases: tuple[str, ...]
    renews: str
    limit: int | None

    def counted(self, declared: str) -> str:
        """What was had before, in yuan: what was declared or decided here, whichever is more, and what is asked for."""
        had = max(Money.yuan(declared).fen, self.granted) + self.asked
        if self.renews and self.limit is not None:
            had = max(had, self.limit)
        return Money(had).contract()


def fact_of(measure: Measure) -> Fact | None:
    """The amount had before, where the policy says how it is counted."""
    return next((fact for fact in measure.facts if fact.counted), None)


def load(application: Application, terms: Terms) -> Before | None:
    """Everything that counts against this case's limit; None where its measure counts nothing."""
    fact = fact_of(terms.measure)
    if fact is None:
        return None
    return of(fact, terms, application.answers, _others(application))


def of(fact: Fact, terms: Terms, answers: Mapping[str, Any], others: Iterable[Other]) -> Before:
    """The same from other cases that are loaded. Pure."""
    assert fact.counted is not None
    every = list(others)
    scope = fact.counted.within[terms.value(fact.counted.reading)]
    same = [one for one in every if _within(scope, terms.round.number, answers, one)]
    renewed = [one for one in every if _again(fact.counted.again, terms.measure, answers, one)]
    return Before(
        fact=fact, granted=sum(one.granted for one in same), asked=sum(one.asked for one in same),
        cases=tuple(one.number for one in same if one.granted or one.asked),
        renews=renewed[0].number if renewed else "", limit=terms.measure.cap.fen if terms.measure.cap else None,
    )  # fmt: skip


def _within(scope: Within, round_: str, answers: Mapping[str, Any], other: Other) -> bool:
    if scope.round and other.round != round_:
        return False
    return all(_same(answers.get(id_), other.answers.get(id_)) for id_ in scope.facts)


def _again(
    names: Iterable[str], measure: Measure, answers: Mapping[str, Any], other: Other
) -> bool:
    """Whether the other case had the same already, at this level or a higher one."""
    facts = {fact.id: fact for fact in measure.facts}
    asked = [facts[id_] for id_ in names]
    return bool(asked and (other.granted or other.asked)) and all(
        _no_higher(one, answers, other.answers) for one in asked
    )


def _no_higher(fact: Fact, answers: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    mine, theirs = answers.get(fact.id), before.get(fact.id)
    scale = [one.id for one in fact.choices_by.get(str(answers.get((fact.needed or ("",))[0])), ())]
    if fact.choices_by and not scale:
        return True  # a level where there are none
    if scale:
        return mine in scale and theirs in scale and scale.index(mine) <= scale.index(theirs)
    return _same(mine, theirs)


def _same(mine: Any, theirs: Any) -> bool:
    return mine is not None and mine == theirs


def _others(application: Application) -> list[Other]:
    """Submitted cases that came to something or may still; of the undecided ones those that were submitted earlier."""
    one = application.round_measure
    rows = (
        Application.objects.filter(
            applicant_id=application.applicant_id, round_measure__measure=one.measure,
            round_measure__round__policy=one.round.policy,
        )
        .exclude(pk=application.pk)
        .exclude(state__in=[*UNSUBMITTED, *NOTHING_LEFT])
        .order_by("submitted_at")
    )  # fmt: skip
    found = other_cases.read(application.applicant, rows)["cases"]
    return [_other(each, _later(each, application)) for each in found]


def _later(one: Application, than: Application) -> bool:
    """Whether a case was submitted after this one was; a draft comes after all that is submitted."""
    if than.state in UNSUBMITTED or than.submitted_at is None or one.submitted_at is None:
        return False
    return one.submitted_at > than.submitted_at


def _other(one: Application, later: bool) -> Other:
    decision = other_cases.decision_of(one)
    granted = decision.amount if decision and decision.outcome == "grant" else 0
    undecided = decision is None and one.state != CLOSED and not later
    return Other(
        number=str(one), round=one.round_measure.round.number, answers=one.answers, granted=granted,
        asked=(one.ceiling or 0) if undecided else 0,
    )  # fmt: skip
