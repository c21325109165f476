"""What the world has of money: budgets in every state, a closed year, a promise to each firm with its instalments."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from duixian.funds import budget, commitments, rules, year_end
from duixian.funds.budget import Paper
from duixian.funds.commitments import Promise
from duixian.funds.models import BudgetYear, Transfer
from duixian.kernel import clock
from duixian.kernel.clock import SHANGHAI
from duixian.parties import bank
from duixian.parties.access import Viewer

if TYPE_CHECKING:
    from tests.access.world import Canary, World

POLICY, MEASURE = "putuo-2024-3", "settle"
WAN = 1_000_000
TARGETS = [{"name": "支持企业", "value": "10家"}]


def before(world: "World") -> None:
    """Last year's budget, all of it left; this year's, half of it issued, all of what the cases ask for. Earlier than the rest."""
    last = clock.today().year - 1
    with clock.at(datetime(last, 5, 6, 9, tzinfo=SHANGHAI)):
        _issued(world, last, 100 * WAN, 100 * WAN)
    year_end.close(world.viewer("releaser"), last)
    _issued(world, last + 1, 1000 * WAN, 500 * WAN, also="compute")


def add(world: "World", canaries: "Mapping[str, Canary]") -> None:
    """A draft, one that was reported, a promise in three years to each firm; one has given this year's money back."""
    year, officer = clock.today().year, world.viewer("officer")
    draft = _draft(officer, year + 1, 30 * WAN)
    _draft(officer, year + 2, 40 * WAN)
    budget.submit(officer, year + 2)
    world.add("预算草稿", year=year + 1, id_=draft)
    world.add("已报预算", year=year + 2)
    world.add("已批复预算", year=year, policy=POLICY, measure=MEASURE)
    for side in canaries:
        _promised(world, side)
    last = Transfer.objects.order_by("pk").last()
    assert last is not None
    world.add("账户", key=last.debit_id)
    world.add("转账", id_=last.pk)
    world.add("记账", id_=last.posting_id)


def _promised(world: "World", side: str) -> None:
    year, firm = clock.today().year, world.viewer(f"owner_{side}").organisation
    promise = Promise(
        subject=f"test:{side}", organisation=firm.pk, policy=POLICY, measure=MEASURE, amount=30 * WAN,
        plan=rules.equal_plan(30 * WAN, range(year, year + 3)), decision=f"决定{side}", basis_on=date(2026, 3, 2),
        payee=bank.seen(world.viewer("officer")).get(organisation=firm, until=None),
    )  # fmt: skip
    with transaction.atomic():
        made = commitments.commit(world.viewer("approver"), promise, at=clock.now())
    first, second, _ = made.instalments.order_by("number")
    check = second.checks.all()[0]
    if side == "a":
        commitments.release(world.viewer("officer"), [first.pk], "试验")
    world.add("分期", side=side, id_=first.pk)
    world.add("后续分期", side=side, id_=second.pk, check_id=check.pk)


def _draft(officer: Viewer, year: int, fen: int) -> UUID:
    budget.draft(officer, year)
    return _line(officer, year, MEASURE, fen)


def _line(officer: Viewer, year: int, measure: str, fen: int) -> UUID:
    made = budget.set_line(
        officer, year, policy=POLICY, measure=measure, requested=fen, basis="按承诺测算", targets=TARGETS
    )  # fmt: skip
    return made.pk


def _issued(world: "World", year: int, fen: int, now: int, also: str = "") -> None:
    """So much approved for one measure, and so much of it issued; another measure has all of as much."""
    officer = world.viewer("officer")
    amounts = {_draft(officer, year, fen): now}
    if also:
        amounts[_line(officer, year, also, fen)] = fen
    budget.submit(officer, year)
    assert set(BudgetYear.objects.get(pk=year).lines.values_list("pk", flat=True)) == set(amounts)
    approved = dict.fromkeys(amounts, fen)
    budget.approve(world.viewer("preparer"), year, approved=approved, number=f"普财批〔{year}〕1号")
    paper = Paper(number=f"普财指〔{year}〕1号", subject="2060499")
    budget.issue(world.viewer("releaser"), year, amounts=amounts, paper=paper)
