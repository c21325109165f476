"""The words of a message: its template filled in, on one line for the subject, with nothing that could forge a header."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template

FOLDER = Path(__file__).parent / "templates" / "outbox"
SUBJECT_LENGTH = 200
# Line ends, control and invisible direction marks (RTL overrides hide what an address or a name really says).
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


class Unfilled(LookupError):
    """A template names a value that its kind does not declare."""


class _Loud(str):
    """What the template engine asks for in place of a missing value; it complains instead."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise Unfilled(str(name))


_ENGINE = Engine(dirs=[str(FOLDER)], autoescape=False, string_if_invalid=_Loud("%s"))


def unsafe(text: str) -> bool:
    """Whether a text carries signs that nobody types: line ends, controls, direction marks."""
    return any(unicodedata.category(sign) in _UNSAFE for sign in text)


def tame(value: Any) -> Any:
    """A value as a template may show it: a text on one line, without invisible signs; others as they are."""
    if not isinstance(value, str):
        return value
    return " ".join(
        "".join(
            " " if sign.isspace() else sign
            for sign in value
            if sign.isspace() or unicodedata.category(sign) not in _UNSAFE
        ).split()
    )


def write(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """The subject (the template's first line) and the body (the rest)."""
    values = {name: tame(value) for name, value in context.items()}
    text = _template(template).render(Context(values, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    return subject.strip()[:SUBJECT_LENGTH], body.strip() + "\n"


@cache
def _template(name: str) -> Template:
    return _ENGINE.get_template(f"{name}.txt")
