"""分期, 年度核查, 等候资金: instalments by year and state, one with its checks and transfers, and who waits for money."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from duixian.funds import access, commitments, instalments, ledger, queue
from duixian.funds.chart import Book, Line
from duixian.funds.models import Instalment, InstalmentCheck, Waiting
from duixian.funds.stages import ASKED, NAMES, STEPS, WAITING, State
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.kernel.sent import identifiers, whole
from duixian.office.funds import books, desk
from duixian.office.lists import asked, filters, listed
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.finding import lookup
from duixian.parties.models import Organisation
from duixian.parties.roles import Role
from duixian.web.boxes import Box, summary
from duixian.web.viewer import acting_viewer, only

PART = "office-instalments"
GROUPS: dict[str, tuple[str, frozenset[State]]] = {
    "asked": ("申请中", ASKED | {State.RELEASED}),
    "waiting": ("等候指标", WAITING),
}
FUNDS = tuple(STEPS["fund"].by)
RESULTS = {
    InstalmentCheck.Result.PASSED.value: "符合",
    InstalmentCheck.Result.FAILED.value: "不符合",
}
Faults = Sequence[tuple[str, str]]


@require_safe
@only(*desk.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """By year, state, measure, enterprise; those that wait for their year's money can be given it together."""
    return _index(request)


def _index(request: HttpRequest, faults: Faults = ()) -> HttpResponse:
    viewer = acting_viewer(request)
    found = _found(request, viewer)
    rows = listed(request, found)
    parts = [_row(one) for one in rows]
    total = found.order_by().aggregate(fen=Sum("amount"))["fen"] or 0
    return desk.shown(
        request, "office/funds/instalments.html", "分期", PART, rows=rows, parts=parts, total=Money(total),
        year=asked(request, "year"), state=asked(request, "state"), measure=asked(request, "measure"), query=asked(request),
        states=[*((key, name) for key, (name, _) in GROUPS.items()), *((one.value, name) for one, name in NAMES.items())],
        measures=books.measures(), carried=filters(request, "q", "year", "state", "measure"), errors=summary((), faults),
        funds=viewer.role in FUNDS and any(one["fundable"] for one in parts), back=request.get_full_path(),
        filtered=bool(filters(request, "q", "year", "state", "measure")),
    )  # fmt: skip


@require_POST
@only(*FUNDS)
def fund(request: HttpRequest) -> HttpResponse:
    """Reserve this year's money for those that were ticked, all or none."""
    viewer = acting_viewer(request)
    try:
        done = commitments.fund(viewer, _ticked(request))
    except Refused as refused:
        return _index(request, refused.faults)
    messages.success(
        request, f"已安排指标：{len(done)}期，{Money(sum(one.amount for one in done)).yuan_text()}"
    )
    return redirect(f"{reverse('office-instalments')}?year={done[0].year}&state=reserved")


@require_safe
@only(*desk.READERS)
def one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """One instalment: where it is, what was checked, its transfers, its decision."""
    return _one(request, id_)


def _one(
    request: HttpRequest, id_: UUID, faults: Faults = (), asked_for: UUID | None = None
) -> HttpResponse:
    viewer = acting_viewer(request)
    part = _get(viewer, id_)
    options = {step.id: reasons for step, reasons in instalments.options(viewer, part, clock.now())}
    moved = ledger.parts_of("instalment", part.pk)
    return desk.shown(
        request, "office/funds/instalment.html", f"{part.commitment.organisation.name}第{part.number}期", PART,
        **_row(part), checks=_checks(request, part, faults, asked_for), checks_it=viewer.role == Role.OFFICER and part.state not in {"paid", "cancelled", "released"},
        options=[(STEPS[step].name, step, options[step]) for step in ("fund", "unfund") if step in options],
        moved=[books.moved_row(each, 1) for each in books.with_parts(moved)], errors=summary(_fields(part), faults), others=part.commitment.instalments.order_by("number"),
        **books.chain(viewer, part.commitment),
    )  # fmt: skip


@require_POST
@only(Role.OFFICER)
def check(request: HttpRequest, id_: UUID, check_id: UUID) -> HttpResponse:
    """年度核查 of one thing."""
    viewer = acting_viewer(request)
    if not _get(viewer, id_).checks.filter(pk=check_id).exists():
        raise NotSeen(check_id)
    try:
        commitments.record_check(
            viewer, check_id, passed=_passed(request, check_id), note=request.POST.get("note", "")
        )
    except Refused as refused:
        field = f"note-{check_id}"
        return _one(
            request,
            id_,
            [(field if name == "note" else name, text) for name, text in refused.faults],
            check_id,
        )
    messages.success(request, "已记录核查结果")
    return redirect("office-instalment", id_)


@require_POST
@only(*FUNDS)
def fund_one(request: HttpRequest, id_: UUID) -> HttpResponse:
    """安排指标."""
    return _step(
        request, id_, lambda viewer: commitments.fund_instalment(viewer, id_), "已安排指标"
    )


@require_POST
@only(*STEPS["unfund"].by)
def unfund(request: HttpRequest, id_: UUID) -> HttpResponse:
    """退回指标, with a reason."""
    reason = request.POST.get("reason", "")
    return _step(
        request,
        id_,
        lambda viewer: commitments.release(viewer, [id_], reason),
        "已退回指标，本期重新等候",
    )


@require_safe
@only(*desk.READERS)
def checks(request: HttpRequest) -> HttpResponse:
    """年度核查: instalments of this year and earlier with something still to be looked at, or found wanting."""
    viewer = acting_viewer(request)
    today = clock.today()
    open_ = set(commitments.due_checks(today).values_list("instalment", flat=True))
    counted = access.instalments(viewer).annotate(
        waiting=Count("checks", Q(checks__result="open")),
        failed=Count("checks", Q(checks__result="failed")),
    )
    failed = Q(failed__gt=0) & ~Q(state__in=["paid", "cancelled", "released"])
    rows = listed(request, counted.filter(Q(pk__in=open_) | failed).order_by("due", "pk"))
    return desk.shown(
        request, "office/funds/checks.html", "年度核查", "office-checks", rows=rows, carried="", today=today,
        parts=[_row(row) | {"waiting": row.waiting, "failed": row.failed} for row in rows],
    )  # fmt: skip


@require_safe
@only(*desk.READERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """Decisions that were refused for want of money, and what there is now; promises of this year that have none yet."""
    viewer, year = acting_viewer(request), clock.today().year
    rows = [_waiting(viewer, row) for row in queue.waiting()]
    unfunded = access.instalments(viewer).filter(year__lte=year, state__in=WAITING)
    sums = unfunded.values_list("year", "commitment__policy", "commitment__measure").annotate(
        n=Count("pk"), fen=Sum("amount")
    )
    return desk.shown(
        request, "office/funds/waiting.html", "等候资金", "office-waiting", rows=rows, year=year,
        total=Money(sum(one["amount"].fen for one in rows)), short=Money(sum(one["short"].fen for one in rows)),
        unfunded=[
            {"year": at, "measure": measure, "name": desk.called(policy, measure), "count": count, "amount": Money(fen),
             "there": Money(ledger.balance(Line(year=at, policy=policy, measure=measure).at(Book.AVAILABLE)))}
            for at, policy, measure, count, fen in sums.order_by("year", "commitment__measure")
        ],
    )  # fmt: skip


def _waiting(viewer: Viewer, row: Waiting) -> dict[str, Any]:
    """Who waits for how much, beside what there is now."""
    line = Line(year=row.year, policy=row.policy, measure=row.measure)
    there = ledger.balance(line.at(Book.AVAILABLE))
    return {
        "row": row, "name": desk.called(row.policy, row.measure), "amount": Money(row.amount), "there": Money(there),
        "short": Money(max(row.amount - there, 0)), "case": books.case_of(viewer, row.subject),
    }  # fmt: skip


def _found(request: HttpRequest, viewer: Viewer) -> QuerySet[Instalment]:
    """The instalments that the address asks for, the first due first."""
    found = access.instalments(viewer).order_by("due", "pk")
    year, state, measure, query = (
        asked(request, name) for name in ("year", "state", "measure", "q")
    )
    if len(year) == 4 and whole(year, 4) is not None:
        found = found.filter(year=int(year))
    if state in GROUPS:
        found = found.filter(state__in=GROUPS[state][1])
    elif state in {one.value for one in State}:
        found = found.filter(state=state)
    if measure:
        found = found.filter(commitment__measure=measure)
    if query:
        firms = lookup.find(Organisation.objects.order_by(), query).values("pk")
        named = Q(commitment__organisation__in=firms)
        found = found.filter(named | Q(commitment__number=query.upper()))
    return found


def _row(one: Instalment) -> dict[str, Any]:
    made, today = one.commitment, clock.today()
    late = one.due < today and State(one.state) not in {State.PAID, State.CANCELLED, State.RELEASED}
    return {
        "part": one, "name": desk.called(made.policy, made.measure), "amount": Money(one.amount), "late": late,
        "fundable": State(one.state) in WAITING and one.year == today.year,
    }  # fmt: skip


def _get(viewer: Viewer, id_: UUID) -> Instalment:
    found = access.instalments(viewer).filter(pk=id_).first()
    if found is None:
        raise NotSeen(id_)
    return found


def _step(
    request: HttpRequest, id_: UUID, verb: Callable[[Viewer], object], done: str
) -> HttpResponse:
    viewer = acting_viewer(request)
    _get(viewer, id_)
    try:
        verb(viewer)
    except Refused as refused:
        return _one(request, id_, refused.faults)
    messages.success(request, done)
    return redirect("office-instalment", id_)


def _ticked(request: HttpRequest) -> list[UUID]:
    """The instalments that were ticked. Raises Refused where none was."""
    found = identifiers(request.POST.getlist("ids"))
    if not found:
        raise Refused(("", "没有选择分期：请勾选要安排指标的各期"))
    return found


def _passed(request: HttpRequest, check_id: UUID) -> bool:
    """Whether it was found in order. Raises Refused where nothing was chosen."""
    result = request.POST.get("result", "")
    if result not in RESULTS:
        raise Refused((f"result-{check_id}", "请选择符合还是不符合"))
    return result == InstalmentCheck.Result.PASSED


def _fields(part: Instalment) -> list[Box]:
    """The fields of the page, for the error summary."""
    found = [Box(name="reason", label="退回的理由")]
    for one in part.checks.all():
        found += [
            Box(name=f"result-{one.pk}", label=one.item),
            Box(name=f"note-{one.pk}", label=f"{one.item}的说明"),
        ]
    return found


def _checks(request: HttpRequest, part: Instalment, faults: Faults, asked_for: UUID | None) -> list[dict[str, Any]]:  # fmt: skip
    """Each check with what was typed for it and what was wrong with that."""
    wrong = dict(faults)
    found = []
    for one in part.checks.select_related("by"):
        typed = request.POST if one.pk == asked_for else {}
        found.append({
            "check": one, "note": typed.get("note", ""), "open": one.result == "open" or one.pk == asked_for,
            "results": [(value, name, typed.get("result") == value) for value, name in RESULTS.items()],
            "error": wrong.get(f"result-{one.pk}", ""), "note_error": wrong.get(f"note-{one.pk}", ""),
        })  # fmt: skip
    return found
