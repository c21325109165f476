"""The import of a year: strict, whole, looked at first; and the calendar that counts afterwards."""

import io
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from openpyxl import Workbook

from duixian.audit import trail
from duixian.audit.models import Entry, Outcome
from duixian.kernel.workdays import DEFAULT, Year
from duixian.letters import calendar, calendar_file
from duixian.letters.calendar_file import BadCalendar
from duixian.letters.models import CalendarDay, CalendarYear
from duixian.parties.access import NotSeen, Refused
from tests.letters.conftest import Desk

AT = datetime(2026, 11, 10, 1, tzinfo=UTC)
SOURCE = "国办发明电〔2026〕9号"
YEAR = Year(
    year=2027, source=SOURCE,
    off=frozenset(
        date(2027, month, day)
        for month, days in {
            1: [1, 2, 3], 2: [5, 6, 7, 8, 9, 10, 11, 12], 4: [3, 4, 5], 5: [1, 2, 3, 4, 5], 6: [9, 10, 11],
            9: [15, 16, 17], 10: [1, 2, 3, 4, 5, 6, 7],
        }.items()
        for day in days
    ),
    worked=frozenset(date(2027, month, day) for month, day in [(1, 30), (2, 20), (5, 8), (6, 12), (9, 18), (9, 26), (10, 9)]),
)  # fmt: skip
TEXT = calendar_file.written(YEAR)


def read(text: str) -> calendar_file.Found:
    return calendar_file.read(text.encode(), "安排.csv")


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new)


def sheet(text: str, *, dates: bool) -> bytes:
    book = Workbook()
    assert book.active is not None
    for number, line in enumerate(text.splitlines()):
        cells: list[object] = [*line.split(",")]
        if number and dates:
            cells[0] = datetime.fromisoformat(str(cells[0]))
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_is_written_is_read_again() -> None:
    assert read(TEXT).year == YEAR
    assert read("\ufeff" + TEXT).year == YEAR
    assert calendar_file.read(TEXT.encode("gb18030"), "A.CSV").year == YEAR
    for dates in (True, False):
        assert calendar_file.read(sheet(TEXT, dates=dates), "安排.xlsx").year == YEAR
    for year in DEFAULT.years:
        assert read(calendar_file.written(year)).year == year


def test_a_sum_that_differs_from_the_law_is_pointed_out() -> None:
    fewer = YEAR.off - {date(2027, 2, 12)}
    (caution,) = read(
        calendar_file.written(Year(year=2027, source=SOURCE, off=fewer, worked=YEAR.worked))
    ).cautions
    net = sum(day.weekday() < 5 for day in fewer) - len(YEAR.worked)
    assert f"是{net}天，与《全国年节及纪念日放假办法》的13天不同" in caution
    assert read(calendar_file.written(DEFAULT.published[2026])).cautions == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (TEXT.partition("\n")[2], "第1行的表头应为：日期、安排、通知文号"),
        (changed("2027-01-01,休", "2027-13-01,休"), "第2行：日期“2027-13-01”不存在"),
        (changed("2027-01-01,休", "元旦,休"), "第2行：日期“元旦”无法识别"),
        (changed("2027-01-01,休", "2027-01-01,放"), "第2行：安排“放”不认识，应为“休”或“班”"),
        (changed("2027-01-02,休", "2027-01-01,休"), "第3行：2027年1月1日在第2行已经有了"),
        (changed("2027-01-30,班", "2027-01-29,班"), "第5行：2027年1月29日不是周末，本来就上班"),
        (changed("2027-01-02,休", "2026-11-02,休"), "第3行：2026年11月2日不在2027年内"),
        (changed("2027-10-02,休", "2027-11-02,休"), "2027年缺少法定假日：10月2日（国庆节）"),
        (changed(f"2027-01-01,休,{SOURCE}", "2027-01-01,休,另一号"), "每行的通知文号应当相同"),
        (TEXT.replace(SOURCE, ""), "请在每行写明通知文号"),
        (TEXT.replace(SOURCE, "文" * 101), "通知文号有101字"),
        ("日期,安排,通知文号\n", "请在每行写明通知文号"),
        ('日期,"安排\n', "CSV 文件读不出来"),
        (TEXT + "2027-03-01,休,x\n" * 400, "超过400行"),
        ("", "文件是空的"),
        ("x" * (1024**2 + 1), "文件超过1 MB"),
    ],
)
def test_what_is_wrong_is_said_by_row_with_the_way_out(text: str, fault: str) -> None:
    with pytest.raises(BadCalendar, match=fault.replace("（", "（")):
        read(text)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadCalendar) as caught:
        read(changed("2027-01-01,休", "2027-01-01,放").replace("2027-01-30,班", "2027-01-29,班"))
    assert len(caught.value.faults) == 2


def test_files_that_are_none() -> None:
    for content, name, fault in (
        (b"x", "a.pdf", "不是 .xlsx 或 .csv 文件"),
        (b"PK\x03\x04x", "a.xlsx", "不是有效的 .xlsx 文件"),
        ("日期".encode("utf-16"), "a.csv", "读不出来"),
    ):
        with pytest.raises(BadCalendar, match=fault):
            calendar_file.read(content, name)


def test_looking_writes_nothing_and_shows_the_differences(desk: Desk) -> None:
    found = calendar.check(desk.officer, TEXT.encode(), "a.csv")
    assert (found.before, found.year) == (None, YEAR)
    assert not CalendarYear.objects.exists()
    assert calendar.current() is DEFAULT
    changed_2026 = calendar_file.written(DEFAULT.published[2026]).replace(
        "2026-02-23,休", "2026-02-24,休"
    )
    again = calendar.check(desk.officer, changed_2026.encode(), "a.csv")
    assert again.changes == ((date(2026, 2, 23), "休", ""), (date(2026, 2, 24), "", "休"))


def test_an_import_counts_from_then_on_and_is_on_record(desk: Desk) -> None:
    assert calendar.current().add(date(2026, 12, 31), 1) == (date(2027, 1, 1), True)
    kept = calendar.take(desk.admin, TEXT.encode(), "a.csv", AT)
    assert calendar.current().add(date(2026, 12, 31), 1) == (date(2027, 1, 4), False)
    assert calendar.current().published[2027] == YEAR
    assert (kept.year, kept.source, kept.imported_by) == (2027, SOURCE, desk.admin.person)
    entry = trail.of("calendar:2027").get()
    assert entry.data["worked"][0] == "2027-01-30"
    with pytest.raises(Refused, match="完全相同"):
        calendar.take(desk.officer, TEXT.encode(), "a.csv", AT)


def test_the_newest_import_of_a_year_counts_and_the_older_stays(desk: Desk) -> None:
    calendar.take(desk.officer, TEXT.encode(), "a.csv", AT)
    later = changed("2027-02-12,休", "2027-02-15,休").replace(SOURCE, "国办发明电〔2027〕1号")
    calendar.take(desk.officer, later.encode(), "a.csv", AT)
    assert calendar.current().is_working(date(2027, 2, 12))
    assert [one.source for one in calendar.imports(2027)] == ["国办发明电〔2027〕1号", SOURCE]


def test_a_wrong_file_changes_nothing_and_the_refusal_is_on_record(desk: Desk) -> None:
    with pytest.raises(Refused, match="无法识别"):
        calendar.take(desk.officer, changed("2027-01-01,", "元旦,").encode(), "a.csv", AT)
    assert not CalendarYear.objects.exists()
    assert Entry.objects.get(action="calendar.import").outcome == Outcome.DENIED


def test_only_officer_and_admin_import(desk: Desk) -> None:
    for viewer in (desk.approver, desk.auditor, desk.centre, desk.applicant):
        with pytest.raises(NotSeen):
            calendar.take(viewer, TEXT.encode(), "a.csv", AT)
        with pytest.raises(NotSeen):
            calendar.check(viewer, TEXT.encode(), "a.csv")


def test_what_was_imported_is_not_changed(desk: Desk) -> None:
    calendar.take(desk.officer, TEXT.encode(), "a.csv", AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarYear.objects.update(source="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarDay.objects.update(works=True)
