"""Recovery (追缴) as one table: step, Chinese name, from → to, roles, guards, basis. Pure; no Django.

domain.md, reading 9. Every guard returns None, or the reason in Chinese why not; its docstring is the condition as
officials read it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from duixian.audit.actor import Actor
from duixian.kernel.dates import chinese
from duixian.kernel.money import Money
from duixian.parties.roles import TABLE as ROLES
from duixian.parties.roles import Role

POLICY = "五（二）"
COERCION = "《行政强制法》第五十四条"
GUIDE = "申报指南"
DEFENCE_DAYS = 5  # working days for 陈述申辩 unless the officer gives more
REMINDER_DAYS = 10  # working days: 行政强制法 第五十四条, counted as its 第六十九条 says


class Stage(StrEnum):
    """Where a recovery is. The values are those of models.Recovery.Stage."""

    START = ""
    NOTICE = "notice"
    DEFENCE = "defence"
    DECISION = "decision"
    OWING = "owing"
    DEMANDED = "demanded"
    COURT = "court"
    CLOSED = "closed"
    DROPPED = "dropped"


NAMES = {
    Stage.START: "（尚未登记）", Stage.NOTICE: "拟事先告知", Stage.DEFENCE: "陈述申辩期", Stage.DECISION: "待决定",
    Stage.OWING: "待缴回", Stage.DEMANDED: "已催告", Stage.COURT: "已申请强制执行", Stage.CLOSED: "已办结",
    Stage.DROPPED: "不予追缴",
}  # fmt: skip
OPEN = (Stage.NOTICE, Stage.DEFENCE, Stage.DECISION)
CLAIMED = (Stage.OWING, Stage.DEMANDED, Stage.COURT)
ENDED = (Stage.CLOSED, Stage.DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the guards see: sums in fen as the ledger has them, days as the letters and their service say."""

    stage: Stage
    today: date
    fraud: bool = False
    hands: frozenset[UUID] = frozenset()
    stated: bool = False
    defence_until: date | None = None
    due_on: date | None = None
    reminded_until: date | None = None
    unserved: bool = False
    owed: int = 0
    over: int = 0
    interest: int = 0
    waiting: int = 0
    reported: bool = False


Guard = Callable[[Picture, Actor], str | None]


def is_another_person(picture: Picture, actor: Actor) -> str | None:
    """不是登记问题、提出追缴意见的人"""
    return (
        "登记问题或提出意见的人不能自己审定，请由另一人办理"
        if actor.person in picture.hands
        else None
    )


def letter_waits_for_service(picture: Picture, actor: Actor) -> str | None:
    """有已印发而未记送达的文书"""
    return None if picture.unserved else "没有待记送达的文书"


def letters_are_served(picture: Picture, actor: Actor) -> str | None:
    """已印发的文书都已记送达"""
    return "文书还没有记送达，请先记送达日期" if picture.unserved else None


def defence_is_over(picture: Picture, actor: Actor) -> str | None:
    """事先告知书已送达，且申报单位已陈述申辩，或陈述申辩的期限已过"""
    if picture.defence_until is None:
        return "事先告知书还没有记送达，陈述申辩的期限没有起算"
    if picture.stated or picture.today > picture.defence_until:
        return None
    return f"申报单位可以在{chinese(picture.defence_until)}前陈述申辩，请等到期满"


def something_is_owed(picture: Picture, actor: Actor) -> str | None:
    """还有没缴回的款项"""
    return None if picture.owed else "款项已经缴清"


def deadline_has_passed(picture: Picture, actor: Actor) -> str | None:
    """缴回期限已过"""
    if picture.due_on is None:
        return "追缴决定书还没有记送达，缴回期限没有起算"
    if picture.today > picture.due_on:
        return None
    return f"缴回期限到{chinese(picture.due_on)}，还没有过"


def reminder_has_run_out(picture: Picture, actor: Actor) -> str | None:
    """催告书送达满十日（工作日）仍未缴清"""
    if picture.reminded_until is None:
        return "催告书还没有记送达，十日没有起算"
    if picture.today > picture.reminded_until:
        return None
    return f"催告的十日到{chinese(picture.reminded_until)}，还没有过"


def nothing_is_left(picture: Picture, actor: Actor) -> str | None:
    """应追缴、多缴待退、待上缴利息都已为零，没有待审定的核销和退还，没有在途和未撤销的拨付"""
    left = {
        "应追缴": picture.owed, "多缴待退": picture.over, "待上缴的利息": picture.interest,
    }  # fmt: skip
    said = [f"{name}还有{Money(fen).yuan_text()}" for name, fen in left.items() if fen]
    if picture.waiting:
        said.append(f"还有{picture.waiting}件待审定、待银行答复或待撤销")
    return "，".join(said) or None


def dishonesty_is_established(picture: Picture, actor: Actor) -> str | None:
    """问题属于弄虚作假、骗取，且已作出追缴决定（查实）"""
    if not picture.fraud:
        return "这不是弄虚作假、骗取，只追缴，不报送信用平台"
    return "已经列入报送" if picture.reported else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row."""

    id: str
    name: str
    sources: tuple[Stage, ...]
    to: Stage | None
    by: frozenset[Role]
    when: tuple[Guard, ...]
    basis: str

    def lands(self, stage: Stage) -> Stage:
        """The stage afterwards."""
        return self.to or stage

    def refusals(self, picture: Picture, actor: Actor) -> list[str]:
        """Every reason why this actor can't take the step now; where it is not theirs, or not its time, only that."""
        if actor.role not in self.by:
            whom = "、".join(ROLES[role].name for role in Role if role in self.by)
            return [f"“{self.name}”由{whom}办理"]
        if picture.stage not in self.sources:
            return [f"现在是“{NAMES[picture.stage]}”，不能“{self.name}”"]
        return [reason for guard in self.when if (reason := guard(picture, actor))]


def _step(
    id_: str, name: str, sources: Stage | tuple[Stage, ...], to: Stage | None, *by: Role,
    when: tuple[Guard, ...] = (), basis: str = POLICY,
) -> Step:  # fmt: skip
    given = (sources,) if isinstance(sources, Stage) else sources
    return Step(id=id_, name=name, sources=given, to=to, by=frozenset(by), when=when, basis=basis)


OFFICER, APPROVER, PREPARER, RELEASER = (
    Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER,
)  # fmt: skip
APPLICANTS = (Role.APPLICANT, Role.APPLICANT_OWNER)
S = Stage

TABLE = (
    # 认定、告知、申辩、决定
    _step("find", "登记问题，暂停拨付", S.START, S.NOTICE, OFFICER, APPROVER),
    _step("notify", "事先告知", S.NOTICE, S.DEFENCE, OFFICER, basis=GUIDE),
    _step("serve", "记送达", (S.DEFENCE, *CLAIMED), None, OFFICER, when=(letter_waits_for_service,), basis=GUIDE),
    _step("state", "陈述申辩", S.DEFENCE, None, OFFICER, *APPLICANTS, basis=GUIDE),
    _step("propose", "提出追缴意见", S.DEFENCE, S.DECISION, OFFICER, when=(defence_is_over,)),
    _step("return", "退回重拟", S.DECISION, S.DEFENCE, APPROVER),
    _step("decide", "决定追缴", S.DECISION, S.OWING, APPROVER, when=(is_another_person,)),
    _step("drop", "不予追缴", OPEN, S.DROPPED, APPROVER, when=(is_another_person,)),
    # 缴回
    _step("reduce", "调减应追缴", CLAIMED, None, APPROVER, when=(is_another_person,)),
    _step("cancel", "撤销余下的拨付", CLAIMED, None, APPROVER),
    _step("repay", "记到账", CLAIMED, None, PREPARER, RELEASER),
    _step("remit", "利息上缴国库", CLAIMED, None, PREPARER, RELEASER),
    _step("refund", "提出退还多缴", CLAIMED, None, PREPARER),
    _step("pay-refund", "审定退还多缴", CLAIMED, None, RELEASER),
    # 不缴
    _step("remind", "催告", S.OWING, S.DEMANDED, OFFICER, basis=COERCION,
          when=(something_is_owed, letters_are_served, deadline_has_passed)),
    _step("enforce", "申请法院强制执行", S.DEMANDED, S.COURT, OFFICER, basis=COERCION,
          when=(something_is_owed, letters_are_served, reminder_has_run_out)),
    _step("court", "记法院办理情况", S.COURT, None, OFFICER, basis=COERCION),
    _step("write-off", "提出核销", CLAIMED, None, OFFICER, when=(something_is_owed,)),
    _step("decide-write-off", "审定核销", CLAIMED, None, APPROVER),
    # 旁路
    _step("refer", "移送", (*OPEN, *CLAIMED, S.CLOSED), None, OFFICER),
    _step("report", "列入信用报送", (*CLAIMED, S.CLOSED), None, OFFICER, when=(dishonesty_is_established,)),
    _step("close", "办结", CLAIMED, S.CLOSED, OFFICER, when=(nothing_is_left,)),
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


def options(picture: Picture, actor: Actor) -> tuple[Option, ...]:
    """The steps that this role has from here, open ones and closed ones with their reasons, in the table's order."""
    return tuple(
        Option(step=one, reasons=tuple(one.refusals(picture, actor)))
        for one in TABLE
        if picture.stage in one.sources and actor.role in one.by
    )
