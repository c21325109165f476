"""Answers as pages show them: groups by status, each sorted by amount, with the reason and the way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from duixian.kernel.money import Money
from duixian.policy import Answer, Measure, Step
from duixian.policy.form import fields
from duixian.portal.sheet import Sheet

ASK = "ask"
# What only the office knows is not missing from the applicant: a measure nobody applies for has a group of its own.
BY_OFFICE = "by-office"
GROUPS = (
    ("eligible", "可以申请", "所填条件都符合。金额是测算上限，最终以认定为准。"),
    ("verify", "待核实", "有情况需要区科委核实，核实后才能确定能否申请。"),
    ("incomplete", "还差信息", "再回答几个问题就能测算；金额是条款规定的最高限额。"),
    ("ineligible", "暂不符合", "有条件不满足。每项写明了原因和出路。"),
    (BY_OFFICE, "不用申报", "由主管部门办理，不接受网上申报。"),
)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One measure's answer with the links that continue from it."""

    answer: Answer
    amount: Money | None
    missing: tuple[str, ...]
    reasons: tuple[Step, ...]
    ask_link: str
    result_link: str

    @property
    def measure(self) -> Measure:
        return self.answer.measure

    @property
    def group(self) -> str:
        """The group that it stands in."""
        asked = self.measure.public or self.answer.status != "incomplete"
        return self.answer.status if asked else BY_OFFICE


@dataclass(frozen=True, kw_only=True)
class Group:
    """The measures of one group, the largest amount first."""

    status: str
    title: str
    note: str
    findings: tuple[Finding, ...]


def finding(sheet: Sheet, answer: Answer, asked: Sequence[str] = ()) -> Finding:
    """One answer with its reasons and its links."""
    measure = answer.measure
    decisive = "verify" if answer.status == "verify" else "fail"
    waiting = answer.status in {"incomplete", "ineligible"}
    return Finding(
        answer=answer,
        amount=measure.cap if waiting else answer.payable,
        missing=missing_names(sheet, answer),
        reasons=tuple(step for step in answer.steps if step.outcome == decisive),
        ask_link=_ask_link(sheet, answer, asked),
        result_link=f"{reverse('result', args=[measure.id])}?{sheet.query}",
    )


def _ask_link(sheet: Sheet, answer: Answer, asked: Sequence[str]) -> str:
    """The profile with this measure's further questions, at the first of what is missing."""
    measure = answer.measure
    ask = dict.fromkeys([*asked, measure.id])
    query = urlencode([*sheet.given, *((ASK, one) for one in ask)])
    later = [fact.id for fact in measure.facts if not fact.first and fact.id in answer.missing]
    first = [fact.id for fact in measure.facts if fact.first and fact.id in answer.missing]
    own = f"more-{measure.id}" if later else f"q-{measure.id}-{first[0]}" if first else ""
    return f"{reverse('calculator')}?{query}#{own or 'part-applicant'}"


def groups(sheet: Sheet, answers: Sequence[Answer], asked: Sequence[str] = ()) -> tuple[Group, ...]:
    """All the answers in their groups; a measure without a cap of its own comes last in its group."""
    found = [finding(sheet, answer, asked) for answer in answers]
    return tuple(
        Group(status=status, title=title, note=note, findings=_sorted(found, status))
        for status, title, note in GROUPS
    )


def missing_names(sheet: Sheet, answer: Answer) -> tuple[str, ...]:
    """What is missing, in the policy's words."""
    asked = fields(sheet.policy, answer.measure)
    return tuple(fact.name for fact in asked if fact.id in answer.missing)


def _sorted(found: list[Finding], status: str) -> tuple[Finding, ...]:
    mine = [one for one in found if one.group == status]
    return tuple(sorted(mine, key=lambda one: -(one.amount.fen if one.amount else 0)))
