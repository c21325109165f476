"""Dated changes to a published round: proposed with a reason, approved by another, for what is not yet submitted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from duixian.applications import round_fields, round_words
from duixian.applications.models import Amendment, Application, Round, RoundMeasure
from duixian.applications.round_checks import check
from duixian.applications.round_problems import BASICS, Denied, Problem, Refused, Stale, verb
from duixian.applications.terms import Standing, state
from duixian.audit import trail
from duixian.kernel import clock
from duixian.outbox import messages
from duixian.outbox.messages import Recipient
from duixian.parties import people
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.models import Person
from duixian.parties.roles import Role

OF_ROUND = ("closes_at", "notes", "contacts", "parameters")
OF_MEASURE = ("materials", "parameters", "notes")
# After the deadline nobody can submit: these would change nothing, or reopen what is closed.
BEFORE_CLOSING = frozenset({"closes_at", "materials", "parameters"})
UNSUBMITTED = ("draft", "awaiting")


def amend(
    viewer: Viewer, id_: UUID, *, reason: str, changes: Mapping[str, Mapping[str, Any]]
) -> Amendment:
    """Propose changes by measure ("" for the round itself) and field; what is as before drops out. Raises Refused."""
    with verb(viewer, Role.OFFICER, "amendment.propose", f"round:{id_}"):
        found = _published(id_)
        why = _reason(reason)
        if found.amendments.filter(state=Amendment.State.PROPOSED).exists():
            raise Refused("本批次还有一份修改公告待审定，请等审定后再提")
        now = clock.now()
        read = _read(found, changes)
        _allowed(found, read, now)
        _no_new_problems(found, read, now)
        number = (found.amendments.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Amendment.objects.create(
            round=found,
            number=number,
            reason=why,
            changes=read,
            proposed_by=viewer.person,
            proposed_at=now,
        )
        _note(viewer, "amendment.propose", made, {"reason": why, "changes": read})
        messages.post(
            people.recipients(viewer.organisation, frozenset({Role.APPROVER})), "amendment-proposed",
            {"round": found.title, "officer": viewer.person.name, "summary": _summary(made)},
            link=_office(made), key=f"amendment-proposed:{made.pk}",
        )  # fmt: skip
    return made


def approve_amendment(viewer: Viewer, id_: UUID, number: int) -> Amendment:
    """Publish it: the round changes, everyone with a draft is told, what was submitted stays as it was."""
    with verb(viewer, Role.APPROVER, "amendment.approve", f"round:{id_}"):
        found, one = _waiting(viewer, id_, number)
        now = clock.now()
        _unmoved(found, one)
        _allowed(found, one.changes, now)
        _no_new_problems(found, one.changes, now)
        rows = _applied(found, one.changes)
        one.state, one.decided_by, one.decided_at = Amendment.State.APPROVED, viewer.person, now
        one.save()  # first: the database lets a published round change only to what was approved
        for row in rows:
            row.version += 1
            row.save()
        _note(viewer, "amendment.approve", one, {"changes": one.changes})
        _tell(one, {"approved": True, "reason": ""})
        messages.post(
            drafters(found), "round-amended", {"round": found.title, "summary": _summary(one)},
            link=f"/rounds/{found.number}/#amendment-{one.number}", key=f"amendment:{one.pk}",
        )  # fmt: skip
    return one


def refuse_amendment(viewer: Viewer, id_: UUID, number: int, *, reason: str) -> Amendment:
    """Send it back with a reason; the round stays as it is."""
    with verb(viewer, Role.APPROVER, "amendment.refuse", f"round:{id_}"):
        _, one = _waiting(viewer, id_, number)
        one.state, one.decided_by, one.decided_at = (
            Amendment.State.REFUSED,
            viewer.person,
            clock.now(),
        )
        one.remark = _reason(reason)
        one.save()
        _note(viewer, "amendment.refuse", one, {"reason": one.remark})
        _tell(one, {"approved": False, "reason": one.remark})
    return one


def drafters(round_: Round) -> list[Recipient]:
    """Everyone at an applicant that has something in this round not yet submitted."""
    waiting = Application.objects.filter(round_measure__round=round_, state__in=UNSUBMITTED)
    return people.reached(
        Person.objects.filter(
            memberships__until=None, memberships__organisation__in=waiting.values("applicant")
        ).distinct()
    )


def _published(id_: UUID) -> Round:
    found = Round.objects.select_for_update().filter(pk=id_).first()
    if found is None or found.state == Round.State.DISCARDED:
        raise NotSeen(id_)
    if found.state != Round.State.PUBLISHED:
        raise Refused("本批次还没有发布，请直接修改草稿，不用修改公告")
    return found


def _waiting(viewer: Viewer, id_: UUID, number: int) -> tuple[Round, Amendment]:
    found = _published(id_)
    one = found.amendments.select_related("proposed_by").filter(number=number).first()
    if one is None:
        raise NotSeen(number)
    one.round = found
    if one.state != Amendment.State.PROPOSED:
        raise Refused(f"这份修改公告{one.get_state_display()}，不能再审定")
    if one.proposed_by == viewer.person:
        raise Denied("修改公告由您提出，应由另一位审定人审定（经办与审定分离）")
    return found, one


def _rows(found: Round) -> dict[str, Round | RoundMeasure]:
    """The round under "", its measures by identifier."""
    rows: dict[str, Round | RoundMeasure] = {"": found}
    for one in found.measures.all():
        one.round = found
        rows[one.measure] = one
    return rows


def _read(found: Round, changes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The changes as they are kept, each with what was before."""
    rows = _rows(found)
    kept = []
    for measure, fields in changes.items():
        row = rows.get(measure)
        if row is None:
            raise Refused(
                [Problem(section=BASICS, field="", text="本批次没有这个事项，请刷新页面后再填")]
            )
        known: Mapping[str, Any] = round_fields.OF_MEASURE if measure else round_fields.OF_ROUND
        may = OF_MEASURE if measure else OF_ROUND
        values = round_fields.read(
            measure or BASICS, fields, {name: known[name] for name in may}, row
        )
        kept += [
            {"measure": measure, "field": name, "before": before, "after": after}
            for name, value in values.items()
            if (before := _json(getattr(row, name))) != (after := _json(value))
        ]
    if not kept:
        raise Refused("与现在公布的内容相同，没有需要公告的修改")
    return kept


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _allowed(found: Round, changes: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """The deadline can only be put off, and only while it has not passed."""
    problems = []
    closed = state(found, now) == Standing.CLOSED
    for change in changes:
        section = change["measure"] or BASICS
        if closed and change["field"] in BEFORE_CLOSING:
            problems.append(Problem(
                section=section, field=change["field"],
                text="本批次已经截止，不能再改截止时间、口径和材料；只能改须知和咨询方式",
            ))  # fmt: skip
        elif (
            change["field"] == "closes_at"
            and datetime.fromisoformat(change["after"]) < found.closes_at
        ):
            problems.append(Problem(
                section=section, field="closes_at", text="截止时间只能延后，不能提前：申报单位已按公布的时间安排",
            ))  # fmt: skip
    if problems:
        raise Refused(problems)


def _no_new_problems(found: Round, changes: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """The round must be as complete afterwards as a round to be published."""
    before = check(found, now)
    rows = _applied(Round.objects.get(pk=found.pk), changes, every=True)
    round_ = next(one for one in rows if isinstance(one, Round))
    after = check(round_, now, [one for one in rows if isinstance(one, RoundMeasure)])
    if problems := [one for one in after if one not in before]:
        raise Refused(problems)


def _applied(
    found: Round, changes: Sequence[Mapping[str, Any]], *, every: bool = False
) -> list[Round | RoundMeasure]:
    """The rows with the changes made, unsaved; only the changed ones unless `every`."""
    rows = _rows(found)
    for change in changes:
        after = change["after"]
        value = datetime.fromisoformat(after) if change["field"] == "closes_at" else after
        setattr(rows[change["measure"]], change["field"], value)
    touched = {change["measure"] for change in changes}
    return [row for measure, row in rows.items() if every or measure in touched]


def _unmoved(found: Round, one: Amendment) -> None:
    rows = _rows(found)
    for change in one.changes:
        row = rows.get(change["measure"])
        if row is None or _json(getattr(row, change["field"])) != change["before"]:
            raise Stale("提出以后批次内容又有变化，请退回后按现在的内容重新提出")


def _reason(reason: str) -> str:
    try:
        plain = round_fields.text(reason, "理由", round_fields.REASON, lines=True)
    except round_fields.Bad as bad:
        raise Refused([Problem(section=BASICS, field="reason", text=str(bad))]) from None
    if not plain:
        raise Refused([Problem(section=BASICS, field="reason", text="请写明理由")])
    return plain


def _summary(one: Amendment) -> str:
    return round_words.summary(round_words.lines(one))


def _office(one: Amendment) -> str:
    return f"/office/rounds/{one.round_id}/amendments/{one.number}/"


def _tell(one: Amendment, context: Mapping[str, Any]) -> None:
    messages.post(
        people.told(one.proposed_by), "amendment-decided", {"round": one.round.title, **context},
        link=_office(one), key=f"amendment-decided:{one.pk}",
    )  # fmt: skip


def _note(viewer: Viewer, action: str, one: Amendment, payload: Mapping[str, Any]) -> None:
    said = {"number": one.round.number, "amendment": one.number, **payload}
    trail.record(viewer.actor, action, f"round:{one.round_id}", payload=said)
