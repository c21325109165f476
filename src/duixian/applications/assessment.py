"""What the rules and the lists say of a draft, on a day: the answer, what is missing, what to look at; each with its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian import policy
from duixian.applications import answers, subjects, support, warnings
from duixian.applications.fields import OTHER_SUPPORT, SUBJECT
from duixian.applications.folder import Folder
from duixian.applications.warnings import Note
from duixian.kernel.clock import SHANGHAI
from duixian.policy import Answer, BadClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A draft on a day. `faults` are by field; notes lead to theirs."""

    on: date
    answer: Answer
    faults: dict[str, str]
    missing: tuple[Note, ...]
    lacking: tuple[Note, ...]
    strange: tuple[Note, ...]
    warnings: tuple[Note, ...]

    @property
    def complete(self) -> bool:
        """Nothing is left that the form itself asks for."""
        return not (self.faults or self.missing or self.lacking or self.strange)


def judge(folder: Folder, now: datetime) -> Assessment:
    """Assess a draft as if it were submitted now; the day is Shanghai's."""
    on = now.astimezone(SHANGHAI).date()
    understood = answers.understood(folder.facts, folder.application.answers)
    rows, support_faults = support.read(folder.policy, folder.application.other_support)
    faults = dict(understood.faults)
    answer = _answer(folder, on, understood.values, support.claimed(rows), faults)
    faults |= {f"{OTHER_SUPPORT}.{where}": reason for where, reason in support_faults.items()}
    return Assessment(
        on=on, answer=answer, faults=faults, missing=_missing(folder, answer, faults), lacking=_lacking(folder),
        strange=_strange(folder), warnings=warnings.of(folder, answer, rows, understood.values),
    )  # fmt: skip


def claim(
    folder: Folder, on: date, values: Mapping[str, Any], received: list[dict[str, str]]
) -> dict[str, Any]:
    """The draft as a claim of the contract: what counts against its limit is added to what was declared."""
    asked = {fact.id for fact in folder.policy.applicant}
    had = folder.before
    if had is not None and had.fact.id in values:
        values = {**values, had.fact.id: had.counted(values[had.fact.id])}
    return {
        **folder.terms.claim,
        "on": on.isoformat(),
        "applicant": {id_: value for id_, value in values.items() if id_ in asked},
        "facts": {id_: value for id_, value in values.items() if id_ not in asked},
        "other_support": received,
    }


def _answer(
    folder: Folder, on: date, values: dict[str, Any], received: list[dict[str, str]], faults: dict[str, str]
) -> Answer:  # fmt: skip
    """What the rules say; a value that they can't read after all becomes a fault of its field."""
    while True:
        try:
            return policy.assess(
                policy.read_claim(claim(folder, on, values, received), policy.library())
            )
        except BadClaim as bad:
            field = (bad.field or "").partition(".")[0]
            if field not in values:
                raise
            faults[field] = bad.message
            del values[field]


def _missing(folder: Folder, answer: Answer, faults: Mapping[str, str]) -> tuple[Note, ...]:
    found = [
        Note(field=id_, text=fact.name)
        for id_, fact in folder.facts.items()
        if id_ in answer.missing and id_ not in faults
    ]
    label = subjects.label(folder.measure)
    if label and not folder.application.subject_key:
        found.insert(0, Note(field=SUBJECT, text=label))
    return tuple(found)


def _lacking(folder: Folder) -> tuple[Note, ...]:
    there = {one.item for one in folder.evidence}
    return tuple(
        Note(field=f"evidence-{item['id']}", text=item["name"])
        for item in folder.terms.materials
        if item["required"] and item["id"] not in there
    )


def _strange(folder: Folder) -> tuple[Note, ...]:
    listed = {item["id"] for item in folder.terms.materials}
    return tuple(
        Note(field=f"evidence-{one.item}", text=one.file.name)
        for one in folder.evidence
        if one.item not in listed
    )
