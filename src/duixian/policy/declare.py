"""What a measure's rule block declares: who, facts, conditions, ceiling; and the blocks shared by all."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from duixian.kernel.dates import chinese
from duixian.policy import counting, numbers, syntax, tree, wording
from duixian.policy.facts import Lists, declare_fact, declare_list, heading, truth
from duixian.policy.findings import Fault
from duixian.policy.model import MODES, OVERLAPS, Condition, Fact, Measure, Overlap, Parameter
from duixian.policy.outline import Entry
from duixian.policy.reader import Piece
from duixian.policy.resolve import Amendment, Definition, Scope, condition, resolve
from duixian.policy.tree import DAY, YESNO, Const, Name, Node, Number, OneOf

SHARED_KEYS = (
    "文件",
    "单位",
    "名单",
    "申请人",
    "定义",
    "修订",
    "普遍条件",
    "普遍核实",
    "有效期",
    "从高不重复",
    "范例",
)
NOTHING_KEYS = ("无需计算", "承担", "白话", "条款")
MEASURE_KEYS = (
    "事项", "对象", "事实", "条件", "核实", "认定", "费用", "上限", "限额说明", "分件", "一次性", "拨付",
    "费用期间", "设期间", "重复支持", "材料", "公开",
)  # fmt: skip
_PLAIN_KEYS = (
    *NOTHING_KEYS, "单位", "事项", "认定", "限额说明", "分件", "拨付", "费用期间", "设期间", "重复支持", "材料",
    "公开",
)  # fmt: skip
BLOCK_KEYS = (*NOTHING_KEYS, *SHARED_KEYS, *MEASURE_KEYS)

ON = Name(DAY, "on", "提交日")
MODE = Name(OneOf(tuple(MODES), tuple(MODES.values())), "mode", "办理方式")
_VALIDITY = re.compile(r"(\d{4}-\d{2}-\d{2})\s*至\s*(\d{4}-\d{2}-\d{2})")
_INSTALMENTS = re.compile(r"分(\d+)年")
_SAYS = ("原文", "出路")


@dataclass
class Draft:
    """A policy being read: what its blocks have declared so far."""

    lists: Lists
    parameters: tuple[Parameter, ...]
    applicant: list[Fact] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    common: list[Condition] = field(default_factory=list)
    period: Condition | None = None
    validity: tuple[date, date] | None = None
    overlap: Overlap | None = None
    sample: Entry | None = None
    document: dict[str, Entry] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)

    @property
    def said(self) -> dict[str, str]:
        """The readings' defaults as people read them, by name."""
        return {one.name: one.default_text for one in self.parameters}

    def scope(self, facts: Iterable[Fact] = ()) -> Scope:
        """What expressions may name: the day, the mode, readings, the applicant's facts and the measure's."""
        nodes = [ON, MODE]
        nodes += [one.node for one in self.parameters if one.kind == "rule"]
        nodes += [fact.node for fact in (*self.applicant, *facts)]
        names = {key: node for node in nodes for key in (node.id, node.name)}
        both = {key: one for one in self.definitions.values() for key in (one.id, one.name)}
        return Scope(names, both, self.lists.orders(), frozenset(self.lists.units))


def shared(draft: Draft, piece: Piece) -> None:
    """Take in the shared declarations of one block (all but conditions, which need every definition)."""
    entries = piece.entries
    if "文件" in entries:
        draft.document.update(_document(entries["文件"], piece))
    if "申请人" in entries:
        for entry in entries["申请人"].children:
            draft.applicant.append(_fact(draft, entry, (), piece.clause))
    if "定义" in entries:
        for entry in entries["定义"].children:
            _define(draft, entry, piece.clause)
    if "修订" in entries:
        for entry in entries["修订"].children:
            _amend(draft, entry, piece.clause)
    if "有效期" in entries:
        _validity(draft, entries["有效期"], piece)
    if "从高不重复" in entries:
        draft.overlap = _overlap(draft, entries["从高不重复"], piece)
    if "范例" in entries:
        draft.sample = entries["范例"]


def _define(draft: Draft, entry: Entry, clause: str) -> None:
    name, id_ = heading(entry)
    scope = draft.scope()
    if {name, id_} & {*scope.definitions, *scope.names}:
        raise Fault(entry.line, f"名称“{name} {id_}”已经用过，请换一个")
    draft.definitions[id_] = Definition(name, id_, clause, written(entry), entry.text())


def written(entry: Entry) -> syntax.Syntax:
    """The expression of an entry: its value and the lines that continue it, nothing else below."""
    if not entry.only().lines():
        raise Fault(entry.line, f"“{entry.key}”后面没有写式子")
    return syntax.parse(entry.lines())


def _new(fact: Fact, scope: Scope) -> Fact:
    """A fact whose names nobody has yet."""
    if {fact.id, fact.name} & {*scope.names, *scope.definitions}:
        raise Fault(fact.line, f"名称“{fact.name} {fact.id}”已经用过，请换一个")
    return fact


def _document(entry: Entry, piece: Piece) -> dict[str, Entry]:
    """标题, 文号, 印发日期 as their paragraph writes them; 发文机关."""
    keyed = entry.keyed(("标题", "文号", "印发日期", "发文机关"))
    for key, child in keyed.items():
        said = chinese(_day(child.value, child.line)) if key == "印发日期" else child.value
        if key != "发文机关" and said not in piece.text:
            raise Fault(child.line, f"{key}“{said}”不在本段引文中")
    return keyed


def _amend(draft: Draft, entry: Entry, clause: str) -> None:
    """`研发比例 自 2026-07-01: 40%`: from that day the definition reads so."""
    words = entry.key.split()
    found = next(
        (one for one in draft.definitions.values() if words and words[0] == one.name), None
    )
    if len(words) != 3 or words[1] != "自" or found is None:
        raise Fault(entry.line, "修订应写成“已有的定义 自 2026-07-01: 新的式子”")
    newer = Amendment(_day(words[2], entry.line), written(entry), entry.text(), clause)
    draft.definitions[found.id] = replace(found, amended=(*found.amended, newer))


def _day(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(line, f"日期“{text}”不对，应写成 2026-07-01") from None


def _validity(draft: Draft, entry: Entry, piece: Piece) -> None:
    found = _VALIDITY.fullmatch(entry.value)
    if not found:
        raise Fault(entry.line, "有效期应写成“2025-01-01 至 2026-12-31”")
    first, last = (Const(DAY, _day(text, entry.line), text, entry.line) for text in found.groups())
    assert isinstance(first.value, date)
    assert isinstance(last.value, date)
    if first.value > last.value:
        raise Fault(entry.line, "有效期的起日晚于止日")
    draft.validity = (first.value, last.value)
    remedy = f"请选择{chinese(first.value)}至{chinese(last.value)}之间的提交日"
    test = tree.Between(YESNO, ON, first, last)
    draft.period = Condition(
        test=test, name="在政策有效期内提交", clause=piece.clause, quote=_quote(entry, piece, "原文"), remedy=remedy,
        line=entry.line,
    )  # fmt: skip


def _overlap(draft: Draft, entry: Entry, piece: Piece) -> Overlap:
    keyed = entry.keyed(("来源", "计入", "方式", "原文"))
    if lacking := [key for key in ("来源", "计入", "方式") if key not in keyed]:
        raise Fault(entry.line, f"从高不重复缺少：{'、'.join(lacking)}")
    lists = Lists()
    declare_list(keyed["来源"], lists)
    draft.lists.words += lists.words  # looked up in the text like those of any list
    sources = lists.choices["来源"]
    counted = tuple(one.id for one in sources if one.name in keyed["计入"].items())
    if len(counted) != len(keyed["计入"].items()):
        raise Fault(
            keyed["计入"].line, f"“计入”只能写来源：{'、'.join(one.name for one in sources)}"
        )
    return Overlap(
        clause=piece.clause, quote=_quote(entry, piece, "原文"), sources=sources, counted=counted,
        default=overlap_mode(keyed["方式"]),
    )  # fmt: skip


def overlap_mode(entry: Entry) -> str:
    """补差, 择一 or 叠加 as difference, exclude or stack."""
    by_name = {name: id_ for id_, name in OVERLAPS.items()}
    if entry.value not in by_name:
        raise Fault(entry.line, f"方式应为：{'、'.join(by_name)}")
    return by_name[entry.value]


def conditions(
    entry: Entry | None, scope: Scope, piece: Piece, *, verify: bool = False
) -> list[Condition]:
    """The lines `名称: 式子` below 条件 or 核实."""
    found = list[Condition]()
    for child in entry.children if entry else ():
        if not child.key:
            raise Fault(child.line, "条件应写成“名称: 式子”")
        keyed = child.keyed(_SAYS, continued=True)
        if child.key in [one.name for one in found]:
            raise Fault(child.line, f"条件“{child.key}”写了两次")
        if not child.lines():
            raise Fault(child.line, f"“{child.key}”后面没有写式子")
        test = condition(syntax.parse(child.lines()), scope)
        remedy = keyed["出路"].text() if "出路" in keyed else ""
        found.append(Condition(
            test=test, name=child.key, clause=piece.clause, quote=_quote(child, piece, "原文"), remedy=remedy,
            line=child.line, verify=verify,
        ))  # fmt: skip
    return found


def _quote(entry: Entry, piece: Piece, key: str) -> str:
    """The official words behind an entry: those it names, which must stand in its paragraph, or all of it."""
    said = next((child for child in entry.children if child.key == key), None)
    if said is None:
        return piece.text
    words = said.text().strip("“”")
    if words not in piece.text:
        raise Fault(said.line, f"“{words}”不在本条引文中")
    return words


def declare_measure(draft: Draft, piece: Piece, support: str) -> Measure:
    """The measure of one block; raises Fault at the first thing that is wrong in it."""
    entries = piece.entries
    if lacking := [key for key in ("白话", "对象", "上限") if key not in entries]:
        raise Fault(piece.block_line, f"事项缺少：{'、'.join(lacking)}")
    for key in _PLAIN_KEYS:
        if key in entries:
            entries[key].only()
    for key in ("对象", "有效期"):
        if key in entries:
            entries[key].keyed(("原文",))
    name, id_ = heading(Entry(entries["事项"].value, "", entries["事项"].line))
    facts = _facts(draft, entries, piece.clause)
    scope = draft.scope(facts)
    cap_text = _cap_text(draft, entries, piece)
    ceiling = numbers.in_fen(resolve(written(entries["上限"]), scope), entries["上限"].line)
    base = _base(entries, scope)
    once = _once(entries, scope, piece)
    who, about_who = _who(draft, entries["对象"], piece)
    own = conditions(entries.get("条件"), scope, piece)
    checks = conditions(entries.get("核实"), scope, piece, verify=True)
    return Measure(
        id=id_, name=name, clause=piece.clause, support=support, quote=piece.text, line=piece.block_line,
        plain=entries["白话"].text(), who=who, facts=tuple(facts),
        conditions=(*_period(draft), *draft.common, *about_who, *own, *once, *checks),
        judgements=_items(entries, "认定"), ceiling=ceiling, formula=entries["上限"].text(),
        base=base, cost_base=entries["费用"].text() if "费用" in entries else "",
        rates=_rates(ceiling), cap_text=cap_text, cap_wording=_said(entries, "限额说明"), cap_clause=piece.clause,
        subject=_said(entries, "分件"), takes_period=_unless_no(entries, "设期间"),
        instalments=_instalments(entries), once=bool(once),
        overlap=_measure_overlap(draft, entries), period=_said(entries, "费用期间"),
        public=_unless_no(entries, "公开"), materials=_items(entries, "材料"),
        parameters=tuple(one for one in draft.parameters if concerns(one, piece.clause)),
    )  # fmt: skip


def concerns(parameter: Parameter, clause: str) -> bool:
    """Whether a reading is about this clause."""
    return clause in parameter.clauses


def _cap_text(draft: Draft, entries: Mapping[str, Entry], piece: Piece) -> str:
    """限额说明, with the readings that it names; its figures are the sentence's own."""
    if "限额说明" not in entries:
        return ""
    entry = entries["限额说明"]
    for figure in re.findall(r"[\d.]+[万亿]?元", entry.text()):
        if figure not in piece.text:
            raise Fault(entry.line, f"限额说明里的“{figure}”不在本条引文中")
    return wording.checked(entry.text(), draft.said, entry.line)


def _facts(draft: Draft, entries: Mapping[str, Entry], clause: str) -> list[Fact]:
    facts: list[Fact] = []
    for entry in entries["事实"].children if "事实" in entries else ():
        facts.append(_fact(draft, entry, facts, clause))
    return facts


def _fact(draft: Draft, entry: Entry, before: Sequence[Fact], clause: str) -> Fact:
    """One fact after those before it; its help has the readings it names filled in."""
    scope = draft.scope(before)
    fact = _new(declare_fact(entry, draft.lists, scope), scope)
    return replace(
        fact, clause=clause, help=wording.checked(fact.help, draft.said, entry.line),
        wording=fact.help if "{" in fact.help else "",
        counted=counting.declare(entry, fact, (*draft.applicant, *before), draft.parameters),
    )  # fmt: skip


def _period(draft: Draft) -> tuple[Condition, ...]:
    return (draft.period,) if draft.period else ()


def _who(draft: Draft, entry: Entry, piece: Piece) -> tuple[str, list[Condition]]:
    """`对象: 企业、机构` asks for one of these kinds; 不限 asks nothing."""
    words = re.sub("（.*）", "", entry.value)
    if words == "不限":
        return "企业或机构", []
    wanted = words.split("、")
    for fact in draft.applicant:
        if isinstance(fact.type, OneOf) and set(wanted) <= set(fact.type.names):
            ids = tuple(
                id_
                for id_, name in zip(fact.type.ids, fact.type.names, strict=True)
                if name in wanted
            )
            test = tree.Member(YESNO, fact.node, ids, "、".join(wanted))
            remedy = f"本项只面向{entry.value}；如{fact.name}填写有误，请更正"
            one = Condition(
                test=test, name=f"申报单位是{words}", clause=piece.clause, quote=_quote(entry, piece, "原文"),
                remedy=remedy, line=entry.line,
            )  # fmt: skip
            return entry.value, [one]
    raise Fault(entry.line, f"对象“{words}”不在申请人的任何选项里；不限主体时请写“不限”")


def _once(entries: Mapping[str, Entry], scope: Scope, piece: Piece) -> list[Condition]:
    """`一次性: 此前已获`: what was granted before must be nothing."""
    if "一次性" not in entries:
        return []
    entry = entries["一次性"]
    words = re.search("[^，。；]*一次性[^，。；]*", piece.text)
    if words is None:
        raise Fault(entry.line, "本条引文没有写“一次性”")
    amount = resolve(written(entry), scope)
    type_ = numbers.number(amount, entry.line, "一次性")
    nothing = Const(Number(type_.unit, type_.scale, 0), 0, "0", entry.line)
    remedy = "一次性资助只给一次；如此前并未获得本项资助，请把此前已获金额改为0"
    return [Condition(
        test=tree.Compare(YESNO, "=", amount, nothing), name="此前未获本项一次性资助", clause=piece.clause,
        quote=words[0], remedy=remedy, line=entry.line,
    )]  # fmt: skip


def _base(entries: Mapping[str, Entry], scope: Scope) -> Node | None:
    if "费用" not in entries:
        return None
    return numbers.in_fen(resolve(written(entries["费用"]), scope), entries["费用"].line)


def _instalments(entries: Mapping[str, Entry]) -> int:
    if "拨付" not in entries:
        return 1
    found = _INSTALMENTS.fullmatch(entries["拨付"].value)
    if not found or not 2 <= int(found[1]) <= 20:
        raise Fault(entries["拨付"].line, "拨付应写成“分3年”")
    return int(found[1])


def _measure_overlap(draft: Draft, entries: Mapping[str, Entry]) -> str:
    if "重复支持" in entries:
        return overlap_mode(entries["重复支持"])
    return draft.overlap.default if draft.overlap else "stack"


def _rates(node: Node) -> tuple[str, ...]:
    consts = [one for one in tree.walk(node) if isinstance(one, Const) and one.text.endswith("%")]
    return tuple(dict.fromkeys(one.text for one in consts))


def _unless_no(entries: Mapping[str, Entry], key: str) -> bool:
    return key not in entries or truth(entries[key])


def _said(entries: Mapping[str, Entry], key: str) -> str:
    return entries[key].text() if key in entries else ""


def _items(entries: Mapping[str, Entry], key: str) -> tuple[str, ...]:
    return entries[key].items() if key in entries else ()
