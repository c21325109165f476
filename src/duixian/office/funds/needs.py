"""需求测算: what a year needs by measure with its basis, the project library behind each, execution by measure and month."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian.applications import access, pipeline, states
from duixian.applications.pipeline import PERCENT, SHARES, Need
from duixian.funds import budget, reports
from duixian.funds.models import BudgetLine, BudgetYear
from duixian.funds.reports import Execution
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office.funds import desk, years
from duixian.parties.access import Viewer
from duixian.web.viewer import acting_viewer, only

PART = years.PART
SHOWN = 200


@require_safe
@only(*desk.READERS)
def index(request: HttpRequest, year: int) -> HttpResponse:
    """Every measure: committed and due, in the pipeline by its stage, expected on top; beside what was asked for."""
    viewer = acting_viewer(request)
    _plannable(year)
    rows = needs_rows(year)
    there = BudgetYear.objects.filter(pk=year).first()
    return desk.shown(
        request, "office/funds/needs.html", f"{year}年资金需求", PART, rows=rows, total=needs_totals(rows), asked_year=year,
        shares=[(states.NAMES[state], share) for state, share in SHARES.items()], before=clock.today().year - 1,
        **(years.around(viewer, there, "office-budget-needs") if there else {}),
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def one(request: HttpRequest, year: int, policy: str, measure: str) -> HttpResponse:
    """项目库: the instalments and applications behind one need. Who may not see a case sees its sum in the total only."""
    viewer = acting_viewer(request)
    _plannable(year)
    if desk.measure_of(policy, measure) is None:
        raise Http404(measure)
    today = clock.today()
    found = {(one.policy, one.measure): one for one in pipeline.needs(year, today)}
    need = found.get((policy, measure), Need(policy=policy, measure=measure))
    return desk.shown(
        request, "office/funds/need.html", f"{desk.called(policy, measure)}：{year}年项目库", PART, asked_year=year,
        need=row(need), parts=[(one, Money(one.amount)) for one in reports.needs_of(year, policy, measure)[:SHOWN]],
        items=_items(viewer, year, policy, measure), sees=viewer.role in access.EVERYWHERE,
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def execution(request: HttpRequest, year: int) -> HttpResponse:
    """执行: planned, committed, paid, left by measure; by month what was issued, committed, paid."""
    viewer, found = acting_viewer(request), years.get(year)
    return desk.shown(
        request, "office/funds/execution.html", f"{year}年预算执行", PART, **years.around(viewer, found, "office-budget-execution"),
        **execution_rows(year, reports.execution(year)),
    )  # fmt: skip


def needs_rows(year: int) -> list[dict[str, Any]]:
    """The needs as pages and tables show them."""
    lines = BudgetLine.objects.filter(year=year)
    asked = {(one.policy, one.measure): one.requested for one in lines}
    found = pipeline.needs(year, clock.today())
    there = {(one.policy, one.measure) for one in found}
    found += [Need(policy=policy, measure=measure) for policy, measure in asked.keys() - there]
    return [
        row(one) | {"requested": Money(asked.get((one.policy, one.measure), 0))}
        for one in sorted(found, key=lambda one: desk.place(one.policy, one.measure))
    ]


def row(need: Need) -> dict[str, Any]:
    """One need with its amounts as Money."""
    return {
        "need": need, "name": desk.called(need.policy, need.measure), "clause": desk.clause_of(need.policy, need.measure),
        "committed": Money(need.committed), "funded": Money(need.funded), "pipeline": Money(need.pipeline),
        "fresh": Money(need.fresh), "total": Money(need.total),
    }  # fmt: skip


def needs_totals(rows: list[dict[str, Any]]) -> dict[str, Money]:
    """The sums at the foot."""
    names = ("committed", "pipeline", "fresh", "total", "requested")
    return {name: Money(sum(one[name].fen for one in rows)) for name in names}


def execution_rows(year: int, executed: Sequence[Execution]) -> dict[str, Any]:
    """Execution by measure and by month, with sums, as pages and tables show them."""
    lines = sorted(executed, key=lambda one: desk.place(one.line.policy, one.line.measure))
    names = (
        "approved",
        "issued",
        "lapsed",
        "committed",
        "reserved",
        "transit",
        "paid",
        "returned",
        "left",
        "waiting",
    )
    rows = [
        {
            "line": one.line,
            "name": desk.called(one.line.policy, one.line.measure),
            "clause": desk.clause_of(one.line.policy, one.line.measure),
            "rate": percent(one.paid, one.issued - one.lapsed),
            **{name: Money(getattr(one, name)) for name in names},
        }
        for one in lines
    ]
    total = {name: Money(sum(getattr(one, name) for one in lines)) for name in names}
    total_rate = percent(total["paid"].fen, total["issued"].fen - total["lapsed"].fen)
    return {"rows": rows, "total": total, "total_rate": total_rate, **_months(year)}  # fmt: skip


def percent(part: int, whole: int) -> str:
    """12.3%, rounded down; — of nothing."""
    if whole <= 0:
        return "—"
    tenths = part * PERCENT * 10 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def _months(year: int) -> dict[str, Any]:
    """Each month in which something happened, all measures together."""
    found: dict[int, dict[str, int]] = {}
    for one in reports.months(year):
        sums = found.setdefault(one.month, {"issued": 0, "committed": 0, "paid": 0})
        for name in sums:
            sums[name] += getattr(one, name)
    months: list[dict[str, Any]] = [
        {"month": month, "name": f"{month // 100}年{month % 100}月", **{name: Money(fen) for name, fen in sums.items()}}
        for month, sums in sorted(found.items())
        if any(sums.values())
    ]  # fmt: skip
    total = {
        name: Money(sum(one[name].fen for one in months))
        for name in ("issued", "committed", "paid")
    }
    return {"months": months, "months_total": total}


def _items(viewer: Viewer, year: int, policy: str, measure: str) -> list[dict[str, Any]]:
    found = pipeline.items(access.applications(viewer), year, clock.today(), policy, measure)
    return [
        {"case": one.application, "state": states.NAMES[one.application.state], "share": one.share,
         "amount": Money(one.amount), "part": Money(one.part), "counted": Money(one.counted)}
        for one in found[:SHOWN]
    ]  # fmt: skip


def _plannable(year: int) -> None:
    """A year that there is, or that may be planned. Raises Http404."""
    today = clock.today().year
    ahead = today <= year <= today + budget.YEARS_AHEAD
    if not ahead and not BudgetYear.objects.filter(pk=year).exists():
        raise Http404(year)
