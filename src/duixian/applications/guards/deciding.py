"""审定、公示、异议、决定: what must hold before each. Separation of duties is by the natural person, over the whole case."""

from duixian.applications.guards.words import listed, moment
from duixian.applications.picture import GRANT, REFUSE, Case
from duixian.audit.actor import Actor

# An approver's own steps; whoever has taken any other step of a case can't decide it.
DECIDING = frozenset(
    {
        "countersign", "endorse", "approve", "approve-refusal", "reject", "return-proposal", "post", "overrule",
        "decide", "uphold", "revoke", "suspend", "resume", "terminate", "pass", "fail",
    }
)  # fmt: skip


def never_handled_it(case: Case, actor: Actor) -> str | None:
    """审定的人没有经办过本件（不论当时用哪个账号、哪个角色）"""
    own = [step for step, people in case.hands.items() if actor.person in people]
    return "您经办过本件，不能再由您审定" if set(own) - DECIDING else None


def has_no_interest(case: Case, actor: Actor) -> str | None:
    """与申报单位没有利益关系"""
    if actor.person in case.interested:
        return "您与申报单位有利益关系，应当回避，请交其他人办理"
    return None


def grant_is_proposed(case: Case, actor: Actor) -> str | None:
    """拟定的是资助"""
    return None if case.proposed.outcome == GRANT else "拟定的是不予资助"


def refusal_is_proposed(case: Case, actor: Actor) -> str | None:
    """拟定的是不予资助"""
    return None if case.proposed.outcome == REFUSE else "拟定的是资助"


def not_approved_by_them(case: Case, actor: Actor) -> str | None:
    """同一个人没有同意过这一次拟定"""
    return "您已经同意过，请由另一位审定人办理" if actor.person in case.proposed.approvers else None


def another_is_wanted(case: Case, actor: Actor) -> str | None:
    """金额达到双人审定的标准，还差不止一位"""
    if len(case.proposed.approvers) + 1 < case.proposed.wanted:
        return None
    return "由您一人即可审定" if case.proposed.wanted == 1 else "前一位已经同意，请直接审定"


def enough_approve(case: Case, actor: Actor) -> str | None:
    """连同本人，同意的人数已经够了"""
    lack = case.proposed.wanted - len(case.proposed.approvers) - 1
    return f"本件金额须{case.proposed.wanted}人审定，还差{lack}人先行同意" if lack > 0 else None


def countersignatures_are_there(case: Case, actor: Actor) -> str | None:
    """批次要求会签的，会签齐全"""
    left = case.proposed.countersigned
    return f"还缺会签：{listed(left)}" if left else None


def countersignature_is_wanted(case: Case, actor: Actor) -> str | None:
    """批次要求会签，还没有齐全"""
    return None if case.proposed.countersigned else "本批次不要求会签，或者会签已经齐全"


def stands_in_a_notice(case: Case, actor: Actor) -> str | None:
    """已列入拟发布的公示"""
    return None if case.noticed.listed else "还没有列入公示名单"


def notice_is_over(case: Case, actor: Actor) -> str | None:
    """公示期已满"""
    over = case.noticed.over
    if over is None:
        return "还没有公示"
    return None if case.now > over else f"公示到{moment(over)}，还没有期满"


def objections_are_handled(case: Case, actor: Actor) -> str | None:
    """署名的异议都已处理"""
    left = case.noticed.objections
    return f"还有{left}件异议没有处理" if left else None


def objection_is_justified(case: Case, actor: Actor) -> str | None:
    """有异议经核实成立"""
    return None if case.noticed.upheld else "没有成立的异议"


def objection_is_not_justified(case: Case, actor: Actor) -> str | None:
    """异议经核实都不成立"""
    return "有异议成立，应当重新审核" if case.noticed.upheld else None
