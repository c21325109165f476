"""The steps of a budget year as buttons: whose they are, in which states, and why not now. The verbs decide."""

from dataclasses import dataclass

from django.urls import reverse

from duixian.funds.models import BudgetYear
from duixian.parties.access import Viewer
from duixian.parties.roles import Role

State = BudgetYear.State


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: `url` is the page on which it is taken; `moves`: it is what is waited for in its states."""

    name: str
    url: str
    roles: frozenset[Role]
    states: frozenset[str]
    danger: bool = False
    moves: bool = False


def _step(name: str, url: str, state: State, *roles: Role, danger: bool = False, moves: bool = False) -> Step:  # fmt: skip
    return Step(
        name=name, url=url, roles=frozenset(roles), states=frozenset({state}), danger=danger, moves=moves
    )  # fmt: skip


OFFICER, PREPARER, RELEASER = Role.OFFICER, Role.PREPARER, Role.RELEASER
STEPS = (
    _step("添加事项", "office-budget-line-new", State.DRAFT, OFFICER),
    _step("报送财政", "office-budget-submit", State.DRAFT, OFFICER, moves=True),
    _step("取回修改", "office-budget-send-back", State.SUBMITTED, OFFICER),
    _step("批复", "office-budget-approve", State.SUBMITTED, PREPARER, moves=True),
    _step("退回修改", "office-budget-send-back", State.SUBMITTED, PREPARER, RELEASER),
    _step("下达指标", "office-budget-issue", State.APPROVED, RELEASER, moves=True),
    _step("追加或调减", "office-budget-adjust", State.APPROVED, RELEASER),
    _step("结转下达", "office-budget-carry", State.APPROVED, RELEASER),
    _step("停止支付日", "office-budget-cut-off", State.APPROVED, PREPARER, RELEASER),
    _step("年终结账", "office-budget-close", State.APPROVED, RELEASER, danger=True),
)


@dataclass(frozen=True, kw_only=True)
class Button:
    """A step with its address, or greyed with its reason."""

    step: Step
    address: str
    reason: str


def buttons(viewer: Viewer, year: BudgetYear) -> list[Button]:
    """The steps of the viewer's role, the possible ones first."""
    found = [
        Button(
            step=one, address=reverse(one.url, args=[year.pk]),
            reason="" if year.state in one.states else f"预算现在是“{year.get_state_display()}”",
        )
        for one in STEPS
        if viewer.role in one.roles
    ]  # fmt: skip
    return sorted(found, key=lambda one: bool(one.reason))


TURN = {
    State.DRAFT: "区科委经办人：编制，报送财政",
    State.SUBMITTED: "区财政局审核岗：批复，或者退回",
    State.APPROVED: "区财政局拨付岗：下达指标、调整，年终结账",
    State.CLOSED: "",
}


def turn(year: BudgetYear) -> str:
    """Whose move is awaited, in words."""
    return TURN[State(year.state)]
