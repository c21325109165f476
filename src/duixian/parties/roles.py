"""The roles as one pure table: who works where, what can't be held together, what needs a second admin. No Django.

四（一）（二）（三）: 区科委, 重点地区投资促进中心, 区财政局 and 审计 each have their own duties.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an organisation is."""

    APPLICANT = "applicant"
    CENTRE = "centre"
    COMMISSION = "commission"
    LEADING_GROUP = "leading-group"
    FINANCE = "finance"
    AUDIT = "audit"
    OPERATOR = "operator"
    EXPERTS = "experts"


KIND_NAMES = {
    Kind.APPLICANT: "申报单位",
    Kind.CENTRE: "投资促进中心",
    Kind.COMMISSION: "区科委",
    Kind.LEADING_GROUP: "区投资促进领导小组",
    Kind.FINANCE: "区财政局",
    Kind.AUDIT: "审计部门",
    Kind.OPERATOR: "系统运行单位",
    Kind.EXPERTS: "专家库",
}


class Role(StrEnum):
    """What a person may be for an organisation."""

    APPLICANT = "applicant"
    APPLICANT_OWNER = "applicant-owner"
    CENTRE = "centre"
    OFFICER = "officer"
    EXPERT = "expert"
    APPROVER = "approver"
    LEADING_GROUP = "leading-group"
    PREPARER = "finance-preparer"
    RELEASER = "finance-releaser"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table."""

    name: str
    at: Kind
    staff: bool = True
    second_admin: bool = False
    never_with: frozenset[Role] = frozenset()


_APPLICANTS = frozenset({Role.APPLICANT, Role.APPLICANT_OWNER})
_BUSINESS = frozenset(Role) - {Role.ADMIN}

TABLE: dict[Role, Rule] = {
    Role.APPLICANT: Rule(name="经办人员", at=Kind.APPLICANT, staff=False),
    Role.APPLICANT_OWNER: Rule(name="单位管理员", at=Kind.APPLICANT, staff=False),
    Role.CENTRE: Rule(name="中心工作人员", at=Kind.CENTRE, never_with=_APPLICANTS),
    Role.OFFICER: Rule(
        name="经办人", at=Kind.COMMISSION,
        never_with=_APPLICANTS | {Role.CENTRE, Role.EXPERT},
    ),
    Role.EXPERT: Rule(name="评审专家", at=Kind.EXPERTS),
    Role.APPROVER: Rule(
        name="审定人", at=Kind.COMMISSION, second_admin=True,
        never_with=_APPLICANTS | {Role.CENTRE, Role.EXPERT},
    ),
    Role.LEADING_GROUP: Rule(
        name="领导小组成员", at=Kind.LEADING_GROUP, never_with=_APPLICANTS | {Role.CENTRE, Role.EXPERT}
    ),
    Role.PREPARER: Rule(
        name="财政审核岗", at=Kind.FINANCE, second_admin=True,
        never_with=_APPLICANTS | {Role.CENTRE, Role.OFFICER, Role.APPROVER, Role.LEADING_GROUP, Role.EXPERT},
    ),
    Role.RELEASER: Rule(
        name="财政拨付岗", at=Kind.FINANCE, second_admin=True,
        never_with=_APPLICANTS
        | {Role.CENTRE, Role.OFFICER, Role.APPROVER, Role.LEADING_GROUP, Role.EXPERT, Role.PREPARER},
    ),
    Role.AUDITOR: Rule(name="审计人员", at=Kind.AUDIT, never_with=_BUSINESS - {Role.AUDITOR}),
    # A second admin too: one who could make another alone could confirm everything else with it.
    Role.ADMIN: Rule(name="系统管理员", at=Kind.OPERATOR, second_admin=True, never_with=_BUSINESS),
}  # fmt: skip

STAFF = frozenset(role for role, rule in TABLE.items() if rule.staff)
SECOND_ADMIN = frozenset(role for role, rule in TABLE.items() if rule.second_admin)


def name(role: Role) -> str:
    """The role's Chinese name."""
    return TABLE[role].name


def incompatible(one: Role, other: Role) -> bool:
    """Whether one natural person can't hold both, whichever way round the table says it."""
    return other in TABLE[one].never_with or one in TABLE[other].never_with


def refusal(wanted: Role, held: frozenset[Role], at: Kind) -> str | None:
    """Why a person who holds these roles can't be given one more at such an organisation; None if they can."""
    rule = TABLE[wanted]
    if rule.at != at:
        return f"“{rule.name}”只能设在{KIND_NAMES[rule.at]}，不能设在{KIND_NAMES[at]}"
    clash = sorted(TABLE[role].name for role in held if incompatible(wanted, role))
    if clash:
        return f"同一个人不能既是“{'”“'.join(clash)}”又是“{rule.name}”（不相容岗位分离）"
    return None
