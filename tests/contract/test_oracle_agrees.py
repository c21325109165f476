"""The engine beside an oracle that knows only the contract, on random claims."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from duixian import policy
from tests.contract.support import COMPARED
from tests.oracle.assess_oracle import answer
from tests.oracle.generate import claims


def disagreements(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Claims that engine and oracle answer differently, with both answers."""
    library = policy.library()
    for claim in claims(seed, count):
        line = json.dumps(claim, ensure_ascii=False)
        theirs, ours = policy.answer_line(line, library), answer(claim)
        names = [name for name in COMPARED if theirs.get(name, "absent") != ours[name]]
        if names:
            yield {
                "claim": line,
                "engine": {name: theirs.get(name, theirs.get("error")) for name in names},
                "oracle": {name: ours[name] for name in names},
            }


def first_few(seed: int, count: int) -> list[dict[str, Any]]:
    found = disagreements(seed, count)
    return [one for _, one in zip(range(5), found, strict=False)]


def test_engine_and_oracle_agree_on_20_000_random_claims() -> None:
    assert first_few(seed=20250101, count=20_000) == []


@pytest.mark.trust
@pytest.mark.parametrize("seed", range(6))
def test_engine_and_oracle_agree_on_300_000_random_claims(seed: int) -> None:
    assert first_few(seed=seed, count=50_000) == []
