"""Form fields that turn what people type into domain values: Money, a day, a count, yes or no."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from duixian.applications.answers import BadAnswer, quantity
from duixian.kernel import dates
from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.policy import Choice
from duixian.policy.tree import Number

YES, NO = "yes", "no"
# A level is chosen together with what it is a level of: “cmmi:3”.
OF = ":"


class AmountField(forms.CharField):
    """An amount in 元 or 万元, as people type it."""

    def clean(self, value: object) -> Money | None:
        text = super().clean(value)
        try:
            return read_amount(text) if text else None
        except BadAmount as error:
            raise ValidationError(str(error)) from None


class DayField(forms.CharField):
    """A day, as people type it."""

    def clean(self, value: object) -> date | None:
        text = super().clean(value)
        try:
            return dates.read_date(text) if text else None
        except dates.BadDate as error:
            raise ValidationError(str(error)) from None


class QuantityField(forms.CharField):
    """A number from 0 with its unit, to as many decimals as the fact has; the unit may be typed after it."""

    def __init__(self, type_: Number, unit: str) -> None:
        super().__init__(required=False)
        self.type, self.unit = type_, unit

    def clean(self, value: object) -> int | str | None:
        """A whole number as the contract wants it, or its decimal string."""
        text = super().clean(value)
        try:
            return quantity(self.type, self.unit, text) if text else None
        except BadAnswer as error:
            raise ValidationError(str(error)) from None


class OptionField(forms.ChoiceField):
    """A choice among a few; nothing chosen is no answer."""

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        super().__init__(choices=list(options), required=False)
        self.options = tuple(options)
        self.error_messages["invalid_choice"] = "“%(value)s”不在选项里，请重新选择"


class YesNoField(OptionField):
    """是 or 否, or not answered."""

    def __init__(self) -> None:
        super().__init__([(YES, "是"), (NO, "否"), ("", "暂不清楚")])

    def clean(self, value: object) -> bool | None:
        answer = super().clean(value)
        return None if answer == "" else answer == YES


class ListField(OptionField):
    """One of a closed list of the policy's."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__([("", "请选择"), *((one.id, one.name) for one in choices)])

    def clean(self, value: object) -> str | None:
        return super().clean(value) or None


class LevelField(OptionField):
    """A level of something chosen elsewhere; `groups` has the levels by the name of what they are levels of."""

    def __init__(self, groups: Sequence[tuple[Choice, Sequence[Choice]]]) -> None:
        self.groups = tuple(
            (of.name, tuple((f"{of.id}{OF}{level.id}", level.name) for level in levels))
            for of, levels in groups
        )
        super().__init__(
            [("", "请选择"), *(level for _, levels in self.groups for level in levels)]
        )

    def clean(self, value: object) -> tuple[str, str] | None:
        answer = super().clean(value)
        if not answer:
            return None
        of, _, level = answer.partition(OF)
        return of, level
