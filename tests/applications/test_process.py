"""The process table: every state is reached and can end, every guard is used, only the named role may; the page says it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import pytest

from duixian import policy
from duixian.applications import guards, process, states
from duixian.applications.guards import after, deciding, examining, filing, reviewing
from duixian.applications.picture import (
    REFUSE,
    Answered,
    Case,
    Examined,
    Noticed,
    Proposed,
    Reviewed,
)
from duixian.applications.process import STEPS, TABLE
from duixian.applications.process_page import page
from duixian.applications.states import NAMES, START, STATES
from duixian.applications.steps import Guard, Step
from duixian.audit.actor import Actor
from duixian.parties.roles import Role

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
BEFORE, AFTER = NOON - timedelta(days=1), NOON + timedelta(days=1)
GOOD = Case(state=START, now=NOON, opens_at=BEFORE, closes_at=AFTER, on_behalf=True)
ME = UUID(int=1)
PARTS = {
    "examined": Examined, "reviewed": Reviewed, "proposed": Proposed, "noticed": Noticed, "answered": Answered,
}  # fmt: skip
# What a guard that asks for something needs; every other one is content with a case in which nothing has happened.
NEEDS: dict[Guard, dict[str, Any]] = {
    filing.was_submitted: {"numbered": True},
    examining.something_fails: {"examined": {"failing": ("合同",)}},
    examining.correction_is_overdue: {"examined": {"due": BEFORE}},
    reviewing.led_by_the_group: {"public": False},
    reviewing.overlap_is_resolved: {"hands": {"settle-overlap": frozenset()}},
    reviewing.a_hit_waits: {"reviewed": {"hits": 1}},
    reviewing.panel_is_wanted: {"reviewed": {"panel_wanted": True}},
    reviewing.panel_is_odd: {"reviewed": {"seats": 3}},
    deciding.refusal_is_proposed: {"proposed": {"outcome": REFUSE}},
    deciding.another_is_wanted: {"proposed": {"wanted": 2}},
    deciding.countersignature_is_wanted: {"proposed": {"countersigned": ("区发改委",)}},
    deciding.notice_is_over: {"noticed": {"over": BEFORE}},
    deciding.objection_is_justified: {"noticed": {"upheld": True}},
    after.review_is_in_time: {"answered": {"review_until": AFTER}},
    after.opinion_is_given: {"answered": {"opinion": True}},
    after.is_a_project: {"project": True},
    after.acceptance_may_pass: {"answered": {"acceptance": "pass"}},
    after.acceptance_may_fail: {"answered": {"acceptance": "fail"}},
    after.is_suspended: {"answered": {"suspended": True}},
    after.a_complaint_waits: {"answered": {"complaint": True}},
}


def actor(role: Role) -> Actor:
    return Actor(person=ME, name="方小明", role=role, organisation=uuid4())


def changed(case: Case, changes: dict[str, Any]) -> Case:
    """The case with changes; those of a part are a mapping of their own."""
    made = {
        name: replace(getattr(case, name), **value) if name in PARTS else value
        for name, value in changes.items()
    }
    return replace(case, **made)


def good(step: Step, state: str) -> Case:
    """A case in which nothing stands in the way of the step."""
    case = replace(GOOD, state=state)
    for guard in step.when:
        case = changed(case, NEEDS.get(guard, {}))
    return case


def written(module: ModuleType) -> list[Guard]:
    """The guards of a module."""
    own = (value for name, value in vars(module).items() if name[0] != "_")
    return [
        one for one in own if callable(one) and getattr(one, "__module__", "") == module.__name__
    ]


GUARDS = [guard for name in guards.__all__ for guard in written(getattr(guards, name))]


def test_every_state_is_reached_and_leads_to_an_end() -> None:
    reached = {START}
    while following := {one.to for one in TABLE if one.to and set(one.sources) & reached} - reached:
        reached |= following
    assert reached == set(NAMES)
    ending = {state.id for state in STATES if state.ends}
    while (
        before := {source for one in TABLE if one.to in ending for source in one.sources} - ending
    ):
        ending |= before
    assert ending == set(NAMES)


def test_nothing_leads_away_from_an_end() -> None:
    assert [one.id for one in TABLE if one.to and set(one.sources) & set(states.ENDED)] == []


def test_whose_turn_it_is_has_a_move() -> None:
    for state in STATES:
        moving = {role for one in TABLE if state.id in one.sources for role in one.by}
        assert state.turn <= moving, state.id
        assert bool(state.turn) or state.ends or state.id == states.ANSWERED


def test_every_role_that_handles_cases_has_work() -> None:
    """The leading group's record opens a case through an officer; finance works on payments; audit and admin on none."""
    without = {Role.LEADING_GROUP, Role.PREPARER, Role.RELEASER, Role.AUDITOR, Role.ADMIN}
    assert {role for one in TABLE for role in one.by} == set(Role) - without


def test_every_guard_is_used_and_says_in_chinese_what_it_wants() -> None:
    assert {guard for one in TABLE for guard in one.when} == set(GUARDS)
    assert [one.__name__ for one in GUARDS if not (one.__doc__ or "").strip()] == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", TABLE, ids=lambda one: one.id)
def test_only_the_named_roles_take_a_step(step: Step, role: Role) -> None:
    for state in step.sources:
        reasons = step.refusals(good(step, state), actor(role))
        assert (reasons == []) == (role in step.by), reasons
        if role not in step.by:
            assert "办理" in reasons[0]


@pytest.mark.parametrize("step", TABLE, ids=lambda one: one.id)
def test_a_step_is_taken_only_from_its_own_states(step: Step) -> None:
    role = min(step.by)
    for state in NAMES:
        reasons = step.refusals(good(step, state), actor(role))
        assert (reasons == []) == (state in step.sources)
        offered = {one.step.id for one in process.options(good(step, state), actor(role))}
        assert (step.id in offered) == (state in step.sources)


def test_an_officer_never_submits_and_an_applicant_never_hands_over() -> None:
    assert STEPS["submit"].by == states.APPLICANTS
    assert not STEPS["hand"].by & states.APPLICANTS


# For each guard, what makes it refuse, and a word of its reason.
SPOILT: list[tuple[Guard, dict[str, Any], str]] = [
    (filing.round_is_open, {"published": False}, "尚未发布"),
    (filing.round_is_open, {"opens_at": NOON + timedelta(microseconds=1)}, "尚未开始"),
    (
        filing.round_is_open,
        {"closes_at": NOON - timedelta(microseconds=1)},
        "2026年3月2日11:59:59截止",
    ),
    (filing.rules_are_the_rounds, {"pinned": False}, "规则版本"),
    (filing.applicants_file_it, {"public": False}, "会议纪要"),
    (filing.applicant_is_here, {"organisation": "closed"}, "已停用"),
    (filing.applicant_is_here, {"organisation": "refused"}, "未通过"),
    (filing.applicant_is_verified, {"organisation": "pending"}, "核验"),
    (filing.nothing_like_it, {"rival": "PT2026-ZN-000001"}, "PT2026-ZN-000001"),
    (filing.staff_only_on_behalf, {"on_behalf": False}, "自行填写"),
    (filing.was_entered_by_staff, {"on_behalf": False}, "自行填写"),
    (filing.never_submitted, {"numbered": True}, "撤回申报"),
    (filing.was_submitted, {"numbered": False}, "放弃草稿"),
    (filing.answers_are_understood, {"invalid": ("算力费用",)}, "算力费用"),
    (filing.answers_are_complete, {"missing": ("算力费用",)}, "算力费用"),
    (filing.support_is_declared, {"support_declared": False}, "其他财政支持"),
    (filing.evidence_is_complete, {"lacking": ("合同",)}, "合同"),
    (filing.evidence_is_listed, {"strange": ("旧.pdf",)}, "旧.pdf"),
    (filing.invoices_suffice, {"overdrawn": ("发票1",)}, "发票1"),
    (examining.checklist_is_done, {"examined": {"unmarked": ("合同",)}}, "合同"),
    (examining.nothing_fails, {"examined": {"failing": ("合同",)}}, "合同"),
    (examining.nothing_fails, {"examined": {"remarks": 2}}, "2条意见"),
    (examining.something_fails, {"examined": {"failing": ()}}, "不用补正"),
    (examining.never_corrected, {"examined": {"noticed": True}}, "一次告知"),
    (examining.remarks_are_answered, {"examined": {"unanswered": ("合同",)}}, "合同"),
    (examining.correction_is_in_time, {"examined": {"due": BEFORE}}, "3月1日"),
    (examining.correction_is_overdue, {"examined": {"due": AFTER}}, "3月3日"),
    (reviewing.led_by_the_group, {"public": True}, "自行申报"),
    (reviewing.credit_is_clear, {"reviewed": {"credit": "还没有做信用核查"}}, "信用核查"),
    (reviewing.a_hit_waits, {"reviewed": {"hits": 0}}, "没有待核实"),
    (reviewing.overlap_is_resolved, {"hands": {}}, "没有核对"),
    (reviewing.overlap_is_resolved, {"reviewed": {"overlaps": ("算力券",)}}, "算力券"),
    (reviewing.amounts_are_recognised, {"reviewed": {"unrecognised": ("第1行",)}}, "第1行"),
    (reviewing.rules_give_a_ceiling, {"reviewed": {"ceiling": False}}, "不予资助"),
    (reviewing.panel_is_wanted, {"reviewed": {"panel_wanted": False}}, "没有安排"),
    (reviewing.panel_is_wanted, {"reviewed": {"panel_closed": True}}, "已经结束"),
    (reviewing.panel_is_over, {"reviewed": {"panel_wanted": True}}, "还没有评审"),
    (reviewing.panel_is_odd, {"reviewed": {"seats": 1}}, "1位"),
    (reviewing.panel_is_odd, {"reviewed": {"seats": 4}}, "单数"),
    (reviewing.everybody_declared, {"reviewed": {"undeclared": ("甲",)}}, "甲"),
    (reviewing.everybody_scored, {"reviewed": {"unscored": ("乙",)}}, "乙"),
    (deciding.never_handled_it, {"hands": {"recommend": frozenset({ME})}}, "经办过"),
    (deciding.has_no_interest, {"interested": frozenset({ME})}, "回避"),
    (deciding.grant_is_proposed, {"proposed": {"outcome": REFUSE}}, "不予资助"),
    (deciding.refusal_is_proposed, {"proposed": {"outcome": "grant"}}, "资助"),
    (deciding.not_approved_by_them, {"proposed": {"approvers": frozenset({ME})}}, "另一位"),
    (deciding.another_is_wanted, {"proposed": {"wanted": 1}}, "一人即可"),
    (deciding.enough_approve, {"proposed": {"wanted": 2}}, "还差1人"),
    (
        deciding.countersignatures_are_there,
        {"proposed": {"countersigned": ("区发改委",)}},
        "区发改委",
    ),
    (deciding.countersignature_is_wanted, {"proposed": {"countersigned": ()}}, "已经齐全"),
    (deciding.stands_in_a_notice, {"noticed": {"listed": False}}, "公示名单"),
    (deciding.notice_is_over, {"noticed": {"over": None}}, "还没有公示"),
    (deciding.notice_is_over, {"noticed": {"over": AFTER}}, "还没有期满"),
    (deciding.objections_are_handled, {"noticed": {"objections": 1}}, "1件异议"),
    (deciding.objection_is_justified, {"noticed": {"upheld": False}}, "没有成立"),
    (deciding.objection_is_not_justified, {"noticed": {"upheld": True}}, "重新审核"),
    (after.letter_is_issued, {"answered": {"lettered": False}}, "没有印发"),
    (after.review_is_in_time, {"answered": {"review_until": None}}, "没有送达"),
    (after.review_is_in_time, {"answered": {"review_until": BEFORE}}, "届满"),
    (after.never_reviewed, {"answered": {"reviewed": True}}, "一次"),
    (after.another_officer_reviews, {"hands": {"propose": frozenset({ME})}}, "另一位"),
    (after.opinion_is_given, {"answered": {"opinion": False}}, "没有复核意见"),
    (after.nothing_was_paid, {"answered": {"paid": True}}, "已经拨付"),
    (after.nothing_is_at_the_bank, {"answered": {"at_bank": True}}, "正在支付"),
    (after.was_granted, {"answered": {"outcome": REFUSE}}, "不予资助"),
    (after.is_a_project, {"project": False}, "不用验收"),
    (after.not_accepted_yet, {"answered": {"accepted": True}}, "已经通过"),
    (after.acceptance_may_pass, {"answered": {"acceptance": ""}}, "通过"),
    (after.acceptance_may_fail, {"answered": {"acceptance": "pass"}}, "不通过"),
    (after.is_suspended, {"answered": {"suspended": False}}, "没有暂停"),
    (after.is_not_suspended, {"answered": {"suspended": True}}, "已经暂停"),
    (after.nothing_is_due, {"answered": {"unpaid": 2}}, "2期"),
    (after.nothing_is_due, {"project": True}, "没有验收"),
    (after.nothing_is_due, {"answered": {"review_until": AFTER}}, "期满后"),
    (after.not_rated_yet, {"answered": {"rated": True}}, "已经评价"),
    (after.a_complaint_waits, {"answered": {"complaint": False}}, "没有待回应"),
]


@pytest.mark.parametrize(("guard", "changes", "word"), SPOILT)
def test_a_guard_refuses_with_its_reason(guard: Guard, changes: dict[str, Any], word: str) -> None:
    officer = actor(Role.OFFICER)
    fine = changed(GOOD, NEEDS.get(guard, {}))
    assert guard(fine, officer) is None
    reason = guard(changed(fine, changes), officer)
    assert reason is not None
    assert word in reason


def test_every_guard_is_spoilt_at_least_once() -> None:
    assert {guard for guard, _, _ in SPOILT} == set(GUARDS)


def test_whoever_handled_a_case_decides_nothing_about_it() -> None:
    """Over the whole life of a case, by the natural person: every step but the deciding ones disqualifies."""
    decided = [one for one in TABLE if deciding.never_handled_it in one.when]
    assert {one.id for one in decided} <= deciding.DECIDING <= set(STEPS)
    for handled in set(STEPS) - deciding.DECIDING:
        for one in decided:
            case = replace(good(one, one.sources[0]), hands={handled: frozenset({ME})})
            assert "经办过" in one.refusals(case, actor(min(one.by)))[0]


def test_the_window_includes_both_ends() -> None:
    for moment in (GOOD.opens_at, GOOD.closes_at):
        assert filing.round_is_open(replace(GOOD, now=moment), actor(Role.APPLICANT)) is None


def test_long_lists_are_cut() -> None:
    many = tuple(f"材料{number}" for number in range(1, 9))
    reason = filing.evidence_is_complete(replace(GOOD, lacking=many), actor(Role.APPLICANT))
    assert reason == "还缺8项材料：材料1、材料2、材料3、材料4、材料5等8项"


def test_the_basis_is_found_in_the_policy_and_else_is_the_guide() -> None:
    putuo = policy.library().get("putuo-2024-3")
    assert process.basis(STEPS["submit"], putuo) == "四（二）"
    assert process.basis(STEPS["recall"], putuo) == "申报指南"
    clauses = {one.clause for one in putuo.paragraphs}
    assert {process.basis(one, putuo) for one in TABLE} <= clauses | {"申报指南"}


def test_the_page_says_what_the_table_says() -> None:
    written = (ROOT / "docs" / "reference" / "process.md").read_text(encoding="utf-8")
    assert written == page(policy.library().get("putuo-2024-3")), (
        "docs/reference/process.md is generated: write process_page.page(…) over it"
    )
