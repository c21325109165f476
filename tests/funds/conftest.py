"""What the tests about money share."""

import pytest

from tests.funds import cast
from tests.funds.cast import Bureau


@pytest.fixture
def people(db: None) -> Bureau:
    """Commission and finance, and two enterprises."""
    return cast.bureau()
