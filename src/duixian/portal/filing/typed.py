"""Answers both ways: a draft's values as they would be typed into the questions, and what was sent as a draft keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from duixian.policy import Fact
from duixian.portal.forms import NONE, ROWS, SOME, asked_parts
from duixian.web.fields import NO, OF, YES


def shown(facts: Sequence[Fact], answers: Mapping[str, Any]) -> QueryDict:
    """What is kept, as it would be typed."""
    found = QueryDict(mutable=True)
    for fact in facts:
        value = answers.get(fact.id)
        if fact.kind == "records":
            found.update(_records(fact, value))
        elif value is not None:
            found[fact.id] = _one(fact, value, answers)
    return found


def _one(fact: Fact, value: Any, answers: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if fact.choices_by and fact.needed and OF not in str(value):
        return f"{_owner(fact, value, str(answers.get(fact.needed[0], '')))}{OF}{value}"
    return str(value)


def _owner(fact: Fact, level: Any, chosen: str) -> str:
    """What the level belongs to: what was chosen, or else whatever has such a level."""
    owners = [id_ for id_, scale in fact.choices_by.items() if level in {one.id for one in scale}]
    return chosen if chosen in owners or not owners else owners[0]


def _records(fact: Fact, value: Any) -> dict[str, str]:
    if not isinstance(value, list):
        return {}
    found = {fact.id: SOME if value else NONE}
    for row, record in zip(ROWS, value, strict=False):
        for part in asked_parts(fact):
            given = record.get(part.id) if isinstance(record, Mapping) else ""
            ticked = part.kind == "yesno" and given in {True, "on"}
            text = "on" if ticked else "" if part.kind == "yesno" or given is None else str(given)
            found[f"{fact.id}-{row}-{part.id}"] = text
    return found


def sent(facts: Sequence[Fact], data: QueryDict) -> dict[str, Any]:
    """What was sent, by fact, for the draft to read; only what the page asked, so that nothing else is cleared."""
    asked = set(data.getlist("asked"))
    return {fact.id: _sent(fact, data) for fact in facts if fact.id in asked}


def _sent(fact: Fact, data: QueryDict) -> Any:
    if fact.kind != "records":
        return data.get(fact.id, "")
    kind = data.get(fact.id, "")
    if kind == NONE:
        return []
    rows = [
        {part.id: data.get(f"{fact.id}-{row}-{part.id}", "") for part in asked_parts(fact)}
        for row in ROWS
    ]
    return ([row for row in rows if any(row.values())] or [{}]) if kind == SOME else None
