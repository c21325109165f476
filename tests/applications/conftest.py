"""What the tests about applying share."""

import pytest

from tests.applications.cast import District, district


@pytest.fixture
def cast(db: None) -> District:
    """A small district with its people."""
    return district()
