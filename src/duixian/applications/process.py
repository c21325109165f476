"""The process as one table: step, Chinese name, from → to, roles, guards, basis. Pure; no Django.

A later stage is more rows. `duty` is what the official text calls the work; `basis` finds the clause that says it, and
what the text does not name stands in the round's guide (申报指南).
"""

from collections.abc import Callable
from dataclasses import dataclass

from duixian.applications import guards as g
from duixian.applications.picture import Case
from duixian.audit.actor import Actor
from duixian.parties.roles import KIND_NAMES, Role
from duixian.parties.roles import TABLE as ROLES
from duixian.policy import Policy

Guard = Callable[[Case, Actor], str | None]
GUIDE = "申报指南"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a case can be; `ends`: nothing follows."""

    id: str
    name: str
    ends: bool = False


START, DRAFT, AWAITING, SUBMITTED = "", "draft", "awaiting", "submitted"
WITHDRAWN, DISCARDED = "withdrawn", "discarded"

STATES = (
    State(id=DRAFT, name="草稿"),
    State(id=AWAITING, name="待申报单位确认"),
    State(id=SUBMITTED, name="已提交"),
    State(id=WITHDRAWN, name="已撤回", ends=True),
    State(id=DISCARDED, name="已放弃", ends=True),
)
ENDED = tuple(one.id for one in STATES if one.ends)
NAMES = {START: "（尚未开始）"} | {one.id: one.name for one in STATES}


def in_words(role: Role) -> str:
    """A role with where it is held: two of them sound alike."""
    return f"{ROLES[role].name}（{KIND_NAMES[ROLES[role].at]}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row."""

    id: str
    name: str
    sources: tuple[str, ...]
    to: str
    by: frozenset[Role]
    when: tuple[Guard, ...]
    duty: str = ""

    @property
    def whom(self) -> str:
        """Whose step it is, in words."""
        return "、".join(in_words(role) for role in Role if role in self.by)

    def refusals(self, case: Case, actor: Actor) -> list[str]:
        """Every reason why this actor can't take the step now; where it is not theirs, or not its time, only that."""
        if actor.role not in self.by:
            return [f"“{self.name}”由{self.whom}办理"]
        if case.state not in self.sources:
            return [f"现在是“{NAMES[case.state]}”，不能“{self.name}”"]
        return [reason for guard in self.when if (reason := guard(case, actor))]


APPLICANTS = g.APPLICANTS
DESK = frozenset({Role.CENTRE, Role.OFFICER})
SERVICE = "扶持项目申请"


def step(id_: str, name: str, sources: str | tuple[str, ...], *, to: str, by: frozenset[Role],
         when: tuple[Guard, ...] = (), duty: str = "") -> Step:  # fmt: skip
    """One row of the table."""
    given = (sources,) if isinstance(sources, str) else sources
    return Step(id=id_, name=name, sources=given, to=to, by=by, when=when, duty=duty)


COMPLETE: tuple[Guard, ...] = (
    g.answers_are_understood, g.answers_are_complete, g.support_is_declared,
    g.evidence_is_complete, g.evidence_is_listed, g.invoices_suffice,
)  # fmt: skip

TABLE = (
    # 填报
    step("start", "开始申报", START, to=DRAFT, by=APPLICANTS | DESK, duty=SERVICE,
         when=(g.round_is_open, g.rules_are_the_rounds, g.applicants_file_it, g.applicant_is_here, g.nothing_like_it)),
    step("save", "填写", DRAFT, to=DRAFT, by=APPLICANTS | DESK, duty=SERVICE,
         when=(g.staff_only_on_behalf,)),
    step("discard", "放弃草稿", (DRAFT, AWAITING), to=DISCARDED, by=APPLICANTS | DESK,
         when=(g.staff_only_on_behalf, g.never_submitted)),
    # 工作人员根据纸质材料代为录入
    step("hand", "交申报单位确认", DRAFT, to=AWAITING, by=DESK, duty=SERVICE,
         when=(g.was_entered_by_staff, g.round_is_open, *COMPLETE)),
    step("return", "退回修改", AWAITING, to=DRAFT, by=APPLICANTS | DESK, duty=SERVICE),
    # 提交以后
    step("submit", "签署承诺并提交", (DRAFT, AWAITING), to=SUBMITTED, by=APPLICANTS, duty=SERVICE,
         when=(g.round_is_open, g.rules_are_the_rounds, g.applicant_is_verified, *COMPLETE)),
    step("recall", "撤回修改", SUBMITTED, to=DRAFT, by=APPLICANTS, when=(g.round_is_open,)),
    step("withdraw", "撤回申报", (SUBMITTED, DRAFT), to=WITHDRAWN, by=APPLICANTS, when=(g.was_submitted,)),
)  # fmt: skip
STEPS = {one.id: one for one in TABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A step as pages offer it: open, or closed for these reasons."""

    step: Step
    reasons: tuple[str, ...]

    @property
    def open(self) -> bool:
        return not self.reasons


def options(case: Case, actor: Actor) -> tuple[Option, ...]:
    """The steps that this role has from here, open ones and closed ones with their reasons, in the table's order."""
    return tuple(
        Option(step=one, reasons=tuple(one.refusals(case, actor)))
        for one in TABLE
        if case.state in one.sources and actor.role in one.by
    )


def basis(one: Step, policy: Policy) -> str:
    """The clause of the policy that names the step's duty; else the round's guide."""
    clauses = (each.clause for each in policy.paragraphs if one.duty and one.duty in each.text)
    return next((clause for clause in clauses if clause), GUIDE)
