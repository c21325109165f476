"""However much there is, every page asks the database at most fifteen questions: in every state, for everybody who sees it."""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from django.db import connection
from django.db.models import QuerySet

from duixian.applications import belongings
from duixian.applications.models import Application
from duixian.parties.gathering import Rows
from tests.access import addresses, judging, matrix, volumes
from tests.access.addresses import Address
from tests.access.asking import THROUGH, Door, undone
from tests.access.stations import builders, station
from tests.access.world import Thing, World
from tests.applications import filing
from tests.counted import counted

pytestmark = pytest.mark.django_db
MOST = 15
# Around a transaction inside another one, which a test always is.
AROUND = ("SAVEPOINT", "RELEASE", "ROLLBACK")
READERS = ("owner_a", "centre_a", "officer", "approver", "auditor")


class Questions:
    """What was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, execute: Any, sql: str, *given: Any) -> Any:
        if not sql.startswith(AROUND):
            self.asked.append(sql)
        return execute(sql, *given)


def looked(door: Door, who: str, path: str) -> tuple[bool, list[str]]:
    """Whether there is a page, and what it asked the second time it was looked at."""
    with undone():
        if door.open(who, path).status_code != 200:
            return False, []
        questions = Questions()
        with connection.execute_wrapper(questions):
            door.open(who, path)
    return True, questions.asked


def share(what: str, of: int) -> bool:
    """One in so many, always the same ones."""
    return not crc32(what.encode()) % of


def too_many(what: str, asked: list[str]) -> list[str]:
    return [f"{what}: {len(asked)}"] if len(asked) > MOST else []


EVERY_RUN = [pytest.param(30, id="a-share"), pytest.param(1, id="all", marks=pytest.mark.trust)]


@pytest.mark.parametrize("of", EVERY_RUN)
def test_every_page_asks_few_questions(built: World, of: int) -> None:
    volumes.fill_lists()
    for case in Application.objects.all():
        volumes.enlarge(filing.get(case.pk), built.viewer("officer"))
    door, count, wrong = Door(built), 0, list[str]()
    for cell in judging.cells(door, addresses.every(), matrix.declared(), ("GET",)):
        if cell.expected == {THROUGH} and cell.thing.side != "b" and share(str(cell), of):
            there, asked = looked(door, cell.who, door.path(cell.address, cell.thing))
            count, wrong = count + there, wrong + too_many(str(cell), asked)
    counted(f"问库不多的页面，{of}取1", count)
    assert not wrong, "\n".join(wrong)


def of_a_case() -> Iterator[Address]:
    """The addresses of a case."""
    lines = matrix.declared()
    for one in addresses.every():
        about = {line.thing for line in lines[one.name]} & {"已提交申报", "申报草稿"}
        if about and "id_" in one.params and set(one.params) <= {"id_", "step"}:
            yield one


def visited(world: World, name: str, of: int) -> tuple[int, list[str]]:
    """Every page of one large case at a station."""
    count, wrong = 0, list[str]()
    with station(world, builders()[name]) as (door, case):
        volumes.enlarge(case, world.viewer("officer"))
        for address in of_a_case():
            for who in READERS:
                what = f"{name} {address.name} {who}"
                if share(what, of):
                    there, asked = looked(
                        door, who, door.path(address, Thing(given={"id_": case.pk}))
                    )
                    count, wrong = count + there, wrong + too_many(what, asked)
    return count, wrong


@pytest.mark.parametrize("of", EVERY_RUN)
def test_a_large_case_asks_few_questions_in_every_state(built: World, of: int) -> None:
    found = [visited(built, name, of) for name in builders()]
    counted(f"问库不多的案卷页，{of}取1", sum(count for count, _ in found))
    wrong = [line for _, lines in found for line in lines]
    assert not wrong, "\n".join(wrong)


def one_by_one(about: QuerySet[Any], **wanted: QuerySet[Any]) -> Rows:
    return {name: list(one) for name, one in wanted.items()}


def test_questions_asked_one_by_one_are_found(
    built: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(belongings, "gathered", one_by_one)
    _, wrong = visited(built, "answered", 10)
    assert wrong
