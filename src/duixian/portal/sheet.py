"""One visitor's answers as a whole: the day, the applicant, each measure's facts; read from a query string."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from duixian import policy
from duixian.kernel import clock
from duixian.policy import Answer, Measure, Policy
from duixian.policy.form import APPLICANT, Section, sections
from duixian.portal.forms import FactForm, SupportForm
from duixian.web.fields import DayField

DAY = "on"


class DayForm(forms.Form):
    """The day of submission that the calculation is for."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, auto_id="q-%s")
        self.fields[DAY] = DayField(required=False)

    def day(self) -> date:
        """The day asked for; today where none was given."""
        if not self.is_bound:
            return clock.today()
        self.is_valid()
        day = self.cleaned_data.get(DAY)
        return day if isinstance(day, date) else clock.today()


class Sheet:
    """Everything that was answered; the same names on every page, so answers go along with a link."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        bound = data if any(value for values in data.lists() for value in values[1]) else None
        self.day_form = DayForm(bound)
        self.day = self.day_form.day()
        self.policy: Policy = policy.library().in_force(self.day)
        self.applicant = FactForm(self.policy.applicant, bound)
        self.facts = {
            measure.id: FactForm(measure.facts, bound, prefix=measure.id)
            for measure in self.policy.measures
        }
        self.support = {
            measure.id: SupportForm(self.policy.sources, bound, prefix=measure.id)
            for measure in self.policy.measures
        }

    def sections(self, measure: Measure) -> list[tuple[Section, FactForm]]:
        """The pages of a measure's form, each with what was answered there."""
        answered = {APPLICANT: self.applicant, measure.id: self.facts[measure.id]}
        return [(one, answered[one.id]) for one in sections(self.policy, measure)]

    def forms(self, measures: tuple[Measure, ...] | None = None) -> Iterator[forms.Form]:
        """The day, the applicant and the forms of these measures (of all, where none are named)."""
        yield self.day_form
        yield self.applicant
        for measure in self.policy.measures if measures is None else measures:
            yield self.facts[measure.id]
            yield self.support[measure.id]

    @cached_property
    def given(self) -> list[tuple[str, str]]:
        """The answers as typed, by name, in the order of the forms; nothing that no form asks for."""
        names = [form.add_prefix(name) for form in self.forms() for name in form.fields]
        return [(name, value) for name in names if (value := self.data.get(name, "").strip())]

    @property
    def is_empty(self) -> bool:
        """Nothing but perhaps the day was answered."""
        return all(name == DAY for name, _ in self.given)

    @property
    def query(self) -> str:
        """The answers as a query string: what a link carries."""
        return urlencode(self.given)

    def carried(self, shown: set[str]) -> list[tuple[str, str]]:
        """The answers that a page has no question for, to be sent along unseen."""
        return [(name, value) for name, value in self.given if name not in shown]

    def claim(self, measure: Measure) -> dict[str, object]:
        """The answers as a claim of the contract."""
        return {
            "on": self.day.isoformat(),
            "policy": self.policy.id,
            "measure": measure.id,
            "applicant": self.applicant.answers(),
            "facts": self.facts[measure.id].answers(),
            "other_support": self.support[measure.id].answers(),
        }

    def answer(self, measure: Measure) -> Answer:
        """What the rules say to it."""
        return policy.assess(policy.read_claim(self.claim(measure), policy.library()))

    def answers(self) -> list[Answer]:
        """What the rules say to every measure, in the order of the text."""
        return [self.answer(measure) for measure in self.policy.measures]

    def has_errors(self, measure: Measure) -> bool:
        """Whether something that this measure's answer needs could not be understood."""
        return any(form.errors for form in self.forms((measure,)))

    def has_own_errors(self, measure: Measure) -> bool:
        """The same, of the measure's own questions only."""
        return bool(self.facts[measure.id].errors or self.support[measure.id].errors)
