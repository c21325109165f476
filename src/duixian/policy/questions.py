"""`questions.md`: the readings (口径) that the text leaves open, as parameters, and the ordered scales."""

import re
from datetime import date
from fractions import Fraction

from duixian.policy.facts import Lists, amount, declare_scale, heading, read_type, truth
from duixian.policy.findings import Fault, Report
from duixian.policy.model import Choice, Parameter
from duixian.policy.outline import Entry, parse
from duixian.policy.reader import FENCE
from duixian.policy.tree import DAY, TEXT, YESNO, Number, OneOf, Type
from duixian.policy.units import YUAN

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?%?")
_KEYS = ("条款", "问题", "默认", "可选", "涉及金额", "依据", "用于")
_MAY = ("须选定",)
_KINDS = {"规则": "rule", "流程": "process"}


def read(markdown: str, lists: Lists, report: Report) -> tuple[Parameter, ...]:
    """Every parameter of the file, in order; scales go to the lists."""
    found: list[Parameter] = []
    for kind, body in _blocks(markdown, report):
        with report.catching():
            for entry in parse(body):
                with report.catching():
                    if kind == "等级":
                        declare_scale(entry, lists)
                    else:
                        found.append(_new(_parameter(entry, lists), found))
    return tuple(found)


def _blocks(markdown: str, report: Report) -> list[tuple[str, list[tuple[int, str]]]]:
    found: list[tuple[str, list[tuple[int, str]]]] = []
    inside = False
    for number, raw in enumerate(markdown.splitlines(), 1):
        if raw.startswith(FENCE):
            kind = raw.removeprefix(FENCE).strip()
            if not inside and kind not in ("口径", "等级"):
                report.add(number, f"questions.md 的块只有“{FENCE}口径”和“{FENCE}等级”两种")
            if not inside:
                found.append((kind, []))
            inside = not inside
        elif inside:
            found[-1][1].append((number, raw))
    if inside:
        report.add(len(markdown.splitlines()), f"块没有结束：请补上一行 {FENCE}")
    return found


def _new(parameter: Parameter, known: list[Parameter]) -> Parameter:
    """A parameter whose names no other has."""
    if any({one.id, one.name} & {parameter.id, parameter.name} for one in known):
        raise Fault(parameter.line, f"口径“{parameter.name} {parameter.id}”写了两次")
    return parameter


def _parameter(entry: Entry, lists: Lists) -> Parameter:
    name, id_ = heading(entry)
    keyed = entry.keyed((*_KEYS, *_MAY))
    if lacking := [key for key in _KEYS if key not in keyed]:
        raise Fault(entry.line, f"口径“{name}”缺少：{'、'.join(lacking)}")
    if keyed["用于"].value not in _KINDS:
        raise Fault(keyed["用于"].line, "“用于”应为“规则”或“流程”")
    type_, default = _typed(entry, keyed, lists)
    return Parameter(
        id=id_, name=name, type=type_, kind=_KINDS[keyed["用于"].value], line=entry.line,
        clauses=tuple(keyed["条款"].text().split("、")), question=keyed["问题"].text(),
        default=default, default_text=_default_text(type_, default, keyed["默认"].text()),
        alternatives=keyed["可选"].items(), stake=keyed["涉及金额"].text(), basis=keyed["依据"].text(),
        must_choose="须选定" in keyed and truth(keyed["须选定"]),
    )  # fmt: skip


def _typed(entry: Entry, keyed: dict[str, Entry], lists: Lists) -> tuple[Type, object]:
    """The parameter's type and its default as a value of that type."""
    if entry.value == "选项":
        pairs = [item.partition(" ") for item in keyed["可选"].items()]
        choices = tuple(Choice(id_, name.strip()) for id_, _, name in pairs)
        type_: Type = OneOf(tuple(one.id for one in choices), tuple(one.name for one in choices))
    else:
        type_, _ = read_type(entry, lists)
    return type_, _default(type_, keyed["默认"])


def _default(type_: Type, entry: Entry) -> object:
    text = entry.text()
    match type_:
        case OneOf(ids=ids) if text in ids:
            return text
        case OneOf(ids=ids):
            raise Fault(entry.line, f"默认“{text}”不在可选值里：{'、'.join(ids)}")
        case Number(unit=unit) if unit == YUAN:
            return amount(text, entry.line).fen
        case Number() if (value := _scaled(text, type_)) is not None:
            return value
        case _ if type_ == TEXT:
            return text
        case _ if type_ == YESNO and text in ("是", "否"):
            return text == "是"
        case _ if type_ == DAY:
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
    raise Fault(
        entry.line, f"默认“{text}”与类型不符：日期写 2025-01-01，是否写 是 或 否，数量写整数"
    )


def _scaled(text: str, type_: Number) -> int | None:
    """A number as the rules hold it; None where it is no number or too fine for its type."""
    if not _DECIMAL.fullmatch(text):
        return None
    value = Fraction(text.removesuffix("%")) * type_.scale / type_.percent
    return int(value) if value.denominator == 1 else None


def _default_text(type_: Type, default: object, text: str) -> str:
    if isinstance(type_, OneOf):
        return type_.name(str(default))
    if isinstance(type_, Number) and type_.unit != YUAN:
        return f"{text}{type_.unit[0][0] if type_.unit else ''}"
    return text
