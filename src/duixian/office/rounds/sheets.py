"""A form as the office uses it: what is stored or what was typed, read by fields, with every fault beside its input."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from duixian.applications.rounds import Problem
from duixian.kernel.dates import BadDate

Options = Sequence[tuple[str, str]]
ON = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input as the template draws it; `style` is text, area, radio or check."""

    id: str
    label: str
    value: str
    style: str = "text"
    hint: str = ""
    unit: str = ""
    options: Options = ()
    error: str = ""
    short: bool = False

    @property
    def checked(self) -> bool:
        return self.value == ON


class Sheet:
    """Inputs in order; `values` has what could be read of the typed ones, by identifier without the prefix."""

    def __init__(self, data: QueryDict | None, prefix: str = "") -> None:
        self.data, self.prefix = data, prefix
        self.inputs: dict[str, Input] = {}
        self.values: dict[str, Any] = {}
        self.loose: list[Input] = []

    @property
    def bound(self) -> bool:
        return self.data is not None

    def ask(
        self, name: str, label: str, stored: str, read: Callable[[str], Any] = str.strip, **how: Any
    ) -> Input:
        """One more input; when bound, its text is read."""
        id_ = f"{self.prefix}{name}"
        value = stored if self.data is None else self.data.get(id_, "")
        error = ""
        if self.data is not None:
            try:
                self.values[name] = read(value)
            except ValidationError as bad:
                error = "；".join(bad.messages)
            except BadDate as bad:
                error = str(bad)
        made = self.inputs[name] = Input(id=id_, label=label, value=value, error=error, **how)
        return made

    def tick(self, name: str, label: str, stored: bool, **how: Any) -> Input:
        """A box to tick."""
        return self.ask(
            name, label, ON if stored else "", lambda text: text == ON, style="check", **how
        )

    def blame(self, problems: Iterable[Problem]) -> None:
        """Put what the verb refused beside its inputs; what belongs to none is said at the top."""
        for one in problems:
            known = self.inputs.get(one.field)
            if known is None:
                self.loose.append(Input(id="form-top", label="保存", value="", error=one.text))
            else:
                self.inputs[one.field] = replace(known, error=one.text)

    @property
    def errors(self) -> list[Input]:
        return [*self.loose, *(one for one in self.inputs.values() if one.error)]

    def __getitem__(self, name: str) -> Input:
        return self.inputs[name]
