"""A sign of the same matter elsewhere, and how numbers and names are compared whatever they are disguised with. Pure but for the row it points at."""

from dataclasses import dataclass

from duixian.applications.models import Application
from duixian.kernel.text import folded

# Letters that pass for digits, as capitals.
LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "|": "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that was found; `amount` in fen where it is known."""

    key: str
    sign: str
    label: str
    other: Application | None = None
    source: str = ""
    amount: int | None = None


def bare(text: str) -> str:
    """A number or name without what it can be disguised with: width, blanks, hyphens, brackets, lookalike signs."""
    plain = folded(text).upper().translate(LOOKALIKE)
    return "".join(sign for sign in plain if sign.isalnum())
