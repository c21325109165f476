"""What is done with a payment request, as one table: whose it is, in which states, what will happen, what it asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from duixian.applications import paying
from duixian.funds import payments, payments_items, payments_release
from duixian.funds.models import PaymentRequest
from duixian.kernel.money import Money
from duixian.office.payments.common import Row
from duixian.parties.access import Viewer
from duixian.parties.roles import TABLE as ROLES
from duixian.parties.roles import Role
from duixian.web.boxes import Box

State = PaymentRequest.State
Sent = dict[str, Any]
Does = Callable[[Viewer, PaymentRequest, Sent], object]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One row. `whole`: it can be done only where nothing stands against any payment of the list."""

    id: str
    name: str
    roles: tuple[Role, ...]
    states: tuple[str, ...]
    does: Does
    said: str
    about: str = ""
    boxes: tuple[Box, ...] = ()
    whole: bool = False
    danger: bool = False
    step_up: bool = False
    main: bool = False


@dataclass(frozen=True, kw_only=True)
class Option:
    """An act as one viewer finds it: open, or closed for these reasons."""

    act: Act
    reasons: tuple[str, ...]
    about: str


def _reason(hint: str) -> tuple[Box, ...]:
    return (Box(name="reason", label="理由", style="area", hint=hint),)


def _submit(viewer: Viewer, one: PaymentRequest, sent: Sent) -> object:
    return payments.submit(viewer, one.pk, version=sent["version"], credit=paying.against)


def _sign(viewer: Viewer, one: PaymentRequest, sent: Sent) -> object:
    return payments.sign(viewer, one.pk, read=sent["read"], credit=paying.against)


def _prepare(viewer: Viewer, one: PaymentRequest, sent: Sent) -> object:
    return payments_release.prepare(
        viewer, one.pk, finance_number=sent["finance_number"], read=sent["read"]
    )


def _release(viewer: Viewer, one: PaymentRequest, sent: Sent) -> object:
    return payments_release.release(viewer, one.pk, read=sent["read"], credit=paying.against)


def _screen(viewer: Viewer, one: PaymentRequest, _sent: Sent) -> object:
    """Every case of the list that is not freshly screened; what was found stands in the rows."""
    found = [each.instalment.commitment for each in payments_items.live(one)]
    return paying.screen(viewer, found)


OFFICER, APPROVER, PREPARER, RELEASER = Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER
HANDED_IN = (State.SUBMITTED, State.SIGNED, State.PREPARED)
ACTS = (
    Act(
        id="submit", name="提交审定", roles=(OFFICER,), states=(State.DRAFT,), does=_submit, whole=True, main=True,
        about="将{count}笔、{total}提交审定人审定；提交后清单和金额不能再改，审定以前可以撤回。", said="已提交审定",
    ),
    Act(
        id="sign", name="审定并印发申请函", roles=(APPROVER,), states=(State.SUBMITTED,), does=_sign, whole=True, main=True,
        step_up=True, said="已审定，申请函已编号印发，等财政审核",
        about="审定{count}笔、{total}，印发拨款申请函送区财政局。审定以后清单不能改；账户变更、暂停拨付会使审定失效。",
    ),
    Act(
        id="prepare", name="审核通过", roles=(PREPARER,), states=(State.SIGNED,), does=_prepare, whole=True, main=True,
        said="已审核，等另一人拨付",
        about="确认{count}笔、{total}的收款人和账户与决定时冻结的一致，登记财政系统的支付申请编号；由另一人拨付。",
        boxes=(Box(name="finance_number", label="支付申请编号", hint="财政预算管理一体化系统给出的编号"),),
    ),
    Act(
        id="release", name="拨付", roles=(RELEASER,), states=(State.PREPARED,), does=_release, whole=True, main=True,
        step_up=True, danger=True, said="已拨付，请导出支付文件送银行",
        about="将拨付{count}笔、{total}给{payees}家单位，生成支付文件。拨付以后不能撤回，只能等银行的答复。",
    ),
    Act(
        id="screen", name="核查信用", roles=(OFFICER,), states=(State.DRAFT, *HANDED_IN), does=_screen, said="信用核查已完成",
        about="对清单里没有核查过或者已过有效天数的单位重新核查；有记录的，到案卷的“信用”里核实。",
    ),
    Act(
        id="send-back", name="退回", roles=(APPROVER,), states=(State.SUBMITTED,), said="已退回经办人修改",
        does=lambda viewer, one, sent: payments.send_back(viewer, one.pk, sent["reason"]),
        about="退回经办人修改，可以再提交。", boxes=_reason("写明要改什么"),
    ),
    Act(
        id="send-back", name="退回", roles=(PREPARER,), states=(State.SIGNED,), said="已退回，本申请作废",
        does=lambda viewer, one, sent: payments.send_back(viewer, one.pk, sent["reason"]), danger=True,
        about="已经审定的申请不能改：退回即作废，各笔由经办人重新申请。", boxes=_reason("写明哪里不符"),
    ),
    Act(
        id="send-back", name="退回", roles=(RELEASER,), states=(State.PREPARED,), said="已退回，本申请作废",
        does=lambda viewer, one, sent: payments.send_back(viewer, one.pk, sent["reason"]), danger=True,
        about="已经审定的申请不能改：退回即作废，各笔由经办人重新申请。", boxes=_reason("写明哪里不符"),
    ),
    Act(
        id="recall", name="撤回修改", roles=(OFFICER,), states=(State.SUBMITTED,), said="已撤回，可以修改",
        does=lambda viewer, one, sent: payments.recall(viewer, one.pk), about="审定以前可以撤回，修改后再提交。",
    ),
    Act(
        id="discard", name="作废", roles=(OFFICER,), states=(State.DRAFT,), said="已作废", danger=True,
        does=lambda viewer, one, sent: payments.discard(viewer, one.pk, sent["reason"]),
        about="作废以后不能恢复，编号留存；各笔可以重新申请。", boxes=_reason("例如 与另一份合并申请"),
    ),
)  # fmt: skip


def options(viewer: Viewer, one: PaymentRequest, rows: list[Row]) -> list[Option]:
    """The viewer's acts from here, in the table's order, each with what stands against it."""
    numbers = {
        "count": len(rows), "total": Money(sum(each.amount.fen for each in rows)).yuan_text(),
        "payees": len({each.part.commitment.organisation_id for each in rows}),
    }  # fmt: skip
    bad = sum(bool(each.reasons) for each in rows)
    return [
        Option(act=act, reasons=tuple(_against(viewer, one, act, bad)), about=act.about.format(**numbers))
        for act in ACTS
        if viewer.role in act.roles and one.state in act.states
    ]  # fmt: skip


def _against(viewer: Viewer, one: PaymentRequest, act: Act, bad: int) -> list[str]:
    before = {one.drafted_by_id, one.signed_by_id, one.prepared_by_id}
    found = []
    if act.id in {"sign", "prepare", "release"} and viewer.person.pk in before:
        found.append("起草、审定、审核、拨付须由四个不同的人办理")
    if act.id in {"submit", "recall"} and viewer.person.pk != one.drafted_by_id:
        found.append(f"由起草人{one.drafted_by.name}办理")
    if act.whole and bad:
        found.append(f"清单里有{bad}笔现在不能办理，原因见各笔下面")
    return found


def known(name: str, viewer: Viewer, one: PaymentRequest) -> Act | None:
    """The act of that name for this viewer and state; None where there is none."""
    return next(
        (act for act in ACTS if act.id == name and viewer.role in act.roles and one.state in act.states), None
    )  # fmt: skip


def turn(one: PaymentRequest) -> str:
    """Whose move is awaited, in words."""
    roles = {
        State.DRAFT: Role.OFFICER, State.SUBMITTED: Role.APPROVER, State.SIGNED: Role.PREPARER,
        State.PREPARED: Role.RELEASER,
    }  # fmt: skip
    if one.state == State.RELEASED:
        return "银行答复"
    return ROLES[roles[State(one.state)]].name if one.state in roles else ""
