"""Answers of a draft: read as people type them into the contract's values; what can't be read is kept as typed. Pure.

A key that is absent is not answered; None answers a fact that says what its absence means (未登记在普陀区).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duixian.kernel.dates import BadDate, read_date
from duixian.kernel.money import BadAmount, read_amount
from duixian.kernel.text import folded, shown
from duixian.policy import Fact, Measure, Policy
from duixian.policy.tree import Number

MOST_SIGNS = 2000
MOST_RECORDS = 50
_QUANTITY = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_DIGITS = 15
_YESNO = {
    "是": True, "yes": True, "true": True, "on": True, "否": False, "no": False, "false": False,
}  # fmt: skip


class BadAnswer(ValueError):
    """An answer that can't be read; the message names the value and the way out, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Answers sorted: the contract's values, and what is wrong with the others, by fact."""

    values: dict[str, Any]
    faults: dict[str, str]


def facts_of(policy: Policy, measure: Measure) -> dict[str, Fact]:
    """Everything that is asked for one measure, the applicant's facts first."""
    return {fact.id: fact for fact in (*policy.applicant, *measure.facts)}


def tidied(facts: Mapping[str, Fact], given: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as a draft keeps them: read where they can be, else as typed; blank ones are None."""
    return {id_: _tidy(facts[id_], value) for id_, value in given.items() if id_ in facts}


def understood(facts: Mapping[str, Fact], answers: Mapping[str, Any]) -> Understood:
    """What the answers of a draft say."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for id_, fact in facts.items():
        if answers.get(id_) is None:
            continue
        try:
            values[id_] = read(fact, answers[id_])
        except BadAnswer as bad:
            faults[id_] = str(bad)
    faults |= _levels(facts, values)
    return Understood(values={k: v for k, v in values.items() if k not in faults}, faults=faults)


def _tidy(fact: Fact, value: Any) -> Any:
    plain = storable(value)
    if plain is None or (isinstance(plain, str) and not plain.strip()):
        return None
    try:
        return read(fact, plain)
    except BadAnswer:
        return plain


def storable(value: Any) -> Any:
    """The value without signs that no database keeps; texts and lists are cut at a length that no form needs."""
    if isinstance(value, str):
        text = value[:MOST_SIGNS].replace("\0", "\ufffd")
        return text.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {str(key)[:60]: storable(one) for key, one in list(value.items())[:20]}
    if isinstance(value, Sequence):
        return [storable(one) for one in value[:MOST_RECORDS]]
    return value if value is None or isinstance(value, bool | int) else str(value)[:MOST_SIGNS]


def read(fact: Fact, given: Any) -> Any:
    """One answer in the contract's words; raises BadAnswer."""
    match fact.kind:
        case "money":
            return money(given)
        case "date":
            return day(given)
        case "number" | "rate":
            assert fact.number is not None
            return quantity(fact.number, fact.unit, given)
        case "yesno":
            return _yesno(given)
        case "choice":
            return _choice(fact, given)
        case "records":
            return _records(fact, given)
    return text(given)


def money(given: Any) -> str:
    """An amount; raises BadAnswer."""
    try:
        return read_amount(text(given)).contract()
    except BadAmount as bad:
        raise BadAnswer(str(bad)) from None


def day(given: Any) -> str:
    """A day; raises BadAnswer."""
    try:
        return read_date(text(given)).isoformat()
    except BadDate as bad:
        raise BadAnswer(str(bad)) from None


def text(given: Any) -> str:
    """Words on one line, normalised; raises BadAnswer."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise BadAnswer(f"“{shown(given)}”无法识别，请重新填写")
    plain = unicodedata.normalize("NFC", " ".join(str(given).split()))
    strange = next(
        (
            one
            for one in plain
            if unicodedata.category(one) in {"Cc", "Cs", "Cn"} or one == "\ufffd"
        ),
        "",
    )
    if strange or not plain:
        raise BadAnswer(
            f"“{shown(given)}”含有无法识别的字符，请删去后重新填写" if strange else "请填写文字"
        )
    return plain


def quantity(type_: Number, unit: str, given: Any) -> int | str:
    """A number from 0, with its unit or without: a whole one, or its decimal string; raises BadAnswer."""
    places = type_.places
    plain = folded(text(given)).replace(",", "").removesuffix(unit).strip()
    found = _QUANTITY.fullmatch(plain)
    if not found or len(found[2] or "") > places:
        wanted = (
            f"不小于0的数，至多{places}位小数，例如 12.5" if places else "0或更大的整数，例如 2"
        )
        raise BadAnswer(f"“{shown(given)}”无法识别。请填写{wanted}")
    scaled = int(found[1] + (found[2] or "").ljust(places, "0"))
    if len(found[1]) > _DIGITS or (type_.most is not None and scaled > type_.most):
        most = "" if type_.most is None else f"{type_.top}{unit}"
        raise BadAnswer(f"“{shown(given)}”超过了可填写的上限{most}，请核对单位")
    return plain if places else int(plain)


def _yesno(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    answer = _YESNO.get(folded(str(given)).lower())
    if answer is None:
        raise BadAnswer(f"“{shown(given)}”无法识别。请选“是”或“否”")
    return answer


def _choice(fact: Fact, given: Any) -> str:
    """By identifier or name; a level may come with what it is a level of: “cmmi:3”."""
    plain = text(given)
    known = {name: one.id for one in fact.choices for name in (one.name, one.id)}
    found = known.get(plain) or known.get(plain.rpartition(":")[2])
    if found is None:
        raise BadAnswer(f"“{shown(given)}”不在选项里，请重新选择")
    return found


def _records(fact: Fact, given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list | tuple):
        raise BadAnswer(f"“{shown(given)}”无法识别，请逐条填写")
    return [_record(fact, number, row) for number, row in enumerate(given, 1)]


def _record(fact: Fact, number: int, row: Any) -> dict[str, Any]:
    parts = {part.id: part for part in fact.fields}
    if not isinstance(row, Mapping) or set(row) - set(parts):
        raise BadAnswer(f"第{number}条无法识别，请重新填写")
    found: dict[str, Any] = {}
    for id_, part in parts.items():
        value = row.get(id_)
        if value is None or value == "":
            if part.kind != "yesno":
                raise BadAnswer(f"第{number}条没有填写{part.name}")
            value = False
        try:
            found[id_] = read(part, value)
        except BadAnswer as bad:
            raise BadAnswer(f"第{number}条的{part.name}：{bad}") from None
    return found


def _levels(facts: Mapping[str, Fact], values: Mapping[str, Any]) -> dict[str, str]:
    """Levels that belong to something else than what was chosen."""
    faults = {}
    for id_, value in values.items():
        fact = facts[id_]
        if not fact.choices_by or fact.needed is None:
            continue
        scale = fact.choices_by.get(str(values.get(fact.needed[0])))
        if scale is not None and value not in {one.id for one in scale}:
            faults[id_] = f"{fact.name}与所选的不是同一项，请在同一项下重新选择"
    return faults
