"""The enterprise sheet as Excel."""

from duixian.applications.earlier.enterprise_sheet import Item, Sheet, Year, percent
from duixian.office import workbook as tables
from duixian.office.workbook import Cell, Table

_YEARS = (
    "年度", "申请区级资金（元）", "获得区级资金（元）", "研发费用（元）", "资金占研发费用", "研发费用增长", "营业收入（元）",
    "营业收入增长", "职工人数", "职工增长", "研发人员", "发明专利（件）", "软件著作权（件）",
)  # fmt: skip
_ITEMS = (
    "年度",
    "来源",
    "名称",
    "编号",
    "申请金额（元）",
    "获得金额（元）",
    "状态",
    "是否计入合计",
)
_WIDTHS = (8, 16, 34, 24, 18, 18, 22, 14)


def workbook(sheet: Sheet) -> bytes:
    """Two tables: the years, and every grant and request."""
    return tables.workbook([
        Table(
            name="按年度", title=f"{sheet.organisation.name}（{sheet.organisation.code}）", pinned=1,
            heads=[(name, 16 if place else 8) for place, name in enumerate(_YEARS)],
            rows=[_year(one) for one in sheet.years],
        ),
        Table(
            name="逐笔", title="各类区级资金和自行填报的其他支持", pinned=1, heads=list(zip(_ITEMS, _WIDTHS, strict=True)),
            rows=[_item(one) for one in sheet.items],
        ),
    ])  # fmt: skip


def _year(one: Year) -> list[Cell]:
    figures = one.figures
    return [
        one.year, one.asked, one.granted, one.rnd, percent(one.permille), percent(one.growth("rnd_spend")), one.revenue,
        percent(one.growth("revenue")), getattr(figures, "staff", None), percent(one.growth("staff")),
        getattr(figures, "rnd_staff", None), getattr(figures, "patents", None), getattr(figures, "copyrights", None),
    ]  # fmt: skip


def _item(one: Item) -> list[Cell]:
    return [
        one.year, one.source, one.name, one.number, one.asked, one.granted, one.state, "是" if one.counted else "否",
    ]  # fmt: skip
