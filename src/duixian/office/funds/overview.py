"""总览: each year's figures, what must be paid in the years to come, and whether the books add up."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from duixian.funds import freeze, queue, reports
from duixian.funds.access import instalments
from duixian.funds.models import BudgetYear, Freeze, Instalment, Verification
from duixian.funds.stages import ASKED, UNPAID, State
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office.funds import desk
from duixian.office.funds.forms import REASON, proving
from duixian.office.funds.needs import percent
from duixian.office.lists import listed
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import filled, summary
from duixian.web.viewer import acting_viewer, only

LAST = 2029  # the instalments of this policy are paid until then
NAMES = (
    "approved",
    "issued",
    "committed",
    "reserved",
    "transit",
    "paid",
    "returned",
    "lapsed",
    "left",
)


@require_safe
@only(*desk.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The figures; each leads to what it is made of."""
    viewer, today = acting_viewer(request), clock.today()
    rows = year_rows(viewer)
    now = next((one for one in rows if one["year"] == today.year), None)
    return desk.shown(
        request, "office/funds/overview.html", "资金总览", "office-funds", rows=rows, now=now, load=load(viewer),
        last=Verification.objects.order_by("-pk").first(), frozen=freeze.current(), waiting=queue.waiting().count(), today=today,
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def verification(request: HttpRequest) -> HttpResponse:
    """Every check of the books with what it found; where they are frozen, finance lifts it with a reason."""
    return _verification(request)


@require_POST
@only(Role.RELEASER)
@proving
def lift(request: HttpRequest) -> HttpResponse:
    """解冻."""
    try:
        freeze.lift(acting_viewer(request), reason=request.POST.get("reason", ""))
    except Refused as refused:
        return _verification(request, refused)
    messages.success(request, "已解冻，可以继续办理支付")
    return redirect("office-verification")


def _verification(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    faults = refused.faults if refused else ()
    boxes = filled([REASON], request.POST, faults)
    return desk.shown(
        request, "office/funds/verification.html", "账册核对", "office-books", rows=listed(request, Verification.objects.order_by("-pk")),
        frozen=freeze.current(), lifted=Freeze.objects.filter(open=None).select_related("lifted_by").order_by("-pk")[:10],
        boxes=boxes, errors=summary(boxes, faults), lifts=acting_viewer(request).role == Role.RELEASER, carried="",
    )  # fmt: skip


def year_rows(viewer: Viewer) -> list[dict[str, Any]]:
    """Every budget year with its figures, the first year first."""
    asked = _sums(instalments(viewer).filter(state__in=ASKED | {State.RELEASED}))
    years, found = list(BudgetYear.objects.order_by("year")), []
    done = reports.executions([year.pk for year in years])
    for year in years:
        lines = done[year.pk]
        sums = {name: Money(sum(getattr(one, name) for one in lines)) for name in NAMES}
        found.append({
            "year": year.pk, "budget": year, **sums, "asked": Money(asked.get(year.pk, (0, 0))[1]),
            "rate": percent(sums["paid"].fen, sums["issued"].fen - sums["lapsed"].fen),
        })  # fmt: skip
    return found


def load(viewer: Viewer) -> list[dict[str, Any]]:
    """What is promised and unpaid, by the year in which it falls, from this one on: with money of its year, and without."""
    unpaid = instalments(viewer).filter(state__in=UNPAID)
    funded, bare = _sums(unpaid.filter(funded=True)), _sums(unpaid.filter(funded=False))
    first = clock.today().year
    last = max([LAST, *funded, *bare])
    rows = []
    for year in range(min([first, *funded, *bare]), last + 1):
        have, lack = funded.get(year, (0, 0)), bare.get(year, (0, 0))
        rows.append({
            "year": year, "count": have[0] + lack[0], "funded": Money(have[1]), "bare": Money(lack[1]),
            "total": Money(have[1] + lack[1]),
        })  # fmt: skip
    return rows


def _sums(parts: QuerySet[Instalment]) -> dict[int, tuple[int, int]]:
    """How many, and how much (fen), by year."""
    rows = parts.order_by().values_list("year").annotate(n=Count("pk"), fen=Sum("amount"))
    return {year: (count, fen) for year, count, fen in rows}
