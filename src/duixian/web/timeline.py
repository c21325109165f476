"""What has happened to a case, newest first: its steps in words, as its own people and as the applicant may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from duixian.applications.models import Taken
from duixian.applications.process import STEPS
from duixian.applications.states import APPLICANTS
from duixian.parties.roles import Role, name

# What the offices do among themselves: the applicant sees where the case is, not every hand on it.
INTERNAL = frozenset(
    {
        "examine", "remind", "check-credit", "settle-overlap", "recognise", "visit", "seat", "declare", "score",
        "endorse", "take-back", "return-proposal", "send-back", "judge-acceptance", "reexamine",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One step that was taken; `who` is empty where it is not told."""

    at: datetime
    what: str
    who: str
    times: int = 1


def happened(taken: Iterable[Taken], *, applicant: bool = False) -> list[Happening]:
    """The steps with their people, newest first; the same step of the same hand in a row is one line."""
    rows = sorted(taken, key=lambda one: (one.at, one.pk), reverse=True)
    found: list[Happening] = []
    last: tuple[str, object] | None = None
    for row in rows:
        if applicant and row.step in INTERNAL:
            continue
        key = (row.step, row.person_id)
        if key == last:
            before = found.pop()
            found.append(_happening(row, applicant=applicant, times=before.times + 1, at=before.at))
        else:
            found.append(_happening(row, applicant=applicant, times=1, at=row.at))
        last = key
    return found


def _happening(row: Taken, *, applicant: bool, times: int, at: datetime) -> Happening:
    return Happening(
        at=at, what=STEPS[row.step].name, who=_who(row, applicant=applicant), times=times
    )


def _who(row: Taken, *, applicant: bool) -> str:
    """Staff by their office to the applicant; experts never by their name."""
    if row.role == Role.EXPERT:
        return name(Role.EXPERT)
    if row.role in APPLICANTS:
        return row.person.name
    return row.organisation.name if applicant else f"{row.person.name}（{row.organisation.name}）"
