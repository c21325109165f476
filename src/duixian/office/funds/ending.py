"""年终结账 and 结转下达: what will lapse and go on, in numbers, before it is done; carrying over as an act of its own."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from duixian.funds import year_end
from duixian.funds.models import BudgetYear
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office import typed
from duixian.office.funds import desk, years
from duixian.office.funds.forms import PAPER, REASON, confirm, proving
from duixian.office.funds.issuing import paper
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box
from duixian.web.viewer import only

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.RELEASER)
@proving
def close(request: HttpRequest, year: int) -> HttpResponse:
    """年终结账."""
    found = years.get(year)
    what = year_end.closing(year) if found.state == BudgetYear.State.APPROVED else None
    lapse = sum(what.lapse.values()) if what else 0
    said = f"将收回{Money(lapse).yuan_text()}，把{len(what.parts)}期、合计{Money(what.rolled).yuan_text()}的未拨付转入{year + 1}年。" if what else ""  # fmt: skip
    return confirm(
        request, found, title="年终结账", template="office/funds/close.html", danger=True, done=f"{year}年已结账",
        consequence=f"{said}结账以后不能再记{year}年的账，也不能撤销；收回的资金由财政另行结转下达。",
        verb=lambda viewer: year_end.close(viewer, year),
        more=lambda _: _closing(found, what),
    )  # fmt: skip


def _closing(year: BudgetYear, what: year_end.Closing | None) -> dict[str, Any]:
    if what is None:
        return {}
    lines = sorted(what.lapse.items(), key=lambda one: desk.place(one[0].policy, one[0].measure))
    return {
        "what": what, "early": year.cut_off is not None and clock.today() <= year.cut_off, "lapse": Money(sum(what.lapse.values())), "rolled": Money(what.rolled), "next": year.pk + 1,
        "lines": [(desk.called(line.policy, line.measure), Money(fen)) for line, fen in lines],
        "parts": [
            (one, desk.called(one.commitment.policy, one.commitment.measure), Money(one.amount)) for one in what.parts[:SHOWN]
        ],
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.RELEASER)
@proving
def carry_over(request: HttpRequest, year: int) -> HttpResponse:
    """结转下达 from a closed year to this one."""
    found = years.get(year)
    free = year_end.carriable_lines(year)
    names = {
        f"{source}|{policy}|{measure}": (source, desk.called(policy, measure), Money(fen))
        for (source, policy, measure), fen in sorted(free.items(), key=_first)
    }
    options = tuple((key, f"{source}年 {name}，最多{most.yuan_text()}") for key, (source, name, most) in names.items())  # fmt: skip
    boxes = [
        Box(name="from", label="从哪一年的哪个事项结转", style="select", options=(("", "请选择"), *options)),
        Box(name="amount", label="结转金额", unit="元", mode="decimal"), *PAPER, REASON,
    ]  # fmt: skip
    return confirm(
        request, found, title="结转下达", template="office/funds/carry.html", boxes=boxes, done="已结转下达，记入账册",
        consequence=f"结账时收回的资金重新下达到{year}年的同一事项；资金从哪一年来一直记着，结转不超过两年。",
        verb=lambda viewer: _carry(request, viewer, year, list(names)), more=lambda _: {"free": list(names.values())},
    )  # fmt: skip


def _first(one: tuple[tuple[int, str, str], int]) -> tuple[int, tuple[str, int, str]]:
    """The oldest year first, then as the policy goes."""
    (year, policy, measure), _ = one
    return (year, desk.place(policy, measure))


def _carry(request: HttpRequest, viewer: Viewer, year: int, known: Sequence[str]) -> None:
    key = request.POST.get("from", "")
    if key not in known:
        raise Refused(("from", "请选择从哪一年的哪个事项结转"))
    source, policy, measure = key.split("|")
    year_end.carry_over(
        viewer, from_year=int(source), to_year=year, policy=policy, measure=measure, paper=paper(request),
        amount=typed.amount("amount", request.POST, "请填写结转金额"),
    )  # fmt: skip
