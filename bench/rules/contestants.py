"""Who is measured: each contestant does a fixed amount of work and says how much it was."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from tests.oracle.claims import Claim, read

from bench.rules import by_hand_rest, engine
from bench.rules.claims import arguments, expected, without_support

ROOT = Path(__file__).parents[2]
OPENFISCA = ROOT / ".local" / "openfisca" / "bin" / "python"
TWIN = Path(__file__).with_name("openfisca_twin.py")
MEASURES = [name.replace("-", "_") for name in by_hand_rest.MEASURES]
TWIN_MEASURES = ["office_rent", "office_purchase", "rnd", "compute", "event_host", "exhibition"]


@dataclass(frozen=True)
class Contestant:
    """A piece of work to time; `count` claims or rows, in one call of `run`."""

    name: str
    count: int
    run: Callable[[], object]


def calls(pairs: list[tuple[Callable[..., Any], tuple[Any, ...]]]) -> Callable[[], object]:
    def run() -> None:
        for function, given in pairs:
            function(*given)

    return run


def by_hand(claims: list[Claim]) -> list[tuple[Callable[..., Any], tuple[Any, ...]]]:
    return [(by_hand_rest.MEASURES[one.measure], arguments(one)) for one in claims]


def scalar(count: int) -> list[Contestant]:
    """One claim at a time; every answer is compared with the oracle's before anything is timed."""
    raws = without_support(count, seed=7)
    claims = [read(raw) for raw in raws]
    wanted = [expected(one) for one in claims]
    hand, made, told = by_hand(claims), engine.generated(claims), engine.explained(raws)
    assert [function(*given) for function, given in hand] == wanted
    assert [engine.plain(function(*given)) for function, given in made] == wanted
    assert [engine.plain_explained(engine.explain(one)) for one in told] == wanted
    few = told[: max(count // 10, 1)]
    return [
        Contestant("Python by hand", count, calls(hand)),
        Contestant("Python generated", count, calls(made)),
        Contestant("explained answer", len(few), calls([(engine.explain, (one,)) for one in few])),
    ]


def process(*command: str) -> Callable[[], object]:
    """As an installed product runs: compiled modules are kept, here in a folder of the bench's own."""
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ROOT / ".local" / "pycache")}
    environment = {**os.environ, **kept}

    def run() -> None:
        ran = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr

    return run


def differing(one: Path, other: Path, measures: list[str]) -> int:
    """How many rows differ in any answer, compared in the order of the files."""
    names = ["id", *(f"{name}__{what}" for name in measures for what in ("status", "ceiling"))]
    apart = " or ".join(f"a.{name} is distinct from b.{name}" for name in names)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select count(*) from read_parquet('{one}') a "
            f"positional join read_parquet('{other}') b where {apart}"
        ).fetchone()
    assert found is not None
    return int(found[0])


def columnar(given: Path, count: int) -> list[Contestant]:
    """Whole processes, Parquet to Parquet; every answer is compared with the one by hand."""
    out = {name: given.with_name(f"{name}.parquet") for name in ("hand", "match", "openfisca")}
    hand = [sys.executable, "-m", "bench.rules.by_hand_match", str(given), str(out["hand"])]
    found = [
        Contestant("SQL by hand, a process", count, process(*hand)),
        Contestant(
            "duixian match, a process", count, process(*engine.match_command(given, out["match"]))
        ),
    ]
    if OPENFISCA.exists():
        twin = [str(OPENFISCA), str(TWIN), str(given), str(out["openfisca"])]
        found.append(Contestant("OpenFisca, 6 of 17 measures, a process", count, process(*twin)))
    for one in found:
        one.run()
    assert differing(out["hand"], out["match"], MEASURES) == 0
    if OPENFISCA.exists():
        assert differing(out["hand"], out["openfisca"], TWIN_MEASURES) == 0
    return found


def openfisca_for_one() -> float | None:
    """Seconds OpenFisca takes for one applicant, or None where it is not installed."""
    if not OPENFISCA.exists():
        return None
    ran = subprocess.run(
        [str(OPENFISCA), str(TWIN), "--one"], capture_output=True, text=True, check=True
    )
    return float(ran.stdout)


def seconds(contestant: Contestant) -> float:
    """Seconds for one unit of the contestant's work."""
    started = time.perf_counter()
    contestant.run()
    return (time.perf_counter() - started) / contestant.count
