"""五（一）: all district funds that an enterprise asked for and got, by year, beside its R&D, innovation and growth.

It advises and refuses nothing: where the funds of a year exceed the R&D spend, whoever proposes must say why
(`exceeds_rd`). District funds are: this policy's own decisions, its earlier versions, other district funds of the
ledger, and what applicants declared from the district. City and national support is shown, and not counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from duixian import policy
from duixian.applications import other_cases, subjects, support
from duixian.applications.earlier import ledger
from duixian.applications.models import Application
from duixian.applications.states import (
    DISCARDED,
    LAPSED,
    NAMES,
    UNSUBMITTED,
    WAIVED,
    WITHDRAWN,
)  # fmt: skip
from duixian.applications.terms import measure_of, policy_of
from duixian.kernel.clock import local
from duixian.kernel.money import Money
from duixian.parties.earlier import EarlierGrant
from duixian.parties.gathering import Rows
from duixian.parties.models import Change, Organisation, YearFigures

OWN, EARLIER, OTHER, DECLARED = "本政策", "历次版本", "其他区级资金", "自行填报"
DISTRICT = "district"
_TAKEN_BACK = frozenset({WITHDRAWN, DISCARDED, LAPSED, WAIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One grant, or request; `granted` is None while nothing is decided; `counted`: district money, not taken back, not twice."""

    year: int
    source: str
    name: str
    asked: Money | None
    granted: Money | None
    state: str
    number: str = ""
    application: UUID | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year: district funds asked for and got, and what the enterprise told of itself."""

    year: int
    asked: Money
    granted: Money
    figures: YearFigures | None = None
    before: YearFigures | None = None

    @property
    def rnd(self) -> Money | None:
        """The R&D spend."""
        return _money(self.figures.rnd_spend) if self.figures else None

    @property
    def revenue(self) -> Money | None:
        return _money(self.figures.revenue) if self.figures else None

    @property
    def permille(self) -> int | None:
        """Funds per thousand of R&D spend, rounded half up; None where no R&D spend was told or it is nothing."""
        return _permille(self.granted.fen, self.rnd.fen) if self.rnd else None

    @property
    def exceeds(self) -> bool:
        """Whether the funds exceed the R&D spend that was told."""
        return self.rnd is not None and self.granted > self.rnd

    def growth(self, name: str) -> int | None:
        """Per thousand more than the year before; None where either is not told, or there was nothing before."""
        now, then = (getattr(one, name, None) for one in (self.figures, self.before))
        return None if now is None or not then else _permille(now - then, then)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An enterprise's sheet: the years, the latest first, and every grant and request."""

    organisation: Organisation
    years: tuple[Year, ...]
    items: tuple[Item, ...]

    @property
    def granted(self) -> Money:
        """All district funds that are on record."""
        return Money(sum(one.granted.fen for one in self.years))


def build(organisation: Organisation, absorbed: Iterable[Change] | None = None) -> Sheet:
    """Everything, in a fixed number of queries. `absorbed`: see ledger.family."""
    rows = _rows(organisation, absorbed)
    items = [*_own(rows), *_held(rows["held"]), *_declared(rows)]
    items.sort(key=lambda one: (-one.year, one.source, one.number, one.name))
    return Sheet(
        organisation=organisation, years=_years(rows["figures"], items), items=tuple(items)
    )


def _rows(organisation: Organisation, absorbed: Iterable[Change] | None) -> Rows:
    """Cases under their measures, decisions, the ledger's grants, what the enterprise told of its years."""
    family = ledger.family(organisation, absorbed)
    cases = Application.objects.filter(applicant__in=family, submitted_at__isnull=False)
    return other_cases.read(
        organisation, cases.exclude(state__in=UNSUBMITTED),
        held=ledger.of(family), figures=YearFigures.objects.filter(organisation=organisation),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A year's district funds beside the R&D spend: that of the year, or where it is not told yet the latest before it."""

    year: int
    granted: Money
    rnd: Money | None
    told: int | None  # the year of the R&D spend

    def total(self, adding: Money) -> Money:
        """The year's funds with what is about to be granted."""
        return Money(self.granted.fen + adding.fen)

    def ratio(self, adding: Money) -> str:
        """What they are of the R&D spend: 12.5%, or — where none was told."""
        return percent(_permille(self.total(adding).fen, self.rnd.fen) if self.rnd else None)

    def exceeds(self, adding: Money) -> str | None:
        """Why a proposal of so much needs a remark: the funds exceed the R&D spend, or none was told; None where not."""
        total = self.total(adding)
        if not total.fen:
            return None
        said = (
            f"{self.year}年享受的区级资金{'连同本次' if adding.fen else ''}合计{total.yuan_text()}"
        )
        if self.rnd is None:
            return f"{said}，而单位没有填报研发费用，无法比较"
        if total <= self.rnd:
            return None
        return f"{said}，超过{self.told}年的研发费用{self.rnd.yuan_text()}"


def beside_rd(
    organisation: Organisation, year: int, absorbed: Iterable[Change] | None = None
) -> Beside:
    """What an enterprise has from the district in a year, beside its R&D spend. In fen throughout."""
    years = build(organisation, absorbed).years
    granted = next((one.granted for one in years if one.year == year), Money(0))
    told = next((one for one in years if one.year <= year and one.rnd is not None), None)
    return Beside(
        year=year, granted=granted, rnd=told.rnd if told else None, told=told.year if told else None
    )


def exceeds_rd(organisation: Organisation, year: int, adding: Money = Money(0)) -> str | None:
    """Why a proposal needs a remark: the district funds of a year with `adding` exceed the R&D spend; None where not."""
    return beside_rd(organisation, year).exceeds(adding)


def percent(permille: int | None) -> str:
    """12.5%; −3.0%; — where there is none."""
    if permille is None:
        return "—"
    whole, rest = divmod(abs(permille), 10)
    return f"{'−' if permille < 0 else ''}{whole:,}.{rest}%"


def _own(rows: Rows) -> Iterator[Item]:
    """Submitted cases under this product's policies, with what was decided."""
    for one in rows["cases"]:
        decision = other_cases.decision_of(one)
        assert one.submitted_at is not None
        moment = decision.decided_at if decision else one.submitted_at
        name = measure_of(one.round_measure).name
        yield Item(
            year=local(moment).year, source=OWN, name=f"{name}（{one.subject}）" if one.subject else name,
            asked=_money(one.ceiling), granted=Money(decision.amount) if decision else None,
            state=NAMES[one.state] if decision is None or one.state in _TAKEN_BACK else decision.get_outcome_display(),
            number=one.number or "", application=one.pk, counted=one.state not in _TAKEN_BACK,
        )  # fmt: skip


def _held(rows: Iterable[EarlierGrant]) -> Iterator[Item]:
    names = {each.id: each.name for one in policy.library().policies for each in one.measures}
    for one in rows:
        other = one.fund == EarlierGrant.Fund.OTHER
        name = (
            one.fund_name if other else f"{one.get_fund_display()}{names.get(one.measure, '资助')}"
        )
        yield Item(
            year=one.year, source=OTHER if other else EARLIER, number=one.document,
            name=f"{name}（{one.subject}）" if one.subject else name, asked=_money(one.asked),
            granted=Money(one.amount), state="有待拨分期" if one.instalments else "已拨付",
        )  # fmt: skip


def _declared(found: Rows) -> Iterator[Item]:
    """What applicants declared of other support, each once; what the ledger has already is not counted again."""
    there = {(one.year, one.amount) for one in found["held"]}
    seen = set()
    for case in found["cases"]:
        own = policy_of(case.round_measure.round)
        names = {one.id: one.name for one in own.sources}
        for one in support.read(own, case.other_support)[0]:
            key = (one.source, subjects.key(one.matter), one.amount, one.year, one.state)
            if key in seen:
                continue
            seen.add(key)
            received = one.state == support.RECEIVED
            twice = received and one.source == DISTRICT and (one.year, one.amount) in there
            yield Item(
                year=one.year, source=DECLARED, name=f"{names.get(one.source, one.source)}：{one.matter}",
                asked=Money(one.amount), granted=Money(one.amount) if received else None,
                state="与台账相同，不重复计" if twice else support.STATES[one.state],
                counted=one.source == DISTRICT and not twice,
            )  # fmt: skip


def _years(told: Iterable[YearFigures], items: list[Item]) -> tuple[Year, ...]:
    figures = {one.year: one for one in told}
    counted = [one for one in items if one.counted]
    return tuple(
        Year(
            year=year, asked=_sum(one.asked for one in counted if one.year == year),
            granted=_sum(one.granted for one in counted if one.year == year),
            figures=figures.get(year), before=figures.get(year - 1),
        )
        for year in sorted(figures.keys() | {one.year for one in counted}, reverse=True)
    )  # fmt: skip


def _sum(amounts: Iterable[Money | None]) -> Money:
    return Money(sum(one.fen for one in amounts if one is not None))


def _money(fen: int | None) -> Money | None:
    return None if fen is None else Money(fen)


def _permille(part: int, whole: int) -> int | None:
    """Rounded half up, away from zero, in whole numbers."""
    if whole <= 0:
        return None
    found = (abs(part) * 2000 + whole) // (2 * whole)
    return found if part >= 0 else -found
