"""An officer makes a round: drafts it, fills it in section by section, copies last year's."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from duixian import policy
from duixian.applications import materials, readings, round_fields
from duixian.applications.models import Round, RoundMeasure
from duixian.applications.round_problems import BASICS, MEASURES, Problem, Refused, Stale, verb
from duixian.applications.terms import policy_of, takes_period, usual_period
from duixian.audit import trail
from duixian.kernel.clock import SHANGHAI
from duixian.parties.access import NotSeen, Viewer
from duixian.parties.roles import Role
from duixian.policy import Measure, Policy

TRIES = 5


def draft(
    viewer: Viewer, *, policy_id: str, title: str, opens_at: datetime, closes_at: datetime,
    measures: Sequence[str] = (),
) -> Round:  # fmt: skip
    """A new round over a policy of the library, its version pinned; measures start from the policy's own words."""
    with verb(viewer, Role.OFFICER, "round.draft", "round:new"):
        chosen = _policy(policy_id)
        values = round_fields.read(
            BASICS,
            {"title": title, "opens_at": opens_at, "closes_at": closes_at},
            round_fields.OF_ROUND,
            None,
        )
        _in_order(values["opens_at"], values["closes_at"])
        made = _numbered(viewer, chosen, values)
        _include(made, chosen, measures)
        _note(viewer, "round.draft", made, {"title": made.title, "measures": list(measures)})
    return made


def edit(viewer: Viewer, id_: UUID, *, version: int, **changes: Any) -> Round:
    """Change fields of a draft round; `version` is the one that was read. Raises Refused, or Stale."""
    with verb(viewer, Role.OFFICER, "round.edit", f"round:{id_}"):
        found = _draft(id_)
        _fresh(found.version, version, BASICS)
        values = round_fields.read(BASICS, changes, round_fields.OF_ROUND, found)
        _in_order(values.get("opens_at", found.opens_at), values.get("closes_at", found.closes_at))
        _save(found, values)
        _note(viewer, "round.edit", found, {"fields": sorted(values)})
    return found


def choose(viewer: Viewer, id_: UUID, *, version: int, measures: Sequence[str]) -> Round:
    """Which measures the round has; what was filled in for those that stay is kept."""
    with verb(viewer, Role.OFFICER, "round.choose", f"round:{id_}"):
        found = _draft(id_)
        _fresh(found.version, version, MEASURES)
        chosen = policy_of(found)
        _known(chosen, measures)
        found.measures.exclude(measure__in=measures).delete()
        there = set(found.measures.values_list("measure", flat=True))
        _include(found, chosen, [one for one in measures if one not in there])
        _save(found, {})
        _note(viewer, "round.choose", found, {"measures": list(measures)})
    return found


def edit_measure(viewer: Viewer, id_: UUID, *, version: int, **changes: Any) -> RoundMeasure:
    """Change fields of one measure of a draft round; `version` is the measure's own."""
    with verb(viewer, Role.OFFICER, "round.edit-measure", f"round-measure:{id_}"):
        one = RoundMeasure.objects.filter(pk=id_).first()
        if one is None:
            raise NotSeen(id_)
        found = _draft(one.round_id)
        one = found.measures.select_related("round").get(pk=id_)
        _fresh(one.version, version, one.measure)
        values = round_fields.read(one.measure, changes, round_fields.OF_MEASURE, one)
        first, last = (
            values.get(name, getattr(one, name)) for name in ("expense_from", "expense_to")
        )
        if first and last and last < first:
            raise Refused(
                [
                    Problem(
                        section=one.measure, field="expense_to", text="费用期间的结束不能早于开始"
                    )
                ]
            )
        _save(one, values)
        found.hands.add(viewer.person)
        _note(
            viewer, "round.edit-measure", found, {"measure": one.measure, "fields": sorted(values)}
        )
    return one


def discard(viewer: Viewer, id_: UUID) -> None:
    """Give up a draft; its number is not used again."""
    with verb(viewer, Role.OFFICER, "round.discard", f"round:{id_}"):
        found = _draft(id_)
        _save(found, {"state": Round.State.DISCARDED})
        _note(viewer, "round.discard", found, {})


def clone(viewer: Viewer, id_: UUID) -> Round:
    """Last year's round as this year's draft, every day a year later; what must be chosen waits to be confirmed."""
    with verb(viewer, Role.OFFICER, "round.clone", f"round:{id_}"):
        old = Round.objects.exclude(state=Round.State.DISCARDED).filter(pk=id_).first()
        if old is None:
            raise NotSeen(id_)
        current = policy_of(old)
        made = _numbered(viewer, current, {
            "title": _next_title(old), "opens_at": _later(old.opens_at), "closes_at": _later(old.closes_at),
            "promised_days": old.promised_days, "contacts": old.contacts, "notes": old.notes,
            "parameters": _carried(readings.of_round(current), old.parameters), "cloned_from": old,
        })  # fmt: skip
        known = {one.id: one for one in current.measures}
        RoundMeasure.objects.bulk_create(
            _copy(one, made, known[one.measure])
            for one in old.measures.all()
            if one.measure in known
        )
        _note(viewer, "round.clone", made, {"from": str(old.pk)})
    return made


def _policy(id_: str) -> Policy:
    try:
        return policy.library().get(id_)
    except KeyError:
        raise Refused(
            [Problem(section=BASICS, field="policy", text="没有这个政策，请从列表中选择")]
        ) from None


def _known(chosen: Policy, measures: Sequence[str]) -> None:
    unknown = set(measures) - {one.id for one in chosen.measures}
    if unknown or len(set(measures)) != len(measures):
        raise Refused(
            [Problem(section=MEASURES, field="measures", text="所选事项不在这个政策里，或选了两次")]
        )


def _in_order(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise Refused([Problem(section=BASICS, field="closes_at", text="截止时间应晚于开始时间")])


def _draft(id_: UUID) -> Round:
    """The round under its lock; only a draft can be changed."""
    found = Round.objects.select_for_update().filter(pk=id_).first()
    if found is None or found.state == Round.State.DISCARDED:
        raise NotSeen(id_)
    if found.state == Round.State.PROPOSED:
        raise Refused("本批次已报审定，不能修改；要修改请先撤回报审")
    if found.state == Round.State.PUBLISHED:
        raise Refused("本批次已发布，不能直接修改；要修改请提出修改公告，经审定后公布")
    return found


def _fresh(now: int, read: int, section: str) -> None:
    if now != read:
        raise Stale([Problem(
            section=section, field="version",
            text="您打开本页以后，这一部分已由他人保存。您所填的仍在下面，没有覆盖他人的修改；核对后再次保存，即以您所填的为准",
        )])  # fmt: skip


def _save(row: Round | RoundMeasure, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()


def _note(viewer: Viewer, action: str, of: Round, payload: Mapping[str, Any]) -> None:
    of.hands.add(viewer.person)
    trail.record(viewer.actor, action, f"round:{of.pk}", payload={"number": of.number, **payload})


def _numbered(viewer: Viewer, of: Policy, values: Mapping[str, Any]) -> Round:
    """The row with the year's next number; another officer may take it at the same moment, so tried again."""
    year = values["opens_at"].astimezone(SHANGHAI).year
    for _ in range(TRIES):
        taken = Round.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
        number = max((int(one.partition("-")[2]) for one in taken), default=0) + 1
        try:
            with transaction.atomic():
                return Round.objects.create(
                    number=f"{year}-{number:02d}", policy=of.id, policy_version=of.version,
                    drafted_by=viewer.person, **values,
                )  # fmt: skip
        except IntegrityError:
            continue
    raise Refused("正在有多人同时新建批次，请稍后重试")


def _include(into: Round, of: Policy, measures: Sequence[str]) -> None:
    """Measures with the policy's own suggestions; the expense period is the calendar year before the filing."""
    _known(of, measures)
    period = usual_period(into.opens_at)
    for position, measure in enumerate(of.measures):
        if measure.id in measures:
            first, last = period if takes_period(measure) else (None, None)
            RoundMeasure.objects.create(
                round=into, measure=measure.id, position=position, mode=measure.mode,
                expense_from=first, expense_to=last, materials=materials.suggested(measure),
            )  # fmt: skip


def _later(moment: datetime) -> datetime:
    """The same hour in Shanghai a year later; 29 February becomes the 28th."""
    there = moment.astimezone(SHANGHAI)
    return datetime.combine(_next_year(there.date()), there.timetz())


def _next_year(day: date) -> date:
    """A year later; the last day of February stays the last day."""
    if (day.month, day.day) in {(2, 28), (2, 29)} and _is_last(day):
        return date(day.year + 1, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + 1)


def _is_last(day: date) -> bool:
    return (day + timedelta(days=1)).month != day.month


def _next_title(old: Round) -> str:
    year = old.opens_at.astimezone(SHANGHAI).year
    return old.title.replace(str(year), str(year + 1))


def _carried(known: Sequence[policy.Parameter], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Readings as they were; those that each round must choose wait to be confirmed."""
    by_id = {one.id: one for one in known}
    return {
        id_: {"value": entry["value"], "reason": entry["reason"]}
        | ({"carried": True} if by_id[id_].must_choose else {})
        for id_, entry in stored.items()
        if id_ in by_id
    }


def _copy(old: RoundMeasure, into: Round, measure: Measure) -> RoundMeasure:
    return RoundMeasure(
        round=into, measure=old.measure, position=old.position, mode=old.mode,
        expense_from=old.expense_from and _next_year(old.expense_from),
        expense_to=old.expense_to and _next_year(old.expense_to),
        parameters=_carried(readings.of_measure(measure), old.parameters), materials=old.materials,
        panel=old.panel, rubric=old.rubric, notes=old.notes,
    )  # fmt: skip
