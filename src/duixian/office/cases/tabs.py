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
)
