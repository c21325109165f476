"""The fund's money: two budgets approved and issued, last year closed and some carried over, next year's in drafting."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from duixian.demo.batches import POLICY
from duixian.demo.days import TODAY, shanghai
from duixian.demo.offices import District
from duixian.demo.settling import SUMMER
from duixian.funds import budget, commitments, verify, year_end
from duixian.funds.budget import Paper
from duixian.funds.models import BudgetYear, Instalment
from duixian.funds.stages import WAITING
from duixian.kernel import clock

WAN = 10**6
# Year, the day that it was drafted; 万元 by measure.
YEARS: tuple[tuple[int, date, Mapping[str, int]], ...] = (
    (2025, date(2025, 2, 20), {
        "settle": 100, "rnd": 900, "qualification": 200, "game-licence": 200, "compute": 800, "exhibition": 100,
    }),
    (2026, date(2026, 1, 12), {
        "settle": 300, "office-rent": 300, "rnd": 600, "qualification": 200, "game-licence": 200, "compute": 900,
        "first-application": 500, "exhibition": 100, "showcase": 200, "event-host": 200, "major-project": 1000,
    }),
)  # fmt: skip
# Next year's, begun yesterday and not yet reported: mostly parts that fall due after the policy has ended.
NEXT: tuple[int, date, Mapping[str, int]] = (
    2027,
    date(2026, 3, 9),
    {"settle": 300, "rnd": 200, "compute": 150},
)
GIVEN = {"compute": 800}  # 万元: approved, where that is less than was asked for
LATER = frozenset({"showcase", "event-host"})  # approved, not yet issued today
TARGETS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "settle": (("新引进企业", "5家"), ("到位投资", "5000万元")), "rnd": (("支持研发项目", "8项"), ("带动研发投入", "3000万元")),
    "compute": (("支持企业", "20家"), ("新增算力租用", "4000万元")), "qualification": (("新获资质", "15项"),),
    "exhibition": (("参展企业", "15家"), ("满意度", "90%以上")),
}  # fmt: skip
USUAL = (("支持企业", "5家"), ("按期拨付率", "100%"))
SUBJECT = "2060499"
LAST = (14, "2025", "rnd")


def plan(district: District) -> None:
    """Note down the budgets, and what became of last year's money."""
    note = district.diary.note
    for year, day, lines in YEARS:
        note(shanghai(day, 10), partial(_draft, district, year, lines))
        note(shanghai(day, 10, 30), partial(_report, district, year))
        note(shanghai(day, 16), partial(_approve, district, year))
    year, day, lines = NEXT
    note(shanghai(day, 11), partial(_draft, district, year, lines))
    note(shanghai(date(2025, 12, 2), 10), partial(_cut_off, district))
    note(shanghai(date(2026, 1, 6), 10), lambda: year_end.close(district.staff["releaser"], 2025))
    note(shanghai(date(2026, 1, 20), 10), partial(_carry_over, district))
    note(shanghai(date(2026, 1, 21), 10), partial(_fund, district))
    note(shanghai(date(2026, 3, 3), 10), partial(_check, district))
    note(
        shanghai(date(2026, 3, 5), 10),
        partial(_adjust, district, "compute", 100, "智能算力申报多于预计（虚构）"),
    )
    note(
        shanghai(date(2026, 3, 5), 10, 20),
        partial(_adjust, district, "exhibition", -20, "部分展会改期（虚构）"),
    )
    note(shanghai(TODAY, 2, 30), verify.run)


def _draft(district: District, year: int, lines: Mapping[str, int]) -> None:
    officer = district.staff["officer1"]
    budget.draft(officer, year)
    for measure, wan in lines.items():
        goals = [{"name": name, "value": value} for name, value in TARGETS.get(measure, USUAL)]
        budget.set_line(
            officer, year, policy=POLICY, measure=measure, requested=wan * WAN, targets=goals,
            basis="按承诺到期、在办申报和预计新增测算（虚构）",
        )  # fmt: skip


def _report(district: District, year: int) -> None:
    budget.submit(district.staff["officer1"], year)


def _approve(district: District, year: int) -> None:
    lines = BudgetYear.objects.get(pk=year).lines.all()
    cut = GIVEN if year == TODAY.year else {}
    given = {one.pk: cut.get(one.measure, one.requested // WAN) * WAN for one in lines}
    number = f"普财批〔{year}〕虚构1号"
    budget.approve(district.staff["preparer"], year, approved=given, number=number)
    now = {one.pk: given[one.pk] for one in lines if year < TODAY.year or one.measure not in LATER}
    paper = Paper(number=f"普财指〔{year}〕虚构1号", subject=SUBJECT, reason="年初下达")
    budget.issue(district.staff["releaser"], year, amounts=now, paper=paper)


def _cut_off(district: District) -> None:
    budget.set_cut_off(
        district.staff["preparer"], 2025, day=date(2025, 12, 26), reason="国库年终关账（虚构）"
    )


def _carry_over(district: District) -> None:
    year_end.carry_over(
        district.staff["releaser"], from_year=2025, to_year=2026, policy=POLICY, measure="rnd", amount=120 * WAN,
        paper=Paper(number="普财指〔2026〕虚构4号", subject=SUBJECT, reason="上年研发项目验收后拨付（虚构）"),
    )  # fmt: skip


def _fund(district: District) -> None:
    """This year's money for what came over from last year; one waits for its acceptance."""
    waiting = Instalment.objects.filter(year=2026, state__in=WAITING).order_by("due", "pk")
    ids = waiting.exclude(commitment__subject=_subject(district, LAST)).values_list("pk", flat=True)
    commitments.fund(district.staff["officer1"], list(ids))


def _check(district: District) -> None:
    """The first thing that was named for the second part; the other is still to be looked at."""
    due = commitments.due_checks(clock.today())
    mine = due.filter(instalment__commitment__subject=_subject(district, SUMMER))
    commitments.record_check(
        district.staff["officer1"],
        mine.get(item="年度报告已提交").pk,
        passed=True,
        note="已在系统核对年度报告（虚构）",
    )


def _subject(district: District, key: tuple[int, str, str]) -> str:
    made = district.cases[key].made
    assert made is not None
    return f"application:{made.pk}"


def _adjust(district: District, measure: str, wan: int, reason: str) -> None:
    number = f"普财指〔2026〕虚构{8 if wan > 0 else 9}号"
    budget.adjust(
        district.staff["releaser"], 2026, policy=POLICY, measure=measure, change=wan * WAN,
        paper=Paper(number=number, subject=SUBJECT, reason=reason),
    )  # fmt: skip
