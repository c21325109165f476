"""Every number of a rule stands in the sentence that the rule implements, and in its role there.

A rate as 以内比例, a limit as 最高不超过, a span as 年限, a threshold with 以上 or 不足. The check is by
words around the figure; which of several figures in one role belongs where is for the examples to show.
"""

import re
from collections.abc import Iterator
from datetime import date

from duixian.kernel.dates import chinese
from duixian.kernel.numerals import chinese_numeral
from duixian.policy import tree
from duixian.policy.findings import Report
from duixian.policy.model import Condition, Measure
from duixian.policy.outline import Entry
from duixian.policy.reader import Piece
from duixian.policy.tree import (
    Between,
    Compare,
    Const,
    If,
    Mul,
    Node,
    Number,
    Ref,
    children,
)
from duixian.policy.units import YEAR

_PART = "[^，。；]*?"
Roles = tuple[str, ...]
_EDGE = r"(?<![\d.])"
_CAP = "(最高|不超过|上限|限额|封顶|总额)" + _PART + "{n}"
_ROLES = {
    "比例": ("{n}(以内)?(的)?比例", "按" + _PART + "{n}", "{n}的?(给予|补助|资助|奖励|补贴|配套|贴息)", "{n}以内", "给予" + _PART + "{n}", "(比例|提高|上浮|增加|调整)" + _PART + "{n}"),
    "封顶": (_CAP, "以{n}为(上)?限"),
    "限额": (
        _CAP,
        "(给予|奖励|补助|补贴|资助)[^。；]*?{n}",
        "{n}" + _PART + "(奖励|补助|补贴|资助)",
    ),
    "门槛": ("{n}" + _PART + "(以上|以下|及以上|以内|不足|之间)", "(?<!不)(超过|达到|达|不足|不低于|不少于|满|低于|至|起)[^，。；按给]{0,10}?{n}"),
    "单价": ("{n}",),
    "年限": ("(不超过|过去|最近|近|分|满|连续|至多|前|每){n}", "{n}(内|以内|以上)"),
    "折算": ("按" + _PART + "{n}", "{n}计"),
    "日期": ("{n}",),
}  # fmt: skip
_WHY = {
    "比例": "比例（如“30%以内比例”）", "限额": "限额（如“最高不超过500万元”）", "门槛": "门槛（如“20%以上”）",
    "单价": "单价", "年限": "年限（如“不超过三年”）", "折算": "折算基数（如“按365天计”）", "日期": "日期",
}  # fmt: skip


def check(
    pieces: list[Piece], measures: list[Measure], shared: list[Condition], report: Report
) -> None:
    """Report each literal that its sentence does not bear out."""
    nodes = [node for measure in measures for node in _trees(measure)] + [
        one.test for one in shared
    ]
    found = {
        (const.line, const.text, roles)
        for node in nodes
        for const, roles in _literals(node, ("限额",))
    }
    consts = {
        (one.line, one.text): one
        for node in nodes
        for one in tree.walk(node)
        if isinstance(one, Const)
    }
    told: set[tuple[int, str]] = set()
    for line, text, roles in sorted(found):
        piece = piece_at(pieces, line)
        # What was had before may be compared with the limit itself; a rate may be a limit too.
        likely = (*roles, "封顶") if roles in (("门槛",), ("比例",)) else roles
        if (
            piece
            and (line, text) not in told
            and not stands(consts[line, text], likely, piece.text)
        ):
            told.add((line, text))
            why = "，或".join(_WHY[role] for role in roles)
            report.add(line, f"“{text}”不在本条引文中，或不是作为{why}写在那里")
    for piece in pieces:
        _check_instalments(piece, report)


def _trees(measure: Measure) -> Iterator[Node]:
    yield measure.ceiling
    if measure.base is not None:
        yield measure.base
    yield from (one.test for one in measure.conditions)


def piece_at(pieces: list[Piece], line: int) -> Piece | None:
    """The piece whose block holds this line; None for lines outside every block."""
    before = [piece for piece in pieces if piece.block_line and piece.block_line <= line]
    return before[-1] if before else None


def _literals(node: Node, roles: Roles) -> Iterator[tuple[Const, Roles]]:
    """The literals below a node with the roles they may have; 0, 是 and 否 are nobody's figures."""
    if isinstance(node, Const):
        if node.text and not isinstance(node.value, bool) and node.value != 0:
            yield node, ("日期",) if isinstance(node.value, date) else _own_roles(node, roles)
        return
    for child, its in _parts(node, roles):
        yield from _literals(child, its)


def _parts(node: Node, roles: Roles) -> Iterator[tuple[Node, Roles]]:
    """What stands below a node, each with the roles that a figure may have there."""
    match node:
        case Compare() | Between():
            yield from ((child, ("门槛",)) for child in children(node))
        case If(test=test, then=then, other=other):
            yield from ((test, ("门槛",)), (then, roles), (other, roles))
        case Mul():
            inside = roles if "门槛" in roles else ("单价",)
            yield from ((child, inside) for child in children(node))
        case Ref(body=body):  # a definition may be an amount, wherever it is used
            yield body, ("门槛", "限额") if "门槛" in roles else roles
        case _:
            yield from ((child, roles) for child in children(node))


def _own_roles(const: Const, roles: Roles) -> Roles:
    """What a figure is by itself, wherever it stands: a divisor, a span of years, a rate."""
    assert isinstance(const.type, Number), const
    if const.text.startswith("1/"):
        return ("折算",)
    if const.type.unit == YEAR:
        return ("年限",)
    if "/" in const.text:
        return ("单价",)
    if const.type.unit:
        return roles
    return ("比例",) if "门槛" not in roles else ("门槛", "比例") if "限额" in roles else ("门槛",)


def stands(const: Const, roles: Roles, sentence: str) -> bool:
    """Whether the sentence bears out this literal in one of these roles."""
    forms = "|".join(re.escape(form) for form in _forms(const))
    patterns = (
        pattern.replace("{n}", f"{_EDGE}({forms})") for role in roles for pattern in _ROLES[role]
    )
    return any(re.search(pattern, sentence) for pattern in patterns)


def _forms(const: Const) -> list[str]:
    """The ways in which official text writes this literal."""
    if isinstance(const.value, date):
        return [chinese(const.value)]
    text = const.text.removeprefix("1/").split("/")[0]
    found = [text, text.replace("年", "个年度"), text.replace(":", "："), text.replace(":", "∶")]
    number = re.fullmatch(r"(\d{1,2})(\D.*|)", text)
    if number and 0 < int(number[1]) < 100:
        found.append(chinese_numeral(int(number[1])) + number[2])
        found += ["两" + number[2]] if number[1] == "2" else []
    return found


def _check_instalments(piece: Piece, report: Report) -> None:
    entry: Entry | None = piece.entries.get("拨付")
    found = re.fullmatch(r"分(\d{1,2})年", entry.value) if entry else None
    if entry and found:
        written = {found[1], chinese_numeral(int(found[1])), "两" if found[1] == "2" else found[1]}
        if not any(f"分{number}年" in piece.text for number in written):
            report.add(entry.line, f"“{entry.value}”不在本条引文中")
