"""The rounds: last year's, closed; this year's, cloned from it, sent back once, published, amended, open."""

from datetime import date
from typing import Any

from duixian.applications import rounds
from duixian.applications.models import Round, RoundMeasure
from duixian.applications.readings import Reading
from duixian.demo.days import shanghai
from duixian.demo.offices import District
from duixian.parties import organisations
from duixian.parties.access import Viewer

POLICY = "putuo-2024-3"
CLOSED, OPEN = "2025", "2026"
FIRST = ("settle", "rnd", "qualification", "game-licence", "compute", "exhibition")
SECOND = (
    *FIRST, "office-rent", "first-application", "carrier", "organisation", "showcase", "event-host",
    "major-project",
)  # fmt: skip
# What the policy leaves to the round; the rest stays as the policy proposes.
CHOSEN = {"cap_scope": "qualification", "tax_base": "net-of-deductible"}
RUBRIC = [
    {"name": "技术水平", "weight": 40}, {"name": "团队和研发投入", "weight": 30}, {"name": "产业带动", "weight": 30},
]  # fmt: skip
REASON = "区科委主任办公会讨论确定（虚构）"
NOTES = "申报材料以原件扫描为准。演示批次，内容均为虚构。"


def plan(district: District) -> None:
    """Note down both."""
    note = district.diary.note
    note(shanghai(date(2025, 2, 17), 10), lambda: _draft(district))
    note(shanghai(date(2025, 2, 18), 10), lambda: _propose(district, CLOSED))
    note(shanghai(date(2025, 2, 19), 15), lambda: _publish(district, CLOSED))
    note(shanghai(date(2026, 2, 3), 10), lambda: _clone(district))
    note(shanghai(date(2026, 2, 4), 10), lambda: _propose(district, OPEN))
    note(shanghai(date(2026, 2, 5), 15), lambda: _send_back(district))
    note(shanghai(date(2026, 2, 6), 10), lambda: _mend(district))
    note(shanghai(date(2026, 2, 6), 11), lambda: _propose(district, OPEN))
    note(shanghai(date(2026, 2, 9), 15), lambda: _publish(district, OPEN))
    note(shanghai(date(2026, 3, 3), 14), lambda: _amend_materials(district))
    note(shanghai(date(2026, 3, 4), 16), lambda: _approve(district))
    note(shanghai(date(2026, 3, 9), 15), lambda: _amend_deadline(district))


def one_of(district: District, key: str, measure: str) -> RoundMeasure:
    """One measure of a round."""
    return district.rounds[key].measures.select_related("round").get(measure=measure)


def _draft(district: District) -> None:
    made = rounds.draft(
        district.staff["officer1"], policy_id=POLICY, title="2025年度智能软件产业专项申报",
        opens_at=shanghai(date(2025, 3, 3)), closes_at=shanghai(date(2025, 4, 30), 17), measures=FIRST,
    )  # fmt: skip
    district.rounds[CLOSED] = made
    _fill(district, made)


def _clone(district: District) -> None:
    officer = district.staff["officer1"]
    made = rounds.clone(officer, district.rounds[CLOSED].pk)
    made = rounds.edit(
        officer, made.pk, version=made.version, opens_at=shanghai(date(2026, 2, 24)),
        closes_at=shanghai(date(2026, 4, 30), 17),
    )  # fmt: skip
    district.rounds[OPEN] = rounds.choose(
        officer, made.pk, version=made.version, measures=[*SECOND]
    )
    _fill(district, district.rounds[OPEN])


def _fill(district: District, made: Round) -> None:
    officer = district.staff["officer1"]
    for one in made.measures.select_related("round"):
        own = _parameters(rounds.terms(one).own)
        rounds.edit_measure(
            officer, one.pk, version=one.version, parameters=own, **_how(district, made, one)
        )
    contacts = {str(one.pk): one.contact for one in organisations.centres()}
    district.rounds[_key(district, made)] = rounds.edit(
        officer, made.pk, version=rounds.get(officer, made.pk).version, contacts=contacts, notes=NOTES,
    )  # fmt: skip


def _how(district: District, made: Round, one: RoundMeasure) -> dict[str, Any]:
    """Last year's research was decided before the work (研发类); settling firms go before a panel."""
    if one.measure == "rnd":
        return {"mode": "project" if _key(district, made) == CLOSED else "grant"}
    return {"panel": True, "rubric": RUBRIC} if one.measure == "settle" else {}


def _parameters(own: Any) -> dict[str, dict[str, Any]]:
    """Those that this round must choose, chosen."""
    asked: list[Reading] = [one for one in own if one.must_choose]
    return {one.id: {"value": CHOSEN.get(one.id, one.value), "reason": REASON} for one in asked}


def _key(district: District, made: Round) -> str:
    return next(key for key, one in district.rounds.items() if one.pk == made.pk)


def _now(district: District, key: str, viewer: Viewer) -> Round:
    return rounds.get(viewer, district.rounds[key].pk)


def _propose(district: District, key: str) -> None:
    officer = district.staff["officer1"]
    district.rounds[key] = rounds.propose(officer, district.rounds[key].pk)


def _publish(district: District, key: str) -> None:
    approver = district.staff["approver"]
    read = rounds.fingerprint(_now(district, key, approver))
    district.rounds[key] = rounds.publish(approver, district.rounds[key].pk, read=read)


def _send_back(district: District) -> None:
    reason = "请在申报须知中写明纸质材料的递交地点和时间。（虚构）"
    rounds.send_back(district.staff["approver"], district.rounds[OPEN].pk, reason=reason)


def _mend(district: District) -> None:
    officer = district.staff["officer1"]
    there = _now(district, OPEN, officer)
    notes = (
        f"{NOTES}\n不便网上填报的单位，可在工作日9:00至17:00到所在区域的投资促进中心递交纸质材料。"
    )
    rounds.edit(officer, there.pk, version=there.version, notes=notes)


def _amend_materials(district: District) -> None:
    """Who has no certified staff has no social insurance records of them to show."""
    one = one_of(district, OPEN, "qualification")
    materials = [{**each, "required": "CISP" not in each["name"]} for each in one.materials]
    rounds.amend(
        district.staff["officer2"], district.rounds[OPEN].pk,
        reason="持证人员的社保缴纳证明只有CISP资质才需要，改为选交。",
        changes={"qualification": {"materials": materials}},
    )  # fmt: skip


def _approve(district: District) -> None:
    rounds.approve_amendment(district.staff["approver"], district.rounds[OPEN].pk, 1)


def _amend_deadline(district: District) -> None:
    """Waits for the approver today."""
    rounds.amend(
        district.staff["officer2"], district.rounds[OPEN].pk,
        reason="多家单位反映年度审计报告在五月上旬才能出具，拟延长申报时间。（虚构）",
        changes={"": {"closes_at": shanghai(date(2026, 5, 8), 17)}},
    )  # fmt: skip
