"""The form reading: what to ask for a measure, page by page; a fact says of itself how it is asked.

Of each fact: `id`, `name`, `question`, `help`, `kind`, `unit`, `number` (decimals and limit), `choices` or
`choices_by`, `needed` (when it is asked at all), `required`, `evidence`, `fields` of records, `clause`.
"""

from dataclasses import dataclass

from duixian.policy.model import Fact, Measure, Policy

APPLICANT = "applicant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of a form: what it is about, and its facts in order."""

    id: str
    title: str
    clause: str
    facts: tuple[Fact, ...]


def sections(policy: Policy, measure: Measure) -> tuple[Section, ...]:
    """The applicant's page, then the measure's; a page without questions is left out."""
    both = (
        Section(id=APPLICANT, title="单位情况", clause=policy.applicant[0].clause, facts=policy.applicant),
        Section(id=measure.id, title=measure.name, clause=measure.clause, facts=measure.facts),
    )  # fmt: skip
    return tuple(one for one in both if one.facts)


def fields(policy: Policy, measure: Measure) -> tuple[Fact, ...]:
    """Every fact asked for, in order."""
    return tuple(fact for one in sections(policy, measure) for fact in one.facts)
