"""A claim as the contract writes it, read strictly: every fault names the field, the value and the way out."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duixian.kernel.dates import BadDate, read_iso
from duixian.kernel.money import BadAmount, Money
from duixian.kernel.text import shown
from duixian.policy.model import MODES, OVERLAPS, Fact, Measure, Policy
from duixian.policy.tree import DAY, TEXT, YESNO, Number, OneOf, Records, Type
from duixian.policy.units import YUAN

if TYPE_CHECKING:
    from duixian.policy.library import Library

KEYS = (
    "id",
    "on",
    "measure",
    "policy",
    "applicant",
    "facts",
    "other_support",
    "overlap",
    "mode",
    "parameters",
)


BOM = "\ufeff"


class BadClaim(ValueError):
    """A claim that can't be read: the field's identifier, a sentence in Chinese, the claim's id."""

    def __init__(self, field: str | None, message: str, id_: str | None = None) -> None:
        self.field, self.id = field, id_
        self.message = f"{field}：{message}" if field else message
        super().__init__(self.message)

    def of(self, id_: str | None) -> "BadClaim":
        """The same fault with the claim's id."""
        self.id = id_
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one applicant asks of one measure on one day; `values` holds its facts, None where absent."""

    id: str | None
    on: date
    policy: Policy
    measure: Measure
    values: Mapping[str, Any]
    other_support: tuple[tuple[str, int], ...] = ()
    overlap: str
    mode: str = "grant"
    parameters: Mapping[str, Any]


def read_claim(given: Mapping[str, Any] | str, library: "Library") -> Claim:
    """Read one claim, from an object or its JSON text; raises BadClaim."""
    entry: Any = parse(given) if isinstance(given, str) else given
    id_ = entry.get("id") if isinstance(entry, Mapping) else None
    try:
        return _claim(entry, library)
    except BadClaim as bad:
        raise bad.of(id_ if isinstance(id_, str) else None) from None


def parse(text: str) -> Any:
    """JSON, strictly: no repeated keys, no NaN or Infinity, no byte order mark; raises BadClaim."""
    repeated: list[str] = []
    strange: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key, value in found:
            if key in kept:
                repeated.append(key)
            kept[key] = value
        return kept

    def constant(word: str) -> str:
        strange.append(word)
        return word

    try:
        entry = json.loads(text.removeprefix(BOM), object_pairs_hook=pairs, parse_constant=constant)
    except RecursionError:
        raise BadClaim(None, "JSON 嵌套过深，无法读取；请按说明的格式每行写一个对象") from None
    except ValueError as error:
        where = f"（第{error.colno}个字符处）" if isinstance(error, json.JSONDecodeError) else ""
        raise BadClaim(
            None, f"“{shown(text)}”不是完整的 JSON{where}；请每行写一个 JSON 对象"
        ) from None
    id_ = entry.get("id") if isinstance(entry, dict) and isinstance(entry.get("id"), str) else None
    if text.startswith(BOM):
        raise BadClaim(None, "行首有看不见的字节序标记（U+FEFF）；请删去后重试", id_)
    if repeated:
        raise BadClaim(None, f"{repeated[0]}：同一个键写了两次；请只保留一个", id_)
    if strange:
        raise BadClaim(
            None, f'“{strange[0]}”不是合法的 JSON 值；金额请写成字符串，例如 "1234.50"', id_
        )
    return entry


def _claim(entry: Any, library: "Library") -> Claim:
    whole = _object(entry, None, KEYS, "申报")
    _string_or_null(whole.get("id"), "id")
    for key in ("on", "measure", "applicant"):
        if whole.get(key) is None:
            raise BadClaim(key, f"不能缺少，也不能为空（null）；{_EXAMPLES[key]}")
    on = value_of(DAY, whole["on"], "on")
    policy = _policy(whole.get("policy"), on, library)
    measure = _measure(whole["measure"], policy)
    mode = _one_of(whole.get("mode"), "mode", MODES, measure.mode)
    values = {
        **_values(whole["applicant"], "applicant", policy.applicant, "申请人"),
        **_values(_empty(whole.get("facts")), "facts", measure.facts, measure.name),
        "mode": mode,
    }
    return Claim(
        id=whole.get("id"), on=on, policy=policy, measure=measure, mode=mode,
        values=_levels(values, measure), other_support=_support(whole.get("other_support"), policy),
        overlap=_one_of(whole.get("overlap"), "overlap", OVERLAPS, measure.overlap),
        parameters=_parameters(whole.get("parameters"), policy),
    )  # fmt: skip


_EXAMPLES = {
    "on": '请写提交日，例如 "2026-03-02"',
    "measure": "请写事项的标识",
    "applicant": '请写申请人对象，例如 {"kind": "enterprise", …}',
}


def _empty(given: Any) -> Any:
    """Null stands for an empty object."""
    return {} if given is None else given


def _object(given: Any, field: str | None, keys: Sequence[str], what: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadClaim(
            field, f'“{shown(given)}”应为 JSON 对象，例如 {{"{keys[0] if keys else ""}": …}}'
        )
    for key in given:
        if key not in keys:
            raise BadClaim(
                str(shown(key)),
                f"{what}没有这一项（所填为“{shown(given[key])}”）；可用的项：{'、'.join(keys) or '无'}",
            )
    return given


def _string_or_null(given: Any, field: str) -> None:
    if given is not None and not isinstance(given, str):
        raise BadClaim(field, f'“{shown(given)}”应为字符串，例如 "c1"')


def _policy(given: Any, on: date, library: "Library") -> Policy:
    if given is None:
        return library.in_force(on)
    known = {policy.id: policy for policy in library.policies}
    if not isinstance(given, str) or given not in known:
        raise BadClaim("policy", f"没有政策“{shown(given)}”；可用：{'、'.join(known)}")
    return known[given]


def _measure(given: Any, policy: Policy) -> Measure:
    known = {measure.id: measure for measure in policy.measures}
    if not isinstance(given, str) or given not in known:
        raise BadClaim("measure", f"没有事项“{shown(given)}”；可用：{'、'.join(known)}")
    return known[given]


def _one_of(given: Any, field: str, known: Mapping[str, str], default: str) -> str:
    if given is None:
        return default
    if not isinstance(given, str) or given not in known:
        words = "、".join(f"{id_}（{name}）" for id_, name in known.items())
        raise BadClaim(field, f"没有“{shown(given)}”这个值；可用：{words}")
    return given


def _values(given: Any, field: str, facts: Sequence[Fact], what: str) -> dict[str, Any]:
    """Facts of an object by identifier; absent and null are None."""
    entry = _object(given, field, [fact.id for fact in facts], what)
    found: dict[str, Any] = {}
    for fact in facts:
        raw = entry.get(fact.id)
        hanging = bool(fact.choices_by)  # a level is read with the choice that it hangs on
        found[fact.id] = raw if raw is None or hanging else value_of(fact.type, raw, fact.id)
    return found


def _levels(values: dict[str, Any], measure: Measure) -> dict[str, Any]:
    """A level belongs to its choice's scale; where the choice has no scale, one given is ignored."""
    for fact in measure.facts:
        if not fact.choices_by or fact.needed is None or values[fact.id] is None:
            continue
        chosen = values[fact.needed[0]]
        if chosen is not None and chosen not in fact.choices_by:
            values[fact.id] = None
            continue
        scales = fact.choices_by.values() if chosen is None else [fact.choices_by[chosen]]
        allowed = {one.id: one.name for scale in scales for one in scale}
        values[fact.id] = _one_of(values[fact.id], fact.id, allowed, "")
    return values


def value_of(type_: Type, given: Any, field: str) -> Any:
    """One value of the contract's form: fen, a scaled whole number, a date, a bool, an identifier, a text."""
    match type_:
        case Number(unit=unit) if unit == YUAN:
            return _money(given, field)
        case Number(scale=scale):
            return _count(given, field, type_) if scale == 1 else _decimal(given, field, type_)
        case OneOf(ids=ids, names=names):
            return _one_of(given, field, dict(zip(ids, names, strict=True)), "")
        case Records():
            return _records(given, field, type_)
        case _:
            return _SIMPLE[type_.name](given, field)


def _money(given: Any, field: str) -> int:
    if not isinstance(given, str):
        raise BadClaim(field, f'金额“{shown(given)}”应写成字符串，例如 "1234567.80"')
    try:
        return Money.yuan(given).fen
    except BadAmount as bad:
        raise BadClaim(field, str(bad)) from None


def _count(given: Any, field: str, type_: Number) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise BadClaim(field, f"“{shown(given)}”应为不小于0的整数，例如 1")
    return _within(given, given, field, type_)


def _decimal(given: Any, field: str, type_: Number) -> int:
    """A string with as many decimals as the fact allows."""
    places = type_.places
    whole, point, decimals = given.partition(".") if isinstance(given, str) else ("", "", "")
    plain = (
        whole.isascii()
        and whole.isdigit()
        and (not point or (decimals.isascii() and decimals.isdigit()))
    )
    if not plain or len(decimals) > places or len(whole) > 15:
        raise BadClaim(field, f'“{shown(given)}”应写成字符串，至多{places}位小数，例如 "12.5"')
    return _within(int(whole + decimals.ljust(places, "0")), given, field, type_)


def _within(value: int, given: Any, field: str, type_: Number) -> int:
    if type_.most is not None and value > type_.most:
        raise BadClaim(field, f"“{shown(given)}”超过了可填写的上限{type_.top}，请核对单位")
    return value


def _day(given: Any, field: str) -> date:
    if not isinstance(given, str):
        raise BadClaim(field, f'日期“{shown(given)}”应写成字符串，例如 "2026-03-02"')
    try:
        return read_iso(given)
    except BadDate as bad:
        raise BadClaim(field, str(bad)) from None


def _yesno(given: Any, field: str) -> bool:
    if not isinstance(given, bool):
        raise BadClaim(field, f"“{shown(given)}”应为 true（是）或 false（否），不加引号")
    return given


def _text(given: Any, field: str) -> str:
    if not isinstance(given, str) or not given.strip():
        raise BadClaim(field, f"“{shown(given)}”应为不空的文字")
    return given


_SIMPLE: dict[str, Callable[[Any, str], Any]] = {
    DAY.name: _day,
    YESNO.name: _yesno,
    TEXT.name: _text,
}


def _records(given: Any, field: str, type_: Records) -> tuple[dict[str, Any], ...]:
    keys = [id_ for id_, _, _ in type_.fields]
    found = []
    for row in _list(given, field):
        entry = _row(row, field, keys)
        found.append(
            {
                f"{field}.{id_}": value_of(kind, entry[id_], f"{field}.{id_}")
                for id_, _, kind in type_.fields
            }
        )
    return tuple(found)


def _list(given: Any, field: str) -> Sequence[Any]:
    if not isinstance(given, list | tuple):
        raise BadClaim(field, f"“{shown(given)}”应为列表，例如 []")
    return given


def _row(given: Any, field: str, keys: Sequence[str]) -> Mapping[str, Any]:
    """One record: exactly these keys, none of them null."""
    example = ", ".join(f'"{key}": …' for key in keys)
    entry = given if isinstance(given, Mapping) else {}
    strange = [key for key in entry if key not in keys]
    lacking = [key for key in keys if entry.get(key) is None]
    if strange or lacking:
        why = f"没有“{shown(strange[0])}”这一项" if strange else f"缺少 {lacking[0]}"
        raise BadClaim(field, f"“{shown(given)}”{why}；每条应写成 {{{example}}}")
    return entry


def _support(given: Any, policy: Policy) -> tuple[tuple[str, int], ...]:
    found = []
    sources = {one.id: one.name for one in policy.sources}
    for row in _list(given, "other_support") if given is not None else ():
        entry = _row(row, "other_support", ("from", "amount"))
        source = _one_of(entry["from"], "other_support.from", sources, "")
        found.append((source, _money(entry["amount"], "other_support.amount")))
    return tuple(found)


def _parameters(given: Any, policy: Policy) -> dict[str, Any]:
    """Every reading that the rules use: the default, or what the claim sets."""
    known = {one.id: one for one in policy.rule_parameters}
    entry = _object(_empty(given), "parameters", list(known), "口径参数")
    found = {}
    for id_, one in known.items():
        assert one.type is not None
        raw = entry.get(id_)
        found[id_] = one.default if raw is None else value_of(one.type, raw, id_)
    return found
