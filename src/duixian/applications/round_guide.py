"""申报指南: what a round tells applicants, put together from the round and its policy; pages and paper only lay it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from duixian.applications.models import Amendment, Round, RoundMeasure
from duixian.applications.readings import Reading
from duixian.applications.round_words import Line, lines, moment
from duixian.applications.terms import policy_of, shared_readings, terms
from duixian.kernel.clock import SHANGHAI
from duixian.kernel.dates import chinese
from duixian.parties import organisations
from duixian.policy import Measure, Policy
from duixian.policy.guide import cap_text
from duixian.policy.model import MODES, OVERLAPS

LATE = "以本系统服务器的时间（北京时间）为准，截止时刻当时保存成功的提交有效，晚于截止时刻的不予受理。请不要等到最后一刻。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to ask, by area."""

    centre: str
    area: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One amendment that was published."""

    number: int
    on: str
    reason: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One measure of the round."""

    id: UUID
    measure: Measure
    mode: str
    cap: str
    pays: str
    period: str
    overlap: str
    own_conditions: tuple[str, ...]
    materials: tuple[dict[str, Any], ...]
    readings: tuple[Reading, ...]
    panel: bool
    rubric: tuple[dict[str, Any], ...]
    notes: str

    @property
    def changed(self) -> tuple[Reading, ...]:
        """The readings that this round took otherwise than the policy's default, or chose itself."""
        return tuple(one for one in self.readings if one.differs or one.chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The whole guide."""

    round: Round
    policy: Policy
    opens: str
    closes: str
    parts: tuple[Part, ...]
    common_conditions: tuple[str, ...]
    readings: tuple[Reading, ...]
    contacts: tuple[Contact, ...]
    steps: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def issuer(self) -> str:
        return self.policy.issuers[0] if self.policy.issuers else ""

    @property
    def published(self) -> str:
        at = self.round.published_at
        return chinese(at.astimezone(SHANGHAI).date()) if at else ""


def guide(round_: Round) -> Guide:
    """The guide of a round as it stands now, amendments included."""
    of = policy_of(round_)
    shared = tuple(shared_readings(round_))
    parts = tuple(_part(one) for one in round_.measures.select_related("round"))
    common = {
        one.name: None for part in parts for one in part.measure.conditions if one.clause != part.measure.clause
    }  # fmt: skip
    return Guide(
        round=round_, policy=of, opens=moment(round_.opens_at), closes=moment(round_.closes_at, end=True),
        parts=parts, common_conditions=tuple(common), readings=shared, contacts=tuple(_contacts(round_)),
        steps=tuple(_steps(round_, {one.id: one.value for one in shared}, any(part.panel for part in parts))),
        changes=tuple(_change(one) for one in approved(round_)),
    )  # fmt: skip


def approved(round_: Round) -> list[Amendment]:
    """The published amendments, in their order."""
    found = list(round_.amendments.filter(state=Amendment.State.APPROVED))
    for one in found:
        one.round = round_
    return found


def _part(one: RoundMeasure) -> Part:
    now = terms(one)
    measure = now.measure
    return Part(
        id=one.pk, measure=measure, mode=MODES[one.mode], cap=cap_text(measure), pays=_pays(measure),
        period=_period(one, measure), overlap=OVERLAPS[now.claim["overlap"]],
        own_conditions=tuple(each.name for each in measure.conditions if each.clause == measure.clause),
        materials=tuple(now.materials), readings=tuple(now.own), panel=one.panel, rubric=tuple(one.rubric),
        notes=one.notes,
    )  # fmt: skip


def _pays(measure: Measure) -> str:
    paid = f"分{measure.instalments}年拨付" if measure.instalments > 1 else "一次拨付"
    return f"{paid}，一次性资助" if measure.once else paid


def _period(one: RoundMeasure, measure: Measure) -> str:
    if not (one.expense_from and one.expense_to):
        return measure.period
    first, last = chinese(one.expense_from), chinese(one.expense_to)
    if one.expense_from.year == one.expense_to.year:
        last = last.partition("年")[2]
    return f"{first}至{last}"


def _contacts(round_: Round) -> Iterator[Contact]:
    for centre in organisations.centres():
        if said := round_.contacts.get(str(centre.pk)):
            yield Contact(centre=centre.name, area=centre.area, text=said)


def _change(one: Amendment) -> Change:
    assert one.decided_at is not None
    return Change(
        number=one.number, on=moment(one.decided_at), reason=one.reason, lines=tuple(lines(one))
    )


def _steps(round_: Round, values: dict[str, Any], panel: bool) -> Iterator[str]:
    """What happens after filing; days that the policy's readings do not name are left out."""

    def days(id_: str, text: str) -> str:
        return text.format(values[id_]) if id_ in values else ""

    yield f"在线填报：{moment(round_.opens_at)}至{moment(round_.closes_at, end=True)}登录填报、上传材料、签署信用承诺书并提交，提交后得到申报编号。"
    yield (
        "形式审查：由所在区域的投资促进中心核对材料是否齐全，需要补正的一次告知全部"
        f"{days('correction_days', '，收到后{}个工作日内补正，逾期不补的按撤回办结')}。"
    )
    yield f"受理和推荐：材料齐全的予以受理{days('recommendation_days', '，中心在{}个工作日内提出推荐意见')}。"
    yield f"审核：信用核查、实质审核{'、专家评审' if panel else ''}，需要时委托专项审计（费用不由申报单位承担），形成拟支持名单和金额。"
    yield f"审定和公示：经审定后公示{days('notice_days', '，期限为{}个完整的工作日')}；对公示内容有异议的，可署名书面提出。"
    yield f"决定和答复：由投资促进中心送达书面决定，不予支持的写明理由和救济途径{days('review_days', '；对决定不服的，可在送达之日起{}个工作日内申请复核一次')}。"
    yield f"拨付：确认收款账户后，由财政部门拨付。自受理之日起，承诺{round_.promised_days}个工作日内办结。"
