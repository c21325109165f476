"""The steps of a recovery as pages ask for them: what will happen, the fields, what is done with what was typed.

The steps themselves, and who may take them when, are recovery_stages.TABLE.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from duixian.funds import (
    recovery,
    recovery_claims,
    recovery_court,
    recovery_letters,
    recovery_money,
    recovery_reports,
)
from duixian.funds.models import Recovery, WriteOff
from duixian.kernel import clock
from duixian.kernel.money import Money
from duixian.kernel.sent import whole
from duixian.office.recovery import plans
from duixian.office.typed import amount, chosen, day
from duixian.parties.access import Viewer
from duixian.web.boxes import Box

Post = Mapping[str, str]
Boxes = Callable[[Recovery], Sequence[Box]]
Does = Callable[[Viewer, Recovery, Post], object]
REASON = Box(name="reason", label="理由", style="area")


@dataclass(frozen=True, kw_only=True)
class Act:
    """One step on its page. `plan`: it takes the whole plan (plans.py)."""

    does: Does
    about: str = ""
    boxes: Boxes = lambda _one: ()
    danger: bool = False
    step_up: bool = False
    plan: bool = False


def _boxes(*fixed: Box) -> Boxes:
    return lambda _one: fixed


def _money(name: str, label: str, hint: str = "") -> Box:
    return Box(
        name=name, label=label, unit="元", mode="decimal", hint=hint or "可以带“万元”，例如 3.5万元"
    )


def _claims(one: Recovery) -> Box:
    sheet = recovery_claims.sheet(one)
    options = tuple(
        (
            str(line.pk),
            f"{recovery_letters.name_of(line)}，尚欠{Money(sheet.owed[line.pk]).yuan_text()}",
        )
        for line in sheet.lines
        if sheet.owed[line.pk]
    )
    return Box(name="claim", label="哪一笔", style="radio", options=options)


def _served(one: Recovery) -> Sequence[Box]:
    return (
        Box(
            name="served_on", label="送达日期", value=clock.today().isoformat(), hint="按送达回证填写，例如 2026-03-04"
        ),
    )  # fmt: skip


def _write_offs(one: Recovery) -> Sequence[Box]:
    waiting = WriteOff.objects.filter(claim__recovery=one, state=WriteOff.State.PROPOSED)
    options = tuple(
        (str(each.pk), f"{Money(each.amount).yuan_text()}：{each.reason}") for each in waiting
    )
    return (
        Box(name="write_off", label="哪一件", style="radio", options=options),
        Box(name="decision", label="您的决定", style="radio", options=(("yes", "同意核销"), ("no", "不同意"))),
        Box(name="reason", label="意见", style="area", optional=True),
    )  # fmt: skip


def _refunds(one: Recovery) -> Sequence[Box]:
    options = tuple(
        (str(each.pk), f"{Money(each.amount).yuan_text()}：{each.reason}")
        for each in one.refunds.filter(approved_by=None)
    )
    return (
        Box(name="refund", label="哪一件", style="radio", options=options),
        Box(name="reference", label="付款凭证号"),
    )  # fmt: skip


def _repay(viewer: Viewer, one: Recovery, post: Post) -> object:
    return recovery_money.repay(
        viewer, one.pk, reference=post.get("reference", ""), amount=amount("amount", post), received_on=day("received_on", post),
        restore=bool(post.get("restore")),
    )  # fmt: skip


def _write_off(viewer: Viewer, one: Recovery, post: Post) -> object:
    return recovery_money.propose_write_off(
        viewer, chosen("claim", post, _ids(one)), amount=amount("amount", post), reason=post.get("reason", ""),
        reference=post.get("reference", ""),
    )  # fmt: skip


def _decide_write_off(viewer: Viewer, one: Recovery, post: Post) -> object:
    there = set(WriteOff.objects.filter(claim__recovery=one).values_list("pk", flat=True))
    decision = plans.one_of("decision", post, ("yes", "no"), "请选择同意或不同意")
    return recovery_money.decide_write_off(
        viewer, chosen("write_off", post, there), approve=decision == "yes", reason=post.get("reason", "")
    )  # fmt: skip


def _pay_refund(viewer: Viewer, one: Recovery, post: Post) -> object:
    there = set(one.refunds.values_list("pk", flat=True))
    return recovery_money.pay_refund(viewer, chosen("refund", post, there), reference=post.get("reference", ""))  # fmt: skip


def _ids(one: Recovery) -> set[UUID]:
    return set(one.claims.values_list("pk", flat=True))


ACTS: dict[str, Act] = {
    "notify": Act(plan=True, does=plans.notify, about="将印发《追缴事先告知书》送单位，写明拟追缴的金额、事实和依据；送达后单位可以在期限内陈述申辩。"),
    "serve": Act(boxes=_served, about="送达之日起计算陈述申辩、缴回或催告的期限。",
                 does=lambda viewer, one, post: recovery.serve(viewer, one.pk, served_on=day("served_on", post))),
    "state": Act(boxes=_boxes(Box(name="text", label="陈述申辩的内容", style="area", hint="单位书面或当面提出的，如实记下")),
                 does=lambda viewer, one, post: recovery.state(viewer, one.pk, post.get("text", ""))),
    "propose": Act(plan=True, does=plans.propose, about="追缴意见交审定人决定；审定人只能照此决定，或者退回重拟。"),
    "return": Act(boxes=_boxes(REASON), about="退回经办人重拟。",
                  does=lambda viewer, one, post: recovery.return_(viewer, one.pk, post.get("reason", ""))),
    "decide": Act(danger=True, step_up=True, about="{decide}印发《追缴决定书》。决定以后只能经复核调减。",
                  boxes=lambda one: (Box(name="version", label="", style="hidden", value=str(one.version)),),
                  does=lambda viewer, one, post: recovery.decide(viewer, one.pk, version=whole(post.get("version", ""), 8) or 0)),
    "drop": Act(danger=True, step_up=True, boxes=_boxes(REASON), about="问题不成立：本件办结，恢复该单位的拨付，不能再改。",
                does=lambda viewer, one, post: recovery.drop(viewer, one.pk, post.get("reason", ""))),
    "reduce": Act(step_up=True, about="按复核的结果或者银行的退汇，减少应追缴的金额。",
                  boxes=lambda one: (_claims(one), _money("amount", "调减金额"), REASON),
                  does=lambda viewer, one, post: recovery_money.reduce(
                      viewer, chosen("claim", post, _ids(one)), amount=amount("amount", post), reason=post.get("reason", ""))),
    "cancel": Act(danger=True, step_up=True, about="撤销决定时已在银行、后来退回的拨付。撤销以后不能恢复。",
                  does=lambda viewer, one, post: recovery_money.cancel_rest(viewer, one.pk)),
    "repay": Act(
        does=_repay, about="先抵本金，再抵利息；多出的列为多缴，另行退还。本金缴入国库。",
        boxes=_boxes(
            Box(name="reference", label="银行凭证号", hint="同一凭证号只能登记一次"), _money("amount", "到账金额"),
            Box(name="received_on", label="到账日期", hint="例如 2026-03-10"),
            Box(name="restore", label="财政已同意恢复当年指标（只限当年拨付、年度未结账的）", style="tick", optional=True),
        ),
    ),
    "remit": Act(boxes=_boxes(Box(name="reference", label="缴库凭证号")), about="把已收到的利息全部上缴国库。",
                 does=lambda viewer, one, post: recovery_money.remit(viewer, one.pk, reference=post.get("reference", ""))),
    "refund": Act(boxes=_boxes(_money("amount", "退还金额"), Box(name="reason", label="说明", style="area")),
                  about="把多缴的退还单位，由另一人审定付款。",
                  does=lambda viewer, one, post: recovery_money.propose_refund(
                      viewer, one.pk, amount=amount("amount", post), reason=post.get("reason", ""))),
    "pay-refund": Act(step_up=True, boxes=_refunds, does=_pay_refund, about="审定退还并登记付款凭证。"),
    "remind": Act(about="印发《催告书》；送达十个工作日后仍不缴清的，可以申请人民法院强制执行。",
                  does=lambda viewer, one, post: recovery_court.remind(viewer, one.pk)),
    "enforce": Act(
        about="印发《强制执行申请书》送有管辖权的人民法院。",
        boxes=_boxes(Box(name="address", label="被申请人住所", wide=True),
                     Box(name="enclosures", label="附件", style="area", value="追缴决定书\n催告书\n送达回证", hint="一行一件")),
        does=lambda viewer, one, post: recovery_court.enforce(
            viewer, one.pk, address=post.get("address", ""),
            enclosures=[text for line in post.get("enclosures", "").splitlines() if (text := line.strip()[:100])][:20]),
    ),
    "court": Act(boxes=_boxes(Box(name="text", label="法院办理情况", style="area", hint="受理、裁定、执行的日期和文号")),
                 does=lambda viewer, one, post: recovery_court.court_note(viewer, one.pk, post.get("text", ""))),
    "write-off": Act(
        does=_write_off, about="确实不能追回的，提出核销，由审定人决定。",
        boxes=lambda one: (_claims(one), _money("amount", "核销金额"), REASON,
                           Box(name="reference", label="依据文件", hint="例如 终结执行裁定书及文号", optional=True)),
    ),
    "decide-write-off": Act(step_up=True, danger=True, boxes=_write_offs, does=_decide_write_off, about="同意的，核销入账，不能恢复。"),
    "refer": Act(
        about="印发《移送函》。处罚由有权机关决定，本系统只记录移送。",
        boxes=_boxes(Box(name="to", label="移送机关", hint="例如 上海市公安局普陀分局"), Box(name="text", label="移送事项", style="area")),
        does=lambda viewer, one, post: recovery_court.refer(viewer, one.pk, to=post.get("to", ""), text=post.get("text", "")),
    ),
    "report": Act(
        about="列入信用报送名单，由经办人成批导出，报信用平台。",
        boxes=_boxes(Box(name="category", label="目录事项", wide=True, hint="信用信息目录里的事项名称"),
                     Box(name="text", label="事实与依据", style="area")),
        does=lambda viewer, one, post: recovery_reports.queue(viewer, one.pk, category=post.get("category", ""), text=post.get("text", "")),
    ),
    "close": Act(about="款项都已了结，本件办结；没有撤销的拨付恢复办理。",
                 does=lambda viewer, one, post: recovery_court.close(viewer, one.pk)),
}  # fmt: skip
