"""编制: an officer's lines with their grounds and targets, reporting to finance; sending back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from duixian import policy as policies
from duixian.applications import pipeline
from duixian.applications.pipeline import Need
from duixian.funds import budget
from duixian.funds.models import BudgetLine, BudgetYear
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.office import typed
from duixian.office.funds import desk, years
from duixian.office.funds.forms import confirm
from duixian.parties.access import NotSeen, Refused
from duixian.parties.roles import Role
from duixian.web.boxes import Box, filled, summary
from duixian.web.viewer import acting_viewer, only

PART = years.PART
TARGETS = 4  # how many performance targets the form has room for


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def new(request: HttpRequest, year: int) -> HttpResponse:
    """Add a measure to the draft; the suggestion comes from the needs."""
    chosen = request.POST.get("measure") or request.GET.get("measure", "")
    return _line(request, years.get(year), None, chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def edit(request: HttpRequest, year: int, id_: UUID) -> HttpResponse:
    """Change a line of the draft."""
    found = BudgetLine.objects.filter(pk=id_, year=year).first()
    if found is None:
        raise NotSeen(id_)
    return _line(request, years.get(year), found, f"{found.policy}|{found.measure}")


@require_POST
@only(Role.OFFICER)
def drop(request: HttpRequest, year: int, id_: UUID) -> HttpResponse:
    """Take a measure out of the draft."""
    try:
        budget.drop_line(acting_viewer(request), id_)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已从预算中删去该事项")
    return redirect("office-budget", year)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER)
def submit(request: HttpRequest, year: int) -> HttpResponse:
    """Report the draft to finance."""
    found = years.get(year)
    lines = years.rows(found)
    return confirm(
        request, found, title="报送财政", verb=lambda viewer: budget.submit(viewer, year),
        consequence=f"将把{len(lines)}个事项、合计{years.totals(lines)['requested'].yuan_text()}的预算报区财政局；报送以后不能修改，需要修改的可以取回。",
        done="已报送区财政局",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OFFICER, Role.PREPARER, Role.RELEASER)
def send_back(request: HttpRequest, year: int) -> HttpResponse:
    """Back to the draft, with the reason."""
    own = acting_viewer(request).role == Role.OFFICER
    reason = Box(name="reason", label="取回理由" if own else "退回理由", style="area")
    return confirm(
        request, years.get(year), title="取回修改" if own else "退回修改", boxes=[reason],
        verb=lambda viewer: budget.send_back(viewer, year, reason=request.POST.get("reason", "")),
        consequence="预算回到“编制中”，由区科委修改后再报送；理由显示在预算上。", done="已退回编制",
    )  # fmt: skip


def _line(request: HttpRequest, year: BudgetYear, line: BudgetLine | None, chosen: str) -> HttpResponse:  # fmt: skip
    needs = {f"{one.policy}|{one.measure}": one for one in pipeline.needs(year.pk, clock.today())}
    need = needs.get(chosen)
    faults: Sequence[tuple[str, str]] = ()
    if request.method == "POST":
        try:
            _set(request, year.pk, line)
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, "已保存")
            return redirect("office-budget", year.pk)
    values = request.POST or _values(line, need)
    boxes = filled(_boxes(year, line), values, faults)
    name = desk.called(line.policy, line.measure) if line else ""
    return desk.shown(
        request, "office/funds/line.html", f"编制{year.pk}年预算", PART, year=year, line=line, name=name, boxes=boxes,
        errors=summary(boxes, faults), need=need, targets=_targets(values, faults),
        choose=None if line else reverse("office-budget-line-new", args=[year.pk]),
    )  # fmt: skip


def _set(request: HttpRequest, year: int, line: BudgetLine | None) -> None:
    policy, _, measure = request.POST.get("measure", "").partition("|")
    if line is not None:
        policy, measure = line.policy, line.measure
    elif desk.measure_of(policy, measure) is None:
        raise Refused(("measure", "请选择事项"))
    budget.set_line(
        acting_viewer(request), year, policy=policy, measure=measure, basis=request.POST.get("basis", ""),
        requested=typed.amount("requested", request.POST, "请填写申请预算"), targets=_given(request.POST),
    )  # fmt: skip


def _given(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """The targets of which a half was filled in at least."""
    found = [
        {"name": values.get(f"target-{one}", ""), "value": values.get(f"value-{one}", "")}
        for one in range(1, TARGETS + 1)
    ]
    return [one for one in found if one["name"].strip() or one["value"].strip()]


def _boxes(year: BudgetYear, line: BudgetLine | None) -> list[Box]:
    boxes = [
        Box(name="requested", label="申请预算", unit="元", mode="decimal", hint="可以写 300万元"),
        Box(name="basis", label="测算依据", style="area", hint="写明承诺到期、在办申报和预计新增各是多少，从哪里来"),
    ]  # fmt: skip
    return boxes if line else [_measures(year), *boxes]


def _measures(year: BudgetYear) -> Box:
    """The measures that the year has no line for yet."""
    there = set(year.lines.values_list("policy", "measure"))
    policy = policies.library().in_force(clock.today())
    free = [one for one in policy.measures if (policy.id, one.id) not in there]
    options = tuple((f"{policy.id}|{one.id}", f"{one.clause} {one.name}") for one in free)
    return Box(name="measure", label="事项", style="select", options=(("", "请选择"), *options))


def _values(line: BudgetLine | None, need: Need | None) -> dict[str, str]:
    """What the fields begin with: what is kept, or what the needs suggest."""
    if line is not None:
        found = {"requested": desk.typed_amount(line.requested), "basis": line.basis}
        for number, one in enumerate(line.targets[:TARGETS], 1):
            found |= {f"target-{number}": one["name"], f"value-{number}": one["value"]}
        return found
    if need is None:
        return {}
    return {
        "measure": f"{need.policy}|{need.measure}", "requested": desk.typed_amount(need.total) if need.total else "",
        "basis": f"承诺到期{Money(need.committed).yuan_text()}（{need.instalments}期）；"
        f"在办申报按办理阶段折算{Money(need.pipeline).yuan_text()}（{need.cases}件）；"
        f"预计新增{Money(need.fresh).yuan_text()}。",
    }  # fmt: skip


def _targets(values: Mapping[str, Any], faults: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The targets' fields, and what was wrong with them."""
    return {
        "rows": [(one, values.get(f"target-{one}", ""), values.get(f"value-{one}", "")) for one in range(1, TARGETS + 1)],
        "error": "；".join(text for field, text in faults if field == "targets"),
    }  # fmt: skip
