"""The states of an instalment and the steps between them, as one pure table: who takes a step, what it posts. No Django.

A commitment is paid in instalments (分期). Money of a year is reserved for an instalment before it can be asked for; four
people stand between the reservation and the bank: officer, approver, preparer, releaser.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.kernel.dates import chinese
from duixian.parties.roles import TABLE as ROLES
from duixian.parties.roles import Role


class State(StrEnum):
    """Where an instalment is. The value is stored."""

    PLANNED = "planned"
    RESERVED = "reserved"
    REQUESTED = "requested"
    SIGNED = "signed"
    PREPARED = "prepared"
    RELEASED = "released"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


NAMES = {
    State.PLANNED: "待安排指标",
    State.RESERVED: "已安排指标",
    State.REQUESTED: "已申请拨付",
    State.SIGNED: "区科委已审定",
    State.PREPARED: "财政已审核",
    State.RELEASED: "已发出支付",
    State.PAID: "已拨付",
    State.FAILED: "支付失败",
    State.RETURNED: "已退汇",
    State.SUSPENDED: "暂停拨付",
    State.CANCELLED: "已取消",
}

# Money of its year is reserved in these (a suspended one says so itself: `funded`).
FUNDED = frozenset({State.RESERVED, State.REQUESTED, State.SIGNED, State.PREPARED, State.FAILED})
# It waits for its year's money in these: its sum is forward load.
WAITING = frozenset({State.PLANNED, State.RETURNED})
# On its way through the four people; a changed account or a suspension takes it back.
ASKED = frozenset({State.REQUESTED, State.SIGNED, State.PREPARED})
UNPAID = FUNDED | WAITING | {State.SUSPENDED}
ENDED = frozenset({State.PAID, State.CANCELLED})


class Posts(StrEnum):
    """What a step does to the money: a row of chart.POSTINGS, or nothing."""

    NOTHING = ""
    RESERVE = "reserve"
    UNRESERVE = "unreserve"
    INSTRUCT = "instruct"
    CONFIRM = "confirm"
    FAIL = "fail"
    FAIL_CANCELLED = "fail-cancelled"
    BOUNCE = "bounce"
    CANCEL = "cancel"
    ROLL = "roll"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An instalment as the guards see it. `unchecked`: what was named for it and has not been found in order.

    `open_year`: the budget year is approved and not closed. `claimed`: a claim on it is still open (fen).
    """

    state: State
    funded: bool
    number: int
    year: int
    due: date
    today: date
    unchecked: tuple[str, ...] = ()
    held: bool = False
    open_year: bool = True
    cut_off: date | None = None
    claimed: int = 0


Guard = Callable[[Part], str | None]


def is_due(part: Part) -> str | None:
    """应付日已到"""
    return None if part.today >= part.due else f"应付日是{chinese(part.due)}，还没有到"


def conditions_hold(part: Part) -> str | None:
    """后续各期：办事指南和决定书写明的拨付条件都已核查，符合"""
    if not part.unchecked:
        return None
    return f"年度核查还没有全部通过：{'、'.join(part.unchecked)}"


def not_held(part: Part) -> str | None:
    """没有暂停拨付"""
    return "该单位已暂停拨付，恢复后才能办理" if part.held else None


def this_years(part: Part) -> str | None:
    """用的是今年的指标，今年的预算已批复、未结账"""
    if part.year != part.today.year:
        return f"本期列在{part.year}年，只能用{part.year}年的指标"
    return None if part.open_year else f"{part.year}年的预算还没有批复，或已经结账"


def before_cut_off(part: Part) -> str | None:
    """没有过年终停止支付日"""
    if part.cut_off is None or part.today <= part.cut_off:
        return None
    return f"{part.year}年的支付已于{chinese(part.cut_off)}停止，请转入下年"


def not_claimed(part: Part) -> str | None:
    """没有未了结的追缴"""
    return "本期有未了结的追缴，请先调减追缴金额再登记退汇" if part.claimed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row. `to` None: back to where it belongs by whether its money is reserved."""

    id: str
    name: str
    sources: frozenset[State]
    to: State | None
    by: frozenset[Role]
    posts: Posts = Posts.NOTHING
    when: tuple[Guard, ...] = ()

    def refusals(self, part: Part, role: Role) -> list[str]:
        """Every reason why this role can't take it with this instalment now; [] where it can."""
        if role not in self.by:
            whose = "、".join(ROLES[each].name for each in Role if each in self.by)
            return [f"“{self.name}”由{whose}办理"]
        if part.state not in self.sources:
            return [f"本期现在是“{NAMES[part.state]}”，不能“{self.name}”"]
        return [reason for guard in self.when if (reason := guard(part))]


def _step(
    id_: str, name: str, sources: frozenset[State] | set[State], to: State | None, *by: Role,
    posts: Posts = Posts.NOTHING, when: tuple[Guard, ...] = (),
) -> Step:  # fmt: skip
    return Step(
        id=id_, name=name, sources=frozenset(sources), to=to, by=frozenset(by), posts=posts, when=when
    )  # fmt: skip


# 放弃资助: whoever was granted it gives up what has not been paid.
WAIVERS = (Role.APPLICANT, Role.APPLICANT_OWNER)
OFFICER, APPROVER, PREPARER, RELEASER = (
    Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER,
)  # fmt: skip

TABLE = (
    _step("fund", "安排指标", WAITING, State.RESERVED, OFFICER, APPROVER, PREPARER, posts=Posts.RESERVE,
          when=(this_years, not_held)),
    _step("unfund", "退回指标", {State.RESERVED, State.FAILED}, State.PLANNED, OFFICER, PREPARER,
          posts=Posts.UNRESERVE),
    # 拨款申请：经办人申请，审定人签署；财政审核，另一人拨付
    _step("request", "申请拨付", {State.RESERVED, State.FAILED}, State.REQUESTED, OFFICER,
          when=(this_years, is_due, conditions_hold, not_held)),
    _step("sign", "审定", {State.REQUESTED}, State.SIGNED, APPROVER, when=(not_held,)),
    _step("prepare", "财政审核", {State.SIGNED}, State.PREPARED, PREPARER, when=(not_held,)),
    _step("instruct", "发出支付", {State.PREPARED}, State.RELEASED, RELEASER, posts=Posts.INSTRUCT,
          when=(this_years, is_due, conditions_hold, not_held, before_cut_off)),
    _step("send-back", "退回", ASKED, State.RESERVED, OFFICER, APPROVER, PREPARER, RELEASER),
    # 银行回单
    _step("confirm", "支付成功", {State.RELEASED}, State.PAID, PREPARER, RELEASER, posts=Posts.CONFIRM),
    _step("fail", "支付失败", {State.RELEASED}, State.FAILED, PREPARER, RELEASER, posts=Posts.FAIL),
    _step("fail-cancelled", "支付失败并取消", {State.RELEASED}, State.CANCELLED, PREPARER, RELEASER,
          posts=Posts.FAIL_CANCELLED),
    _step("bounce", "退汇", {State.PAID}, State.RETURNED, PREPARER, RELEASER, posts=Posts.BOUNCE,
          when=(not_claimed,)),
    # 旁路
    _step("suspend", "暂停拨付", UNPAID - {State.SUSPENDED}, State.SUSPENDED, OFFICER, APPROVER, PREPARER, RELEASER),
    _step("resume", "恢复拨付", {State.SUSPENDED}, None, OFFICER, APPROVER, PREPARER, RELEASER, when=(not_held,)),
    _step("cancel", "取消", UNPAID, State.CANCELLED, OFFICER, APPROVER, *WAIVERS, posts=Posts.CANCEL),
    _step("roll", "转入下年", UNPAID, None, RELEASER, posts=Posts.ROLL),
)  # fmt: skip
STEPS = {one.id: one for one in TABLE}


def lands(step: Step, part: Part) -> State:
    """The state after the step. What fails or bounces while the enterprise is held becomes suspended at once."""
    if part.held and step.to in {State.FAILED, State.RETURNED}:
        return State.SUSPENDED
    if step.to is not None:
        return step.to
    if step.id == "roll":
        return State.SUSPENDED if part.state == State.SUSPENDED else State.PLANNED
    return State.RESERVED if part.funded else State.PLANNED


def funded_after(step: Step, part: Part) -> bool:
    """Whether money is reserved for it after the step."""
    after = {Posts.RESERVE: True, Posts.FAIL: True, Posts.NOTHING: part.funded}
    return after.get(step.posts, False)


def edges() -> frozenset[tuple[str, State, State]]:
    """Every (step, from, to) that there is: what a machine that walks the table must have reached."""
    day = date(2026, 1, 1)
    return frozenset(
        (step.id, source, lands(step, Part(
            state=source, funded=funded, held=held, number=1, year=day.year, due=day, today=day,
        )))
        for step in TABLE
        for source in step.sources
        for funded in (False, True)
        for held in (False, True)
    )  # fmt: skip
