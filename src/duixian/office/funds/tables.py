"""The same figures as Excel and PDF, as a bureau hands them on."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from duixian.funds import reports
from duixian.funds.reports import Execution
from duixian.kernel import clock
from duixian.office.funds import desk, needs, overview, years
from duixian.office.workbook import Cell, Table, workbook
from duixian.web.download import PDF, XLSX, attachment
from duixian.web.paper import pdf_of
from duixian.web.viewer import acting_viewer, only


@require_safe
@only(*desk.READERS)
def budget_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """预算表, 需求测算, 指标文, 按事项执行, 按月执行."""
    executed = reports.execution(year)
    lines = years.rows_of(years.get(year), executed)
    tables = [_budget(year, lines), _needs(year), _papers(year), *_execution(year, executed)]
    return attachment(workbook(tables), f"{year}年度专项资金预算-{clock.today():%Y%m%d}.xlsx", XLSX)


@require_safe
@only(*desk.READERS)
def overview_xlsx(request: HttpRequest) -> HttpResponse:
    """各年资金, 以后每年要付的."""
    viewer = acting_viewer(request)
    heads = ("年度", "状态", *(f"{name}（元）" for name, _ in YEARS), "执行率")
    rows = [
        [one["year"], one["budget"].get_state_display(), *(one[key] for _, key in YEARS), one["rate"]]
        for one in overview.year_rows(viewer)
    ]  # fmt: skip
    load = [
        [one["year"], one["count"], one["funded"], one["bare"], one["total"]]
        for one in overview.load(viewer)
    ]
    tables = [
        _table(name="各年资金", title="专项资金各年情况", heads=heads, rows=rows),
        _table(
            name="后年度负担", title="已承诺、尚未拨付，按应付的年度",
            heads=("年度", "期数", "已有指标（元）", "等候指标（元）", "合计（元）"), rows=load,
        ),
    ]  # fmt: skip
    return attachment(workbook(tables), f"专项资金总览-{clock.today():%Y%m%d}.xlsx", XLSX)


@require_safe
@only(*desk.READERS)
def budget_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """年度专项资金预算表 with its targets and grounds."""
    found = years.get(year)
    lines = years.rows(found)
    return _paper(
        request,
        "budget_paper.html",
        f"{year}年度专项资金预算表",
        year=found,
        rows=lines,
        total=years.totals(lines),
    )


@require_safe
@only(*desk.READERS)
def execution_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """年度专项资金执行情况表."""
    found = years.get(year)
    return _paper(
        request,
        "execution_paper.html",
        f"{year}年度专项资金执行情况表",
        year=found,
        **needs.execution_rows(year, reports.execution(year)),
    )


def _table(name: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
    """A sheet whose first column, grounds and targets are wide."""
    wide = [
        (one, 30 if place == 0 or "依据" in one or "目标" in one else 18)
        for place, one in enumerate(heads)
    ]
    return Table(name=name, title=title, heads=wide, rows=rows, pinned=1)


def _budget(year: int, lines: Sequence[years.Row]) -> Table:
    total = years.totals(lines)
    rows: list[list[Cell]] = [
        [one.name, one.clause, one.requested, one.approved, one.issued, one.left, one.line.basis if one.line else "", one.targets]
        for one in lines
    ]  # fmt: skip
    rows.append(
        ["合计", "", total["requested"], total["approved"], total["issued"], total["left"], "", ""]
    )
    heads = (
        "事项",
        "条款",
        "申请（元）",
        "批复（元）",
        "已下达（元）",
        "可用（元）",
        "测算依据",
        "绩效目标",
    )
    return _table(name="预算表", title=f"{year}年度专项资金预算表", heads=heads, rows=rows)


def _needs(year: int) -> Table:
    every = needs.needs_rows(year)
    total = needs.needs_totals(every)
    keys = ("committed", "pipeline", "fresh", "total", "requested")
    rows: list[list[Cell]] = [
        [
            one["name"],
            one["clause"],
            one["need"].instalments,
            one["need"].cases,
            *(one[key] for key in keys),
        ]
        for one in every
    ]
    rows.append(["合计", "", "", "", *(total[key] for key in keys)])
    heads = (
        "事项",
        "条款",
        "承诺到期（期）",
        "在办（件）",
        "承诺到期（元）",
        "在办折算（元）",
        "预计新增（元）",
        "合计（元）",
        "申请预算（元）",
    )
    return _table(name="需求测算", title=f"{year}年资金需求测算", heads=heads, rows=rows)


def _papers(year: int) -> Table:
    rows: list[list[Cell]] = [
        [
            f"{act.at:%Y-%m-%d}",
            act.get_kind_display(),
            name,
            act.number,
            act.subject,
            act.reason,
            act.origin,
            amount,
        ]
        for act, name, amount in years.papers(year)
    ]
    heads = ("日期", "类别", "事项", "指标文号", "科目", "理由", "资金来源年度", "金额（元）")
    return _table(name="指标文", title=f"{year}年指标下达和调整", heads=heads, rows=rows)


YEARS = (
    ("批复", "approved"), ("已下达", "issued"), ("已安排", "committed"), ("申请中", "asked"), ("已拨付", "paid"),
    ("年终收回", "lapsed"), ("可用", "left"),
)  # fmt: skip
LINES = (
    ("批复", "approved"), ("已下达", "issued"), ("已安排", "committed"), ("在途", "transit"), ("已拨付", "paid"),
    ("退回和追回", "returned"), ("年终收回", "lapsed"), ("可用", "left"), ("待安排的承诺", "waiting"),
)  # fmt: skip


def _execution(year: int, executed: Sequence[Execution]) -> list[Table]:
    found = needs.execution_rows(year, executed)
    rows: list[list[Cell]] = [
        [one["name"], one["clause"], *(one[key] for _, key in LINES), one["rate"]]
        for one in found["rows"]
    ]
    rows.append(["合计", "", *(found["total"][key] for _, key in LINES), found["total_rate"]])
    months: list[list[Cell]] = [
        [one["name"], one["issued"], one["committed"], one["paid"]] for one in found["months"]
    ]
    months.append(
        ["合计", *(found["months_total"][key] for key in ("issued", "committed", "paid"))]
    )
    heads = ("事项", "条款", *(f"{name}（元）" for name, _ in LINES), "执行率")
    return [
        _table(name="按事项执行", title=f"{year}年预算执行（按事项）", heads=heads, rows=rows),
        _table(name="按月执行", title=f"{year}年预算执行（按月）", heads=("月份", "下达（元）", "新安排（元）", "拨付（元）"), rows=months),
    ]  # fmt: skip


def _paper(request: HttpRequest, template: str, name: str, **context: object) -> HttpResponse:
    said = {**context, "title": name, "today": clock.today(), "viewer": acting_viewer(request)}
    html = render_to_string(f"office/funds/{template}", said, request)
    return attachment(pdf_of(html, "budget-paper.css"), f"{name}-{clock.today():%Y%m%d}.pdf", PDF)
