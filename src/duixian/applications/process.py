"""The process as one table: step, Chinese name, from → to, roles, guards, basis. Pure; no Django.

`duty` is what the official text calls the work; `basis` finds the clause that says it, and what the text does not name
stands in the round's guide (申报指南).
"""

from duixian.applications.guards import after as a
from duixian.applications.guards import deciding as d
from duixian.applications.guards import examining as e
from duixian.applications.guards import filing as f
from duixian.applications.guards import reviewing as r
from duixian.applications.picture import Case
from duixian.applications.states import (
    ACCEPTING,
    ADMITTED,
    ANSWERED,
    APPLICANTS,
    APPROVED,
    APPROVER,
    AWAITING,
    BY_ID,
    CENTRE,
    CLEARED,
    CLOSED,
    CORRECTING,
    DECIDED,
    DISCARDED,
    DRAFT,
    LAPSED,
    NOT_ADMITTED,
    NOTICED,
    OBJECTED,
    OFFICER,
    PANEL,
    PROPOSED,
    RECTIFYING,
    REEXAMINING,
    REVIEWING,
    START,
    SUBMITTED,
    TERMINATED,
    WAIVED,
    WITHDRAWN,
)  # fmt: skip
from duixian.applications.steps import Guard, Option, Step, offered, step
from duixian.audit.actor import Actor
from duixian.parties.roles import Role
from duixian.policy import Policy

GUIDE = "申报指南"
DESK = CENTRE | OFFICER
EXPERT = frozenset({Role.EXPERT})

# What the text calls the work (四（一）–（三）, 五（二）).
FILING, FORMAL, REVIEW, TRACKING = "扶持项目申请", "形式审查", "项目审核", "项目审核、跟踪、评估"
OVERLAP, CREDIT, REPLY = "从高不重复", "接受信用审查", "向申报单位答复"
MAJOR, STOP = "区投资促进领导小组认定", "立即取消一切资金拨付"

COMPLETE: tuple[Guard, ...] = (
    f.answers_are_understood, f.answers_are_complete, f.support_is_declared,
    f.evidence_is_complete, f.evidence_is_listed, f.invoices_suffice,
)  # fmt: skip
FREE: tuple[Guard, ...] = (d.never_handled_it, d.has_no_interest)
# Before each payment too, for as long as parts are paid.
CHECKED = (REVIEWING, PROPOSED, APPROVED, CLEARED, DECIDED, ANSWERED, REEXAMINING)
ENDED_UNGRANTED = (NOT_ADMITTED, LAPSED, WITHDRAWN)

TABLE = (
    # 填报
    step("start", "开始申报", START, to=DRAFT, by=APPLICANTS | DESK, duty=FILING,
         when=(f.round_is_open, f.rules_are_the_rounds, f.applicants_file_it, f.applicant_is_here, f.nothing_like_it)),
    step("save", "填写", DRAFT, to=None, by=APPLICANTS | DESK, duty=FILING, when=(f.staff_only_on_behalf,)),
    step("discard", "放弃草稿", (DRAFT, AWAITING), to=DISCARDED, by=APPLICANTS | DESK,
         when=(f.staff_only_on_behalf, f.never_submitted)),
    # 工作人员根据纸质材料代为录入
    step("hand", "交申报单位确认", DRAFT, to=AWAITING, by=DESK, duty=FILING,
         when=(f.was_entered_by_staff, f.round_is_open, *COMPLETE)),
    step("return", "退回修改", AWAITING, to=DRAFT, by=APPLICANTS | DESK, duty=FILING),
    # 提交以后
    step("submit", "签署承诺并提交", (DRAFT, AWAITING), to=SUBMITTED, by=APPLICANTS, duty=FILING,
         when=(f.round_is_open, f.rules_are_the_rounds, f.applicant_is_verified, *COMPLETE)),
    step("recall", "撤回修改", SUBMITTED, to=DRAFT, by=APPLICANTS, when=(f.round_is_open, e.never_corrected)),
    step("withdraw", "撤回申报", (SUBMITTED, DRAFT, CORRECTING, ADMITTED, REVIEWING, PANEL, PROPOSED), to=WITHDRAWN,
         by=APPLICANTS, when=(f.was_submitted,)),
    # 三（十一）：根据领导小组会议纪要建立
    step("open-major", "根据会议纪要建立", START, to=REVIEWING, by=OFFICER, duty=MAJOR,
         when=(r.led_by_the_group, f.rules_are_the_rounds, f.applicant_is_verified, f.nothing_like_it)),
    # 形式审查
    step("examine", "逐项核对材料", SUBMITTED, to=None, by=CENTRE, duty=FORMAL),
    step("correct", "发补正通知", SUBMITTED, to=CORRECTING, by=CENTRE, duty=FORMAL,
         when=(e.checklist_is_done, e.something_fails, e.never_corrected)),
    step("mend", "补正填写", CORRECTING, to=None, by=APPLICANTS, duty=FORMAL, when=(e.correction_is_in_time,)),
    step("answer", "提交补正", CORRECTING, to=SUBMITTED, by=APPLICANTS, duty=FORMAL,
         when=(e.correction_is_in_time, e.remarks_are_answered, *COMPLETE)),
    step("remind", "催办", (CORRECTING, RECTIFYING), to=None, by=CENTRE),
    step("lapse", "逾期未补正，按撤回办结", CORRECTING, to=LAPSED, by=CENTRE, when=(e.correction_is_overdue,)),
    step("admit", "受理", SUBMITTED, to=ADMITTED, by=CENTRE, duty=FORMAL, when=(e.checklist_is_done, e.nothing_fails)),
    step("refuse-admission", "不予受理", SUBMITTED, to=NOT_ADMITTED, by=CENTRE, duty=FORMAL,
         when=(e.checklist_is_done, e.something_fails)),
    step("hand-over", "移交其他中心", (SUBMITTED, ADMITTED), to=None, by=CENTRE),
    step("recommend", "推荐", ADMITTED, to=REVIEWING, by=CENTRE),
    # 审核
    step("send-back", "退回中心补充推荐意见", REVIEWING, to=ADMITTED, by=OFFICER, duty=REVIEW,
         when=(f.applicants_file_it,)),
    step("check-credit", "信用核查", CHECKED, to=None, by=OFFICER, duty=CREDIT),
    step("explain-hit", "说明信用记录", CHECKED, to=None, by=APPLICANTS, duty=CREDIT, when=(r.a_hit_waits,)),
    step("judge-hit", "认定信用记录", CHECKED, to=None, by=OFFICER, duty=CREDIT, when=(r.a_hit_waits,)),
    step("settle-overlap", "处理重复支持", REVIEWING, to=None, by=OFFICER, duty=OVERLAP),
    step("recognise", "核定金额", REVIEWING, to=None, by=OFFICER, duty=REVIEW),
    step("visit", "记录实地核查", REVIEWING, to=None, by=OFFICER, duty=REVIEW),
    step("call-panel", "组织专家评审", REVIEWING, to=PANEL, by=OFFICER, when=(r.panel_is_wanted,)),
    step("seat", "增补、更换专家", PANEL, to=None, by=OFFICER),
    step("declare", "声明利益关系", PANEL, to=None, by=EXPERT),
    step("score", "评分", PANEL, to=None, by=EXPERT),
    step("close-panel", "结束评审", PANEL, to=REVIEWING, by=OFFICER,
         when=(r.panel_is_odd, r.everybody_declared, r.everybody_scored)),
    step("propose", "拟定资助", REVIEWING, to=PROPOSED, by=OFFICER, duty=REVIEW,
         when=(f.rules_are_the_rounds, r.credit_is_clear, r.overlap_is_resolved, r.amounts_are_recognised,
               r.rules_give_a_ceiling, r.panel_is_over)),
    step("propose-refusal", "拟定不予资助", REVIEWING, to=PROPOSED, by=OFFICER, duty=REVIEW),
    step("take-back", "撤回拟定", PROPOSED, to=REVIEWING, by=OFFICER, duty=REVIEW),
    # 审定
    step("countersign", "记录会签", PROPOSED, to=None, by=OFFICER | APPROVER, duty=REVIEW,
         when=(d.grant_is_proposed, d.countersignature_is_wanted)),
    step("endorse", "同意（第一审定人）", PROPOSED, to=None, by=APPROVER, duty=REVIEW,
         when=(*FREE, d.grant_is_proposed, d.not_approved_by_them, d.another_is_wanted, r.credit_is_clear)),
    step("approve", "审定资助", PROPOSED, to=APPROVED, by=APPROVER, duty=REVIEW,
         when=(*FREE, d.grant_is_proposed, d.not_approved_by_them, d.enough_approve, d.countersignatures_are_there,
               r.credit_is_clear)),
    step("approve-refusal", "审定不予资助", PROPOSED, to=DECIDED, by=APPROVER, duty=REVIEW,
         when=(*FREE, d.refusal_is_proposed)),
    step("reject", "改为不予资助", PROPOSED, to=DECIDED, by=APPROVER, duty=REVIEW, when=(*FREE, d.grant_is_proposed)),
    step("return-proposal", "退回经办人", PROPOSED, to=REVIEWING, by=APPROVER, duty=REVIEW, when=FREE),
    # 公示
    step("post", "发布公示", APPROVED, to=NOTICED, by=APPROVER, when=(*FREE, d.stands_in_a_notice, r.credit_is_clear)),
    step("object", "登记异议", NOTICED, to=OBJECTED, by=OFFICER),
    step("dismiss", "异议不成立，恢复公示", OBJECTED, to=NOTICED, by=OFFICER,
         when=(d.objections_are_handled, d.objection_is_not_justified)),
    step("overrule", "异议成立，重新审核", OBJECTED, to=REVIEWING, by=APPROVER,
         when=(*FREE, d.objections_are_handled, d.objection_is_justified)),
    step("end-notice", "公示期满", NOTICED, to=CLEARED, by=OFFICER, when=(d.notice_is_over, d.objections_are_handled)),
    # 决定和答复
    step("decide", "决定资助", CLEARED, to=DECIDED, by=APPROVER, duty=REVIEW, when=(*FREE, r.credit_is_clear)),
    step("reply", "答复申报单位", DECIDED, to=ANSWERED, by=CENTRE, duty=REPLY, when=(a.letter_is_issued,)),
    step("waive", "放弃资助", (APPROVED, NOTICED, CLEARED, DECIDED, ANSWERED), to=WAIVED, by=APPLICANTS,
         when=(a.was_granted, a.nothing_is_at_the_bank)),
    step("ask-review", "申请复核", ANSWERED, to=REEXAMINING, by=APPLICANTS,
         when=(a.review_is_in_time, a.never_reviewed)),
    step("reexamine", "提出复核意见", REEXAMINING, to=None, by=OFFICER, when=(a.another_officer_reviews,)),
    step("uphold", "维持原决定", REEXAMINING, to=ANSWERED, by=APPROVER, when=(*FREE, a.opinion_is_given)),
    step("revoke", "撤销原决定，重新审核", REEXAMINING, to=REVIEWING, by=APPROVER,
         when=(*FREE, a.opinion_is_given, a.nothing_was_paid, a.nothing_is_at_the_bank)),
    # 研发类：验收
    step("apply-acceptance", "申请验收", ANSWERED, to=ACCEPTING, by=APPLICANTS, duty=TRACKING,
         when=(a.is_a_project, a.was_granted, a.not_accepted_yet)),
    step("judge-acceptance", "提出验收意见", ACCEPTING, to=None, by=OFFICER, duty=TRACKING),
    step("pass", "验收通过", ACCEPTING, to=ANSWERED, by=APPROVER, duty=TRACKING, when=(*FREE, a.acceptance_may_pass)),
    step("rectify", "限期整改", ACCEPTING, to=RECTIFYING, by=OFFICER, duty=TRACKING),
    step("reapply", "整改后再申请验收", RECTIFYING, to=ACCEPTING, by=APPLICANTS, duty=TRACKING),
    step("fail", "验收不通过，终止", ACCEPTING, to=TERMINATED, by=APPROVER, duty=TRACKING,
         when=(*FREE, a.acceptance_may_fail)),
    # 暂停、终止、办结、评价
    step("suspend", "暂停拨付", ANSWERED, to=None, by=OFFICER | APPROVER, duty=STOP,
         when=(a.was_granted, a.is_not_suspended)),
    step("resume", "恢复拨付", ANSWERED, to=None, by=APPROVER, duty=TRACKING, when=(*FREE, a.is_suspended)),
    step("terminate", "终止资助", ANSWERED, to=TERMINATED, by=APPROVER, duty=STOP,
         when=(*FREE, a.was_granted, a.nothing_is_at_the_bank)),
    step("close", "办结", ANSWERED, to=CLOSED, by=OFFICER, duty=TRACKING, when=(a.nothing_is_due,)),
    step("rate", "评价", (ANSWERED, CLOSED, *ENDED_UNGRANTED), to=None, by=APPLICANTS, when=(a.not_rated_yet,)),
    step("respond", "回应评价", (ANSWERED, CLOSED, *ENDED_UNGRANTED), to=None, by=DESK, when=(a.a_complaint_waits,)),
)  # fmt: skip
STEPS = {one.id: one for one in TABLE}


def options(case: Case, actor: Actor) -> tuple[Option, ...]:
    """The steps that this role has from here, open ones and closed ones with their reasons, in the table's order."""
    return offered(TABLE, case, actor)


def awaited(role: Role) -> tuple[str, ...]:
    """The states in which a role's move is awaited, in the table's order: what stands in its worklist."""
    return tuple(one.id for one in BY_ID.values() if role in one.turn)


def basis(one: Step, policy: Policy) -> str:
    """The clause of the policy that names the step's duty; else the round's guide."""
    clauses = (each.clause for each in policy.paragraphs if one.duty and one.duty in each.text)
    return next((clause for clause in clauses if clause), GUIDE)
