"""工作日历: a year as twelve months with 休 and 班, and the import of the next one: looked at first, then taken whole."""

from calendar import Calendar as Weeks
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from duixian.kernel import clock
from duixian.kernel.workdays import SATURDAY, Calendar
from duixian.letters import calendar, calendar_file
from duixian.letters.calendar import Comparison
from duixian.office.lists import asked
from duixian.parties.access import Refused, Viewer
from duixian.web.boxes import Box, filled, summary
from duixian.web.download import CSV, attachment
from duixian.web.page import Page, render
from duixian.web.viewer import acting_viewer, only

COLUMN = "工作日历"
BOM = "\ufeff"  # without it Chinese Excel takes the text for GBK


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day in the grid; `mark` is 休, 班 or ""."""

    day: date
    mark: str
    works: bool
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Its weeks, Monday first, and how many of its days are worked."""

    number: int
    weeks: tuple[tuple[Day, ...], ...]
    working: int


@require_safe
@only(*calendar.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """One year, this one unless another is asked for."""
    viewer, known, today = acting_viewer(request), calendar.current(), clock.today()
    year = _year(asked(request, "year"), today.year)
    months = _months(known, year)
    return render(
        request, "office/letters/calendar.html", Page(title=f"{year}年工作日历", column=COLUMN, index=False),
        year=year, years=sorted({*known.published, today.year, today.year + 1, year}), today=today,
        published=known.published.get(year), months=months, working=sum(one.working for one in months),
        imports=calendar.imports(year), imports_here=_imports_here(viewer),
    )  # fmt: skip


@require_safe
@only(*calendar.READERS)
def table(request: HttpRequest, year: int) -> HttpResponse:
    """A year's arrangement as a table, in the form that the import reads."""
    found = calendar.current().published.get(year)
    if found is None:
        raise Http404("not published")
    content = (BOM + calendar_file.written(found)).encode()
    return attachment(content, f"{year}年放假和调休安排.csv", CSV)


@require_http_methods(["GET", "HEAD", "POST"])
@only(*calendar.IMPORTERS)
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file, look at what it changes, confirm."""
    if request.method != "POST":
        return _bring(request)
    file, rows = request.FILES.get("file"), request.POST.get("rows", "")
    try:
        if file:
            content = file.read(calendar_file.MOST_BYTES + 1)
            return _compared(
                request, calendar.check(acting_viewer(request), content, str(file.name))
            )
        return _taken(request, rows)
    except Refused as refused:
        return _bring(request, refused.faults)


def _taken(request: HttpRequest, rows: str) -> HttpResponse:
    """What was looked at, as the page carried it along."""
    if not rows.strip():
        raise Refused(("file", "请先选择文件"))
    kept = calendar.take(acting_viewer(request), rows.encode(), "安排.csv", clock.now())
    messages.success(request, f"{kept}已导入，期限从现在起按它计算")
    return redirect(f"{reverse('office-calendar')}?year={kept.year}")


def _bring(request: HttpRequest, faults: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    boxes = filled([_FILE], {}, faults[:1])
    newest = max(calendar.current().published)
    return render(
        request, "office/letters/calendar_import.html", Page(title="导入放假安排", column=COLUMN, index=False),
        boxes=boxes, errors=summary(boxes, faults), newest=newest, heads=calendar_file.HEADS,
    )  # fmt: skip


def _compared(request: HttpRequest, found: Comparison) -> HttpResponse:
    shown = calendar.current().with_years([found.year])
    months = _months(shown, found.year.year)
    return render(
        request, "office/letters/calendar_check.html", Page(title=f"核对{found.year.year}年的安排", column=COLUMN, index=False),
        found=found, months=months, working=sum(one.working for one in months), today=clock.today(),
        rows=calendar_file.written(found.year),
    )  # fmt: skip


_FILE = Box(
    name="file", label="放假安排文件", style="file", accept=".xlsx,.csv",
    hint="只列放假（休）和调休上班（班）的日子，假期中的周末也要列；每行写明通知文号",
)  # fmt: skip


def _imports_here(viewer: Viewer) -> bool:
    return viewer.role in calendar.IMPORTERS


def _year(text: str, this: int) -> int:
    plain = text.isascii() and text.isdecimal() and len(text) == 4
    return int(text) if plain and 2000 <= int(text) <= this + 20 else this


def _months(known: Calendar, year: int) -> list[Month]:
    weeks = Weeks()
    marks = _marks(known, year)
    return [_month(known, marks, year, number, weeks) for number in range(1, 13)]


def _month(
    known: Calendar, marks: Mapping[date, str], year: int, number: int, weeks: Weeks
) -> Month:
    rows = tuple(
        tuple(
            Day(day=day, mark=marks.get(day, ""), works=known.is_working(day), inside=day.month == number)
            for day in week
        )
        for week in weeks.monthdatescalendar(year, number)
    )  # fmt: skip
    working = sum(one.works for week in rows for one in week if one.inside)
    return Month(number=number, weeks=rows, working=working)


def _marks(known: Calendar, year: int) -> dict[date, str]:
    """休 on weekdays and on weekends inside a holiday, 班 on worked weekends."""
    days = {day: "休" for day in known.holidays if abs(day.year - year) < 2}
    return days | {day: "班" for day in known.makeups if day.weekday() >= SATURDAY}
