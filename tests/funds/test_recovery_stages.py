"""The table of recovery: who, from where, under which conditions; every stage is reached and every recovery can end."""

from dataclasses import replace
from datetime import date
from types import FunctionType
from typing import Any
from uuid import uuid4

import pytest

from duixian.audit.actor import Actor
from duixian.funds import recovery_stages as table
from duixian.funds.models import Recovery
from duixian.funds.recovery_stages import CLAIMED, ENDED, OPEN, Picture, Stage, Step
from duixian.parties.roles import Role

TODAY = date(2026, 6, 30)
EARLIER, LATER = date(2026, 6, 29), date(2026, 7, 1)
# A picture in which every guard is content.
GOOD = Picture(
    stage=Stage.OWING, today=TODAY, fraud=True, stated=True, defence_until=EARLIER, due_on=EARLIER,
    reminded_until=EARLIER, owed=100,
)  # fmt: skip


def actor(role: Role) -> Actor:
    return Actor(person=uuid4(), name="某人", role=role)


def content(one: Step) -> Picture:
    """A picture that the step's guards accept."""
    good = replace(GOOD, unserved=one.id == "serve")
    return replace(good, owed=0) if one.id == "close" else good


def test_the_stages_are_those_that_are_stored() -> None:
    assert {one.value: name for one, name in table.NAMES.items() if one} == dict(
        Recovery.Stage.choices
    )


def test_every_stage_is_reached_and_from_every_stage_there_is_an_end() -> None:
    reached, before = {Stage.START}, set[Stage]()
    while reached != before:
        before = set(reached)
        reached |= {one.lands(at) for one in table.TABLE for at in one.sources if at in before}
    assert reached == set(Stage)
    ending: set[Stage] = set(ENDED)
    for _ in Stage:
        ending |= {at for one in table.TABLE for at in one.sources if one.lands(at) in ending}
    assert ending == set(Stage)


def test_what_has_ended_takes_no_step_that_moves_it() -> None:
    assert not [one for one in table.TABLE if set(one.sources) & set(ENDED) and one.to]


@pytest.mark.parametrize("one", table.TABLE, ids=lambda one: one.id)
def test_only_the_named_roles_and_only_from_the_named_stages(one: Step) -> None:
    for role in Role:
        for stage in Stage:
            refused = one.refusals(replace(content(one), stage=stage), actor(role))
            assert bool(refused) != (role in one.by and stage in one.sources), (role, stage)


def named(guard: table.Guard) -> str:
    assert isinstance(guard, FunctionType)
    return guard.__name__


GUARDS: list[table.Guard] = list(dict.fromkeys(guard for one in table.TABLE for guard in one.when))

REFUSED: dict[str, Picture] = {
    "is_another_person": GOOD,
    "letter_waits_for_service": GOOD,
    "letters_are_served": replace(GOOD, unserved=True),
    "defence_is_over": replace(GOOD, stated=False, defence_until=TODAY),
    "something_is_owed": replace(GOOD, owed=0),
    "deadline_has_passed": replace(GOOD, due_on=TODAY),
    "reminder_has_run_out": replace(GOOD, reminded_until=TODAY),
    "nothing_is_left": GOOD,
    "dishonesty_is_established": replace(GOOD, fraud=False),
}


@pytest.mark.parametrize("guard", GUARDS, ids=named)
def test_every_guard_can_refuse_with_a_reason_and_says_its_condition(guard: table.Guard) -> None:
    who = actor(Role.APPROVER)
    assert who.person is not None
    picture = replace(REFUSED[named(guard)], hands=frozenset({who.person}))
    assert guard(picture, who)
    assert guard.__doc__


@pytest.mark.parametrize(
    ("guard", "picture"),
    [
        (table.defence_is_over, replace(GOOD, defence_until=None)),
        (table.deadline_has_passed, replace(GOOD, due_on=None)),
        (table.reminder_has_run_out, replace(GOOD, reminded_until=None)),
    ],
)
def test_no_period_runs_before_its_letter_was_served(guard: table.Guard, picture: Picture) -> None:
    assert "送达" in (guard(picture, actor(Role.OFFICER)) or "")


def test_a_statement_ends_the_waiting_and_so_does_the_day_after_the_deadline() -> None:
    waiting = replace(GOOD, stated=False, defence_until=TODAY)
    who = actor(Role.OFFICER)
    assert table.defence_is_over(waiting, who)
    assert table.defence_is_over(replace(waiting, stated=True), who) is None
    assert table.defence_is_over(replace(waiting, today=LATER), who) is None


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ({"owed": 1}, "应追缴还有0.01元"),
        ({"over": 250}, "多缴待退还有2.50元"),
        ({"interest": 99}, "利息还有0.99元"),
        ({"waiting": 2}, "2件"),
    ],
)
def test_nothing_is_closed_while_a_fen_is_left(left: dict[str, Any], words: str) -> None:
    nothing: dict[str, Any] = {"owed": 0}
    picture = replace(GOOD, **(nothing | left))
    reasons = table.STEPS["close"].refusals(picture, actor(Role.OFFICER))
    assert len(reasons) == 1
    assert words in reasons[0]


def test_options_show_the_closed_buttons_with_their_reasons() -> None:
    offered = table.options(replace(GOOD, owed=0), actor(Role.OFFICER))
    assert {one.step.id: one.open for one in offered} == {
        "serve": False, "remind": False, "write-off": False, "refer": True, "report": True, "close": True,
    }  # fmt: skip
    assert set(OPEN) & set(CLAIMED) == set()
