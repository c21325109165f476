"""The desks of the office: which role finds which pages, and how much waits at each. Another desk is another row."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from duixian.applications import access, major, worklists
from duixian.applications.earlier import ledger
from duixian.credit import register, sources
from duixian.funds import access as funds
from duixian.funds import payments_queries, recovery_queries, works
from duixian.kernel import clock
from duixian.letters import calendar, letters
from duixian.parties import agreements, changes, deputies, grants, registrations
from duixian.parties.access import Viewer
from duixian.parties.organisations import EVERYWHERE
from duixian.parties.roles import STAFF, Role


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One entry of the navigation; `waits` counts what is to be acted on, None where nothing waits there."""

    name: str
    url: str
    about: str
    icon: str
    roles: frozenset[Role]
    waits: Callable[[Viewer], int | None] | None = None
    seldom: bool = False  # behind “更多” in the navigation


DESKS = (
    Desk(
        name="工作台", url="office-home", about="等您办理的事项", icon="outline/layout-dashboard", roles=STAFF
    ),
    Desk(
        name="单位核验", url="office-registrations", icon="outline/building-community",
        about="核验单位注册，处理加入申请和管理员争议",
        roles=frozenset({Role.CENTRE, Role.OFFICER, Role.AUDITOR}),
        waits=lambda viewer: registrations.waiting(viewer).count(),
    ),
    Desk(
        name="申报单位", url="office-enterprises", icon="outline/building", about="查单位资料",
        roles=EVERYWHERE | {Role.CENTRE},
    ),
    Desk(
        name="政策辅导", url="office-guidance", icon="outline/bulb", about="哪些单位可以申报又没有申报，邀请它们",
        seldom=True, roles=frozenset({Role.CENTRE}),
    ),
    Desk(
        name="投资协议", url="office-agreements", icon="outline/contract", about="各单位投资协议的承诺和履行情况的台账",
        seldom=True, roles=frozenset(agreements.READERS),
    ),
    Desk(
        name="单位变更", url="office-changes", icon="outline/replace", about="更名、合并、注销、破产、迁出，两人办理",
        seldom=True, roles=EVERYWHERE | {Role.CENTRE}, waits=lambda viewer: changes.waiting(viewer).count(),
    ),
    Desk(
        name="历次资助", url="office-earlier", icon="outline/history", about="以前各版给过的资助和其他区级资金的台账",
        seldom=True, roles=ledger.EVERYWHERE | {Role.CENTRE},
    ),
    Desk(
        name="申报", url="office-cases", icon="outline/folders", about="待办、已办、办结的申报，代为录入纸质申报",
        roles=frozenset({Role.CENTRE, Role.OFFICER, Role.APPROVER, Role.AUDITOR}),
        waits=worklists.waiting,
    ),
    Desk(
        name="重大项目", url="office-major", icon="outline/building-monument", about="领导小组认定的项目：根据会议纪要立案，看办理情况",
        seldom=True, roles=frozenset(major.READERS),
    ),
    Desk(
        name="信用", url="office-credit", icon="outline/shield-check", about="信用登记、信用来源、导入名单",
        roles=register.READERS, waits=lambda viewer: sources.waiting(viewer, clock.today()),
    ),
    Desk(
        name="公示", url="office-notices", icon="outline/speakerphone", about="起草、发布拟资助名单，处理异议",
        roles=frozenset({Role.OFFICER, Role.APPROVER, Role.AUDITOR}),
    ),
    Desk(
        name="拨付", url="office-payments", icon="outline/cash", about="拨款申请、支付文件、银行答复、收款账户变更",
        roles=frozenset(payments_queries.READERS), waits=lambda viewer: payments_queries.turn(viewer).count(),
    ),
    Desk(
        name="追缴", url="office-recoveries", icon="outline/arrow-back-up", about="登记问题、暂停拨付、告知和决定、缴回、信用报送",
        roles=frozenset(payments_queries.READERS), waits=recovery_queries.waiting,
    ),
    Desk(
        name="评审", url="panel-list", icon="outline/clipboard-check", about="分给您的申报：声明利益关系、评分",
        roles=frozenset({Role.EXPERT}), waits=lambda viewer: access.applications(viewer).count(),
    ),
    Desk(
        name="申报批次", url="office-rounds", icon="outline/calendar-event", about="起草、审定、发布申报批次",
        roles=frozenset({Role.OFFICER, Role.APPROVER}),
    ),
    Desk(
        name="资金", url="office-funds", icon="outline/report-money", about="年度预算、分期和年度核查、等候资金、账册",
        roles=funds.EVERYWHERE, waits=works.waiting,
    ),
    Desk(
        name="文书", url="office-letters", icon="outline/file-certificate", about="查已印发的文书、编号，作废有错的",
        seldom=True, roles=frozenset(letters.READERS),
    ),
    Desk(
        name="工作日历", url="office-calendar", icon="outline/calendar", about="放假和调休安排，期限按它计算",
        seldom=True, roles=calendar.READERS,
    ),
    Desk(
        name="代理", url="office-deputies", icon="outline/user-share", about="不在的几天请同事代理，看自己代理谁",
        seldom=True, roles=frozenset(deputies.ROLES),
    ),
    Desk(
        name="账号", url="office-accounts", icon="outline/users", about="开户、授予和结束角色、停用",
        roles=frozenset({Role.ADMIN}),
    ),
    Desk(
        name="授权确认", url="office-grants", icon="outline/user-check", about="等第二人确认的角色",
        roles=frozenset({Role.ADMIN}), waits=lambda viewer: grants.waiting(viewer).count(),
    ),
    Desk(
        name="机构", url="office-organisations", icon="outline/building-bank", about="中心、部门和专家库",
        roles=frozenset({Role.ADMIN}),
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A desk as one viewer finds it."""

    desk: Desk
    address: str
    waiting: int | None


def desks(viewer: Viewer, *, counted: bool = False) -> list[Entry]:
    """The viewer's desks in order; only pages that are there."""
    found = []
    for desk in DESKS:
        if viewer.role not in desk.roles:
            continue
        try:
            address = reverse(desk.url)
        except NoReverseMatch:
            continue
        waiting = desk.waits(viewer) if counted and desk.waits else None
        found.append(Entry(desk=desk, address=address, waiting=waiting))
    return found
