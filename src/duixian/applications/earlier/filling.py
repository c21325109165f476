"""What the ledger and this product's own decisions say of an application's facts: to fill in, and to hold answers against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duixian.applications.earlier import facts, ledger
from duixian.applications.earlier.facts import FACTS, Given, Wanted
from duixian.applications.models import Application, Decision
from duixian.applications.states import ACCEPTING, ANSWERED, DECIDED, RECTIFYING, REEXAMINING
from duixian.applications.terms import Terms
from duixian.applications.terms import terms as terms_of
from duixian.kernel.clock import local
from duixian.kernel.money import Money
from duixian.parties.earlier import EarlierGrant
from duixian.parties.models import Organisation
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


def load(application: Application, terms: Terms) -> Held | None:
    """What is on record for one application; None where its measure asks for nothing of it."""
    if not asks(terms):
        return None
    rows = list(ledger.of(application.applicant))
    own = _own(application.applicant, application, terms)
    wanted = Wanted(
        measure=terms.measure, round=terms.round.number, readings={one.id: one.value for one in terms.readings},
        subject=facts.subject_of(terms.measure, application.subject, application.answers),
        year=local(application.submitted_at or application.updated_at).year,
    )  # fmt: skip
    given = [*_earlier(rows), *own]
    counted = [one for one in given if facts.counts(one, wanted) or one.open]
    return Held(
        facts=facts.derive(given, wanted), sources=tuple(_said(one) for one in counted),
        known=bool(own) or bool(rows) or ledger.standing().exists(),
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


def _own(applicant: Organisation, application: Application, terms: Terms) -> list[Given]:
    """What this policy decided for the same enterprise in other cases."""
    rows = Decision.objects.filter(
        application__applicant=applicant, application__round_measure__round__policy=terms.round.policy,
        outcome="grant", revoked_at=None,
    ).exclude(application=application.pk)  # fmt: skip
    return [
        _given(one, terms.measure)
        for one in rows.select_related("application__round_measure__round")
    ]


def _given(one: Decision, measure: Measure) -> Given:
    case, under = one.application, one.application.round_measure
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
