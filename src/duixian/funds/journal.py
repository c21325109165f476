"""A journal of the money as the invariants see it: transfers, and what stands beside them. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from duixian.funds.chart import Move, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A transfer of the journal; `number` grows."""

    number: int
    key: str
    move: Move
    debit: Place
    credit: Place
    amount: int
    on: date
    instalment: UUID | None = None
    claim_line: UUID | None = None
    reverses: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An instalment as it is now. `passed`: everything named for it was found in order."""

    id: UUID
    commitment: UUID
    number: int
    state: str
    funded: bool
    year: int
    amount: int
    planned_amount: int
    due: date
    passed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A commitment. `cap`: the most that the measure allows (fen); `equal`: it was planned in equal parts."""

    id: UUID
    organisation: UUID
    policy: str
    measure: str
    amount: int
    basis_on: date
    cap: int
    equal: bool = True
    recognised: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was taken with an instalment, by a role, after transfer number `after`."""

    step: str
    instalment: UUID
    role: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A suspension of an enterprise: after which transfer it began and ended (None: it lasts)."""

    organisation: UUID
    since: int
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Money of a year of origin that was carried from a closed year to another."""

    origin: int
    source: int
    to: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Journal:
    """All that the checks see."""

    transfers: Sequence[Moved]
    balances: Mapping[Place, int]
    parts: Sequence[Held] = ()
    promises: Sequence[Promised] = ()
    steps: Sequence[Taken] = ()
    stops: Sequence[Stop] = ()
    carried: Sequence[Carried] = ()
    closed: Mapping[int, int] = field(
        default_factory=dict
    )  # year → the last transfer before it was closed
    cut_offs: Mapping[int, date] = field(default_factory=dict)
    period: tuple[date, date] = (date.min, date.max)
