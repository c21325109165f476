"""Every field of a round that an officer fills in: what it takes, and the sentence where it can't."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from duixian.applications import materials, readings
from duixian.applications.models import Round, RoundMeasure
from duixian.applications.readings import Reading
from duixian.applications.round_problems import Problem, Refused
from duixian.applications.terms import measure_of, policy_of
from duixian.kernel.names import BadText, read_words
from duixian.parties.models import Organisation
from duixian.parties.roles import Kind
from duixian.policy import BadClaim, Parameter
from duixian.policy.model import MODES

TITLE, NOTES, REASON, CONTACT, CRITERION = 100, 5000, 500, 200, 60
MOST_DAYS, MOST_CRITERIA = 250, 20
YEARS = (2000, 2100)


class Bad(ValueError):
    """A value that a field does not take; `field` narrows it down where a field has parts."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


def text(value: object, what: str, most: int, *, lines: bool = False) -> str:
    """Trimmed text without signs that can't be seen; one line unless `lines`. Empty is for the check to find."""
    if not isinstance(value, str):
        raise Bad(f"{what}应为文字")
    try:
        plain = read_words(value, what, most, empty=True)
    except BadText as bad:
        raise Bad(str(bad)) from None
    if not lines and ("\n" in plain or "\t" in plain):
        raise Bad(f"{what}应写在一行里，请去掉换行")
    return plain


def whole(value: object, what: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Bad(f"{what}应为{least}至{most}的整数")
    return value


def moment(value: object, what: str) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Bad(f"{what}应为日期和时间")
    if not YEARS[0] <= value.year <= YEARS[1]:
        raise Bad(f"{what}应在{YEARS[0]}年至{YEARS[1]}年之间")
    return value


def day(value: object, what: str) -> date | None:
    """A day of a plausible year, or none yet."""
    if value is None:
        return None
    if not isinstance(value, date) or not YEARS[0] <= value.year <= YEARS[1]:
        raise Bad(f"{what}应为{YEARS[0]}年至{YEARS[1]}年的日期")
    return value


def contacts(value: object) -> dict[str, str]:
    """By centre; every centre is one of ours."""
    if not isinstance(value, Mapping):
        raise Bad("联系方式应逐个中心填写")
    centres = {
        str(pk) for pk in Organisation.objects.filter(kind=Kind.CENTRE).values_list("pk", flat=True)
    }
    found = {}
    for key, said in value.items():
        if str(key) not in centres:
            raise Bad("没有这个中心，请刷新页面后再填", field=f"contact-{_slug(key)}")
        try:
            found[str(key)] = text(said, "联系方式", CONTACT)
        except Bad as bad:
            raise Bad(str(bad), field=f"contact-{key}") from None
    return {key: said for key, said in found.items() if said}


def _slug(key: object) -> str:
    return str(key) if isinstance(key, UUID) else re.sub(r"\W", "", str(key))[:40]


def parameters(
    value: object, known: Sequence[Parameter], before: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """What was chosen, over what was before: None gives one back to its default; a value is checked by its type."""
    if not isinstance(value, Mapping):
        raise Bad("口径应逐项填写")
    by_id = {one.id: one for one in known}
    found = {id_: dict(entry) for id_, entry in before.items() if id_ in by_id}
    for id_, entry in value.items():
        if id_ not in by_id:
            raise Bad(f"没有口径“{str(id_)[:40]}”，请刷新页面后再填")
        if entry is None:
            found.pop(id_, None)
            continue
        try:
            found[id_] = {
                "value": readings.checked(by_id[id_], entry.get("value")),
                "reason": text(entry.get("reason", ""), "理由", REASON, lines=True),
            }
        except BadClaim as bad:
            raise Bad(bad.message, field=f"reading-{id_}") from None
        except Bad as bad:
            raise Bad(str(bad), field=f"reason-{id_}") from None
    return found


def rubric(value: object) -> list[dict[str, Any]]:
    """Criteria with whole weights; that they sum to 100 is for the check before proposing."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_CRITERIA:
        raise Bad(f"评分项最多{MOST_CRITERIA}项")
    found: list[dict[str, Any]] = []
    for number, row in enumerate(value):
        at = f"rubric-{number}-"
        try:
            name = text(row.get("name"), f"第{number + 1}个评分项的名称", CRITERION)
        except Bad as bad:
            raise Bad(str(bad), field=f"{at}name") from None
        if not name or name in {one["name"] for one in found}:
            raise Bad(
                f"第{number + 1}个评分项{'与前面重名' if name else '没有名称'}", field=f"{at}name"
            )
        try:
            weight = whole(row.get("weight"), f"“{name}”的分值", 1, 100)
        except Bad as bad:
            raise Bad(str(bad), field=f"{at}weight") from None
        found.append({"name": name, "weight": weight})
    return found


def material_list(value: object, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Bad("材料清单应逐项填写")
    try:
        return materials.checked(value, before)
    except materials.BadMaterials as bad:
        raise Bad(str(bad), field=f"material-{bad.row}-name") from None


def mode(value: object, one: RoundMeasure) -> str:
    allowed = readings.modes(measure_of(one))
    if value not in allowed:
        words = "、".join(MODES[id_] for id_ in allowed)
        raise Bad(f"本事项的办理方式只能是：{words}（政策和口径没有写其他方式）")
    return str(value)


def flag(value: object, what: str) -> bool:
    if not isinstance(value, bool):
        raise Bad(f"{what}应为是或否")
    return value


Reader = Callable[[Any, Any], Any]
OF_ROUND: dict[str, Callable[[Any, Round], Any]] = {
    "title": lambda value, _: text(value, "批次名称", TITLE),
    "opens_at": lambda value, _: moment(value, "开始时间"),
    "closes_at": lambda value, _: moment(value, "截止时间"),
    "promised_days": lambda value, _: whole(value, "承诺办理工作日", 1, MOST_DAYS),
    "notes": lambda value, _: text(value, "申报须知", NOTES, lines=True),
    "contacts": lambda value, _: contacts(value),
    "parameters": lambda value, one: parameters(
        value, readings.of_round(policy_of(one)), one.parameters
    ),
}
OF_MEASURE: dict[str, Callable[[Any, RoundMeasure], Any]] = {
    "mode": mode,
    "expense_from": lambda value, _: day(value, "费用期间的开始"),
    "expense_to": lambda value, _: day(value, "费用期间的结束"),
    "parameters": lambda value, one: parameters(
        value, readings.of_measure(measure_of(one)), one.parameters
    ),
    "materials": lambda value, one: material_list(value, one.materials),
    "panel": lambda value, _: flag(value, "专家评审"),
    "rubric": lambda value, _: rubric(value),
    "notes": lambda value, _: text(value, "补充说明", NOTES, lines=True),
}


def read(
    section: str,
    changes: Mapping[str, Any],
    known: Mapping[str, Callable[[Any, Any], Any]],
    of: Any,
) -> dict[str, Any]:
    """Every change in the form that is kept; raises Refused with all problems at once."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, value in changes.items():
        if field not in known:
            problems.append(Problem(section=section, field="", text=f"没有“{field[:40]}”这一项"))
            continue
        try:
            found[field] = known[field](value, of)
        except Bad as bad:
            problems.append(Problem(section=section, field=bad.field or field, text=str(bad)))
    if problems:
        raise Refused(problems)
    return found


def changed_readings(found: Sequence[Reading]) -> list[Reading]:
    """Those that are not the policy's default."""
    return [one for one in found if one.differs]
