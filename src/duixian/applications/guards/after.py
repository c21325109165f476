"""答复、复核、验收、放弃、终止、办结、评价: what must hold before each."""

from duixian.applications.guards.words import moment
from duixian.applications.picture import GRANT, Case
from duixian.audit.actor import Actor

REVIEWERS = (
    "recommend",
    "recognise",
    "propose",
    "propose-refusal",
    "check-credit",
    "settle-overlap",
)


def letter_is_issued(case: Case, actor: Actor) -> str | None:
    """决定的文书已经印发"""
    return None if case.answered.lettered else "决定的文书还没有印发"


def review_is_in_time(case: Case, actor: Actor) -> str | None:
    """在复核申请的期限以内"""
    until = case.answered.review_until
    if until is None:
        return "决定还没有送达"
    return f"复核申请的期限已于{moment(until)}届满" if case.now > until else None


def never_reviewed(case: Case, actor: Actor) -> str | None:
    """没有复核过：复核只有一次"""
    return "本件已经复核过一次" if case.answered.reviewed else None


def another_officer_reviews(case: Case, actor: Actor) -> str | None:
    """复核的人没有办过原来的审核"""
    before = {person for step in REVIEWERS for person in case.hands.get(step, ())}
    return "您办过原来的审核，复核由另一位经办人办理" if actor.person in before else None


def opinion_is_given(case: Case, actor: Actor) -> str | None:
    """经办人已提出复核意见"""
    return None if case.answered.opinion else "还没有复核意见"


def nothing_was_paid(case: Case, actor: Actor) -> str | None:
    """还没有拨付过"""
    return "已经拨付过，改变决定须先办理追缴或补付" if case.answered.paid else None


def nothing_is_at_the_bank(case: Case, actor: Actor) -> str | None:
    """没有正在支付途中的款项"""
    return "有一笔款项正在支付，等银行回单以后再办" if case.answered.at_bank else None


def was_granted(case: Case, actor: Actor) -> str | None:
    """决定是给予资助"""
    return None if case.answered.outcome == GRANT else "决定是不予资助"


def is_a_project(case: Case, actor: Actor) -> str | None:
    """研发类：先立项，验收后拨付"""
    return None if case.project else "补贴类不用验收"


def not_accepted_yet(case: Case, actor: Actor) -> str | None:
    """还没有通过验收"""
    return "已经通过验收" if case.answered.accepted else None


def acceptance_may_pass(case: Case, actor: Actor) -> str | None:
    """经办人的验收意见是通过"""
    return None if case.answered.acceptance == "pass" else "经办人还没有提出“通过”的验收意见"


def acceptance_may_fail(case: Case, actor: Actor) -> str | None:
    """经办人的验收意见是不通过"""
    return None if case.answered.acceptance == "fail" else "经办人还没有提出“不通过”的验收意见"


def is_suspended(case: Case, actor: Actor) -> str | None:
    """正在暂停拨付"""
    return None if case.answered.suspended else "没有暂停拨付"


def is_not_suspended(case: Case, actor: Actor) -> str | None:
    """没有暂停拨付"""
    return "已经暂停拨付" if case.answered.suspended else None


def nothing_is_due(case: Case, actor: Actor) -> str | None:
    """该拨付的都已拨付或取消；不予资助的，复核申请期已过"""
    if case.answered.unpaid:
        return f"还有{case.answered.unpaid}期没有拨付"
    if case.project and case.answered.outcome == GRANT and not case.answered.accepted:
        return "还没有验收"
    until = case.answered.review_until
    if until is not None and case.now <= until and not case.answered.reviewed:
        return f"复核申请的期限到{moment(until)}，期满后办结"
    return None


def not_rated_yet(case: Case, actor: Actor) -> str | None:
    """还没有评价过"""
    return "已经评价过，感谢您的意见" if case.answered.rated else None


def a_complaint_waits(case: Case, actor: Actor) -> str | None:
    """有待回应的差评"""
    return None if case.answered.complaint else "没有待回应的差评"
