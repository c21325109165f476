"""The tabs of a case's folder, each with an address of its own. A desk's part of the file is one more row."""

from dataclasses import dataclass

from duixian.parties.roles import Role

DESK = (Role.CENTRE, Role.OFFICER, Role.APPROVER, Role.AUDITOR)
COMMISSION = frozenset({Role.OFFICER, Role.APPROVER, Role.AUDITOR})


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One part of the folder: its name, its address' name, who sees it."""

    name: str
    url: str
    roles: frozenset[Role] = frozenset(DESK)


TABS = (
    Tab(name="申报内容", url="office-case"),
    Tab(name="形式审查", url="office-case-examine"),
    Tab(name="信用", url="office-case-credit", roles=COMMISSION),
    Tab(name="重复支持", url="office-case-overlap", roles=COMMISSION),
    Tab(name="核定", url="office-case-amounts", roles=COMMISSION),
    Tab(name="实地核查", url="office-case-visits", roles=COMMISSION),
    Tab(name="专家评审", url="office-case-panel", roles=COMMISSION),
    Tab(name="拟定和决定", url="office-case-proposal", roles=COMMISSION),
    Tab(name="公示和异议", url="office-case-objections", roles=COMMISSION),
)
