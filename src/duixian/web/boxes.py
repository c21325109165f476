"""Fields of a form as pages show them: label, hint, what was typed, what was wrong. They decide nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Box:
    """One field; `style` is how it is asked: text, area, select, radio, tick, file, hidden."""

    name: str
    label: str
    style: str = "text"
    hint: str = ""
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    error: str = ""
    complete: str = "off"
    mode: str = ""
    wide: bool = False
    optional: bool = False
    accept: str = ".pdf,.jpg,.jpeg,.png"  # of a file

    @property
    def id(self) -> str:
        """The element's id, which the error summary links to."""
        return f"f-{self.name}"

    @property
    def marked(self) -> tuple[tuple[str, str, bool, str], ...]:
        """The options with whether each is chosen, and an id."""
        return tuple(
            (value, name, value == self.value, f"{self.id}-{number}")
            for number, (value, name) in enumerate(self.options)
        )


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One line of the error summary."""

    id: str
    label: str
    error: str


Faults = Iterable[tuple[str, str]]


def filled(boxes: Sequence[Box], values: Mapping[str, Any], faults: Faults = ()) -> list[Box]:
    """The fields with what was typed (or is kept) and what was wrong with it."""
    wrong: dict[str, list[str]] = {}
    for name, text in faults:
        wrong.setdefault(name, []).append(text)
    return [
        replace(
            box,
            value=str(values.get(box.name) if values.get(box.name) is not None else box.value),
            error="；".join(wrong.get(box.name, ())),
        )
        for box in boxes
    ]


def summary(boxes: Sequence[Box], faults: Faults) -> list[Fault]:
    """The error summary: what belongs to no field of this page links to the page itself."""
    known = {box.name: box for box in boxes}
    return [
        Fault(id=known[name].id, label=known[name].label, error=text)
        if name in known
        else Fault(id="main", label="不能办理", error=text)
        for name, text in faults
    ]
