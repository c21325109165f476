"""Whatever is sent beside the fields of a form has no effect (mass assignment): what is written is the same without it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from duixian.kernel import clock
from duixian.parties.models import Account
from tests.access.asking import Door, undone
from tests.access.bodies import BODIES
from tests.access.judging import Cell
from tests.access.repeating import came, differences
from tests.access.test_forms import allowed
from tests.access.wishes import wishes
from tests.access.world import World
from tests.counted import counted

pytestmark = pytest.mark.django_db
EVERY_RUN = [pytest.param(1, id="one-value"), pytest.param(12, id="all", marks=pytest.mark.trust)]
HINT = "\n是这个表单自己的字段，就写进 tests/access/bodies/；不是，就是多收了不该收的字段"


def one_of_each(door: Door) -> list[Cell]:
    """For each form and kind of object, the first who may send it."""
    found = {
        (cell.address.name, cell.kind): cell
        for cells in allowed(door).values()
        for cell in cells[::-1]
    }
    return list(found.values())


def added(door: Door, cell: Cell, wished: Mapping[str, str]) -> dict[str, str]:
    """Every wish that is no field of this form."""
    body = BODIES[cell.address.name]
    shown = door.form(cell.who, cell.address, cell.thing).names
    own = {*shown, *body.fields(door.world, cell.thing), *body.own}
    return {name: value for name, value in wished.items() if name not in own}


def effects(door: Door, cells: list[Cell], passes: int) -> tuple[int, list[str]]:
    """How many fields were added to a form, and what they changed."""
    count, found, now = 0, [], clock.now()
    every = [wishes(which) for which in range(passes)]
    for cell in cells:
        with undone():  # the forms are read, so that no chance is spent on it below
            door.lead_up(cell.who, cell.address, cell.thing)
        plain = came(door, cell, {}, now)
        for wished in every:
            more = added(door, cell, wished)
            count += len(more)
            found += [f"{cell}: {one}" for one in differences(plain, came(door, cell, more, now))]
    return count, found


@pytest.mark.parametrize("passes", EVERY_RUN)
def test_no_field_beside_those_of_the_form_has_any_effect(built: World, passes: int) -> None:
    door = Door(built)
    count, found = effects(door, one_of_each(door), passes)
    counted(f"表单以外的字段，各{passes}个值", count)
    assert not found, "\n".join(found) + HINT


def test_a_form_sent_twice_writes_the_same(built: World) -> None:
    door, now = Door(built), clock.now()
    cells = [cell for cell in one_of_each(door) if cell.address.name.startswith("filing-")]
    assert any(came(door, cell, {}, now).tables for cell in cells)


def test_a_page_that_binds_whatever_is_sent_is_found(built: World) -> None:
    door = Door(built)
    answer: Callable[[HttpRequest], Any] = door.handler.get_response

    def binding(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = answer(request)
        if "mobile" in request.POST:
            Account.objects.filter(username=request.user.get_username()).update(
                mobile=request.POST["mobile"]
            )
        return response

    door.handler.get_response = binding  # type: ignore[method-assign]
    cells = [cell for cell in one_of_each(door) if cell.address.name == "messages-preferences"]
    _, found = effects(door, cells, 1)
    assert any("parties_account" in one for one in found)
