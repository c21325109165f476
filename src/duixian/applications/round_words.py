"""A round's terms in words: moments as notices write them, and what an amendment changes, line by line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from duixian.applications import readings
from duixian.applications.models import Amendment, Round
from duixian.applications.terms import policy_of
from duixian.kernel.clock import SHANGHAI
from duixian.kernel.dates import chinese
from duixian.parties.models import Organisation
from duixian.policy import Policy

NOTHING = "（无）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One difference: what it is of, and both sides in words."""

    measure: str
    label: str
    before: str
    after: str
    reason: str = ""


def moment(at: datetime, *, end: bool = False) -> str:
    """2026年4月30日17:00, in Shanghai; a window that ends at midnight ends at 24:00 of the day before."""
    there = at.astimezone(SHANGHAI)
    if end and (there.hour, there.minute, there.second) == (0, 0, 0):
        return f"{chinese(there.date() - timedelta(days=1))}24:00"
    seconds = f":{there.second:02d}" if there.second else ""
    return f"{chinese(there.date())}{there.hour:02d}:{there.minute:02d}{seconds}"


def lines(amendment: Amendment) -> list[Line]:
    """All that an amendment changes."""
    return differences(amendment.round, amendment.changes)


def differences(round_: Round, changes: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Each change taken apart into what people would call one change."""
    of = policy_of(round_)
    return [line for change in changes for line in _WORDS[change["field"]](of, change)]


def summary(found: Sequence[Line]) -> str:
    """All differences in one sentence, for a message."""
    return "；".join(
        f"{f'{one.measure}：' if one.measure else ''}{one.label}由“{_cut(one.before)}”改为“{_cut(one.after)}”"
        for one in found
    )


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}……"


def _name(of: Policy, change: Mapping[str, Any]) -> str:
    return of.measure(change["measure"]).name if change["measure"] else ""


def _deadline(of: Policy, change: Mapping[str, Any]) -> list[Line]:
    before, after = (
        moment(datetime.fromisoformat(change[side]), end=True) for side in ("before", "after")
    )
    return [Line(measure="", label="截止时间", before=before, after=after)]


def _notes(of: Policy, change: Mapping[str, Any]) -> list[Line]:
    label = "补充说明" if change["measure"] else "申报须知"
    return [Line(
        measure=_name(of, change), label=label, before=change["before"] or NOTHING, after=change["after"] or NOTHING
    )]  # fmt: skip


def _contacts(of: Policy, change: Mapping[str, Any]) -> list[Line]:
    before, after = change["before"], change["after"]
    ids = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    names = {str(one.pk): one.name for one in Organisation.objects.filter(pk__in=ids)}
    return [
        Line(
            measure="", label=f"{names.get(key, '已撤销的中心')}咨询方式",
            before=before.get(key, NOTHING), after=after.get(key, NOTHING),
        )
        for key in ids
    ]  # fmt: skip


def _parameters(of: Policy, change: Mapping[str, Any]) -> list[Line]:
    known = (
        readings.of_measure(of.measure(change["measure"]))
        if change["measure"]
        else readings.of_round(of)
    )
    pairs = zip(
        readings.chosen(known, change["before"]),
        readings.chosen(known, change["after"]),
        strict=True,
    )
    return [
        Line(
            measure=_name(of, change), label=f"口径“{new.parameter.name}”", before=old.text, after=new.text,
            reason=new.reason,
        )
        for old, new in pairs
        if (old.value, old.reason) != (new.value, new.reason)
    ]  # fmt: skip


def _materials(of: Policy, change: Mapping[str, Any]) -> list[Line]:
    before = {one["id"]: one for one in change["before"]}
    after = {one["id"]: one for one in change["after"]}
    found = [
        Line(
            measure=_name(of, change), label=f"材料“{(after.get(key) or before[key])['name']}”",
            before=material(before[key]) if key in before else NOTHING,
            after=material(after[key]) if key in after else NOTHING,
        )
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]  # fmt: skip
    if not found:
        names = [[one["name"] for one in change[side]] for side in ("before", "after")]
        found = [
            Line(
                measure=_name(of, change),
                label="材料的顺序",
                before="、".join(names[0]),
                after="、".join(names[1]),
            )
        ]
    return found


def material(one: Mapping[str, Any]) -> str:
    """One item of a list in words."""
    must = "必交" if one["required"] else "有则提交"
    note = f"，{one['note']}" if one["note"] else ""
    return f"{one['name']}（{must}，至多{one['max']}个文件{note}）"


_WORDS: dict[str, Callable[[Policy, Mapping[str, Any]], list[Line]]] = {
    "closes_at": _deadline,
    "notes": _notes,
    "contacts": _contacts,
    "parameters": _parameters,
    "materials": _materials,
}
