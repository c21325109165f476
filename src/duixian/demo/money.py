"""The fund's money: each year's budget drafted by the commission, approved and issued by finance."""

from datetime import date
from functools import partial

from duixian.demo.batches import POLICY
from duixian.demo.days import shanghai
from duixian.demo.offices import District
from duixian.funds import budget
from duixian.funds.budget import Paper
from duixian.funds.models import BudgetYear

WAN = 10**6
# Year, the day that it was drafted; 万元 by measure.
YEARS: tuple[tuple[int, date, dict[str, int]], ...] = (
    (2025, date(2025, 2, 20), {"rnd": 900, "qualification": 200, "game-licence": 200, "compute": 800, "exhibition": 100}),
    (2026, date(2026, 1, 12), {
        "settle": 300, "office-rent": 300, "rnd": 600, "qualification": 200, "game-licence": 200, "compute": 900,
        "first-application": 500, "exhibition": 100, "showcase": 200, "event-host": 200, "major-project": 1000,
    }),
)  # fmt: skip
TARGETS = [{"name": "支持企业", "value": "30家"}, {"name": "带动研发投入", "value": "5000万元"}]


def plan(district: District) -> None:
    """Note down the budgets."""
    for year, day, lines in YEARS:
        note = district.diary.note
        note(shanghai(day, 10), partial(_draft, district, year, lines))
        note(shanghai(day, 16), partial(_approve, district, year))


def _draft(district: District, year: int, lines: dict[str, int]) -> None:
    officer = district.staff["officer1"]
    budget.draft(officer, year)
    for measure, wan in lines.items():
        budget.set_line(
            officer, year, policy=POLICY, measure=measure, requested=wan * WAN,
            basis="按在手承诺、在办申报和新增预计测算（虚构）", targets=TARGETS,
        )  # fmt: skip
    budget.submit(officer, year)


def _approve(district: District, year: int) -> None:
    amounts = {one.pk: one.requested for one in BudgetYear.objects.get(pk=year).lines.all()}
    budget.approve(
        district.staff["preparer"], year, approved=amounts, number=f"普财批〔{year}〕虚构1号"
    )
    budget.issue(
        district.staff["releaser"], year, amounts=amounts,
        paper=Paper(number=f"普财指〔{year}〕虚构1号", subject="2060499", reason="年初下达"),
    )  # fmt: skip
