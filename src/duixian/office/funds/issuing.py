"""批复、下达、调整、停止支付日: finance's acts, each by a paper with the finance system's own numbers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from duixian import policy as policies
from duixian.funds import budget
from duixian.funds.budget import Paper
from duixian.funds.models import BudgetYear
from duixian.kernel import clock
from duixian.office import typed
from duixian.office.funds import desk, years
from duixian.office.funds.forms import PAPER, REASON, confirm, proving
from duixian.office.funds.years import Row
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import Box
from duixian.web.viewer import only

Faults = Sequence[tuple[str, str]]
UP, DOWN = "up", "down"


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.PREPARER)
@proving
def approve(request: HttpRequest, year: int) -> HttpResponse:
    """批复, line by line; what was asked for is filled in."""
    found = years.get(year)
    lines = [one for one in years.rows(found) if one.line]
    return confirm(
        request, found, title="批复", template="office/funds/amounts.html", done=f"{year}年预算已批复，可以下达指标",
        consequence="批复以后由拨付岗下达指标；批复的金额不超过申请，需要增加的以后另行追加。",
        boxes=[Box(name="number", label="批复文号", hint="例如 普财批〔2026〕3号")],
        verb=lambda viewer: budget.approve(
            viewer, year, approved=_fen(request, lines, "approved"), number=request.POST.get("number", "")
        ),
        more=lambda faults: _rows(request, lines, faults, "approved", "批复（元）"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.RELEASER)
@proving
def issue(request: HttpRequest, year: int) -> HttpResponse:
    """下达指标 to lines, in one paper; what has not been issued yet is filled in."""
    found = years.get(year)
    lines = [one for one in years.rows(found) if one.line]
    verb = budget.issue
    return confirm(
        request, found, title="下达指标", template="office/funds/amounts.html", boxes=PAPER, done="已下达，可以安排给承诺",
        consequence="下达的金额成为各事项的可用指标，记入账册；不下达的事项请留空。同一文号不会重复下达。",
        verb=lambda viewer: verb(viewer, year, amounts=_fen(request, lines, "amount"), paper=paper(request)),
        more=lambda faults: _rows(request, lines, faults, "amount", "本次下达（元）"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.RELEASER)
@proving
def adjust(request: HttpRequest, year: int) -> HttpResponse:
    """追加 or 调减 one measure."""
    return confirm(
        request, years.get(year), title="追加或调减", boxes=[*_change(year), *PAPER, REASON], done="已调整，记入账册",
        consequence="追加的成为可用指标；调减只能减去还没有安排的部分。预算里没有的事项，追加时一并增加。",
        verb=lambda viewer: _adjust(request, viewer, year),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.PREPARER, Role.RELEASER)
def cut_off(request: HttpRequest, year: int) -> HttpResponse:
    """年终停止支付日."""
    found = years.get(year)
    now = found.cut_off.isoformat() if found.cut_off else ""
    verb = budget.set_cut_off
    return confirm(
        request, found, title="停止支付日", done="已定停止支付日",
        consequence="这一天以后不再发出本年度的支付；过了这一天才能结账。",
        boxes=[Box(name="day", label="停止支付日", value=now, hint=f"{year}年内的一天，例如 {year}-12-25"), REASON],
        verb=lambda viewer: verb(
            viewer, year, day=typed.day("day", request.POST, "请填写停止支付日"), reason=request.POST.get("reason", "")
        ),
    )  # fmt: skip


def paper(request: HttpRequest) -> Paper:
    """Finance's paper as it was typed."""
    given = request.POST
    return Paper(
        number=given.get("number", ""), subject=given.get("subject", ""), reason=given.get("reason", "")
    )  # fmt: skip


def _fen(request: HttpRequest, lines: Sequence[Row], field: str) -> dict[UUID, int]:
    """What was typed for each line, blank ones left out. Raises Refused."""
    typed = {f"{field}-{one.line.pk}": one.line.pk for one in lines if one.line}
    found = desk.amounts({name: request.POST.get(name, "") for name in typed})
    return {typed[name]: fen for name, fen in found.items()}


def _rows(request: HttpRequest, lines: Sequence[Row], faults: Faults, field: str, head: str) -> dict[str, Any]:  # fmt: skip
    """The table of lines with a field each: what was typed, or what is suggested."""
    wrong: dict[str, list[str]] = {}
    for name, text in faults:
        wrong.setdefault(name, []).append(text)
    rows: list[dict[str, Any]] = []
    for one in lines:
        assert one.line is not None
        name = f"{field}-{one.line.pk}"
        typed = request.POST.get(name)
        rows.append({
            "row": one, "name": name, "error": "；".join(wrong.get(name, ())),
            "value": _suggested(one, field) if typed is None else typed,
        })  # fmt: skip
    return {
        "rows": rows, "head": head, "field": field, "total": years.totals(lines),
        "fields": {one["name"]: one["row"].name for one in rows},
    }  # fmt: skip


def _suggested(row: Row, field: str) -> str:
    if field == "approved":
        return desk.typed_amount(row.requested.fen)
    rest = (row.approved.fen if row.approved else 0) - row.issued.fen
    return desk.typed_amount(rest) if rest > 0 else ""


def _change(year: int) -> list[Box]:
    policy = policies.library().in_force(clock.today())
    measures = {(policy.id, one.id): f"{one.clause} {one.name}" for one in policy.measures}
    for row in years.rows(BudgetYear.objects.get(pk=year)):
        measures.setdefault((row.policy, row.measure), row.name)
        measures[row.policy, row.measure] += f"（可用{row.left.yuan_text()}）"
    options = tuple((f"{one}|{other}", name) for (one, other), name in measures.items())
    return [
        Box(name="measure", label="事项", style="select", options=(("", "请选择"), *options)),
        Box(name="kind", label="追加还是调减", style="radio", options=((UP, "追加"), (DOWN, "调减"))),
        Box(name="change", label="金额", unit="元", mode="decimal", hint="可以写 50万元"),
    ]  # fmt: skip


def _adjust(request: HttpRequest, viewer: Viewer, year: int) -> None:
    policy, _, measure = request.POST.get("measure", "").partition("|")
    kind = request.POST.get("kind", "")
    faults = []
    if f"{policy}|{measure}" not in {value for value, _ in _change(year)[0].options if value}:
        faults.append(("measure", "请选择事项"))
    if kind not in {UP, DOWN}:
        faults.append(("kind", "请选择追加还是调减"))
    try:
        fen = typed.amount("change", request.POST)
    except Refused as refused:
        raise Refused(*faults, *refused.faults) from None
    if faults:
        raise Refused(*faults)
    budget.adjust(
        viewer, year, policy=policy, measure=measure, change=fen if kind == UP else -fen, paper=paper(request)
    )  # fmt: skip
