"""What a check says when it finds something: the rule by name, and the detail its sentence wants."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Document = TypeVar("Document")
# A rule looks at a document: None where all is well, else the detail for the sentence (may be empty).
Rule = Callable[[Document], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first rule that a file breaks."""

    rule: str
    detail: str = ""


def first(rules: Mapping[str, Rule[Document]], document: Document) -> Fault | None:
    """Ask the rules in their order."""
    for name, rule in rules.items():
        detail = rule(document)
        if detail is not None:
            return Fault(rule=name, detail=detail)
    return None


def quoted(text: str) -> str:
    """A name from inside a file, as a sentence shows it: printable and short."""
    plain = "".join(sign for sign in text if sign.isprintable())
    return f"（{plain[:60]}{'…' if len(plain) > 60 else ''}）" if plain else ""
