"""Personal data: what is kept and why, a copy of one's own, erasure where the law allows, the retention job."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties import grants, people
from duixian.parties.access import Refused
from duixian.parties.models import Account, Invitation, Membership, Person, Profile, Registration
from duixian.parties.roles import STAFF, Role

DUTY = "《个人信息保护法》第十三条第一款第三项：为履行法定职责所必需"
GONE = "已注销用户"
INVITATIONS, REFUSED, UNUSED = timedelta(days=365), timedelta(days=2 * 365), timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One line of the privacy notice: what, whose, what for, how it is guarded, how long."""

    what: str
    whose: str
    purpose: str
    guard: str
    until: str


NOTICE: tuple[Kept, ...] = (
    Kept(what="姓名", whose="经办人员、工作人员", purpose="确认由谁办理、由谁负责",
         guard="仅本单位、所属中心和承办部门可见", until="账号注销时替换为“已注销用户”；已提交的申报按档案期限保存"),
    Kept(what="身份证号", whose="注册单位的经办人、工作人员", purpose="确保一个自然人只有一个身份，不相容岗位不由同一人担任",
         guard="只保存不可还原的校验值，不保存号码", until="账号注销时删除"),
    Kept(what="登录名、密码、动态验证码密钥", whose="所有账号", purpose="登录和再次验证",
         guard="密码只保存不可还原的散列值", until="账号注销时删除"),
    Kept(what="电子邮箱、手机号、联系电话", whose="经办人员、工作人员", purpose="通知办理进展和账号安全事项",
         guard="仅本人、本单位、所属中心和承办部门可见", until="账号注销时删除；未通过的注册两年后删除；邀请邮箱一年后删除"),
    Kept(what="营业执照扫描件（含法定代表人姓名）", whose="申报单位", purpose="核验单位和经办人的代表关系",
         guard="仅所属中心、区科委经办人和审计可见", until="单位停用后按档案期限保存；未通过的两年后删除；未提交的三十天后删除"),
    Kept(what="收款账户（敏感个人信息按同等要求保护）", whose="申报单位", purpose="拨付资金",
         guard="加密保存，只显示末四位；查看全号须说明理由并留痕", until="按会计档案期限保存"),
    Kept(what="申报内容和材料（含其中的联系人、签署人）", whose="申报单位", purpose="审核申报、拨付资金、接受审计",
         guard="联系人、签署人与申报内容分开存放，可单独删除", until=f"办结后按档案期限保存{settings.ARCHIVE_YEARS}年，届满后删除个人信息；"
         f"放弃的草稿{settings.KEEP_DISCARDED.days}天后清空；移除的文件{settings.KEEP_UNATTACHED.days}天后删除"),
    Kept(what="办理记录（谁、何时、做了什么，来源地址的加盐散列）", whose="所有账号", purpose="可追溯、可审计",
         guard="不可修改；姓名等内容与记录分开存放，可单独删除", until="按网络安全法不少于六个月，随资金档案保存"),
)  # fmt: skip


def held_of(account: Account) -> dict[str, list[dict[str, str]]]:
    """Everything personal about the account's person, by sheet, in words: for the page and for the copy."""
    person = account.person
    if person is None:
        return {}
    accounts = Account.objects.filter(person=person).order_by("date_joined")
    memberships = (
        Membership.objects.filter(person=person).select_related("organisation").order_by("since")
    )
    asked = (
        Registration.objects.filter(person=person)
        .select_related("organisation")
        .order_by("asked_at")
    )
    accepted = Invitation.objects.filter(accepted_by=person).select_related("organisation")
    done = trail.of(f"person:{person.pk}")
    return {
        "账号": [
            {"登录名": one.username, "姓名": person.name, "电子邮箱": one.email, "手机号": one.mobile,
             "身份证号": "已登记（只存校验值）" if person.identity_hash else "未登记", "开通时间": _when(one.date_joined)}
            for one in accounts
        ],
        "角色": [
            {"单位": one.organisation.name, "角色": one.get_role_display(), "起": _when(one.since), "止": _when(one.until)}
            for one in memberships
        ],
        "注册与申请": [
            {"单位": one.name, "事由": one.get_kind_display(), "联系电话": one.contact, "说明": one.statement,
             "状态": one.get_state_display(), "提交时间": _when(one.asked_at)}
            for one in asked
        ],
        "邀请": [{"单位": one.organisation.name, "电子邮箱": one.email, "接受时间": _when(one.accepted_at)} for one in accepted],
        "身份留痕": [{"时间": _when(one.at), "事项": _ACTIONS.get(one.action, one.action)} for one in done],
    }  # fmt: skip


_ACTIONS = {
    "person.introduce": "登记姓名和身份证号", "role.begin": "角色开始", "role.end": "角色结束", "person.erase": "注销账号",
    trail.ERASE: "删除个人信息",
}  # fmt: skip


def _when(moment: datetime | None) -> str:
    return moment.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if moment else ""


def erase(account: Account, *, actor: Actor | None = None) -> Person:
    """Close the person's accounts and replace what identifies them; what was filed stays as the law wants it.

    Raises Refused where a role must be handed over first.
    """
    if account.person is None:
        raise Refused(("", "这个账号没有登记个人信息"))
    by = actor or people.who(account)
    with transaction.atomic():
        person = people.locked(account.person.pk)
        current = list(Membership.objects.select_for_update().filter(person=person, until=None))
        _may_leave(person, current)
        for membership in current:
            grants.end(by, membership, "本人注销账号")
        accounts = list(Account.objects.select_for_update(of=("self",)).filter(person=person))
        _erase_person(person, accounts)
        trail.record(by, "person.erase", f"person:{person.pk}", payload={"accounts": len(accounts)})
        for subject in (f"person:{person.pk}", *(f"account:{one.pk}" for one in accounts)):
            trail.erase(subject, "本人要求删除个人信息", by)
    return person


def _may_leave(person: Person, current: list[Membership]) -> None:
    if any(Role(one.role) in STAFF for one in current):
        raise Refused(("", "工作人员的账号由系统管理员停用，履职记录依法保存"))
    for one in current:
        if one.role != Role.APPLICANT_OWNER:
            continue
        others = Membership.objects.filter(
            organisation=one.organisation_id, role=Role.APPLICANT_OWNER, until=None
        ).exclude(person=person)
        if not others.exists():
            raise Refused(
                ("", f"您是“{one.organisation.name}”唯一的单位管理员，请先移交给同事再注销")
            )
    if Registration.objects.filter(person=person, state=Registration.State.WAITING).exists():
        raise Refused(("", "您提交的注册或申请还在核验，请等结果后再注销"))


def _erase_person(person: Person, accounts: list[Account]) -> None:
    name = person.name
    Profile.objects.filter(organisation__memberships__person=person, contact_name=name).update(
        contact_name="", contact_phone=""
    )
    Registration.objects.filter(person=person).update(contact="", statement="")
    Invitation.objects.filter(
        Q(accepted_by=person) | Q(email__in=[a.email for a in accounts if a.email])
    ).update(email="")
    for account in accounts:
        EmailAddress.objects.filter(user=account).delete()
        Authenticator.objects.filter(user=account).delete()
        account.username, account.email, account.mobile = f"closed-{account.pk}", "", ""
        account.is_active, account.locked_reason, account.past_passwords = False, "本人注销", []
        account.set_unusable_password()
        account.save()
    person.name, person.pinyin, person.identity_hash = GONE, "", None
    person.erased_at = clock.now()
    person.save()


def keep_no_longer() -> dict[str, int]:
    """The retention job: what has served its purpose goes. Returns how many of each; run it daily."""
    now, job = clock.now(), Actor.job("retention")
    with transaction.atomic():
        invitations = Invitation.objects.filter(expires_at__lt=now - INVITATIONS).exclude(email="")
        refused = Registration.objects.filter(
            state=Registration.State.REFUSED, decided_at__lt=now - REFUSED
        ).exclude(contact="", statement="")
        licences = StoredFile.objects.filter(owner=None, erased_at=None).filter(
            Q(registration__in=refused) | Q(registration=None, uploaded_at__lt=now - UNUSED)
        )
        counts = {"licences": 0, "invitations": 0, "registrations": 0}
        for file in licences.distinct():
            store.erase(file)
            counts["licences"] += 1
        counts["registrations"] = refused.update(contact="", statement="")
        counts["invitations"] = invitations.update(email="")
        if any(counts.values()):
            trail.record(job, "privacy.retention", "privacy", payload=counts)
    return counts
