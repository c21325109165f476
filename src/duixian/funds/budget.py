"""年度专项资金预算: drafted by 区科委 with its grounds and performance targets, approved (批复) and issued (下达指标) by finance.

What a line has is in the ledger; here is who asked for it and on which papers it came. Finance's papers keep the finance
system's own numbers: 批复文号, 指标文号, 科目.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from duixian.audit import trail
from duixian.funds import ledger
from duixian.funds.chart import TREASURY, Book, Leg, Line, Move
from duixian.funds.models import BudgetAct, BudgetLine, BudgetYear, Posting
from duixian.funds.verbs import verb, words
from duixian.kernel import clock
from duixian.kernel.money import MAX_FEN, Money
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.roles import Role

State = BudgetYear.State
Kind = BudgetAct.Kind
YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper of finance: 指标文号, 科目 and, where something is changed, why."""

    number: str
    subject: str
    reason: str = ""


# --- 编制


def draft(viewer: Viewer, year: int) -> BudgetYear:
    """Begin the budget of a year. Raises Refused where there is one, or the year is none to be planned."""
    with verb(viewer, "budget.draft", subject(year), Role.OFFICER):
        today = clock.today()
        if not today.year <= year <= today.year + YEARS_AHEAD:
            raise Refused(("year", f"只能编制{today.year}年至{today.year + YEARS_AHEAD}年的预算"))
        made, new = BudgetYear.objects.get_or_create(
            year=year, defaults={"drafted_by": viewer.person, "created_at": clock.now()}
        )
        if not new:
            raise Refused(("year", f"{year}年的预算已经有了，现在是“{made.get_state_display()}”"))
        trail.record(viewer.actor, "budget.draft", subject(year))
    return made


def set_line(
    viewer: Viewer, year: int, *, policy: str, measure: str, requested: int, basis: str,
    targets: Sequence[Mapping[str, str]],
) -> BudgetLine:  # fmt: skip
    """What is asked for one measure (fen), on what grounds, for which targets ({"name", "value"}). Raises Refused."""
    with verb(viewer, "budget.line", subject(year), Role.OFFICER):
        locked(year, State.DRAFT)
        if not 0 < requested <= MAX_FEN:
            raise Refused(("requested", "申请预算应大于0"))
        why = words("basis", basis, "测算依据", 2000)
        goals = _targets(targets)
        made, _ = BudgetLine.objects.update_or_create(
            year_id=year, policy=policy, measure=measure,
            defaults={"requested": requested, "basis": why, "targets": goals},
        )  # fmt: skip
        _changed(viewer, "budget.line", year, {"policy": policy, "measure": measure, "requested": requested, "targets": goals})  # fmt: skip
    return made


def drop_line(viewer: Viewer, line_id: UUID) -> None:
    """Take a measure out of a draft."""
    found = _line(line_id)
    with verb(viewer, "budget.drop-line", subject(found.year_id), Role.OFFICER):
        locked(found.year_id, State.DRAFT)
        BudgetLine.objects.filter(pk=line_id).delete()
        said = {"policy": found.policy, "measure": found.measure}
        _changed(viewer, "budget.drop-line", found.year_id, said)


def submit(viewer: Viewer, year: int) -> BudgetYear:
    """Report a draft to finance. Raises Refused while it is empty."""
    with verb(viewer, "budget.submit", subject(year), Role.OFFICER):
        found = locked(year, State.DRAFT)
        lines = list(found.lines.all())
        if not lines:
            raise Refused(("", "预算里还没有任何事项"))
        found.state, found.submitted_by, found.submitted_at = State.SUBMITTED, viewer.person, clock.now()  # fmt: skip
        found.returned_reason = ""
        found.save()
        said = {"requested": sum(one.requested for one in lines), "lines": len(lines), "version": found.version}  # fmt: skip
        trail.record(viewer.actor, "budget.submit", subject(year), payload=said)
    return found


def send_back(viewer: Viewer, year: int, *, reason: str) -> BudgetYear:
    """Finance sends a draft back with a reason; 区科委 may take its own back so."""
    with verb(viewer, "budget.send-back", subject(year), Role.PREPARER, Role.RELEASER, Role.OFFICER):  # fmt: skip
        found = locked(year, State.SUBMITTED)
        found.state, found.returned_reason = State.DRAFT, words("reason", reason, "退回理由")
        found.save()
        said = {"reason": found.returned_reason}
        trail.record(viewer.actor, "budget.send-back", subject(year), payload=said)
    return found


# --- 批复、下达、调整


def approve(viewer: Viewer, year: int, *, approved: Mapping[UUID, int], number: str) -> BudgetYear:
    """批复: what each line was approved (fen, at most what was asked for), with the 批复文号. Raises Refused."""
    with verb(viewer, "budget.approve", subject(year), Role.PREPARER):
        found = locked(year, State.SUBMITTED)
        paper = words("number", number, "批复文号", 60)
        lines = list(found.lines.all())
        faults = [
            (f"approved-{one.pk}", "批复预算不能缺、不能为负，也不能超过申请数；增加的请另行调整")
            for one in lines
            if not 0 <= approved.get(one.pk, -1) <= one.requested
        ]
        if faults:
            raise Refused(*faults)
        for one in lines:
            one.approved = approved[one.pk]
        BudgetLine.objects.bulk_update(lines, ["approved"])
        found.state, found.approved_by, found.approved_at = State.APPROVED, viewer.person, clock.now()  # fmt: skip
        found.approval_number = paper
        found.cut_off = date(year, 12, 31)
        found.save()
        said = {"number": paper, "approved": {f"{one.policy}/{one.measure}": one.approved for one in lines}}  # fmt: skip
        trail.record(viewer.actor, "budget.approve", subject(year), payload=said)
    return found


def issue(viewer: Viewer, year: int, *, amounts: Mapping[UUID, int], paper: Paper) -> Posting:
    """下达指标: money (fen) becomes available to lines, in one paper; a year may take several, up to what was approved.

    The same 指标文号 with the same sums again changes nothing. Raises Refused, ledger.KeyReused.
    """
    with verb(viewer, "budget.issue", subject(year), Role.RELEASER):
        locked(year, State.APPROVED)
        key = f"issue:{year}:{_named(paper)}"
        request = ledger.asked([(pk, fen) for pk, fen in sorted(amounts.items())], paper.subject)
        if done := ledger.replayed(key, request):
            return done
        lines = list(BudgetLine.objects.filter(year=year, pk__in=amounts))
        faults = [fault for one in lines if (fault := _issue_fault(one, amounts[one.pk]))]
        if not lines or len(lines) != len(amounts):
            faults.append(("amounts", "没有选择事项，或者所选事项不在该年预算中"))
        if faults:
            raise Refused(*faults)
        legs = [_leg(Move.ISSUE, one, amounts[one.pk]) for one in lines]
        at = clock.now()
        made = ledger.post(
            viewer.actor, action="budget.issue", subject=subject(year), key=key, legs=legs, at=at, request=request,
            payload={"number": paper.number, "subject": paper.subject},
        )  # fmt: skip
        for one in lines:
            acted(viewer, one, Kind.ISSUE, amounts[one.pk], paper=paper, posting=made, at=at)
    return made


def adjust(
    viewer: Viewer, year: int, *, policy: str, measure: str, change: int, paper: Paper
) -> Posting:
    """追加 (change > 0) or 调减 (< 0) a line by a paper with its reason (fen); a line that was not there is added.

    Raises ledger.Short where less is available than is cut, Refused.
    """
    with verb(viewer, "budget.adjust", subject(year), Role.RELEASER):
        locked(year, State.APPROVED)
        why = words("reason", paper.reason, "调整理由")
        key = f"adjust:{year}:{policy}:{measure}:{_named(paper)}"
        request = ledger.asked(change, paper.subject)
        if done := ledger.replayed(key, request):
            return done
        if change == 0 or abs(change) > MAX_FEN:
            raise Refused(("change", "调整金额不能为0"))
        line = line_for(year, policy, measure)
        kind, move = (Kind.ADD, Move.ADD) if change > 0 else (Kind.CUT, Move.CUT)
        at = clock.now()
        made = ledger.post(
            viewer.actor, action="budget.adjust", subject=subject(year), key=key, at=at, request=request,
            legs=[_leg(move, line, abs(change))],
            payload={"number": paper.number, "subject": paper.subject, "reason": why, "change": change},
        )  # fmt: skip
        line.approved = max((line.approved or 0) + change, 0)
        line.save(update_fields=["approved"])
        acted(viewer, line, kind, abs(change), paper=paper, posting=made, at=at)
    return made


def set_cut_off(viewer: Viewer, year: int, *, day: date, reason: str) -> BudgetYear:
    """年终停止支付日: after it no payment of the year is released. Raises Refused."""
    with verb(viewer, "budget.cut-off", subject(year), Role.PREPARER, Role.RELEASER):
        found = locked(year, State.APPROVED)
        why = words("reason", reason, "理由")
        if day.year != year:
            raise Refused(("day", f"停止支付日应在{year}年内"))
        found.cut_off = day
        found.save()
        said = {"day": day.isoformat(), "reason": why}
        trail.record(viewer.actor, "budget.cut-off", subject(year), payload=said)
    return found


# --- what the year's end needs too


def locked(year: int, *states: BudgetYear.State) -> BudgetYear:
    """The year under its lock, in one of these states; raises NotSeen, Refused."""
    found = BudgetYear.objects.select_for_update().filter(pk=year).first()
    if found is None:
        raise NotSeen(year)
    if found.state not in states:
        raise Refused(("", f"{year}年预算现在是“{found.get_state_display()}”，这一步不能办理"))
    return found


def line_for(year: int, policy: str, measure: str) -> BudgetLine:
    """The line, made where the draft had none (finance adds a measure, or carries money over to it)."""
    made, _ = BudgetLine.objects.get_or_create(
        year_id=year, policy=policy, measure=measure, defaults={"approved": 0}
    )
    return made


def acted(
    viewer: Viewer, line: BudgetLine, kind: BudgetAct.Kind, amount: int, *, paper: Paper, posting: Posting,
    at: datetime, origin: int | None = None, carried_from: int | None = None,
) -> BudgetAct:  # fmt: skip
    """Keep the paper by which money came to a line or left it."""
    return BudgetAct.objects.create(
        line=line, kind=kind, amount=amount, number=paper.number, subject=paper.subject, reason=paper.reason,
        origin=origin or line.year_id, carried_from=carried_from, by=viewer.person, at=at, posting=posting,
    )  # fmt: skip


def chart_line(line: BudgetLine) -> Line:
    """The line as the chart of accounts names it."""
    return Line(year=line.year_id, policy=line.policy, measure=line.measure)


def subject(year: int) -> str:
    """How the trail names a budget year."""
    return f"budget:{year}"


def acts(year: int) -> QuerySet[BudgetAct]:
    """The papers of a year, first to last."""
    return BudgetAct.objects.select_related("line", "by").filter(line__year=year)


# --- parts of the above


def _line(line_id: UUID) -> BudgetLine:
    found = BudgetLine.objects.filter(pk=line_id).first()
    if found is None:
        raise NotSeen(line_id)
    return found


def _targets(targets: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    if not targets:
        raise Refused(("targets", "请填写绩效目标，例如“支持企业数：20家”"))
    return [
        {
            "name": words("targets", one.get("name", ""), "绩效指标", 100),
            "value": words("targets", one.get("value", ""), "目标值", 100),
        }
        for one in targets
    ]


def _changed(viewer: Viewer, action: str, year: int, said: Mapping[str, Any]) -> None:
    found = BudgetYear.objects.get(pk=year)
    found.version += 1
    found.save(update_fields=["version"])
    trail.record(viewer.actor, action, subject(year), payload=said)


def _named(paper: Paper) -> str:
    """The number of a paper that must have number and 科目; raises Refused."""
    words("subject", paper.subject, "科目", 60)
    return words("number", paper.number, "指标文号", 60)


def _issue_fault(line: BudgetLine, amount: int) -> tuple[str, str] | None:
    if amount <= 0:
        return (f"amount-{line.pk}", "下达金额应大于0")
    left = (line.approved or 0) - _issued(line)
    if amount <= left:
        return None
    return (
        f"amount-{line.pk}",
        f"批复预算只剩{Money(max(left, 0)).yuan_text()}未下达，不能下达{Money(amount).yuan_text()}",
    )


def _issued(line: BudgetLine) -> int:
    """What came to the line so far, of what `approved` counts (fen)."""
    sums = dict(line.acts.values_list("kind").annotate(fen=Sum("amount")).order_by())
    received = sum(int(sums.get(kind, 0)) for kind in (Kind.ISSUE, Kind.ADD, Kind.CARRY))
    return received - int(sums.get(Kind.CUT, 0))


def _leg(move: Move, line: BudgetLine, amount: int) -> Leg:
    available = chart_line(line).at(Book.AVAILABLE)
    sides = (available, TREASURY) if move == Move.CUT else (TREASURY, available)
    return Leg(move=move, debit=sides[0], credit=sides[1], amount=amount)
