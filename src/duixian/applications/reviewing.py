"""审核 by the officer: credit, recognised amounts line by line, visits; and the ceiling on what was recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from duixian import policy
from duixian.applications import answers, assessment
from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.folder import Folder
from duixian.applications.lettering import subject_of
from duixian.applications.models import Overlap, Recognition, Visit
from duixian.applications.states import ANSWERED, APPROVED, CLEARED, DECIDED, REEXAMINING
from duixian.credit import screening
from duixian.credit.screening import Purpose
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.kernel.dates import read_past
from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.kernel.names import read_words
from duixian.kernel.sent import whole
from duixian.parties.access import NotSeen, Refused
from duixian.parties.reading import Reading
from duixian.policy import Answer, Fact
from duixian.policy.tree import Number
from duixian.policy.units import YUAN

PURPOSES = {
    APPROVED: Purpose.NOTICE, CLEARED: Purpose.PAYMENT, DECIDED: Purpose.PAYMENT, ANSWERED: Purpose.PAYMENT,
    REEXAMINING: Purpose.PAYMENT,
}  # fmt: skip
LINE, FACT = "line", "fact"


# --- 核定


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing to recognise: an expense line, or an answer; money must be recognised, the rest may be."""

    id: str
    label: str
    claimed: Any  # the contract's value
    money: bool
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What the rules give on the recognised facts, before and after other support; `payable` in fen, 0 where nothing."""

    answer: Answer
    payable: int


def is_money(fact: Fact) -> bool:
    """Whether the answer is an amount in yuan."""
    return isinstance(fact.type, Number) and fact.type.unit == YUAN


def targets(folder: Folder) -> list[Target]:
    """Every line, and every answer that no lines add up to."""
    fed = {line.fact for line in folder.lines}
    values = answers.understood(folder.facts, folder.application.answers).values
    return [
        *(
            Target(
                id=f"{LINE}-{line.pk}", label=f"第{number}行：{line.content}（{line.counterparty}）",
                claimed=Money(line.amount).contract(), money=True, fact=folder.facts[line.fact],
            )
            for number, line in enumerate(folder.lines, 1)
        ),
        *(
            Target(id=f"{FACT}-{id_}", label=folder.facts[id_].name, claimed=value, money=is_money(folder.facts[id_]),
                   fact=folder.facts[id_])
            for id_, value in values.items()
            if id_ not in fed
        ),
    ]  # fmt: skip


def unrecognised(folder: Folder) -> tuple[str, ...]:
    """The amounts that nobody has recognised yet."""
    done = {one.target for one in folder.rows["recognitions"]}
    return tuple(one.label for one in targets(folder) if one.money and one.id not in done)


def filed_on(folder: Folder) -> date:
    """The day of filing: what the rules count from."""
    moment = folder.application.submitted_at or folder.application.created_at
    return clock.local(moment).date()


def recognised_values(folder: Folder) -> dict[str, Any]:
    """The answers as recognised: claimed ones where nothing was found, lines summed by their fact."""
    values = answers.understood(folder.facts, folder.application.answers).values
    kept = {one.target: one.recognised for one in folder.rows["recognitions"]}
    sums: dict[str, int] = {}
    for line in folder.lines:
        amount = kept.get(f"{LINE}-{line.pk}", Money(line.amount).contract())
        sums[line.fact] = sums.get(line.fact, 0) + Money.yuan(amount).fen
    facts = {id_: kept.get(f"{FACT}-{id_}", value) for id_, value in values.items()}
    return facts | {id_: Money(fen).contract() for id_, fen in sums.items()}


def recognised(folder: Folder) -> Recognised:
    """The engine's ceiling on the recognised facts, and what is left of it beside other support (从高不重复)."""
    apart = {"", Overlap.Settled.APART}
    settled = [one for one in folder.rows["overlaps"] if one.settled not in apart]
    counted = [one for one in settled if one.settled == Overlap.Settled.DIFFERENCE]
    answer = _answer(folder, counted, "difference")
    within = _answer(folder, settled, "stack")
    excluded = any(one.settled == Overlap.Settled.EXCLUDE for one in settled)
    both = [one.payable.fen for one in (answer, within) if one.payable is not None]
    return Recognised(answer=answer, payable=0 if excluded or len(both) < 2 else min(both))


def _answer(folder: Folder, rows: list[Overlap], mode: str) -> Answer:
    received = [
        {"from": one.source, "amount": Money(one.counted).contract()} for one in rows if one.counted
    ]
    claim = assessment.claim(folder, filed_on(folder), recognised_values(folder), received)
    return policy.assess(policy.read_claim({**claim, "overlap": mode}, policy.library()))


def _recognise_faults(taking: Taking) -> Faults:
    known = {one.id: one for one in targets(taking.folder)}
    rows: Mapping[str, Mapping[str, Any]] = taking.data.get("rows") or {}
    found: Faults = [] if rows else [("", "没有填写核定的金额")]
    for id_, row in rows.items():
        if id_ not in known:
            found.append(("", "页面打开以后明细有变化，请刷新后重试"))
            continue
        found += _row_faults(known[id_], row)
    return found


def _row_faults(target: Target, row: Mapping[str, Any]) -> Faults:
    try:
        value = _read(target, row.get("recognised"))
    except (answers.BadAnswer, BadAmount) as bad:
        return [(f"recognised-{target.id}", f"{target.label}：{bad}")]
    if target.money and Money.yuan(value) > Money.yuan(target.claimed):
        return [(f"recognised-{target.id}", f"{target.label}：核定金额不能高于申报金额")]
    if value != target.claimed and not str(row.get("reason", "")).strip():
        return [(f"reason-{target.id}", f"{target.label}：与申报的不一致，请写明理由")]
    return []


def _read(target: Target, given: Any) -> Any:
    if target.money and isinstance(given, str):
        return read_amount(given).contract()
    return answers.read(target.fact, given)


def _recognise(taking: Taking) -> Said:
    known = {one.id: one for one in targets(taking.folder)}
    said = {}
    for id_, row in taking.data["rows"].items():
        target, reason = known[id_], str(row.get("reason", "")).strip()[:500]
        value = _read(target, row.get("recognised"))
        Recognition.objects.update_or_create(
            application=taking.application, target=id_,
            defaults={"label": target.label[:200], "claimed": target.claimed, "recognised": value, "reason": reason,
                      "by": taking.viewer.person, "at": taking.now},
        )  # fmt: skip
        said[id_] = {"claimed": target.claimed, "recognised": value, "reason": reason}
    return Said(payload={"rows": said})


# --- 信用


def _check_credit(taking: Taking) -> Said:
    application, folder = taking.application, taking.folder
    anchored = folder.terms.value("credit_lookback_anchor") != "decision"
    made = screening.screen(
        taking.viewer, subject_of(application), application.applicant, now=taking.now,
        submitted_on=filed_on(folder) if anchored else taking.judgement.on,
        purpose=PURPOSES.get(application.state, Purpose.PROPOSAL),
        serious_only=folder.terms.value("breach_scope") == "serious-only",
    )  # fmt: skip
    return Said(payload={"screening": made.pk, "outcome": made.outcome})


def _hit(taking: Taking) -> UUID:
    try:
        return UUID(str(taking.data.get("hit", "")))
    except ValueError:
        raise NotSeen("hit") from None


def _explain(taking: Taking) -> Said:
    proof = taking.data.get("proof")
    made = screening.explain(
        taking.viewer, _hit(taking), str(taking.data.get("explanation", "")), subject=subject_of(taking.application),
        now=taking.now, proofs=[proof] if isinstance(proof, StoredFile) else (),
    )  # fmt: skip
    return Said(payload={"hit": str(made.finding_id)})


def _count(given: Any) -> int:
    return whole(str(given or "0"), 5) or 0


def _judge_hit(taking: Taking) -> Said:
    data = taking.data
    made = screening.find(
        taking.viewer, _hit(taking), subject=subject_of(taking.application), finding=str(data.get("finding", "")), read=_count(data.get("read")),
        basis=str(data.get("basis", "")), reason=str(data.get("reason", "")), now=taking.now,
    )  # fmt: skip
    return Said(payload={"hit": str(made.pk), "finding": made.state, "reason": made.reason})


# --- 实地核查


def _visit(taking: Taking) -> Said:
    data, reading = taking.data, Reading()
    day = reading.day(
        "on", lambda: read_past(str(data.get("on", "")), "核查日期", taking.judgement.on)
    )
    place = reading.text("place", lambda: read_words(str(data.get("place", "")), "地点", 200))
    people = reading.text(
        "people", lambda: read_words(str(data.get("people", "")), "参加人员", 200)
    )
    finding = reading.text(
        "finding", lambda: read_words(str(data.get("finding", "")), "核查情况", 2000)
    )
    reading.done()
    made = Visit.objects.create(
        application=taking.application, on=day, place=place, people=people, finding=finding, by=taking.viewer.person,
        at=taking.now,
    )  # fmt: skip
    files = [one for one in data.get("photos") or () if isinstance(one, StoredFile)]
    made.files.add(*files)
    return Said(
        payload={"visit": made.pk, "on": day.isoformat(), "finding": finding},
        files=tuple(one.sha256 for one in files),
    )


__all__ = ["EFFECTS", "Recognised", "Refused", "Target", "recognised", "targets", "unrecognised"]
EFFECTS = {
    "check-credit": Effect(write=_check_credit),
    "explain-hit": Effect(write=_explain),
    "judge-hit": Effect(write=_judge_hit),
    "recognise": Effect(faults=_recognise_faults, write=_recognise),
    "visit": Effect(write=_visit),
}
