"""Forms made from a policy's facts: they turn a query string into the contract's words, and decide nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from duixian.kernel.money import Money
from duixian.policy import Choice, Fact
from duixian.web import fields

SOME, NONE = "some", "none"
# The latest few records decide; a form without script shows all its rows at once.
ROWS = (1, 2, 3)
SUPPORT = "from-"


class FactForm(forms.Form):
    """Questions about facts; everything may stay unanswered."""

    use_required_attribute = False

    def __init__(
        self, facts: Sequence[Fact], data: Mapping[str, Any] | None, prefix: str | None = None
    ) -> None:
        super().__init__(data, prefix=prefix, auto_id="q-%s")
        self.facts = tuple(facts)
        for fact in self.facts:
            self.fields.update(fields_for(fact, self.facts))

    def clean(self) -> dict[str, Any]:
        """Checks between fields: either a day or “not there”; a level of what was chosen; dated records."""
        for fact in self.facts:
            if fact.absent and self._is_absent(fact) and self.cleaned_data.get(fact.id):
                self.add_error(fact.id, f"已勾选“{fact.absent}”，请清空日期，或取消勾选")
            if fact.choices_by:
                self._check_level(fact)
            if fact.kind == "records" and self.cleaned_data.get(fact.id) == SOME:
                self._check_records(fact)
        return self.cleaned_data

    def answers(self) -> dict[str, object]:
        """What was answered and understood, in the contract's words."""
        if not self.is_bound:
            return {}
        self.is_valid()
        given = ((fact, self._answer(fact)) for fact in self.facts)
        absent = {fact.id: None for fact in self.facts if fact.absent and self._is_absent(fact)}
        return absent | {fact.id: value for fact, value in given if value is not None}

    def _answer(self, fact: Fact) -> object:
        value = self.cleaned_data.get(fact.id)
        if fact.kind == "records":
            return {NONE: [], SOME: self.rows(fact)}.get(value or "")
        if isinstance(value, tuple):
            return value[1]
        return contract_value(value)

    def rows(self, fact: Fact) -> list[dict[str, object]]:
        """The records that have a date."""
        found = []
        for row in ROWS:
            record = {
                part.id: contract_value(self.cleaned_data.get(f"{fact.id}-{row}-{part.id}"))
                for part in asked_parts(fact)
            }
            if all(value is not None for value in record.values()):
                found.append({part.id: False for part in fact.fields} | record)
        return found

    def _is_absent(self, fact: Fact) -> bool:
        return bool(self.cleaned_data.get(f"{fact.id}-absent"))

    def _check_level(self, fact: Fact) -> None:
        level = self.cleaned_data.get(fact.id)
        assert fact.needed is not None
        chosen = self.cleaned_data.get(fact.needed[0])
        if level and chosen in fact.choices_by and level[0] != chosen:
            self.add_error(fact.id, f"{fact.name}与所选的不是同一项，请在同一项下重新选择")

    def _check_records(self, fact: Fact) -> None:
        names = [f"{fact.id}-{row}-{part.id}" for row in ROWS for part in asked_parts(fact)]
        if not self.rows(fact) and not any(name in self.errors for name in names):
            self.add_error(
                fact.id, "请至少填写一条记录的日期；没有记录请选“无”，没有查过请选“未查询”"
            )


class SupportForm(forms.Form):
    """Public money received for the same matter from elsewhere, one amount for each source."""

    use_required_attribute = False

    def __init__(
        self, sources: Sequence[Choice], data: Mapping[str, Any] | None, prefix: str
    ) -> None:
        super().__init__(data, prefix=prefix, auto_id="q-%s")
        self.sources = tuple(sources)
        for source in self.sources:
            self.fields[SUPPORT + source.id] = fields.AmountField(required=False)

    def answers(self) -> list[dict[str, str]]:
        """The amounts above nothing, in the contract's words."""
        if not self.is_bound:
            return []
        self.is_valid()
        given = ((source.id, self.cleaned_data.get(SUPPORT + source.id)) for source in self.sources)
        return [{"from": id_, "amount": amount.contract()} for id_, amount in given if amount]


def asked_parts(fact: Fact) -> list[Fact]:
    """The columns of records that an applicant can fill in: not what only an officer establishes."""
    return [part for part in fact.fields if not part.officer]


def fields_for(fact: Fact, facts: Sequence[Fact]) -> dict[str, forms.Field]:
    """The fields of one fact, by name: most have one, records have rows."""
    if fact.kind == "records":
        rows = {
            f"{fact.id}-{row}-{part.id}": _part_field(part)
            for row in ROWS
            for part in asked_parts(fact)
        }
        kinds = [(NONE, "无"), (SOME, "有"), ("", "未查询")]
        return {fact.id: fields.OptionField(kinds), **rows}
    made = {fact.id: _field(fact, facts)}
    if fact.absent:
        made[f"{fact.id}-absent"] = forms.BooleanField(required=False)
    return made


def _field(fact: Fact, facts: Sequence[Fact]) -> forms.Field:
    if fact.choices_by:
        assert fact.needed is not None
        of = next(other for other in facts if other.id == fact.needed[0])
        groups = [(one, fact.choices_by[one.id]) for one in of.choices if one.id in fact.choices_by]
        return fields.LevelField(groups)
    match fact.kind:
        case "money":
            return fields.AmountField(required=False)
        case "date":
            return fields.DayField(required=False)
        case "number" | "rate":
            assert fact.number is not None
            return fields.QuantityField(fact.number, fact.unit)
        case "yesno":
            return fields.YesNoField()
        case "choice":
            return fields.ListField(fact.choices)
    return forms.CharField(required=False, max_length=200)


def _part_field(part: Fact) -> forms.Field:
    return forms.BooleanField(required=False) if part.kind == "yesno" else _field(part, ())


def contract_value(value: object) -> object:
    """A domain value in the contract's words; None where nothing was answered."""
    if isinstance(value, Money):
        return value.contract()
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value
