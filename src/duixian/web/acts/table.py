"""The steps as pages ask for them. A step that is not here is taken on a page of its own, or in the course of another."""

from duixian.applications import countersigning, deciding
from duixian.applications.models import Application, Rating
from duixian.applications.terms import terms
from duixian.parties import organisations
from duixian.parties.access import Viewer
from duixian.web.acts.act import REASON, REMARK, Act
from duixian.web.boxes import Box


def _centres(_viewer: Viewer, application: Application) -> list[Box]:
    others = [one for one in organisations.centres() if one.pk != application.centre_id]
    named = tuple((str(one.pk), one.name) for one in others)
    return [
        Box(name="centre", label="移交给", style="select", options=(("", "请选择"), *named)),
        REASON,
    ]


def _countersigning(_viewer: Viewer, application: Application) -> list[Box]:
    proposal = deciding.newest_proposal(application)
    waits = countersigning.left(terms(application.round_measure), proposal) if proposal else ()
    named = tuple((one, one) for one in waits)
    return [
        Box(name="agency", label="会签单位", style="select", options=(("", "请选择"), *named)),
        Box(name="document", label="会签文号", hint="没有文号的，写会签单的编号"),
        Box(name="signed_on", label="会签日期", hint="例如：2026-05-20"),
        Box(name="scan", label="会签件（扫描件）", style="file", optional=True),
    ]


MEETING = (
    Box(name="meeting", label="会议", hint="例如：2026年第12次主任办公会"),
    Box(name="minutes_number", label="纪要编号"),
    Box(name="met_on", label="会议日期", hint="例如：2026-05-20"),
    Box(name="scan", label="会议纪要（扫描件）", style="file", optional=True),
    Box(name="note", label="意见", style="area", optional=True),
)

ACCEPTANCE = (
    Box(name="summary", label="完成情况", style="area", hint="对照立项时的目标，写明完成了什么"),
    Box(name="report", label="项目总结报告", style="file"),
    Box(name="audit", label="专项审计报告", style="file"),
)

ACTS: dict[str, Act] = {
    # 填报
    "discard": Act(
        consequence="草稿不再保留在待办里，已填写的内容和已上传的材料不会提交。放弃后不能恢复；需要时可以重新开始一份。",
        boxes=(REMARK,), danger=True,
    ),
    "recall": Act(
        consequence="申报回到草稿，可以修改。申报编号保留；请在截止时间以前重新签署并提交，逾期没有重新提交的，视为没有申报。",
        boxes=(REMARK,),
    ),
    "withdraw": Act(
        consequence="本件申报到此为止，不再办理，也不能恢复。申报编号保留备查；申报期内可以另外开始一份。",
        boxes=(REMARK,), danger=True,
    ),
    "hand": Act(page="filing-check"),
    "return": Act(consequence="申报回到草稿，由录入的工作人员修改。请写明要改什么。", boxes=(REASON,)),
    "submit": Act(page="filing-check"),
    # 形式审查
    "examine": Act(page="office-case-examine"),
    "correct": Act(
        consequence="将印发补正通知，一次告知全部不符合的项目和意见，送申报单位。补正只能通知一次，请先核对是否完整。",
    ),
    "mend": Act(page="filing-correction"),
    "answer": Act(page="filing-correction"),
    "remind": Act(consequence="向申报单位发一条催办消息和邮件，写明期限。", boxes=(REMARK,)),
    "lapse": Act(
        consequence="补正期限已过，本件按撤回办结，并印发告知书送申报单位。办结后不能恢复。", boxes=(REMARK,), danger=True,
    ),
    "admit": Act(consequence="受理后开始计算承诺办理的工作日，并告知申报单位。", boxes=(REMARK,)),
    "refuse-admission": Act(
        consequence="将印发不予受理通知，写明理由和救济途径，送申报单位。办结后不能恢复。", boxes=(REASON,), danger=True,
    ),
    "hand-over": Act(
        consequence="本件移交后由对方中心办理，本中心不再看到。已办理的记录保留。", more=_centres,
    ),
    "recommend": Act(
        consequence="推荐意见送区科委，进入审核。",
        boxes=(
            Box(name="favourable", label="推荐意见", style="radio", options=(("yes", "同意推荐"), ("no", "不推荐"))),
            Box(name="opinion", label="理由", style="area", hint="写明对单位和事项的了解，以及推荐或者不推荐的理由"),
        ),
    ),
    # 审核
    "send-back": Act(consequence="本件回到投资促进中心，由其补充推荐意见。", boxes=(REASON,)),
    "check-credit": Act(page="office-case-credit"),
    "explain-hit": Act(page="filing-credit"),
    "judge-hit": Act(page="office-case-credit"),
    "settle-overlap": Act(page="office-case-overlap"),
    "recognise": Act(page="office-case-amounts"),
    "visit": Act(page="office-case-visits"),
    "call-panel": Act(page="office-case-panel"),
    "seat": Act(page="office-case-panel"),
    "declare": Act(page="panel-case"),
    "score": Act(page="panel-case"),
    "close-panel": Act(page="office-case-panel"),
    "propose": Act(page="office-case-proposal"),
    "propose-refusal": Act(page="office-case-proposal"),
    "take-back": Act(consequence="拟定撤回，已有的同意随之失效，本件回到审核。", boxes=(REASON,)),
    # 审定
    "countersign": Act(
        consequence="会签记在这一次拟定上；批次要求的会签齐全以后才能审定，退回以后再拟定的要重新会签。", more=_countersigning,
    ),
    "endorse": Act(
        consequence="您的同意计入审定；达到人数以后才审定通过。", boxes=MEETING, step_up=True,
    ),
    "approve": Act(
        consequence="拟定的资助审定通过，可以列入公示。", boxes=MEETING, step_up=True,
    ),
    "approve-refusal": Act(
        consequence="审定不予资助，印发告知书，由投资促进中心答复申报单位。", boxes=MEETING, step_up=True, danger=True,
    ),
    "reject": Act(
        consequence="不采纳拟定的资助，改为不予资助；印发告知书，由投资促进中心答复申报单位。",
        boxes=(REASON, *MEETING), step_up=True, danger=True,
    ),
    "return-proposal": Act(consequence="本件退回经办人，已有的同意随之失效。", boxes=(REASON,)),
    # 公示
    "post": Act(page="office-notices"),
    "object": Act(page="office-case-objections"),
    "dismiss": Act(consequence="异议核查不成立，公示继续，至公示期满。", boxes=(REMARK,)),
    "overrule": Act(consequence="异议成立，本件回到审核，已有的审定失效。", boxes=(REASON,), step_up=True),
    "end-notice": Act(consequence="公示期满，没有未处理的异议，转入决定。"),
    # 决定和答复
    "decide": Act(
        consequence="承诺本年度资金，印发资助决定书，由投资促进中心答复申报单位。决定以后只能经复核或者终止改变。",
        step_up=True,
    ),
    "reply": Act(
        consequence="将答复函和决定送达申报单位，记录送达；复核和救济期限自送达之日起算。",
        boxes=(
            Box(name="method", label="送达方式", style="select", options=(
                ("online", "系统送达"), ("person", "当面送达"), ("post", "邮寄送达"), ("left", "留置送达"),
            )),
            Box(name="served_on", label="送达日期", hint="例如：2026-06-30；系统送达的为今天"),
            Box(name="receiver", label="签收人", optional=True),
        ),
    ),
    "waive": Act(
        consequence="放弃本件资助，尚未拨付的各期全部取消。放弃后不能恢复。", boxes=(REASON,), step_up=True, danger=True,
    ),
    "ask-review": Act(
        consequence="复核只有一次，由另一位经办人重新审核，审定人决定。复核期间原决定不停止执行；不影响申请行政复议或者提起行政诉讼。",
        boxes=(
            Box(name="grounds", label="复核理由", style="area", hint="写明对哪一点有异议，为什么"),
            Box(name="proof", label="证明材料", style="file", optional=True),
        ),
    ),
    "reexamine": Act(
        consequence="复核意见交审定人决定。",
        boxes=(Box(name="opinion", label="复核意见", style="area", hint="写明核查的情况，以及应当维持还是撤销"),),
    ),
    "uphold": Act(consequence="维持原决定，印发复核决定送申报单位。", boxes=(REASON,), step_up=True),
    "revoke": Act(consequence="撤销原决定，本件重新审核；尚未拨付的资金释放。", boxes=(REASON,), step_up=True, danger=True),
    # 验收
    "apply-acceptance": Act(
        consequence="验收由区科委组织；核定的金额不高于批准的金额，通过以后拨付。", boxes=ACCEPTANCE,
    ),
    "reapply": Act(consequence="整改以后再次申请验收。", boxes=ACCEPTANCE),
    "judge-acceptance": Act(
        consequence="验收意见交审定人决定。",
        boxes=(
            Box(name="opinion", label="验收意见", style="radio", options=(("pass", "通过"), ("fail", "不通过"))),
            Box(name="recognised", label="核定总额", unit="元", mode="decimal", optional=True, hint="通过的必填，不能超过批准的金额"),
            Box(name="text", label="意见", style="area"),
            Box(name="panel_text", label="专家意见", style="area", optional=True),
        ),
    ),
    "rectify": Act(
        consequence="通知申报单位限期整改，整改后再申请验收。",
        boxes=(
            Box(name="text", label="整改意见", style="area"),
            Box(name="rectify_by", label="整改期限", hint="例如：2026-09-30"),
        ),
    ),
    "pass": Act(consequence="验收通过，按核定的总额拨付；低于批准金额的部分取消。", step_up=True),
    "fail": Act(consequence="验收不通过，资助终止，尚未拨付的全部取消。终止后不能恢复。", step_up=True, danger=True),
    # 暂停、终止、办结、评价
    "suspend": Act(consequence="暂停本件全部尚未拨付的资金。", boxes=(REASON,), step_up=True),
    "resume": Act(consequence="恢复拨付。", boxes=(REASON,), step_up=True),
    "terminate": Act(
        consequence="终止本件资助，尚未拨付的各期全部取消。终止后不能恢复。", boxes=(REASON,), step_up=True, danger=True,
    ),
    "close": Act(consequence="本件办结归档。", boxes=(REMARK,)),
    "rate": Act(
        consequence="您的评价用来改进办理；不满意的，一个工作日内回应您。",
        boxes=(
            Box(name="stars", label="对办理情况", style="radio", options=tuple(
                (str(stars), said) for stars, said in Rating.STARS.items()
            )),
            Box(name="text", label="意见", style="area", optional=True),
        ),
    ),
    "respond": Act(
        consequence="回应送申报单位。", boxes=(Box(name="response", label="回应", style="area"),),
    ),
}  # fmt: skip
