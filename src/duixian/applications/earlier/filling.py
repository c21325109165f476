"""What the ledger and this product's own decisions say of an application's facts: to fill in, and to hold answers against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from duixian.applications import other_cases
from duixian.applications.earlier import facts, ledger
from duixian.applications.earlier.facts import FACTS, Given, Wanted
from duixian.applications.models import Application, Decision
from duixian.applications.states import ACCEPTING, ANSWERED, DECIDED, RECTIFYING, REEXAMINING
from duixian.applications.terms import Terms
from duixian.applications.terms import terms as terms_of
from duixian.kernel.clock import local
from duixian.kernel.money import Money
from duixian.parties.earlier import EarlierGrant
from duixian.parties.models import Change
from duixian.policy import Measure

# A project that was decided for, and is not accepted yet.
_UNDER_WAY = frozenset({DECIDED, ANSWERED, REEXAMINING, ACCEPTING, RECTIFYING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is on record of the facts that a measure asks for; `sources` in words; `known`: whether there is a ledger."""

    facts: Mapping[str, Any]
    sources: tuple[str, ...]
    known: bool

    @property
    def prefill(self) -> dict[str, Any]:
        """What to fill in: only what is positively on record."""
        return facts.positive(self.facts)


def asks(terms: Terms) -> bool:
    """Whether the measure asks for any of these facts at all."""
    return any(fact.id in FACTS for fact in terms.measure.facts)


def prefill(application: Application) -> dict[str, Any]:
    """What a new draft begins with, in the contract's words."""
    held = load(application, terms_of(application.round_measure))
    return held.prefill if held else {}


def load(
    application: Application, terms: Terms, absorbed: Iterable[Change] | None = None
) -> Held | None:
    """What is on record for one application; None where its measure asks for nothing of it. `absorbed`: see ledger.family."""
    if not asks(terms):
        return None
    found = other_cases.read(
        application.applicant, _decided(application, terms),
        held=ledger.of(ledger.family(application.applicant, absorbed)), any=ledger.standing()[:1],
    )  # fmt: skip
    rows, own = found["held"], [_given(one, terms.measure) for one in found["cases"]]
    wanted = Wanted(
        measure=terms.measure, round=terms.round.number, readings={one.id: one.value for one in terms.readings},
        subject=facts.subject_of(terms.measure, application.subject, application.answers),
        year=local(application.submitted_at or application.updated_at).year,
    )  # fmt: skip
    given = [*_earlier(rows), *own]
    counted = [one for one in given if facts.counts(one, wanted) or one.open]
    return Held(
        facts=facts.derive(given, wanted), sources=tuple(_said(one) for one in counted),
        known=bool(own or found["any"]),
    )  # fmt: skip


def _earlier(rows: list[EarlierGrant]) -> list[Given]:
    return [
        Given(
            measure=one.measure, subject=one.subject, year=one.year, amount=Money(one.amount), years=one.years,
            open=one.project == EarlierGrant.Project.OPEN,
        )
        for one in rows
        if one.fund != EarlierGrant.Fund.OTHER
    ]  # fmt: skip


def _decided(application: Application, terms: Terms) -> QuerySet[Application]:
    """The same enterprise's other cases in which this policy granted something."""
    granted = Decision.objects.filter(
        application__applicant=application.applicant_id, outcome="grant", revoked_at=None
    )
    found = Application.objects.filter(
        pk__in=granted.values("application"), round_measure__round__policy=terms.round.policy
    )
    return found.exclude(pk=application.pk)


def _given(case: Application, measure: Measure) -> Given:
    one, under = other_cases.decision_of(case), case.round_measure
    assert one is not None
    same = under.measure == measure.id
    return Given(
        measure=under.measure, year=local(one.decided_at).year, amount=Money(one.amount),
        subject=facts.subject_of(measure, case.subject, case.answers) if same else case.subject,
        years=1, open=under.mode == "project" and case.state in _UNDER_WAY, round=under.round.number,
    )  # fmt: skip


def _said(one: Given) -> str:
    what = f"（{one.subject}）" if one.subject else ""
    source = f"批次{one.round}" if one.round else "历次版本"
    return f"{one.year}年{source}{what}{one.amount.yuan_text()}{'，项目未验收' if one.open else ''}"
