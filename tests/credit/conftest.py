"""The clock of these tests, and an officer."""

from collections.abc import Iterator

import pytest

from duixian.kernel import clock
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from tests.credit.cast import NOON
from tests.parties import cast


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is 10 March 2026."""
    with clock.at(NOON):
        yield


@pytest.fixture
def officer(db: None) -> Viewer:
    """Somebody who keeps the register."""
    return cast.viewer(Role.OFFICER)
