"""A sign of the same matter elsewhere. Pure but for the row it points at."""

from dataclasses import dataclass

from duixian.applications.models import Application


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that was found; `amount` in fen where it is known."""

    key: str
    sign: str
    label: str
    other: Application | None = None
    source: str = ""
    amount: int | None = None
