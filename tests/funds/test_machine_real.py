"""The machine over the real verbs beside the model in memory: the same acts are allowed, and leave the same behind."""

from typing import Any, ClassVar

import pytest
from hypothesis import Phase

from duixian.funds import verify
from tests.funds.cast import Bureau
from tests.funds.defects import REAL
from tests.funds.machine import Machine
from tests.funds.real import Real
from tests.funds.test_machine import killed, walked

SOME = ("that money is reserved is not kept", "what was reserved does not lapse")


class Verified(Real):
    """At the end of a story the nightly check finds nothing."""

    def ended(self) -> None:
        found = verify.findings()
        super().ended()
        assert not found


class Both(Machine):
    """Every act here and there."""

    second: ClassVar[Any] = Verified


@pytest.fixture(autouse=True)
def cast(people: Bureau) -> None:
    Real.people = people


def test_the_real_verbs_do_what_the_model_does() -> None:
    walked(Both, 4, 12, Phase.generate)


@pytest.mark.parametrize("name", SOME)
def test_some_planted_errors_are_found(name: str) -> None:
    assert killed(Both, REAL[name], 20, 12)


@pytest.mark.trust
def test_the_real_verbs_do_what_the_model_does_at_length() -> None:
    walked(Both, 100, 50)


@pytest.mark.trust
@pytest.mark.parametrize("name", REAL)
def test_every_planted_error_is_found(name: str) -> None:
    assert killed(Both, REAL[name], 60, 40)
