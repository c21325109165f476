"""Every form that matrix.txt declares is sent as its page would send it, and does what it is for."""

import pytest

from duixian.audit.models import Entry, Outcome
from tests.access import addresses, judging, matrix
from tests.access.asking import THROUGH, Door, undone
from tests.access.bodies import BODIES, NOTHING, REFUSED, WRITES
from tests.access.judging import Cell
from tests.access.matrix import NOBODY
from tests.access.world import World
from tests.access.writes import watched
from tests.pages.signed import errors

pytestmark = pytest.mark.django_db
MOST = 20


def posted() -> set[str]:
    """The addresses that take a form from somebody."""
    return {
        name
        for name, lines in matrix.declared().items()
        if any("POST" in line.methods and line.who != {NOBODY} for line in lines)
    }


def test_every_form_has_its_body() -> None:
    missing, gone = posted() - set(BODIES), set(BODIES) - posted()
    assert not missing, (
        f"tests/access/bodies.py lacks {sorted(missing)}: its head says how to add one"
    )
    assert not gone, f"tests/access/bodies.py has {sorted(gone)}, which matrix.txt lets nobody POST"
    assert all(body.why for body in BODIES.values() if body.does != WRITES)


def allowed(door: Door) -> dict[str, list[Cell]]:
    """The cells in which a form gets through, by address."""
    found: dict[str, list[Cell]] = {}
    for cell in judging.cells(door, addresses.every(), matrix.declared(), ("POST",)):
        if cell.expected == {THROUGH}:
            found.setdefault(cell.address.name, []).append(cell)
    return found


def done(door: Door, cell: Cell) -> tuple[str, str]:
    """What sending the form came to, and what the page said."""
    with undone():
        door.lead_up(cell.who, cell.address, cell.thing)
        last = Entry.objects.count()
        with watched() as written:
            answer = door.ask(cell.who, "POST", cell.address, cell.thing)
        acted = Entry.objects.filter(seq__gt=last).exclude(outcome=Outcome.DENIED).exists()
    page = "html" in answer.headers.get("Content-Type", "") and answer.status_code == 200
    said = "；".join(errors(answer)) if page else ""
    if acted or {one for one in written if not one.startswith("audit_")}:
        return WRITES, said
    return (NOTHING if answer.status_code in {200, 302} and not said else REFUSED), said


def found(door: Door, cells: list[Cell], wanted: str) -> list[str]:
    """Empty as soon as one of the cells comes to this; else what they came to."""
    tried = []
    for cell in cells[:MOST]:
        what, said = done(door, cell)
        if what == wanted or (what == NOTHING and wanted == REFUSED):
            return []
        tried.append(f"{cell}: {what} {said}")
    return tried


def test_every_form_does_what_it_is_for(built: World) -> None:
    door = Door(built)
    wrong = [found(door, cells, BODIES[name].does) for name, cells in allowed(door).items()]
    assert not any(wrong), "\n".join(line for one in wrong for line in one)
