"""What the tests of the money's pages share: the day, and the people of the two offices."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from duixian.web import viewer
from tests.funds import cast
from tests.funds.cast import Bureau, on, shanghai

CONFIRMED = "account_authentication_methods"


@pytest.fixture(autouse=True)
def noon(
    today: Callable[[object], None], monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Iterator[None]:
    """It is 10 March 2026 by every clock; a year later passwords are still good, and who confirmed has just done so."""
    today(shanghai(2026, 3, 10).date())
    settings.PASSWORD_POLICY = {**settings.PASSWORD_POLICY, "days": 9999}
    monkeypatch.setattr(
        viewer, "did_recently_reauthenticate", lambda request: CONFIRMED in request.session
    )
    with on(2026, 3, 10):
        yield


@pytest.fixture
def people(db: None) -> Bureau:
    """Commission and finance, and two enterprises."""
    return cast.bureau()
