"""Every policy that the tests know: the product's own and the made-up ones beside the tests."""

from pathlib import Path

from duixian.policy import Measure, Policy, library, load

MADE_UP = Path(__file__).resolve().parents[1] / "policies"


def _made_up() -> tuple[Policy, ...]:
    folders = sorted(one.parent for one in MADE_UP.glob("*/policy.md"))
    return tuple(load(folder) for folder in folders)


PUTUO = library().get("putuo-2024-3")
POLICIES: tuple[Policy, ...] = (PUTUO, *_made_up())
MEASURES: list[tuple[Policy, Measure]] = [
    (policy, measure) for policy in POLICIES for measure in policy.measures
]
