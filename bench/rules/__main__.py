"""The rules engine beside hand-written rules and OpenFisca: one table, one run.

python -m bench.rules [--rows 1000000] [--claims 20000] [--rounds 7]

Answers are compared before anything is timed. The contestants take turns, round after round, so
that a busy machine slows them alike; the ratios of medians are the result, not the times.
"""

import argparse
from pathlib import Path
from statistics import median

from bench.rules import population
from bench.rules.contestants import (
    ROOT,
    Contestant,
    columnar,
    openfisca_for_one,
    scalar,
    seconds,
)

LIMITS = (
    ("Python generated", "Python by hand", 1.0),
    ("explained answer", "Python generated", 60.0),
    ("duixian match, a process", "SQL by hand, a process", 1.2),
)


def medians(contestants: list[Contestant], rounds: int) -> dict[str, list[float]]:
    """Nanoseconds a unit: each contestant once a round, in turn."""
    took: dict[str, list[float]] = {one.name: [] for one in contestants}
    for turn in range(rounds):
        for one in contestants[turn % len(contestants) :] + contestants[: turn % len(contestants)]:
            took[one.name].append(seconds(one) * 1e9)
    return took


def table(took: dict[str, list[float]]) -> list[str]:
    width = max(map(len, took))
    lines = [f"{'':{width}}  {'median':>12}  {'least':>12}  {'most':>12}   ns each"]
    for name, times in took.items():
        row = (f"{time:12,.1f}" for time in (median(times), min(times), max(times)))
        lines.append(f"{name:{width}}  " + "  ".join(row))
    return lines


def ratios(took: dict[str, list[float]]) -> tuple[list[str], bool]:
    """Each limit with the ratio found, and whether all hold."""
    lines, good = [], True
    for name, beside, limit in LIMITS:
        # To two decimals: what two runs of the same code differ by.
        ratio = round(median(took[name]) / median(took[beside]), 2)
        good &= ratio <= limit
        sign = "ok" if ratio <= limit else "OVER"
        lines.append(f"{name} / {beside}: {ratio:.2f} (limit {limit}) {sign}")
    return lines, good


def population_file(rows: int) -> Path:
    path = ROOT / ".local" / "bench" / f"population-{rows}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    population.write(path, rows)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    contestants = scalar(chosen.claims) + columnar(population_file(chosen.rows), chosen.rows)
    print(f"answers equal: {chosen.claims:,} claims, {chosen.rows:,} rows; {chosen.rounds} rounds")
    took = medians(contestants, chosen.rounds)
    one = openfisca_for_one()
    if one is not None:
        took["OpenFisca, 6 measures of one applicant"] = [one * 1e9]
    print("\n".join(table(took)))
    lines, good = ratios(took)
    print("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
