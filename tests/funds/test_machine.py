"""The machine over the pure rules: nothing breaks an invariant, every edge of the table is reached, planted errors are found.

The full counts run in `./dev trust`; the ordinary run takes small ones.
"""

import contextlib
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.funds.defects import PURE, Plant
from tests.funds.machine import EDGES, Machine

EXAMPLES, STEPS = 400, 80
LEAST = 10
SOME = (
    "half is confirmed", "cancelled, and the load stays", "sent before it is due", "nobody signs",
    "returned while claimed", "a correction names nothing",
)  # fmt: skip


def walked(machine: type[Machine], examples: int, steps: int, *phases: Phase) -> None:
    """Walk so many stories of so many acts."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            phases=phases or tuple(Phase), suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


def killed(machine: type[Machine], plant: Plant, examples: int, steps: int) -> bool:
    """Whether a planted error makes the machine stop."""
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(Exception):
        plant(patch)
        walked(machine, examples, steps, Phase.generate)
        return False
    return True


def test_a_short_walk_keeps_every_invariant_and_gets_about() -> None:
    Machine.edges = Counter()
    walked(Machine, 40, 40)
    assert len(+Machine.edges) >= len(EDGES) // 2


@pytest.mark.parametrize("name", SOME)
def test_some_planted_errors_are_found(name: str) -> None:
    assert killed(Machine, PURE[name], EXAMPLES, STEPS)


@pytest.mark.trust
def test_a_long_walk_reaches_every_edge_ten_times() -> None:
    Machine.edges = Counter()
    walked(Machine, EXAMPLES, STEPS)
    assert {edge: Machine.edges[edge] for edge in EDGES if Machine.edges[edge] < LEAST} == {}


@pytest.mark.trust
@pytest.mark.parametrize("name", PURE)
def test_every_planted_error_is_found(name: str) -> None:
    assert killed(Machine, PURE[name], EXAMPLES, STEPS)
