"""形式审查、补正、受理、推荐: what must hold before each."""

from duixian.applications.guards.words import listed, moment
from duixian.applications.picture import Case
from duixian.audit.actor import Actor


def checklist_is_done(case: Case, actor: Actor) -> str | None:
    """材料清单已逐项核对"""
    left = case.examined.unmarked
    return f"还有{len(left)}项没有核对：{listed(left)}" if left else None


def nothing_fails(case: Case, actor: Actor) -> str | None:
    """核对结果都符合，没有未了的意见"""
    if case.examined.failing:
        return f"有{len(case.examined.failing)}项不符合：{listed(case.examined.failing)}"
    if case.examined.remarks:
        return f"还有{case.examined.remarks}条意见没有了结；已补正的请逐条确认"
    return None


def something_fails(case: Case, actor: Actor) -> str | None:
    """至少有一项不符合，或有一条意见"""
    if case.examined.failing or case.examined.remarks:
        return None
    return "没有不符合的项目，也没有意见，不用补正"


def never_corrected(case: Case, actor: Actor) -> str | None:
    """没有发过补正通知：需要补正的一次告知"""
    return "补正只能一次告知，本件已经发过补正通知" if case.examined.noticed else None


def remarks_are_answered(case: Case, actor: Actor) -> str | None:
    """补正通知的每一条都已回应"""
    left = case.examined.unanswered
    return f"还有{len(left)}条没有回应：{listed(left)}" if left else None


def correction_is_in_time(case: Case, actor: Actor) -> str | None:
    """在补正期限以内"""
    due = case.examined.due
    return f"补正期限已于{moment(due)}届满" if due and case.now > due else None


def correction_is_overdue(case: Case, actor: Actor) -> str | None:
    """补正期限已过"""
    due = case.examined.due
    if due is None or case.now > due:
        return None
    return f"补正期限到{moment(due)}，还没有过"
