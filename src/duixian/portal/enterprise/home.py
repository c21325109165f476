"""我的单位: what is done and what is to do, as a list of tasks."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from duixian.parties import invitations, organisations, profiles, registrations
from duixian.parties.access import Viewer
from duixian.parties.models import Organisation, Profile
from duixian.parties.roles import Role
from duixian.parties.signin.visit import viewer_of
from duixian.portal.money.instalments import recoveries
from duixian.web.page import Page, render
from duixian.web.viewer import signed_in


@dataclass(frozen=True, kw_only=True)
class Task:
    """One line: what, where, how it stands; `state` is done, todo, wait or open."""

    name: str
    about: str
    address: str
    state: str
    word: str


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The enterprise's start; who has no enterprise registers, and officials have their own."""
    viewer = viewer_of(request)
    if viewer is None:
        return redirect("enterprise-register")
    if viewer.role not in organisations.APPLICANTS:
        return redirect("office-home")
    profile = profiles.of(viewer)
    waiting = registrations.waiting(viewer).count() if viewer.role == Role.APPLICANT_OWNER else 0
    return render(
        request, "portal/enterprise/home.html", Page(title="我的单位", column="我的单位", index=False),
        viewer=viewer, organisation=profile.organisation, profile=profile, waiting=waiting,
        tasks=tasks(viewer, profile), work=work(), verified=viewer.organisation.state == Organisation.State.VERIFIED,
        recoveries=recoveries(viewer),
    )  # fmt: skip


def tasks(viewer: Viewer, profile: Profile) -> list[Task]:
    """What an enterprise prepares before it applies."""
    missing, bank = profiles.missing(profile), profile.bank
    years = len(profile.years)
    colleagues = invitations.colleagues(viewer).count()
    return [
        Task(
            name="基本信息", address=reverse("enterprise-basics"),
            about=f"还差：{'、'.join(missing)}" if missing else "每次申报自动带出",
            state="todo" if missing else "done", word="待填写" if missing else "已填写",
        ),
        Task(
            name="年度数据", address=reverse("enterprise-years"),
            about="职工、营业收入、研发费用、知识产权，按年填写",
            state="done" if years else "todo", word=f"已填{years}年" if years else "待填写",
        ),
        Task(
            name="收款账户", address=reverse("enterprise-bank" if viewer.role == Role.APPLICANT_OWNER else "enterprise-profile"),
            about=f"{bank.bank}，{bank.masked}" if bank else "户名须与单位名称一致，由单位管理员登记",
            state="done" if bank else "todo", word="已登记" if bank else "待登记",
        ),
        Task(
            name="同事", address=reverse("enterprise-people"), about="邀请同事一起办理，移交管理员",
            state="open", word=f"{colleagues}人",
        ),
    ]  # fmt: skip


def work() -> list[tuple[str, str, str]]:
    """Where applying goes on: only pages that are there."""
    wanted = [
        ("/my/applications/", "我的申报", "草稿、已提交的申报和回执"),
        ("/rounds/", "申报批次", "正在受理的批次，从这里开始申报"),
        ("/calculator/", "政策测算", "先算一算最高可申请多少"),
        ("/messages/", "消息", "办理进展和提醒"),
        ("/my/data/", "我的数据", "系统里有您的哪些个人信息，下载或注销"),
    ]
    return [one for one in wanted if _is_there(one[0])]


def _is_there(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
