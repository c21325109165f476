"""What a step does beside changing the state: what it locks before the clock is read, checks, and writes. One row a step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from duixian.applications.assessment import Assessment
from duixian.applications.folder import Folder
from duixian.applications.models import Application
from duixian.parties.access import Viewer

Faults = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A step while it is being taken: under all its locks, at the moment that was read last."""

    folder: Folder
    judgement: Assessment
    viewer: Viewer
    data: Mapping[str, Any]
    held: Any
    now: datetime

    @property
    def application(self) -> Application:
        return self.folder.application


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the trail says of a step, and the hashes that its entry vouches for.

    `handed_out`: a paper will carry the trail's head with this entry, so it is signed at once.
    """

    payload: dict[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    handed_out: bool = False


def _holds_nothing(_application: Application) -> None:
    return None


def _no_faults(_taking: Taking) -> Faults:
    return []


def _only_the_reason(taking: Taking) -> Said:
    reason = str(taking.data.get("reason") or "").strip()[:500]
    return Said(payload={"reason": reason} if reason else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """`hold` locks, `faults` says what is wrong with the data that came along, `write` does it."""

    hold: Callable[[Application], Any] = _holds_nothing
    faults: Callable[[Taking], Faults] = _no_faults
    write: Callable[[Taking], Said] = _only_the_reason
