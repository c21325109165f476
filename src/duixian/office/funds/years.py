"""年度预算: the years with their state and figures, one year with its lines and papers, beginning a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from duixian.audit import trail
from duixian.funds import budget, reports
from duixian.funds.models import BudgetAct, BudgetLine, BudgetYear
from duixian.funds.reports import Execution
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office.funds import desk, steps
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.viewer import acting_viewer, only

PART = "office-budgets"
MOST = 200  # entries of a year that its page looks at
# What the trail calls it, and what people do.
DONE = {
    "budget.draft": "开始编制", "budget.line": "编制事项", "budget.drop-line": "删去事项", "budget.submit": "报送财政",
    "budget.send-back": "退回修改", "budget.approve": "批复", "budget.issue": "下达指标", "budget.adjust": "追加或调减",
    "budget.cut-off": "定停止支付日", "budget.close": "年终结账", "budget.carry-over": "结转下达",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a year as pages show it: amounts as Money, None where nothing is said yet."""

    line: BudgetLine | None
    policy: str
    measure: str
    name: str
    clause: str
    requested: Money
    approved: Money | None
    issued: Money
    committed: Money
    paid: Money
    left: Money

    @property
    def targets(self) -> str:
        """The performance targets in one line."""
        every = self.line.targets if self.line else []
        return "；".join(f"{one['name']}：{one['value']}" for one in every)


@require_http_methods(["GET", "HEAD", "POST"])
@only(*desk.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Every year, the latest first; an officer begins another."""
    viewer = acting_viewer(request)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            made = budget.draft(viewer, _number(request.POST.get("year", "")))
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, f"已开始编制{made.year}年预算，请逐项添加")
            return redirect("office-budget", made.year)
    boxes = filled([_which()], request.POST, faults) if viewer.role == Role.OFFICER else []
    years = list(BudgetYear.objects.prefetch_related("lines").order_by("-year"))
    done = reports.executions([one.pk for one in years])
    return desk.shown(
        request, "office/funds/years.html", "年度专项资金预算", PART, boxes=boxes, errors=summary(boxes, faults),
        years=[(one, totals(rows_of(one, done[one.pk]))) for one in years], turns={one.pk: steps.turn(one) for one in years},
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def one(request: HttpRequest, year: int) -> HttpResponse:
    """The lines with what was asked for, approved, issued and is left; the papers; the next steps."""
    viewer, found = acting_viewer(request), get(year)
    lines = rows(found)
    return desk.shown(
        request, "office/funds/year.html", f"{year}年度专项资金预算", PART, **around(viewer, found, "office-budget"),
        rows=lines, total=totals(lines), acts=papers(year), edits=viewer.role == Role.OFFICER and found.state == "draft",
    )  # fmt: skip


def around(viewer: Viewer, year: BudgetYear, tab: str) -> dict[str, Any]:
    """What stands around every page of a year."""
    return {
        "year": year, "tab": tab, "buttons": steps.buttons(viewer, year), "turn": steps.turn(year),
        "happened": _happened(year.pk),
    }  # fmt: skip


def get(year: int) -> BudgetYear:
    """A year. Raises NotSeen."""
    found = BudgetYear.objects.select_related("submitted_by", "approved_by", "closed_by").filter(pk=year).first()  # fmt: skip
    if found is None:
        raise NotSeen(year)
    return found


def rows(year: BudgetYear) -> list[Row]:
    """Every line with what became of it, in the order of the policy's clauses."""
    return rows_of(year, reports.execution(year.pk))


def rows_of(year: BudgetYear, executed: Sequence[Execution]) -> list[Row]:
    """The same, where the execution is known already."""
    lines = {(one.policy, one.measure): one for one in year.lines.all()}
    done = {(one.line.policy, one.line.measure): one for one in executed}
    keys = sorted(lines.keys() | done.keys(), key=lambda key: desk.place(*key))
    return [_row(key, lines.get(key), done.get(key)) for key in keys]


def totals(lines: Sequence[Row]) -> dict[str, Money]:
    """The sums at the foot."""
    names = ("requested", "approved", "issued", "committed", "paid", "left")
    return {
        name: Money(sum(value.fen for one in lines if (value := getattr(one, name)))) for name in names
    }  # fmt: skip


def _happened(year: int) -> list[dict[str, Any]]:
    """What was done, the latest first; the same act of the same hand in a row is one line."""
    found: list[dict[str, Any]] = []
    done = trail.of(budget.subject(year)).filter(outcome="done").order_by("-seq")
    for entry in done[:MOST]:
        key = (entry.action, entry.actor)
        if found and found[-1]["key"] == key:
            found[-1]["times"] += 1
        else:
            what = DONE.get(entry.action, entry.action)
            found.append({"key": key, "entry": entry, "what": what, "times": 1})
    return found


def _row(key: tuple[str, str], line: BudgetLine | None, done: Execution | None) -> Row:
    policy, measure = key
    return Row(
        line=line, policy=policy, measure=measure, name=desk.called(policy, measure), clause=desk.clause_of(policy, measure),
        requested=Money(line.requested if line else 0),
        approved=Money(line.approved) if line and line.approved is not None else None,
        issued=Money(done.issued if done else 0), committed=Money(done.committed if done else 0),
        paid=Money(done.paid if done else 0), left=Money(done.left if done else 0),
    )  # fmt: skip


def papers(year: int) -> list[tuple[BudgetAct, str, Money]]:
    """The papers, the latest first, each with its measure and amount."""
    found = budget.acts(year).select_related("line", "by", "posting").order_by("-at", "-pk")
    return [
        (one, desk.called(one.line.policy, one.line.measure), Money(one.amount)) for one in found
    ]


def _which() -> Box:
    """The years that may be begun, to choose from."""
    today = clock.today().year
    there = set(BudgetYear.objects.values_list("pk", flat=True))
    free = [one for one in range(today, today + budget.YEARS_AHEAD + 1) if one not in there]
    options = tuple((str(one), f"{one}年") for one in free)
    return Box(
        name="year", label="编制哪一年的预算", style="select", options=(("", "请选择"), *options)
    )


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) == 4:
        return int(text)
    raise Refused(("year", "请选择年度"))
