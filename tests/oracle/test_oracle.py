"""The oracle against the contract's own cases, and what the random claims cover."""

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.amounts import KNEES
from tests.oracle.assess_oracle import answer, answer_line
from tests.oracle.claims import FACTS, MOST_MONEY, money
from tests.oracle.generate import claims

DATA = Path(__file__).parents[1] / "contract" / "data"
COUNT = 20_000
STATUSES = ("eligible", "verify", "incomplete", "ineligible")


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    return list(claims(seed=1, count=COUNT))


def test_the_oracle_answers_every_case_of_the_contract() -> None:
    rows = [json.loads(line) for line in (DATA / "cases.jsonl").read_text().splitlines()]
    wrong = []
    for row in rows:
        answered = answer(row["case"])
        if any(answered[name] != value for name, value in row["expect"].items()):
            wrong.append((row["expect"], answered))
    assert len(rows) == 204
    assert wrong == []


def test_the_oracle_refuses_every_bad_line_and_blames_the_same_field() -> None:
    rows = [json.loads(line) for line in (DATA / "bad.jsonl").read_text().splitlines()]
    assert len(rows) == 20
    assert [answer_line(row["line"]).get("field") for row in rows] == [row["field"] for row in rows]
    assert all("error" in answer_line(row["line"]) for row in rows)


def test_random_claims_reach_every_status_of_every_measure(sample: list[dict[str, Any]]) -> None:
    seen = Counter((one["measure"], answer(one)["status"]) for one in sample)
    thin = {(m, s): seen[m, s] for m in FACTS for s in STATUSES if seen[m, s] < 100}
    assert thin == {}


def test_random_claims_are_the_same_for_the_same_seed() -> None:
    assert list(claims(7, 500)) == list(claims(7, 500))
    assert list(claims(7, 500)) != list(claims(8, 500))


def test_random_claims_stand_on_both_sides_of_every_knee(sample: list[dict[str, Any]]) -> None:
    seen = Counter(
        (name, money(value, name))
        for one in sample
        for name, value in one["facts"].items()
        if name in KNEES and value is not None
    )
    edges = [
        (name, knee + step)
        for name, knees in KNEES.items()
        for knee in knees
        for step in (-1, 0, 1)
    ]
    edges += [(name, fen) for name in KNEES for fen in (0, 1, MOST_MONEY)]
    assert [edge for edge in edges if seen[edge] < 5] == []


def days_from(one: dict[str, Any]) -> dict[str, int]:
    """How many days each edge of the calendar is away from what the claim says."""
    on = date.fromisoformat(one["on"])
    since = date.fromisoformat((one.get("parameters") or {}).get("new_since", "2025-01-01"))
    found = {
        "start": (on - date(2025, 1, 1)).days,
        "end": (on - date(2026, 12, 31)).days,
    }
    for name in ("registered_on", "arrived_on"):
        if one["applicant"].get(name):
            day = date.fromisoformat(one["applicant"][name])
            found[f"{name} after on"] = (day - on).days
            found[f"{name} since"] = (day - since).days
    return found


def test_random_claims_stand_on_both_sides_of_every_day_that_matters(
    sample: list[dict[str, Any]],
) -> None:
    seen = Counter((edge, days) for one in sample for edge, days in days_from(one).items())
    wanted = {("start", -1), ("start", 0), ("end", 0), ("end", 1)}
    for name in ("registered_on", "arrived_on"):
        wanted |= {(f"{name} after on", step) for step in (-1, 0, 1)}
        wanted |= {(f"{name} since", step) for step in (-1, 0, 1)}
    assert {edge: seen[edge] for edge in wanted if seen[edge] < 30} == {}


def lookback(one: dict[str, Any]) -> list[int]:
    """For each unrepaired record, the days between it and the day three years before `on`."""
    on = date.fromisoformat(one["on"])
    if on.year < 4:
        return []
    leap = (on.month, on.day) == (2, 29)
    edge = (on - timedelta(1) if leap else on).replace(year=on.year - 3)
    records = one["applicant"].get("breaches") or []
    return [
        (date.fromisoformat(record["on"]) - edge).days
        for record in records
        if not record["repaired"] and not record["in_force"]
    ]


def test_random_claims_stand_on_both_sides_of_the_three_years(sample: list[dict[str, Any]]) -> None:
    seen = Counter(days for one in sample for days in lookback(one))
    assert {step: seen[step] for step in (-1, 0, 1) if seen[step] < 30} == {}


def test_random_claims_look_back_from_29_february(sample: list[dict[str, Any]]) -> None:
    leap = [one for one in sample if one["on"].endswith("02-29")]
    assert sum(bool(one["applicant"].get("breaches")) for one in leap) >= 30


def test_random_claims_mix_overlap_modes_and_sources(sample: list[dict[str, Any]]) -> None:
    seen = Counter(
        (one["measure"], one.get("overlap"), record["from"])
        for one in sample
        for record in one.get("other_support") or []
    )
    ways = ("difference", "exclude", "stack", None)
    givers = ("city", "district", "national")
    thin = [(m, w, g) for m in FACTS for w in ways for g in givers if seen[m, w, g] < 15]
    assert thin == []
    assert sum(len(one.get("other_support") or []) > 1 for one in sample) >= 1_000
