"""How an instalment stands, in the applicant's words."""

from dataclasses import dataclass
from datetime import date

from duixian.funds.models import Attempt, Instalment
from duixian.funds.stages import State
from duixian.kernel.dates import chinese
from duixian.kernel.money import Money

WORDS = {
    State.PLANNED: "列入{year}年计划，等安排当年资金", State.RESERVED: "资金已安排，等申请拨付", State.REQUESTED: "正在办理拨付",
    State.SIGNED: "正在办理拨付", State.PREPARED: "正在办理拨付", State.RELEASED: "已送银行，等到账结果", State.PAID: "已拨付",
    State.FAILED: "银行支付没有成功，正在核对账户", State.RETURNED: "银行退汇，正在核对账户", State.SUSPENDED: "已暂停拨付",
    State.CANCELLED: "已取消",
}  # fmt: skip
BADGES = {
    State.PAID: "badge-eligible", State.FAILED: "badge-verify", State.RETURNED: "badge-verify", State.SUSPENDED: "badge-verify",
    State.CANCELLED: "badge-over",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """One instalment as its enterprise reads it; `account` is masked."""

    part: Instalment
    state: str
    badge: str
    account: str
    more: str = ""

    @property
    def amount(self) -> Money:
        """Its sum."""
        return Money(self.part.amount)


def line(part: Instalment, last: Attempt | None, today: date) -> Line:
    """In words: what is next, and what the enterprise is to do where it has to do something."""
    state = State(part.state)
    bank, last4 = part.commitment.payee_bank, part.commitment.payee_last4
    return Line(
        part=part, state=WORDS[state].format(year=part.year), badge=BADGES.get(state, "badge-coming"), account=f"{bank}，尾号{last4}",
        more=_more(part, last, today),
    )  # fmt: skip


def _more(part: Instalment, last: Attempt | None, today: date) -> str:
    if part.state == State.PAID and part.paid_on:
        return f"{chinese(part.paid_on)}到账"
    if part.state in {State.FAILED, State.RETURNED} and last is not None:
        return (
            f"银行说明：{last.reason}。请核对单位登记的收款账户；有变更的，请在“收款账户”里重新登记"
        )
    if part.state in {State.PLANNED, State.RESERVED} and part.due > today:
        return f"{chinese(part.due)}起可以拨付" + ("，届时先做年度核查" if part.number > 1 else "")
    if part.state == State.RESERVED and part.checks.exclude(result="passed").exists():
        return "正在做年度核查，请按通知提供材料"
    return ""
