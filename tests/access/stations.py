"""Cases in every state of the process: by the product's verbs where a builder leads there, else set by force."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from duixian.applications.models import Application
from duixian.parties.access import Refused
from tests.access.asking import Door, block, undone
from tests.access.things import World
from tests.applications import deciding, filing
from tests.applications.cast import District, measure_in, published_round

Builder = Callable[..., Application]
LAST = "answered"


def begun(cast: District) -> Application:
    """A draft with everything filled in."""
    one = measure_in(published_round(cast))
    return filing.completed(cast.applicant, filing.begun(cast.applicant, one))


def builders() -> dict[str, Builder]:
    """A whole draft, a filed case, and every builder of deciding.py that a district is enough for."""
    own = {
        name: one
        for name, one in inspect.getmembers(deciding, inspect.isfunction)
        if one.__module__ == deciding.__name__ and _makes_a_case(one)
    }
    return {"begun": begun, "filed": deciding.filed, **own}


def _makes_a_case(one: Builder) -> bool:
    made = inspect.signature(one)
    first = next(iter(made.parameters), "")
    wanted = [name for name, each in made.parameters.items() if each.default is each.empty]
    return (
        made.return_annotation is Application
        and wanted == [first] == ["cast"]
        and "case" in made.parameters
    )


@contextmanager
def station(world: World, build: Builder) -> Iterator[tuple[Door, Application]]:
    """A case there and everybody signed in, undone afterwards."""
    with undone(), ExitStack() as later:
        cast = world.district()
        try:
            with block():
                made = build(cast)
        except Refused:  # before the public notice is over
            posted = deciding.noticed(cast)
            later.enter_context(deciding.after_notice(posted))
            made = build(cast, posted)
        yield Door(world), filing.get(made.pk)
