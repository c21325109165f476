"""Every state × every step × whoever, by the pages' addresses: a step is taken just where the process table lets it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import pytest
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse

from duixian.applications import access, casework
from duixian.applications.models import Application
from duixian.applications.process import STEPS
from duixian.applications.states import STATES
from duixian.applications.steps import Step
from duixian.kernel import clock
from duixian.web.acts.table import ACTS
from duixian.web.boxes import Box
from tests.access import addresses
from tests.access.asking import Door, undone
from tests.access.moves import Moves
from tests.access.stations import LAST, builders, station
from tests.access.world import World
from tests.applications import filing
from tests.counted import counted
from tests.files.sample import a_pdf
from tests.pages.signed import errors

pytestmark = pytest.mark.django_db
MINE = ("clerk_a", "owner_a", "centre_a", "officer", "approver")
OTHERS = (
    "owner_b",
    "centre_b",
    "leading",
    "expert",
    "preparer",
    "releaser",
    "auditor",
    "admin",
    "newcomer",
)
PAPER = a_pdf(pages=4)
# A builder that stops before what the step needs is done, and what that is.
UNREADY = {("cleared", "decide"): "指标还没有下达"}
COMMON = [one for one in addresses.every() if "step" in one.params]


@dataclass(frozen=True, kw_only=True)
class Swept:
    """One station: its state, how often was tried, and what is wrong there."""

    state: str
    count: int
    wrong: list[str]


def typed(box: Box) -> Any:
    """Something that fits a field."""
    if box.options:
        return next((value for value, _ in box.options if value), "")
    if box.style == "file":
        return ContentFile(PAPER, "证明.pdf")
    if box.name.endswith("_on"):
        return clock.today().isoformat()
    return "on" if box.style == "tick" else box.value or "情况属实"


def fields(door: Door, who: str, case: Application, step: str) -> dict[str, Any]:
    """What the step's page asks for, and the case as it was seen."""
    act = ACTS.get(step)
    asked = act.asked(door.world.viewer(who), case) if act and who != "newcomer" else []
    return {"seen": case.turn, **{box.name: typed(box) for box in asked}}


def opened(door: Door, who: str, case: Application) -> set[str]:
    """The steps that this person's page offers now, and that the common page takes."""
    if who == "newcomer":
        return set()
    viewer = door.world.viewer(who)
    if not access.applications(viewer).filter(pk=case.pk).exists():
        return set()
    found = {one.step.id for one in casework.options(viewer, case) if one.open}
    return {step for step in found if step in ACTS and not ACTS[step].page}


def tried(
    door: Door, who: str, case: Application, step: str, *, may: bool, must: bool = False
) -> list[str]:
    """Take a step by each common address, everything undone; what is wrong with it, where it may or even must be."""
    took, found, said = False, [], []
    for address in COMMON:
        with undone():
            moves = Moves()
            path = address.path({"id_": case.pk, "step": step})
            answer = door.send(who, "POST", path, fields(door, who, case, step))
            found += [f"{who} {case.state} {step}: {one}" for one in moves.wrong()]
            steps = [one.step for one in moves.taken]
            took = took or step in steps
            said += errors(answer) if answer.status_code == 200 else [str(answer.status_code)]
    if took and not may:
        found.append(f"{who} took {step} from {case.state}, which the page does not offer")
    if must and not took:
        found.append(f"{who} could not take {step} from {case.state}: {said}")
    return found


def each(of: int, place: str) -> Iterator[tuple[str, str]]:
    """Who tries what; one in so many, always the same ones."""
    for who in (*MINE, *OTHERS):
        for step in (*STEPS, "no-such-step"):
            if not crc32(f"{place} {who} {step}".encode()) % of:
                yield who, step


def swept(door: Door, case: Application, place: str, of: int, *, forced: bool) -> Swept:
    """Everybody at one station; what is set there by force need not go on from there."""
    may = {who: opened(door, who, case) for who in (*MINE, *OTHERS)}
    wanted = () if forced else [(who, step) for who in MINE for step in sorted(may[who])]
    chosen = dict.fromkeys([*wanted, *each(of, place)])
    wrong: list[str] = []
    for who, step in chosen:
        must = step in may[who] and not forced and (place, step) not in UNREADY
        wrong += tried(door, who, case, step, may=step in may[who], must=must)
    return Swept(state=case.state, count=len(chosen), wrong=wrong)


def everywhere(world: World, of: int) -> list[Swept]:
    """Where builders lead, then by force in the states that none leads to."""
    found = []
    for name, build in builders().items():
        with station(world, build) as (door, case):
            found.append(swept(door, case, name, of, forced=False))
    reached = {one.state for one in found}
    with station(world, builders()[LAST]) as (door, case):
        for state in (one.id for one in STATES if one.id not in reached):
            with undone():
                Application.objects.filter(pk=case.pk).update(state=state)
                found.append(swept(door, filing.get(case.pk), state, of, forced=True))
    return found


EVERY_RUN = [pytest.param(80, id="a-share"), pytest.param(1, id="all", marks=pytest.mark.trust)]


@pytest.mark.parametrize("of", EVERY_RUN)
def test_steps_are_taken_where_the_table_lets_them_and_nowhere_else(built: World, of: int) -> None:
    there = everywhere(built, of)
    assert {one.state for one in there} == {one.id for one in STATES}
    counted(f"状态×步骤×角色，{of}取1", sum(one.count for one in there))
    wrong = [line for one in there for line in one.wrong]
    assert not wrong, "\n".join(wrong)


def test_a_table_that_nobody_asks_is_found(built: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with station(built, builders()["filed"]) as (door, case):
        monkeypatch.setattr(Step, "refusals", lambda *args: [])
        found = tried(door, "officer", case, "admit", may=False)
    assert any("admit was taken by officer" in one for one in found)


def test_a_state_that_changes_without_a_step_is_found(built: World) -> None:
    with station(built, builders()["filed"]) as (door, case):
        answer: Callable[[HttpRequest], Any] = door.handler.get_response

        def careless(request: HttpRequest) -> HttpResponse:
            Application.objects.filter(pk=case.pk).update(state="answered")
            response: HttpResponse = answer(request)
            return response

        door.handler.get_response = careless  # type: ignore[method-assign]
        found = tried(door, "officer", case, "admit", may=False)
    assert any("without a step" in one for one in found)
