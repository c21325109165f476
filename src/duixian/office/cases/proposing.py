"""拟定和审定 tab: the proposal within its ceiling with a plan that sums, the approvals so far, the decision."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from duixian.applications import countersigning, reviewing
from duixian.applications.earlier import enterprise_sheet
from duixian.applications.models import Acceptance, Application, Decision, Proposal
from duixian.kernel.money import Money
from duixian.office.cases.folder import CaseFile, opened, shown
from duixian.office.cases.tabs import COMMISSION
from duixian.office.cases.taking import NOTHING, offered, take, typed
from duixian.web.boxes import Box
from duixian.web.viewer import only

REASON = Box(
    name="reason",
    label="理由",
    style="area",
    hint="写明依据哪一条、核定的情况、为什么是这个金额；会写进决定书",
)

WHY_NOT = replace(REASON, hint="写明依据哪一条、核定的情况、为什么不予资助；会写进不予资助告知书")


@require_http_methods(["GET", "HEAD", "POST"])
@only(*COMMISSION)
def page(request: HttpRequest, id_: UUID) -> HttpResponse:
    """What is proposed and decided; a post proposes a grant or a refusal."""
    file, outcome = opened(request, id_), NOTHING
    refusing = request.POST.get("act") == "refuse" or request.GET.get("act") == "refuse"
    asked = [WHY_NOT] if refusing else _boxes(file)
    if request.method == "POST":
        step = "propose-refusal" if refusing else "propose"
        outcome = take(request, file, step, plan=_plan(request, file), **typed(
            request, "amount", "first_year", "reason", "conditions", "advice_remark",
        ))  # fmt: skip
        if outcome.done:
            return redirect(request.path)
    found = reviewing.recognised(file.folder)
    beside = enterprise_sheet.beside_rd(
        file.application.applicant, file.judgement.on.year, file.folder.rows["absorbed"]
    )
    return shown(
        request, file, "office/cases/proposal.html", proposals=[_proposal(one, file) for one in reversed(file.folder.rows["proposals"])],
        decisions=[_decision(one) for one in _decisions(file.application)], reviews=file.folder.rows["reexamination"],
        acceptances=[_acceptance(one) for one in file.folder.rows["acceptances"]], payable=Money(found.payable),
        steps=[str(one) for one in found.answer.steps], boxes=outcome.boxes(asked, request.POST),
        errors=outcome.errors(asked), refusing=refusing, propose=offered(file, "propose"),
        refuse=offered(file, "propose-refusal"), countersign=offered(file, "countersign"), beside=beside,
        beside_ratio=beside.ratio(Money(found.payable)), beside_why=beside.exceeds(Money(found.payable)),
    )  # fmt: skip


def _boxes(file: CaseFile) -> list[Box]:
    """Amount, one box for each instalment where there are several, reason, conditions."""
    count = file.folder.measure.instalments
    year = file.judgement.on.year
    parts = [
        Box(name="first_year", label="第一期在哪一年拨付", style="select", value=str(year), optional=True,
            options=((str(year), f"{year}年（用今年的指标）"), (str(year + 1), f"{year + 1}年（今年不占指标）"))),
        *(Box(name=f"plan-{number}", label=f"第{number + 1}期拨付", unit="元", mode="decimal", optional=True,
              hint="每年一期；都不填的，按批次的口径分期" if not number else "")
          for number in range(count)),
    ] if count > 1 else []  # fmt: skip
    later = [
        Box(name="conditions", label="后续各期的条件", style="area", optional=True, hint="例如：年度报告已提交，信用状况无异常")
    ] if count > 1 else []  # fmt: skip
    return [
        Box(name="amount", label="拟资助金额", unit="元", mode="decimal", hint="可以填元或者万元；不能超过核定后的上限"),
        *parts, REASON, *later,
        Box(name="advice_remark", label="综合评估说明", style="area", optional=True,
            hint="上面的比例超过100%，或者单位没有填报研发费用的，必须写明为什么仍予资助（五（一））"),
    ]  # fmt: skip


def _plan(request: HttpRequest, file: CaseFile) -> list[str]:
    count = file.folder.measure.instalments
    given = [request.POST.get(f"plan-{number}", "").strip() for number in range(count)]
    return given if count > 1 and any(given) else []


def _proposal(one: Proposal, file: CaseFile) -> dict[str, Any]:
    rows = file.folder.rows
    waits = countersigning.left_of(file.folder, one) if one.state == Proposal.State.OPEN else ()
    return {
        "row": one,
        "amount": Money(one.amount),
        "ceiling": Money(one.ceiling or 0),
        "plan": _parts(one.plan),
        "approvals": [each for each in rows["approvals"] if each.proposal_id == one.pk],
        "signed": [each for each in rows["countersignatures"] if each.proposal_id == one.pk],
        "waits": waits,
    }


def _decisions(application: Application) -> Any:
    return application.decisions.select_related("letter", "decided_by", "service").order_by(
        "-number"
    )


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "row": one, "amount": Money(one.amount), "plan": _parts(one.plan), "service": getattr(one, "service", None),
    }  # fmt: skip


def _acceptance(one: Acceptance) -> dict[str, Any]:
    return {"row": one, "recognised": None if one.recognised is None else Money(one.recognised)}


def _parts(plan: list[list[int]]) -> list[tuple[int, Money]]:
    return [(year, Money(fen)) for year, fen in plan]
