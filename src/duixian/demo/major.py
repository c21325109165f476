"""三（十一）: the project that the leading group decided this spring, opened from its minutes, proposed, waiting for approval."""

from collections.abc import Mapping
from datetime import date

from duixian.applications import casework, major, reviewing
from duixian.applications.models import Application
from duixian.demo import papers
from duixian.demo.batches import OPEN, one_of
from duixian.demo.days import shanghai
from duixian.demo.enterprises import own_files
from duixian.demo.offices import District

FIRM = (2, OPEN, "compute")  # whose case tells the firm
MINUTES: Mapping[str, papers.Paper] = {
    "领导小组会议纪要.pdf": ("会议纪要", ("同意将城市治理大模型底座列为重大项目，资助800万元（虚构）。",)),
}  # fmt: skip
RECORD = {
    "project": "城市治理大模型底座（虚构）", "meeting": "区投资促进领导小组2026年第1次会议", "document": "普投促纪〔2026〕1号（虚构）",
    "met_on": "2026-03-03", "amount": "800万元",
}  # fmt: skip


def plan(district: District) -> None:
    """Note down the opening, the review, the proposal."""
    district.diary.note(shanghai(date(2026, 3, 5), 9, 30), lambda: _open(district))


def _open(district: District) -> None:
    officer = district.staff["officer2"]
    firm = district.cases[FIRM].owner.organisation
    (scan,) = own_files(officer, papers.printed(MINUTES))
    measure = one_of(district, OPEN, "major-project")
    made = major.open_case(
        officer, measure, applicant=firm, record=major.Record(**RECORD, scan=scan)
    )
    for step, data in (
        ("check-credit", {}),
        ("settle-overlap", {"act": "scan"}),
        ("recognise", {"rows": _rows(made)}),
        ("propose", {"amount": "800万元", "reason": "领导小组认定，决定资助800万元（虚构）",
                     "advice_remark": "对产业有引领带动作用，综合评估后仍予支持（虚构）"}),
    ):  # fmt: skip
        casework.take(officer, made.pk, step, seen=Application.objects.get(pk=made.pk).turn, **data)


def _rows(made: Application) -> dict[str, dict[str, object]]:
    folder = casework.judged(made)[0]
    return {
        one.id: {"recognised": one.claimed, "reason": ""}
        for one in reviewing.targets(folder)
        if one.money
    }
