"""The process table: every state is reached and can end, every guard is used, only the named role may; the page says it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from duixian import policy
from duixian.applications import guards, process
from duixian.applications.picture import Case
from duixian.applications.process import NAMES, START, STATES, STEPS, TABLE, Guard, Step
from duixian.applications.process_page import page
from duixian.audit.actor import Actor
from duixian.parties.roles import Role

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
GOOD = Case(
    state=START, now=NOON, opens_at=NOON - timedelta(days=1), closes_at=NOON + timedelta(days=1),
    on_behalf=True, numbered=False,
)  # fmt: skip


def actor(role: Role) -> Actor:
    return Actor(person=uuid4(), name="方小明", role=role, organisation=uuid4())


def good(step: Step, state: str) -> Case:
    """A case in which nothing stands in the way of the step."""
    return replace(GOOD, state=state, numbered=step.id in {"withdraw", "recall"})


def test_every_state_is_reached_and_leads_to_an_end() -> None:
    reached = {START}
    while following := {one.to for one in TABLE if set(one.sources) & reached} - reached:
        reached |= following
    assert reached == set(NAMES)
    ending = {state.id for state in STATES if state.ends}
    while (
        before := {source for one in TABLE if one.to in ending for source in one.sources} - ending
    ):
        ending |= before
    assert ending == set(NAMES)


def test_nothing_follows_an_end() -> None:
    assert [one.id for one in TABLE for source in one.sources if source in process.ENDED] == []


def test_every_guard_is_used_and_says_in_chinese_what_it_wants() -> None:
    written = {
        name: value
        for name, value in vars(guards).items()
        if callable(value)
        and getattr(value, "__module__", "") == guards.__name__
        and name[0] != "_"
    }
    used = {guard.__name__ for one in TABLE for guard in one.when}
    assert used == set(written)
    assert [name for name, guard in written.items() if not (guard.__doc__ or "").strip()] == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", TABLE, ids=lambda one: one.id)
def test_only_the_named_roles_take_a_step(step: Step, role: Role) -> None:
    for state in step.sources:
        reasons = step.refusals(good(step, state), actor(role))
        assert (reasons == []) == (role in step.by), reasons
        if role not in step.by:
            assert "办理" in reasons[0]


@pytest.mark.parametrize("state", NAMES)
@pytest.mark.parametrize("step", TABLE, ids=lambda one: one.id)
def test_a_step_is_taken_only_from_its_own_states(step: Step, state: str) -> None:
    role = min(step.by)
    reasons = step.refusals(good(step, state), actor(role))
    assert (reasons == []) == (state in step.sources)
    offered = {one.step.id for one in process.options(good(step, state), actor(role))}
    assert (step.id in offered) == (state in step.sources)


def test_an_officer_never_submits_and_an_applicant_never_hands_over() -> None:
    assert STEPS["submit"].by == process.APPLICANTS
    assert not STEPS["hand"].by & process.APPLICANTS


# For each guard, what makes it refuse, and a word of its reason.
SPOILT: list[tuple[Guard, dict[str, Any], str]] = [
    (guards.round_is_open, {"published": False}, "尚未发布"),
    (guards.round_is_open, {"opens_at": NOON + timedelta(microseconds=1)}, "尚未开始"),
    (
        guards.round_is_open,
        {"closes_at": NOON - timedelta(microseconds=1)},
        "2026年3月2日11:59:59截止",
    ),
    (guards.rules_are_the_rounds, {"pinned": False}, "规则版本"),
    (guards.applicants_file_it, {"public": False}, "会议纪要"),
    (guards.applicant_is_here, {"organisation": "closed"}, "已停用"),
    (guards.applicant_is_here, {"organisation": "refused"}, "未通过"),
    (guards.applicant_is_verified, {"organisation": "pending"}, "核验"),
    (guards.nothing_like_it, {"rival": "PT2026-ZN-000001"}, "PT2026-ZN-000001"),
    (guards.staff_only_on_behalf, {"on_behalf": False}, "自行填写"),
    (guards.was_entered_by_staff, {"on_behalf": False}, "自行填写"),
    (guards.never_submitted, {"numbered": True}, "撤回申报"),
    (guards.was_submitted, {"numbered": False}, "放弃草稿"),
    (guards.answers_are_understood, {"invalid": ("算力费用",)}, "算力费用"),
    (guards.answers_are_complete, {"missing": ("算力费用",)}, "算力费用"),
    (guards.support_is_declared, {"support_declared": False}, "其他财政支持"),
    (guards.evidence_is_complete, {"lacking": ("合同",)}, "合同"),
    (guards.evidence_is_listed, {"strange": ("旧.pdf",)}, "旧.pdf"),
    (guards.invoices_suffice, {"overdrawn": ("发票1",)}, "发票1"),
]


@pytest.mark.parametrize(("guard", "changed", "word"), SPOILT)
def test_a_guard_refuses_with_its_reason(guard: Guard, changed: dict[str, Any], word: str) -> None:
    officer = actor(Role.OFFICER)
    fine = replace(GOOD, numbered=guard is guards.was_submitted)
    assert guard(fine, officer) is None
    reason = guard(replace(fine, **changed), officer)
    assert reason is not None
    assert word in reason


def test_every_guard_is_spoilt_at_least_once() -> None:
    assert {guard for guard, _, _ in SPOILT} == {guard for one in TABLE for guard in one.when}


def test_the_window_includes_both_ends() -> None:
    for moment in (GOOD.opens_at, GOOD.closes_at):
        assert guards.round_is_open(replace(GOOD, now=moment), actor(Role.APPLICANT)) is None


def test_long_lists_are_cut() -> None:
    many = tuple(f"材料{number}" for number in range(1, 9))
    reason = guards.evidence_is_complete(replace(GOOD, lacking=many), actor(Role.APPLICANT))
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
