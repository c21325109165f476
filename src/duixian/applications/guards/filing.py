"""填报: what must hold before an application is begun, filed, recalled."""

from duixian.applications.guards.words import listed, moment
from duixian.applications.picture import Case
from duixian.applications.states import APPLICANTS
from duixian.audit.actor import Actor


def round_is_open(case: Case, actor: Actor) -> str | None:
    """批次已发布，且在申报期内（起止时刻都算在内，以服务器时间为准）"""
    if not case.published:
        return "本批次尚未发布，不能申报"
    if case.now < case.opens_at:
        return f"申报尚未开始，开始时间为{moment(case.opens_at)}"
    if case.now > case.closes_at:
        return f"申报已于{moment(case.closes_at)}截止，以服务器时间为准"
    return None


def rules_are_the_rounds(case: Case, actor: Actor) -> str | None:
    """系统所用的政策规则就是批次发布时的那一版"""
    return (
        None if case.pinned else "本批次所依据的规则版本与系统现用的不一致，请联系区科委处理后再办"
    )


def applicants_file_it(case: Case, actor: Actor) -> str | None:
    """本事项由申报单位自行申报"""
    return None if case.public else "本事项由区科委根据会议纪要办理，不用自行申报"


def applicant_is_here(case: Case, actor: Actor) -> str | None:
    """单位注册没有被退回或停用"""
    closed = {"refused": "未通过核验", "closed": "已停用"}.get(case.organisation)
    return f"申报单位{closed}，不能申报；请联系所在地区的投资促进中心" if closed else None


def applicant_is_verified(case: Case, actor: Actor) -> str | None:
    """单位注册已经投资促进中心核验"""
    if case.organisation == "verified":
        return None
    return "单位注册尚未核验通过，核验后才能提交；已填写的内容会保留"


def nothing_like_it(case: Case, actor: Actor) -> str | None:
    """同一单位在同一批次、同一事项（同一申报内容）没有另一件未办结的申报"""
    return (
        f"同一内容已有另一件申报：{case.rival}。请在那一件里填写，或先将其撤回、放弃"
        if case.rival
        else None
    )


def staff_only_on_behalf(case: Case, actor: Actor) -> str | None:
    """工作人员只办理由工作人员代为录入的申报"""
    if actor.role in APPLICANTS or case.on_behalf:
        return None
    return "这是申报单位自行填写的申报，工作人员不能代为办理"


def was_entered_by_staff(case: Case, actor: Actor) -> str | None:
    """由工作人员代为录入"""
    return None if case.on_behalf else "申报单位自行填写的，由其直接提交"


def never_submitted(case: Case, actor: Actor) -> str | None:
    """没有提交过"""
    return "已经提交过的申报不能放弃；不再申报的，请用“撤回申报”" if case.numbered else None


def was_submitted(case: Case, actor: Actor) -> str | None:
    """提交过"""
    return None if case.numbered else "还没有提交过的草稿不用撤回；不再申报的，请用“放弃草稿”"


def answers_are_understood(case: Case, actor: Actor) -> str | None:
    """所填内容都能识别"""
    return f"有{len(case.invalid)}项填写有误：{listed(case.invalid)}" if case.invalid else None


def answers_are_complete(case: Case, actor: Actor) -> str | None:
    """应填的事实都已填写"""
    return f"还有{len(case.missing)}项没有填写：{listed(case.missing)}" if case.missing else None


def support_is_declared(case: Case, actor: Actor) -> str | None:
    """已说明有没有获得或正在申请其他财政支持"""
    return (
        None if case.support_declared else "请说明有没有获得或正在申请其他财政支持；没有的选“没有”"
    )


def evidence_is_complete(case: Case, actor: Actor) -> str | None:
    """材料清单上的必交材料都已上传"""
    return f"还缺{len(case.lacking)}项材料：{listed(case.lacking)}" if case.lacking else None


def evidence_is_listed(case: Case, actor: Actor) -> str | None:
    """没有材料清单以外的文件"""
    if not case.strange:
        return None
    return f"材料清单修改后，有文件不再属于任何一项：{listed(case.strange)}。请移到清单内的项目，或移除"


def invoices_suffice(case: Case, actor: Actor) -> str | None:
    """同一张发票在各件申报中的金额合计不超过发票金额"""
    if not case.overdrawn:
        return None
    return (
        f"有{len(case.overdrawn)}张发票的申报金额合计超过了发票金额（含在其他申报中已使用的部分）："
        f"{listed(case.overdrawn)}。请核对发票号码和金额"
    )
