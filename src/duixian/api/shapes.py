"""What the API's answers look like: a policy, a measure, a fact, an answer of the contract."""

from datetime import date
from typing import Any

from ninja import Field, Schema

from duixian.policy import Fact, Measure, Parameter, Policy


class Choice(Schema):
    """One value of a closed list."""

    id: str
    name: str


class FactShape(Schema):
    """One thing asked of an applicant."""

    id: str
    name: str
    kind: str = Field(description="money · number · rate · date · yesno · choice · text · records")
    unit: str
    question: str
    help: str
    evidence: list[str]
    choices: list[Choice]


class ReadingShape(Schema):
    """One reading (口径) of what the text leaves open."""

    id: str
    name: str
    clauses: list[str]
    question: str
    default: str
    alternatives: list[str]


class MeasureBrief(Schema):
    """One measure in a list."""

    id: str
    name: str
    clause: str
    support: str
    who: str
    cap: str | None = Field(description="最高限额，元；条款没有写明的为 null")
    cap_text: str
    rate: str
    public: bool


class MeasureWhole(MeasureBrief):
    """Everything about one measure."""

    plain: str
    quote: str
    formula: str
    instalments: int
    once: bool
    overlap: str
    period: str
    facts: list[FactShape]
    judgements: list[str]
    evidence: list[str]
    readings: list[ReadingShape]


class PolicyBrief(Schema):
    """One policy in a list."""

    id: str
    title: str
    number: str
    version: str = Field(description="规则全部文件的散列值；文件一变就变")
    valid_from: date
    valid_to: date


class ParagraphShape(Schema):
    """One paragraph of the official text."""

    clause: str
    text: str
    plain: str


class PolicyWhole(PolicyBrief):
    """Everything about one policy."""

    paragraphs: list[ParagraphShape]
    applicant: list[FactShape]
    measures: list[MeasureBrief]
    readings: list[ReadingShape]


class Instalment(Schema):
    """One year's part of what is payable."""

    year: int
    amount: str


class Answer(Schema):
    """Out of the contract."""

    id: str | None
    measure: str
    clause: str
    status: str = Field(description="eligible · verify · incomplete · ineligible")
    ceiling: str | None = Field(description="测算上限，元")
    payable: str | None = Field(description="从高不重复后的上限，元")
    instalments: list[Instalment]
    missing: list[str]
    steps: list[str]


class Refusal(Schema):
    """A claim that could not be read."""

    id: str | None
    error: str


class Problem(Schema):
    """A request that could not be answered."""

    error: str


EXAMPLE: dict[str, Any] = {
    "id": "c1",
    "on": "2026-03-02",
    "measure": "compute",
    "applicant": {
        "kind": "enterprise",
        "registered_on": "2025-03-01",
        "arrived_on": "2025-03-01",
        "field": "ai",
        "breaches": [],
    },
    "facts": {"compute_cost": "20000000.00"},
    "other_support": [{"from": "city", "amount": "100000.00"}],
}

_CLAIM = {"type": "object", "description": "申报对象，见 /api/v1/policies/{policy_id}/schema"}
ASSESS_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"oneOf": [_CLAIM, {"type": "array", "items": _CLAIM, "maxItems": 1000}]},
                "example": EXAMPLE,
            }
        },
    }
}


def brief(one: Policy) -> dict[str, Any]:
    """A policy in a list."""
    names = ("id", "title", "number", "version", "valid_from", "valid_to")
    return {name: getattr(one, name) for name in names}


def whole(one: Policy) -> dict[str, Any]:
    """A policy with its text, measures and readings."""
    return {
        **brief(one),
        "paragraphs": [
            {"clause": part.clause, "text": part.text, "plain": part.plain}
            for part in one.paragraphs
        ],
        "applicant": [fact(part) for part in one.applicant],
        "measures": [_measure_brief(part) for part in one.measures],
        "readings": [_reading(part) for part in one.parameters],
    }


def measure(one: Measure) -> dict[str, Any]:
    """A measure with its questions and evidence."""
    names = ("plain", "quote", "formula", "instalments", "once", "overlap", "period")
    return {
        **_measure_brief(one),
        **{name: getattr(one, name) for name in names},
        "facts": [fact(part) for part in one.facts],
        "judgements": list(one.judgements),
        "evidence": list(one.evidence),
        "readings": [_reading(part) for part in one.parameters],
    }


def fact(one: Fact) -> dict[str, Any]:
    """A fact with its question."""
    names = ("id", "name", "kind", "unit", "question", "help")
    return {
        **{name: getattr(one, name) for name in names},
        "evidence": list(one.evidence),
        "choices": [{"id": part.id, "name": part.name} for part in one.choices],
    }


def _measure_brief(one: Measure) -> dict[str, Any]:
    names = ("id", "name", "clause", "support", "who", "cap_text", "public")
    return {
        **{name: getattr(one, name) for name in names},
        "cap": one.cap.contract() if one.cap else None,
        "rate": one.rate_text,
    }


def _reading(one: Parameter) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "clauses": list(one.clauses),
        "question": one.question,
        "default": one.default_text,
        "alternatives": list(one.alternatives),
    }
