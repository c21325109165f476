"""The papers of a meeting as Excel."""

from typing import Any

from duixian.applications import meeting_papers
from duixian.applications.models import OUTCOMES, MeetingPaper
from duixian.kernel.money import Money
from duixian.office import workbook as tables
from duixian.office.workbook import Cell, Table

_CASES = (
    ("序号", "position", 6), ("申报编号", "number", 18), ("单位", "enterprise", 30), ("统一社会信用代码", "code", 20),
    ("条款", "clause", 10), ("事项", "measure", 18), ("申报内容", "subject", 18), ("拟定", "outcome", 10),
    ("测算上限（元）", "claimed", 16), ("核定后上限（元）", "ceiling", 16), ("拟资助（元）", "amount", 16), ("理由", "reason", 40),
    ("综合评估说明", "remark", 30), ("本年度已享受区级资金（元）", "granted", 18), ("研发费用（元）", "rnd", 16), ("连同本件占研发费用", "ratio", 12),
    ("信用", "credit", 20), ("还缺会签", "waits", 20), ("经办人", "by", 10),
)  # fmt: skip
_MEASURES = (
    ("条款", "clause", 10), ("事项", "name", 24), ("件数", "count", 8), ("拟资助（元）", "amount", 18),
    ("其中本年度（元）", "this_year", 18), ("可用指标（元）", "left", 18),
)  # fmt: skip
_MONEY = frozenset({"claimed", "ceiling", "amount", "granted", "rnd", "this_year", "left"})


def workbook(paper: MeetingPaper) -> bytes:
    """Three tables: the cases, the measures beside their budget lines, and what vouches for both."""
    content = meeting_papers.opened(paper)
    facts: list[tuple[Cell, ...]] = [
        ("会议", paper.title), ("批次", content["round"]["title"]), ("生成日期", content["dated"]),
        ("生成人", content["by"]), ("内容校验值", paper.sha256), ("留痕签名头", paper.head),
    ]  # fmt: skip
    return tables.workbook([
        _table("逐件", paper.title, _CASES, content["cases"]),
        _table("按事项", paper.title, _MEASURES, content["measures"]),
        Table(name="依据", title="冻结的内容和留痕", heads=(("项目", 14), ("内容", 90)), rows=facts),
    ])  # fmt: skip


def _table(
    name: str, title: str, columns: tuple[tuple[str, str, int], ...], rows: list[dict[str, Any]]
) -> Table:
    return Table(
        name=name, title=title, heads=[(said, width) for said, _, width in columns],
        rows=[[_cell(key, row.get(key)) for _, key, _ in columns] for row in rows],
    )  # fmt: skip


def _cell(key: str, value: Any) -> Cell:
    """What stands in a cell: an amount, a count, or words."""
    if value is None:
        return None
    if key in _MONEY:
        return Money(value)
    if key == "outcome":
        return OUTCOMES[value]
    if isinstance(value, list):
        return "、".join(value)
    return value if isinstance(value, int) else str(value)
