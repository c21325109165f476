"""Declarations: closed lists, ordered scales and facts, from outline entries into typed facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from keyword import iskeyword

from duixian.kernel.money import MAX_FEN, Money, read_amount
from duixian.policy import syntax
from duixian.policy.findings import Fault
from duixian.policy.model import Choice, Fact
from duixian.policy.outline import Entry
from duixian.policy.resolve import Scope, condition
from duixian.policy.tree import DAY, FEN, TEXT, YESNO, Member, Name, Number, OneOf, Records, Type
from duixian.policy.units import PLAIN, WORDS, YUAN, unit

RATE_SCALE = 10**6
_NAMED = re.compile(r"(?P<name>\S+)\s+(?P<id>[a-z][a-z0-9_-]*)")
_TYPE = re.compile(r"(?P<word>[^\s（(]+)(?:\s*[（(](?P<inner>[^）)]*)[）)])?")
_KEYS = (
    "问", "说明", "材料", "空值", "首问", "需要", "至多", "字段", "列", "经办人填", "累计", "续期",
)  # fmt: skip
_PLAIN: dict[str, Type] = {
    "金额": Number(YUAN, FEN, MAX_FEN),
    "比例": Number(PLAIN, RATE_SCALE, RATE_SCALE),
    "日期": DAY,
    "是否": YESNO,
    "文本": TEXT,
}


@dataclass
class Lists:
    """The closed lists and ordered scales of a policy; `outside` are choices that the text does not name."""

    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    words: list[tuple[int, str]] = field(default_factory=list)
    scales: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    units: set[str] = field(default_factory=lambda: set(WORDS))

    def orders(self) -> dict[str, tuple[str, ...]]:
        return {id_: tuple(one.id for one in scale) for id_, scale in self.scales.items()}


def heading(entry: Entry) -> tuple[str, str]:
    """`中文名 identifier` of an entry's key or value; raises Fault where it is not that."""
    found = _NAMED.fullmatch(entry.key)
    if not found:
        raise Fault(
            entry.line,
            f"应写成“中文名 identifier: …”（中文名后面空一格写英文标识），却是“{entry.key or entry.value}”",
        )
    return found["name"], found["id"]


def declare_list(entry: Entry, lists: Lists) -> None:
    """`名称:` with a line for each value: `ai 人工智能`, `other 其他 ＝ 文外`."""
    if entry.key in lists.choices:
        raise Fault(entry.line, f"名单“{entry.key}”写了两次")
    found: list[Choice] = []
    for child in entry.children:
        words, _, official = (
            part.strip() for part in child.value.replace("=", "＝").partition("＝")
        )
        id_, _, name = (part.strip() for part in words.partition(" "))
        if child.children:
            raise Fault(child.children[0].line, "缩进不对：名单的值下面不能再缩进")
        if child.key or not name:
            raise Fault(child.line, "名单的每行应写成“identifier 中文名”")
        if id_ in [one.id for one in found] or name in [one.name for one in found]:
            raise Fault(child.line, f"名单里“{id_} {name}”重复")
        found.append(Choice(id_, name))
        if official != "文外":
            lists.words.append((child.line, official or name))
    if not found:
        raise Fault(entry.line, f"名单“{entry.key}”是空的")
    lists.choices[entry.key] = tuple(found)


def declare_scale(entry: Entry, lists: Lists) -> None:
    """`cs: CS1 < CS2 …`, lowest first; `一 一级` gives a value and its name."""
    entry.keyed(("来源",))
    found = []
    for part in re.split("[<＜]", entry.value):
        id_, _, name = part.strip().partition(" ")
        if not id_:
            raise Fault(entry.line, "等级应从低到高写成“乙 乙级 < 甲 甲级”")
        found.append(Choice(id_, name.strip() or id_))
    taken = {one.id for scale in lists.scales.values() for one in scale}
    if repeated := [one.id for one in found if one.id in taken]:
        raise Fault(entry.line, f"等级值“{repeated[0]}”已用在另一个等级里")
    lists.scales[entry.key] = tuple(found)


def declare_fact(entry: Entry, lists: Lists, scope: Scope, *, inside: bool = False) -> Fact:
    """One fact with its type and what is said of it, `inside` a record or not; raises Fault."""
    name, id_ = heading(entry)
    if iskeyword(id_) or "-" in id_:
        raise Fault(
            entry.line, f"标识“{id_}”不能用：请用小写字母、数字和下划线，并避开程序的保留字"
        )
    keyed = entry.keyed(_KEYS)
    type_, extra = read_type(entry, lists)
    fact = Fact(
        id=id_, name=name, type=type_, line=entry.line,
        question=_said(keyed, "问"), help=_said(keyed, "说明"), absent=_said(keyed, "空值"),
        evidence=keyed["材料"].items() if "材料" in keyed else (), first="首问" in keyed and truth(keyed["首问"]),
        column=_column(keyed), officer="经办人填" in keyed and _officers(keyed["经办人填"], type_, inside),
    )  # fmt: skip
    if "至多" in keyed:
        fact = replace(fact, type=_bounded(fact.type, keyed["至多"]))
    if isinstance(extra, Records):
        if "字段" not in keyed:
            raise Fault(entry.line, "记录要写“字段”，下面每行一个")
        fields = tuple(
            declare_fact(child, lists, scope, inside=True)
            for child in keyed["字段"].children
            if child.key
        )
        rows = tuple((one.id, one.name, one.type) for one in fields)
        fact = replace(fact, type=Records(rows), fields=fields)
        if fact.column and fact.column[1] not in [one.id for one in fields if one.type == DAY]:
            raise Fault(keyed["列"].line, f"“列”里的“{fact.column[1]}”不是记录的日期字段")
    if isinstance(extra, str):
        fact = _levelled(fact, extra, lists, scope, entry.line)
    return _needed(fact, keyed["需要"], scope) if "需要" in keyed else fact


def _said(keyed: Mapping[str, Entry], key: str) -> str:
    return keyed[key].text() if key in keyed else ""


def truth(entry: Entry) -> bool:
    """是 or 否; raises Fault for anything else."""
    if entry.value not in ("是", "否"):
        raise Fault(entry.line, f"“{entry.key}”应写 是 或 否")
    return entry.value == "是"


def _officers(entry: Entry, type_: Type, inside: bool) -> bool:
    """What an applicant is not asked is 否 until an officer says otherwise."""
    if not inside or type_ != YESNO:
        raise Fault(entry.line, "“经办人填”只用于记录里类型是“是否”的字段")
    return truth(entry)


def _column(keyed: Mapping[str, Entry]) -> tuple[str, str] | None:
    """`列: breached_on → on`: in a table one column stands for the records' one date."""
    if "列" not in keyed:
        return None
    column, arrow, target = (part.strip() for part in keyed["列"].value.partition("→"))
    if not arrow:
        raise Fault(keyed["列"].line, "“列”应写成“列名 → 字段”")
    return column, target


def read_type(entry: Entry, lists: Lists) -> tuple[Type, Records | str | None]:
    """The type that an entry's value names; a level's type comes with the choice that it hangs on."""
    found = _TYPE.fullmatch(entry.value)
    word, inner = (found["word"], found["inner"] or "") if found else (entry.value, "")
    if word in _PLAIN:
        return _PLAIN[word], None
    if word == "记录":
        return Records(()), Records(())
    if word == "选项" and inner in lists.choices:
        return _one_of(lists.choices[inner]), None
    if word == "选项":
        raise Fault(
            entry.line, f"没有名为“{inner}”的名单。已有：{'、'.join(lists.choices) or '无'}"
        )
    if word == "等级":
        return _one_of(tuple(one for scale in lists.scales.values() for one in scale)), inner
    if word == "数量":
        return _counted(inner, entry.line, lists), None
    known = "、".join([*_PLAIN, "数量(单位)", "选项(名单)", "等级(事实)", "记录"])
    raise Fault(entry.line, f"不认识的类型“{entry.value}”。可用：{known}")


def _one_of(choices: tuple[Choice, ...]) -> OneOf:
    return OneOf(tuple(one.id for one in choices), tuple(one.name for one in choices))


def _counted(inner: str, line: int, lists: Lists) -> Number:
    words, _, decimals = (part.strip() for part in inner.replace("，", ",").partition(","))
    if strange := [word for word in words.split("/") if word not in lists.units]:
        known = "、".join(sorted(lists.units))
        raise Fault(line, f"不认识的单位“{strange[0]}”。可用：{known}；别的单位请先写在“单位”里")
    scales = {"": 1, "一位小数": 10, "两位小数": 100}
    if decimals not in scales:
        raise Fault(line, f"小数位应写“一位小数”或“两位小数”，却是“{decimals}”")
    of = unit(words)
    return Number(of, FEN if ("元", 1) in of else scales[decimals])


def _bounded(type_: Type, entry: Entry) -> Number:
    if not isinstance(type_, Number) or not entry.value.isdecimal():
        raise Fault(entry.line, "“至多”只用于数量，应为整数")
    return replace(type_, most=int(entry.value) * type_.scale)


def _levelled(fact: Fact, of: str, lists: Lists, scope: Scope, line: int) -> Fact:
    """A level is asked for, and offers choices, only where the choice it hangs on has a scale."""
    node = scope.names.get(of)
    if node is None or not isinstance(node.type, OneOf):
        raise Fault(line, f"“等级({of})”应写一个已声明的选项事实")
    owners = [id_ for id_ in node.type.ids if id_ in lists.scales]
    if not owners:
        raise Fault(
            line, f"questions.md 里没有“{of}”任何一个值的等级：等级块的名字应是名单里的标识"
        )
    test = Member(YESNO, node, tuple(owners), "、".join(node.type.name(id_) for id_ in owners))
    by = {id_: lists.scales[id_] for id_ in owners}
    return replace(fact, test=test, needed=(node.id, frozenset(owners)), choices_by=by)


def _needed(fact: Fact, entry: Entry, scope: Scope) -> Fact:
    test = condition(syntax.parse(entry.lines()), scope)
    if not (isinstance(test, Member) and isinstance(test.body, Name)):
        raise Fault(entry.line, "“需要”应写成“选项 = 值”或“选项 属于 {值, 值}”")
    return replace(fact, test=test, needed=(test.body.id, frozenset(test.ids)))


def amount(text: str, line: int) -> Money:
    """An amount in a document, as people type it; raises Fault."""
    try:
        return read_amount(text)
    except ValueError as error:
        raise Fault(line, str(error)) from None
