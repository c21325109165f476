"""The form reading: what to ask for a measure, in order, with the words, the choices and the limits."""

from dataclasses import dataclass

from duixian.policy.model import Choice, Fact, Measure, Policy
from duixian.policy.tree import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form; `needed` (fact, values) says when it is asked at all."""

    name: str
    label: str
    question: str
    help: str
    widget: str
    unit: str
    choices: tuple[Choice, ...]
    choices_by: dict[str, tuple[Choice, ...]]
    needed: tuple[str, frozenset[str]] | None
    absent: str
    evidence: tuple[str, ...]
    most: int | None
    rows: "tuple[Field, ...]"
    about: str

    @property
    def optional(self) -> bool:
        """Whether leaving it empty is an answer."""
        return bool(self.absent)


def fields(policy: Policy, measure: Measure | None = None) -> tuple[Field, ...]:
    """The applicant's questions, then the measure's."""
    own = () if measure is None else tuple(_field(fact, "measure") for fact in measure.facts)
    return (*(_field(fact, "applicant") for fact in policy.applicant), *own)


def profile(policy: Policy) -> tuple[Field, ...]:
    """The few questions (首问) that answer all measures at once: the applicant's, then one of a measure."""
    first = [_field(fact, "applicant") for fact in policy.applicant if fact.first]
    rest = [
        _field(fact, measure.id)
        for measure in policy.measures
        for fact in measure.facts
        if fact.first
    ]
    return (*first, *rest)


def _field(fact: Fact, about: str) -> Field:
    most = fact.type.most if isinstance(fact.type, Number) else None
    return Field(
        name=fact.id, label=fact.name, question=fact.question or fact.name, help=fact.help, widget=fact.kind,
        unit=fact.unit, choices=() if fact.choices_by else fact.choices, choices_by=dict(fact.choices_by),
        needed=fact.needed, absent=fact.absent, evidence=fact.evidence, most=most,
        rows=tuple(_field(one, about) for one in fact.fields), about=about,
    )  # fmt: skip
