"""The budget from draft to issue and adjustment: by whom, up to what, on which papers."""

from collections.abc import Callable
from datetime import date

import pytest

from duixian.audit.models import Entry
from duixian.funds import budget, ledger, reports
from duixian.funds.chart import Book
from duixian.funds.models import BudgetAct, BudgetLine, BudgetYear
from duixian.parties.access import NotSeen, Refused, Viewer
from tests.funds.cast import MEASURE, OTHER, POLICY, WAN, Bureau, issued, line, on, paper

TARGETS = [{"name": "支持企业数", "value": "20家"}]


@pytest.fixture(autouse=True)
def may() -> object:
    with on(2026, 5, 1):
        yield


def drafted(people: Bureau, requested: int = 1000 * WAN) -> BudgetLine:
    budget.draft(people.officer, 2026)
    return budget.set_line(
        people.officer, 2026, policy=POLICY, measure=MEASURE, requested=requested, basis="在手承诺", targets=TARGETS
    )  # fmt: skip


def approved(people: Bureau, fen: int = 800 * WAN) -> BudgetLine:
    one = drafted(people)
    budget.submit(people.officer, 2026)
    budget.approve(people.preparer, 2026, approved={one.pk: fen}, number="普财批〔2026〕1号")
    one.refresh_from_db()
    return one


def available(measure: str = MEASURE) -> int:
    return ledger.balance(line(2026, measure).at(Book.AVAILABLE))


def test_a_budget_goes_from_the_commission_to_finance_and_becomes_money(people: Bureau) -> None:
    one = approved(people)
    assert available() == 0
    budget.issue(
        people.releaser, 2026, amounts={one.pk: 500 * WAN}, paper=paper("普财指〔2026〕8号")
    )
    assert available() == 500 * WAN
    act = BudgetAct.objects.get()
    assert (act.number, act.subject, act.origin, act.amount) == ("普财指〔2026〕8号", "2060499", 2026, 500 * WAN)  # fmt: skip
    actions = list(Entry.objects.values_list("action", flat=True))
    assert actions == [f"budget.{one}" for one in ("draft", "line", "submit", "approve", "issue")]
    [row] = reports.execution(2026)
    assert (row.approved, row.issued, row.left) == (800 * WAN, 500 * WAN, 500 * WAN)


def test_a_draft_says_why_and_what_for(people: Bureau) -> None:
    budget.draft(people.officer, 2026)
    with pytest.raises(Refused, match="还没有任何事项"):
        budget.submit(people.officer, 2026)
    given = {"policy": POLICY, "measure": MEASURE, "requested": 1, "basis": "测算", "targets": TARGETS}  # fmt: skip
    for wrong, reason in (
        ({"requested": 0}, "大于0"), ({"requested": -1}, "大于0"), ({"basis": " "}, "测算依据"), ({"targets": []}, "绩效目标"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=reason):
            budget.set_line(people.officer, 2026, **{**given, **wrong})  # type: ignore[arg-type]
    assert not BudgetLine.objects.exists()


def test_a_year_is_drafted_once_and_only_for_years_to_come(people: Bureau) -> None:
    budget.draft(people.officer, 2027)
    with pytest.raises(Refused, match="已经有了"):
        budget.draft(people.officer, 2027)
    for year in (2025, 2032):
        with pytest.raises(Refused, match="只能编制"):
            budget.draft(people.officer, year)


def test_a_submitted_draft_can_be_sent_back_and_changed(people: Bureau) -> None:
    one = drafted(people)
    budget.submit(people.officer, 2026)
    with pytest.raises(Refused, match="已报财政"):
        budget.drop_line(people.officer, one.pk)
    budget.send_back(people.preparer, 2026, reason="请补充绩效目标")
    budget.drop_line(people.officer, one.pk)
    assert not BudgetLine.objects.exists()
    assert BudgetYear.objects.get().returned_reason == "请补充绩效目标"


def test_finance_approves_every_line_and_no_more_than_was_asked_for(people: Bureau) -> None:
    one = drafted(people)
    budget.submit(people.officer, 2026)
    for wrong in ({}, {one.pk: -1}, {one.pk: 1000 * WAN + 1}):
        with pytest.raises(Refused, match="批复预算"):
            budget.approve(people.preparer, 2026, approved=wrong, number="1号")
    with pytest.raises(Refused, match="批复文号"):
        budget.approve(people.preparer, 2026, approved={one.pk: 1}, number="")


def test_no_more_is_issued_than_was_approved_however_often(people: Bureau) -> None:
    one = approved(people)
    budget.issue(people.releaser, 2026, amounts={one.pk: 500 * WAN}, paper=paper())
    with pytest.raises(Refused, match=r"只剩3,000,000\.00元未下达"):
        budget.issue(people.releaser, 2026, amounts={one.pk: 300 * WAN + 1}, paper=paper())
    budget.issue(people.releaser, 2026, amounts={one.pk: 300 * WAN}, paper=paper())
    assert available() == 800 * WAN


def test_the_same_paper_issues_once(people: Bureau) -> None:
    one, same = approved(people), paper()
    first = budget.issue(people.releaser, 2026, amounts={one.pk: 100}, paper=same)
    assert budget.issue(people.releaser, 2026, amounts={one.pk: 100}, paper=same) == first
    assert available() == 100
    with pytest.raises(ledger.KeyReused):
        budget.issue(people.releaser, 2026, amounts={one.pk: 101}, paper=same)


def test_money_is_added_and_cut_by_a_paper_with_its_reason(people: Bureau) -> None:
    issued(people)
    give = {"policy": POLICY, "measure": MEASURE}
    with pytest.raises(Refused, match="调整理由"):
        budget.adjust(people.releaser, 2026, **give, change=100, paper=paper())
    budget.adjust(people.releaser, 2026, **give, change=100, paper=paper(reason="年中追加"))
    budget.adjust(people.releaser, 2026, **give, change=-300, paper=paper(reason="压减"))
    assert available() == 1000 * WAN - 200
    [row] = reports.execution(2026)
    assert row.approved == row.issued == 1000 * WAN - 200
    with pytest.raises(ledger.Short, match="可用指标不足"):
        budget.adjust(people.releaser, 2026, **give, change=-2000 * WAN, paper=paper(reason="压减"))  # fmt: skip


def test_a_measure_that_no_draft_had_can_be_added(people: Bureau) -> None:
    issued(people)
    budget.adjust(people.releaser, 2026, policy=POLICY, measure=OTHER, change=50, paper=paper(reason="新增"))  # fmt: skip
    assert available(OTHER) == 50


def test_the_cut_off_day_lies_in_the_year(people: Bureau) -> None:
    issued(people)
    assert BudgetYear.objects.get().cut_off == date(2026, 12, 31)
    budget.set_cut_off(people.preparer, 2026, day=date(2026, 12, 25), reason="年终结账通知")
    with pytest.raises(Refused, match="2026年内"):
        budget.set_cut_off(people.preparer, 2026, day=date(2027, 1, 5), reason="顺延")
    assert BudgetYear.objects.get().cut_off == date(2026, 12, 25)


def test_what_one_desk_does_another_can_not(people: Bureau) -> None:
    one = approved(people)
    tries: dict[str, Callable[[Viewer], object]] = {
        "preparer": lambda who: budget.issue(who, 2026, amounts={one.pk: 1}, paper=paper()),
        "officer": lambda who: budget.issue(who, 2026, amounts={one.pk: 1}, paper=paper()),
        "approver": lambda who: budget.draft(who, 2027),
        "auditor": lambda who: budget.submit(who, 2026),
        "releaser": lambda who: budget.approve(who, 2026, approved={}, number="1"),
    }
    for role, call in tries.items():
        who: Viewer = getattr(people, role)
        with pytest.raises(NotSeen):
            call(who)
        assert Entry.objects.last().outcome == "denied"  # type: ignore[union-attr]
    assert available() == 0


def test_a_refusal_is_on_the_trail_with_its_reason(people: Bureau) -> None:
    drafted(people)
    with pytest.raises(Refused):
        budget.approve(people.preparer, 2026, approved={}, number="1号")
    last = Entry.objects.order_by("-seq")[0]
    assert (last.action, last.outcome) == ("budget.approve", "denied")
    assert "编制中" in last.data["reason"]
