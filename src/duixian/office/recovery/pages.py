"""The list of recoveries with what waits for whom; one of them as a case: money, stages, letters, history, steps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from duixian.funds import recovery_claims, recovery_letters, recovery_queries, recovery_stages
from duixian.funds.models import Instalment, Recovery, RecoveryStep
from duixian.funds.recovery_picture import Folder
from duixian.funds.recovery_stages import STEPS, Stage
from duixian.funds.stages import State
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.letters import letters
from duixian.office.lists import asked, filters, listed
from duixian.office.recovery import plans
from duixian.office.recovery.acts import ACTS, Act
from duixian.parties.access import Refused, Viewer
from duixian.parties.roles import Role
from duixian.web.boxes import filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only, step_up

COLUMN = "追缴"
READERS = recovery_queries.READERS
desk = only(*READERS)
STAGES = (("", "全部"), *Recovery.Stage.choices)
# The way of a recovery, for the line of stages on its page.
WAY = (Stage.NOTICE, Stage.DEFENCE, Stage.DECISION, Stage.OWING, Stage.CLOSED)


@require_safe
@desk
def index(request: HttpRequest) -> HttpResponse:
    """All, the newest first; above them what waits for a second person, and what is overdue."""
    viewer, stage = acting_viewer(request), asked(request, "stage")
    rows = listed(request, recovery_queries.recoveries(viewer, stage if stage in dict(STAGES) else "").order_by("-opened_at", "pk"))  # fmt: skip
    proposals, write_offs, refunds = recovery_queries.to_decide(viewer)
    sheets, today = recovery_claims.sheets(list(rows)), clock.today()
    return render(
        request, "office/recovery/index.html", Page(title="追缴", column=COLUMN, index=False), rows=rows,
        recoveries=[(one, Money(sheets[one.pk].claimed), Money(sheets[one.pk].left)) for one in rows], stage=stage, stages=STAGES, carried=filters(request, "stage"),
        proposals=proposals, write_offs=write_offs, refunds=refunds, today=today, finds=viewer.role in {Role.OFFICER, Role.APPROVER},
        overdue=recovery_queries.overdue(viewer, today), queued=recovery_queries.reports(viewer, "queued").count(),
        decides=viewer.role == Role.APPROVER, pays=viewer.role == Role.RELEASER,
    )  # fmt: skip


@require_safe
@desk
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One recovery."""
    viewer = acting_viewer(request)
    seen = recovery_queries.folder(viewer, id_)
    found, sheet, stage = seen.recovery, seen.sheet, Stage(seen.recovery.stage)
    return render(
        request, "office/recovery/recovery.html", Page(title=found.number, column=COLUMN, index=False), one=found, sheet=sheet,
        lines=[
            (line, recovery_letters.name_of(line), Money(line.amount), Money(line.amount - sheet.owed[line.pk]), Money(sheet.owed[line.pk]))
            for line in sheet.lines
        ],
        claimed=Money(sheet.claimed), paid=Money(sheet.claimed - sheet.left), left=Money(sheet.left), over=Money(sheet.over),
        interest=Money(sheet.interest), options=buttons(viewer, seen), happened=happened(seen), letters=_letters(found),
        way=way(stage), proposal=proposed(seen), repayments=found.repayments.select_related("by"),
        refunds=seen.refunds, referrals=found.referrals.all(), write_offs=seen.write_offs,
        report=getattr(found, "credit_report", None), reads=viewer.role in letters.READERS, stopped=stopped(seen),
        late=found.due_on is not None and stage in recovery_stages.CLAIMED and found.due_on < clock.today() and bool(sheet.left),
    )  # fmt: skip


def way(stage: Stage) -> list[tuple[str, str]]:
    """The stages as a line: their names, and whether each is done, now, or to come."""
    if stage == Stage.DROPPED:
        return []
    beside = {Stage.DEMANDED: Stage.OWING, Stage.COURT: Stage.OWING}
    now = WAY.index(beside.get(stage, stage))
    names = {**recovery_stages.NAMES, Stage.OWING: recovery_stages.NAMES[stage] if stage in beside else "待缴回"}  # fmt: skip
    done = ("事先告知", "陈述申辩", "决定", "缴回", "办结")
    return [
        (done[place] if place < now else names[each], "done" if place < now or stage == Stage.CLOSED else "now" if place == now else "")
        for place, each in enumerate(WAY)
    ]  # fmt: skip


def buttons(viewer: Viewer, seen: Folder) -> list[tuple[Any, str, bool]]:
    """The viewer's steps from here, with their addresses; dangerous ones marked."""
    return [
        (option, reverse("office-recovery-step", args=[seen.recovery.pk, option.step.id]), ACTS[option.step.id].danger)
        for option in recovery_queries.options(viewer, seen, clock.today())
        if option.step.id in ACTS
    ]  # fmt: skip


def happened(seen: Folder) -> list[tuple[RecoveryStep, str]]:
    """Its history, the newest first."""
    return [
        (row, STEPS[row.step].name if row.step in STEPS else row.step)
        for row in reversed(seen.steps)
    ]


def _letters(found: Recovery) -> list[Any]:
    return list(letters.of(recovery_letters.subject_of(found.pk)))


def undisbursed(seen: Folder) -> tuple[int, Money]:
    """What is not paid yet of what the recovery covers: how many, how much."""
    covered = recovery_claims.covered(seen.recovery, seen.parts)
    return _counted(recovery_claims.undisbursed(covered))


def stopped(seen: Folder) -> tuple[int, Money]:
    """Before the decision, what its finding has stopped; after it, what is not cancelled yet: how many, how much."""
    if seen.recovery.decided_at is not None:
        return undisbursed(seen)
    return _counted([one for one in seen.parts if one.state == State.SUSPENDED])


def _counted(parts: Sequence[Instalment]) -> tuple[int, Money]:
    return len(parts), Money(sum(one.amount for one in parts))


def proposed(seen: Folder) -> dict[str, Any] | None:
    """The proposal as a page shows it."""
    said = seen.recovery.proposal
    if not said:
        return None
    parts = {str(one.pk): one for one in seen.parts}
    claims = [(parts.get(each["instalment"]), Money(each["amount"]), each["basis"]) for each in said["claims"]]  # fmt: skip
    interest = [(each["rate"], Money(each["amount"]), each["basis"]) for each in said["interest"]]
    total = Money(sum(one[1].fen for one in [*claims, *interest]))
    return {**said, "claims": claims, "interest": interest, "total": total, "whole": not isinstance(said["scope"], list)}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def step(request: HttpRequest, id_: UUID, step: str) -> HttpResponse:
    """One step on its page: what it does and asks for, then it is taken and the recovery is shown."""
    act = ACTS.get(step)
    if act is None:
        raise Http404(step)
    view = step_up(_step) if act.step_up and request.method == "POST" else _step
    return view(request, id_, step, act)


def _step(request: HttpRequest, id_: UUID, name: str, act: Act) -> HttpResponse:
    viewer = acting_viewer(request)
    seen = recovery_queries.folder(viewer, id_)
    found, options = seen.recovery, recovery_queries.options(viewer, seen, clock.today())
    option = next((each for each in options if each.step.id == name), None)
    faults: Any = ()
    sent: dict[str, Any] = {**request.POST.dict(), "scope": request.POST.getlist("scope")}
    if request.method == "POST":
        try:
            act.does(viewer, found, sent)
        except Refused as refused:
            faults = refused.faults
        else:
            messages.success(request, f"{found.number}：已办理“{STEPS[name].name}”")
            return redirect("office-recovery", id_)
    values = sent if request.method == "POST" else plans.kept(found) if act.plan else {}
    asks = plans.boxes(name, found) if act.plan else list(act.boxes(found))
    boxes = filled(asks, values, faults)
    return render(
        request, "office/recovery/step.html", Page(title=STEPS[name].name, column=COLUMN, index=False), one=found, act=act,
        step=STEPS[name], option=option, boxes=boxes, by_name={box.name: box for box in boxes}, errors=summary(boxes, faults),
        about=act.about.format(decide=_decision(seen)), sums=plans.sums(viewer, found, values) if act.plan else (),
        commitments=plans.commitments(found, values) if act.plan else (), fraud=plans.fraud(found), cancel=bool(values.get("cancel")),
        proposal=proposed(seen) if name == "decide" else None,
    )  # fmt: skip


def _decision(seen: Folder) -> str:
    """What the decision will do, in numbers."""
    said, (count, sum_) = proposed(seen), undisbursed(seen)
    if said is None:
        return ""
    cancelled = f"撤销没有拨付的{count}期（{sum_.yuan_text()}），" if count else ""
    return f"将{cancelled}追缴{said['total'].yuan_text()}，"
