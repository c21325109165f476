"""What a budget year will need, measure by measure: what is committed and falls due, what is in the pipeline, what is new.

In the pipeline (在办) an application counts with a share of what it may get, by how far it has come: the shares are
estimates of the bureau's practice, shown beside every figure, and the officer who drafts writes the sum. New ones
(预计新增) are what the last whole year newly committed of its own money, less what this year has seen already.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, QuerySet, Sum

from duixian import policy as policies
from duixian.applications import states
from duixian.applications.models import Application, Proposal
from duixian.funds import reports
from duixian.funds.models import Instalment
from duixian.funds.stages import State
from duixian.policy import Measure

# Percent of the amount by state; what is decided is committed and not here.
SHARES: dict[str, int] = {
    states.SUBMITTED: 50, states.CORRECTING: 40, states.ADMITTED: 60, states.REVIEWING: 70, states.PANEL: 70,
    states.PROPOSED: 85, states.APPROVED: 95, states.NOTICED: 95, states.OBJECTED: 60, states.CLEARED: 100,
}  # fmt: skip
PERCENT = 100
STANDING = (Proposal.State.OPEN, Proposal.State.APPROVED)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An application on its way. `amount`: what is proposed, or else its ceiling (fen); `part`: what of it falls in the
    year; `share`: percent that counts."""

    application: Application
    amount: int
    part: int
    share: int

    @property
    def counted(self) -> int:
        """In fen, the odd rest dropped."""
        return self.part * self.share // PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One measure in one year; amounts in fen. `committed`: unpaid instalments, `funded` of it has money already."""

    policy: str
    measure: str
    instalments: int = 0
    committed: int = 0
    funded: int = 0
    cases: int = 0
    pipeline: int = 0
    fresh: int = 0

    @property
    def total(self) -> int:
        return self.committed + self.pipeline + self.fresh


def needs(year: int, today: date) -> list[Need]:
    """Every measure that needs something in a year, in the order of the policy's clauses; earlier policies first."""
    committed = {(one.policy, one.measure): one for one in reports.needs(year)}
    coming: dict[Key, list[Item]] = defaultdict(list)
    for key, one in _items(_under_way(), year, today):
        coming[key].append(one)
    fresh = _fresh(year, today, coming)
    order = _order()
    keys = committed.keys() | coming.keys() | fresh.keys()
    found = []
    for key in sorted(keys, key=lambda key: (key[0], order.get(key, len(order)), key[1])):
        due, items = committed.get(key), coming.get(key, [])
        found.append(Need(
            policy=key[0], measure=key[1], instalments=due.count if due else 0, committed=due.amount if due else 0,
            funded=due.funded if due else 0, cases=len(items), pipeline=sum(one.counted for one in items),
            fresh=fresh.get(key, 0),
        ))  # fmt: skip
    return found


def items(applications: QuerySet[Application], year: int, today: date, policy: str, measure: str) -> list[Item]:  # fmt: skip
    """The applications behind a need, of those that the viewer sees, the largest first."""
    found = [one for key, one in _items(applications, year, today) if key == (policy, measure)]
    return sorted(found, key=lambda one: (-one.counted, str(one.application.number)))


def _under_way() -> QuerySet[Application]:
    return Application.objects.filter(submitted_at__isnull=False)


def _items(applications: QuerySet[Application], year: int, today: date) -> Iterator[tuple[Key, Item]]:  # fmt: skip
    measures = {
        (one.id, each.id): each for one in policies.library().policies for each in one.measures
    }
    standing = Prefetch("proposals", Proposal.objects.filter(state__in=STANDING).order_by("-number"), to_attr="standing")  # fmt: skip
    rows = applications.filter(state__in=[*SHARES]).select_related("round_measure__round", "applicant")  # fmt: skip
    for one in rows.prefetch_related(standing).order_by("pk"):
        key = (one.round_measure.round.policy, one.round_measure.measure)
        amount, plan = _planned(one, measures.get(key), today.year)
        part = plan.get(year, 0)
        if part:
            yield key, Item(application=one, amount=amount, part=part, share=SHARES[one.state])


def _planned(one: Application, measure: Measure | None, this_year: int) -> tuple[int, dict[int, int]]:  # fmt: skip
    """What it may get, and how much of it in which year: as proposed, or equally over the measure's years from now on."""
    proposals: list[Proposal] = getattr(one, "standing", [])
    if proposals:
        found = proposals[0]
        years: dict[int, int] = {}
        for year, fen in found.plan:
            years[max(int(year), this_year)] = years.get(max(int(year), this_year), 0) + int(fen)
        return found.amount, years
    amount, parts = one.ceiling or 0, measure.instalments if measure else 1
    base, extra = divmod(amount, parts)
    return amount, {this_year + place: base + (place < extra) for place in range(parts)}


def _fresh(year: int, today: date, coming: dict[Key, list[Item]]) -> dict[Key, int]:
    """What comes on top, by the last whole year; nothing of a policy that has ended by then."""
    new = _new_in(today.year - 1, year)
    before, seen = new[today.year - 1], new[year] if year == today.year else {}
    running = {one.id for one in policies.library().policies if one.valid_to.year >= year}
    found = {}
    for key, fen in before.items():
        first = sum(one.counted for one in coming.get(key, ())) if year == today.year else 0
        rest = fen - first - seen.get(key, 0)
        if key[0] in running and rest > 0:
            found[key] = rest
    return found


def _new_in(*years: int) -> dict[int, dict[Key, int]]:
    """What decisions of each year committed of its own money, by measure (fen); what was given up is not counted."""
    rows = (
        Instalment.objects.filter(planned_year__in=years, commitment__committed_at__year=F("planned_year"))
        .exclude(state=State.CANCELLED)
        .values_list("planned_year", "commitment__policy", "commitment__measure")
        .annotate(fen=Sum("amount"))
        .order_by()
    )  # fmt: skip
    found: dict[int, dict[Key, int]] = {year: {} for year in years}
    for year, policy, measure, fen in rows:
        found[year][policy, measure] = fen
    return found


def _order() -> dict[Key, int]:
    every = [(one.id, each.id) for one in policies.library().policies for each in one.measures]
    return {key: place for place, key in enumerate(every)}
