"""Where a case can be, and whose turn it is there. Pure; no Django."""

from dataclasses import dataclass

from duixian.parties.roles import Role

APPLICANTS = frozenset({Role.APPLICANT, Role.APPLICANT_OWNER})
CENTRE, OFFICER, APPROVER = (
    frozenset({role}) for role in (Role.CENTRE, Role.OFFICER, Role.APPROVER)
)
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One state: `turn` is whose move is awaited, `within` the reading or the number that says in how many working days.

    `ends`: no step leads away from it.
    """

    id: str
    name: str
    turn: frozenset[Role] = NOBODY
    within: str | int | None = None
    ends: bool = False


START, DRAFT, AWAITING, SUBMITTED = "", "draft", "awaiting", "submitted"
CORRECTING, ADMITTED, REVIEWING, PANEL = "correcting", "admitted", "reviewing", "panel"
PROPOSED, APPROVED, NOTICED, OBJECTED = "proposed", "approved", "noticed", "objected"
CLEARED, DECIDED, ANSWERED = "cleared", "decided", "answered"
REEXAMINING, ACCEPTING, RECTIFYING = "reexamining", "accepting", "rectifying"
WITHDRAWN, DISCARDED, NOT_ADMITTED, LAPSED = "withdrawn", "discarded", "not-admitted", "lapsed"
WAIVED, TERMINATED, CLOSED = "waived", "terminated", "closed"

STATES = (
    State(id=DRAFT, name="草稿", turn=APPLICANTS),
    State(id=AWAITING, name="待申报单位确认", turn=APPLICANTS),
    State(id=SUBMITTED, name="待形式审查", turn=CENTRE, within=5),
    State(id=CORRECTING, name="待补正", turn=APPLICANTS, within="correction_days"),
    State(id=ADMITTED, name="已受理，待推荐", turn=CENTRE, within="recommendation_days"),
    State(id=REVIEWING, name="审核中", turn=OFFICER),
    State(id=PANEL, name="专家评审中", turn=frozenset({Role.OFFICER, Role.EXPERT})),
    State(id=PROPOSED, name="待审定", turn=APPROVER),
    State(id=APPROVED, name="已审定，待公示", turn=frozenset({Role.OFFICER, Role.APPROVER})),
    State(id=NOTICED, name="公示中", turn=OFFICER),
    State(id=OBJECTED, name="异议处理中", turn=frozenset({Role.OFFICER, Role.APPROVER})),
    State(id=CLEARED, name="公示结束，待决定", turn=APPROVER),
    State(id=DECIDED, name="已决定，待答复", turn=CENTRE, within=5),
    State(id=ANSWERED, name="已答复"),
    State(id=REEXAMINING, name="复核中", turn=frozenset({Role.OFFICER, Role.APPROVER}), within=20),
    State(id=ACCEPTING, name="验收中", turn=frozenset({Role.OFFICER, Role.APPROVER})),
    State(id=RECTIFYING, name="待整改", turn=APPLICANTS),
    State(id=CLOSED, name="已办结", ends=True),
    State(id=WITHDRAWN, name="已撤回", ends=True),
    State(id=DISCARDED, name="草稿已放弃", ends=True),
    State(id=NOT_ADMITTED, name="不予受理", ends=True),
    State(id=LAPSED, name="逾期未补正，视为撤回", ends=True),
    State(id=WAIVED, name="已放弃资助", ends=True),
    State(id=TERMINATED, name="已终止", ends=True),
)
BY_ID = {one.id: one for one in STATES}
ENDED = tuple(one.id for one in STATES if one.ends)
NAMES = {START: "（尚未开始）"} | {one.id: one.name for one in STATES}
# Who handles a submitted case sees it from here on.
UNSUBMITTED = (DRAFT, AWAITING)
