"""A round as one batch: its cases by state and by measure, what was claimed, recognised, proposed, approved, decided,
and what the year's budget line has left beside what is about to be committed from it. Amounts in fen.

Claimed is the ceiling at filing of every case that was not given up or refused admission; recognised the ceiling on the
recognised facts as of the newest proposal, so a case without one has none yet.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from duixian.applications.models import Application, Decision, Proposal, Round
from duixian.applications.states import (
    APPROVED,
    CLEARED,
    DISCARDED,
    LAPSED,
    NOT_ADMITTED,
    NOTICED,
    OBJECTED,
    PROPOSED,
    WITHDRAWN,
)  # fmt: skip
from duixian.applications.terms import policy_of
from duixian.funds import reports
from duixian.parties.access import NotSeen, Viewer, require
from duixian.parties.roles import Role
from duixian.policy import Measure

READERS = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)
# Cases that ask for nothing any more.
GIVEN_UP = (WITHDRAWN, DISCARDED, LAPSED, NOT_ADMITTED)
BEFORE_DECISION = (APPROVED, NOTICED, OBJECTED, CLEARED)


@dataclass(slots=True, kw_only=True)
class Sums:
    """What the cases of one measure, or of all, come to; `due` is what this year's line must give for what is not decided yet."""

    count: int = 0
    claimed: int = 0
    recognised: int = 0
    proposed: int = 0
    approved: int = 0
    decided: int = 0
    due: int = 0


@dataclass(slots=True, kw_only=True)
class Line:
    """One measure; `left` is what its budget line has left this year, None where there is no line."""

    measure: Measure
    sums: Sums = field(default_factory=Sums)
    left: int | None = None

    @property
    def short(self) -> int:
        """By how much the line falls short of what is about to be decided."""
        return max(self.sums.due - (self.left or 0), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A round with its lines in the round's order, and how many cases are in each state."""

    round: Round
    year: int
    lines: tuple[Line, ...]
    states: Counter[str]

    @property
    def total(self) -> Sums:
        """All lines together."""
        names = Sums.__dataclass_fields__
        return Sums(**{name: sum(getattr(one.sums, name) for one in self.lines) for name in names})

    @property
    def short(self) -> int:
        """What the lines that fall short lack; what another line has over does not help them."""
        return sum(one.short for one in self.lines)


def rounds(viewer: Viewer) -> QuerySet[Round]:
    """The published rounds, the newest first. Raises NotSeen."""
    require(viewer, *READERS)
    return Round.objects.filter(state=Round.State.PUBLISHED).order_by("-opens_at", "-number")


def get(viewer: Viewer, id_: UUID) -> Round:
    """One of them; raises NotSeen."""
    found = rounds(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def of(round_: Round, year: int) -> Batch:
    """Everything, in a fixed number of queries whatever the number of cases."""
    policy = policy_of(round_)
    names = round_.measures.values_list("measure", flat=True)
    lines = {name: Line(measure=policy.measure(name)) for name in names}
    states = _filed(round_, lines)
    _proposed(newest(round_), lines, year)
    decided = Decision.objects.filter(
        application__round_measure__round=round_, revoked_at=None
    ).values_list("application__round_measure__measure", "amount")
    for name, amount in decided:
        lines[name].sums.decided += amount
    for one in reports.execution(year):
        if one.line.policy == round_.policy and one.line.measure in lines:
            lines[one.line.measure].left = one.left
    return Batch(round=round_, year=year, lines=tuple(lines.values()), states=states)


def _filed(round_: Round, lines: dict[str, Line]) -> Counter[str]:
    states: Counter[str] = Counter()
    rows = (
        Application.objects.filter(round_measure__round=round_, submitted_at__isnull=False)
        .values_list("round_measure__measure", "state")
        .annotate(Count("pk"), Sum("ceiling"))
        .order_by()
    )
    for name, state, count, ceiling in rows:
        states[state] += count
        lines[name].sums.count += count
        lines[name].sums.claimed += 0 if state in GIVEN_UP else ceiling or 0
    return states


def newest(round_: Round) -> QuerySet[Proposal]:
    """The newest proposal of every case of the round."""
    last = Proposal.objects.filter(application=OuterRef("application")).order_by("-number")
    return Proposal.objects.filter(
        application__round_measure__round=round_, pk=Subquery(last.values("pk")[:1])
    ).select_related("application__round_measure")


def _proposed(rows: Iterable[Proposal], lines: dict[str, Line], year: int) -> None:
    for one in rows:
        sums, state = lines[one.application.round_measure.measure].sums, one.application.state
        waits = one.state == Proposal.State.OPEN and state == PROPOSED
        stands = one.state == Proposal.State.APPROVED
        if not (waits or stands) or one.outcome != "grant":
            continue
        sums.recognised += one.ceiling or 0
        sums.proposed += one.amount if waits else 0
        sums.approved += one.amount if stands else 0
        if waits or state in BEFORE_DECISION:
            sums.due += one.due_in(year)
