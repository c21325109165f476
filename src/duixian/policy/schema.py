"""The JSON Schema reading: which claims of a policy are well formed, for other programs."""

from typing import Any

from duixian.policy.model import MODES, OVERLAPS, Fact, Measure, Policy
from duixian.policy.tree import DAY, YESNO, Number, OneOf, Records, Type
from duixian.policy.units import YUAN

MONEY = {
    "type": "string",
    "pattern": r"^0*[0-9]{1,13}(\.[0-9]{1,2})?$",
    "description": "元，至多两位小数",
}


def claim_schema(policy: Policy) -> dict[str, Any]:
    """The schema of one claim (contract/assess.md, In) under this policy."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{policy.title}：一件申报",
        "type": "object",
        "required": ["on", "measure", "applicant"],
        "additionalProperties": False,
        "properties": {
            "id": _nullable({"type": "string"}),
            "on": {"type": "string", "format": "date", "description": "提交日"},
            "measure": {"enum": [one.id for one in policy.measures]},
            "policy": _nullable({"const": policy.id}),
            "applicant": _object(policy.applicant),
            "facts": {"type": ["object", "null"]},
            "other_support": _nullable(_support(policy)),
            "overlap": {"enum": [*OVERLAPS, None]},
            "mode": {"enum": [*MODES, None]},
            "parameters": _nullable(_parameters(policy)),
        },
        "allOf": [_facts_of(measure) for measure in policy.measures],
    }


def _facts_of(measure: Measure) -> dict[str, Any]:
    return {
        "if": {"properties": {"measure": {"const": measure.id}}},
        "then": {"properties": {"facts": _nullable(_object(measure.facts))}},
    }


def _object(facts: tuple[Fact, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {fact.id: _nullable(_fact(fact)) for fact in facts},
    }


def _fact(fact: Fact) -> dict[str, Any]:
    # Where a level hangs on another choice, one given for a choice without levels is ignored: any text.
    base = {"type": "string"} if fact.choices_by else of_type(fact.type)
    return {**base, "title": fact.name, **({"description": fact.help} if fact.help else {})}


def of_type(type_: Type) -> dict[str, Any]:
    """The schema of one value."""
    match type_:
        case Number(unit=unit) if unit == YUAN:
            return dict(MONEY)
        case Number(scale=1, most=most):
            return {"type": "integer", "minimum": 0, **({} if most is None else {"maximum": most})}
        case Number(places=places):
            return {"type": "string", "pattern": rf"^[0-9]{{1,15}}(\.[0-9]{{1,{places}}})?$"}
        case OneOf(ids=ids):
            return {"enum": list(ids)}
        case Records(fields=fields):
            row = {
                "type": "object", "additionalProperties": False, "required": [id_ for id_, _, _ in fields],
                "properties": {id_: {**of_type(kind), "title": name} for id_, name, kind in fields},
            }  # fmt: skip
            return {"type": "array", "items": row}
    if type_ == DAY:
        return {"type": "string", "format": "date"}
    return {"type": "boolean"} if type_ == YESNO else {"type": "string", "pattern": r"\S"}


def _support(policy: Policy) -> dict[str, Any]:
    row = {
        "type": "object", "additionalProperties": False, "required": ["from", "amount"],
        "properties": {"from": {"enum": [one.id for one in policy.sources]}, "amount": dict(MONEY)},
    }  # fmt: skip
    return {"type": "array", "items": row}


def _parameters(policy: Policy) -> dict[str, Any]:
    found = {}
    for one in policy.rule_parameters:
        assert one.type is not None
        found[one.id] = _nullable({**of_type(one.type), "title": one.name})
    return {"type": "object", "additionalProperties": False, "properties": found}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
