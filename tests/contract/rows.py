"""Rows for `duixian match`: made at random, written to Parquet, and answered by the oracle."""

import json
import tempfile
from collections.abc import Collection
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from tests.oracle import generate
from tests.oracle.amounts import facts_for
from tests.oracle.assess_oracle import FIRST_DAY, answer
from tests.oracle.claims import FACTS, money

TYPES = {"money": "BIGINT", "yesno": "BOOLEAN", "years": "BIGINT"}


def column_of(measure: str) -> str:
    return measure.replace("-", "_")


FACT_COLUMNS = {
    f"{column_of(measure)}__{name}": (measure, name, kind)
    for measure, facts in FACTS.items()
    for name, kind in facts.items()
}
COLUMNS = {
    "id": "VARCHAR",
    "on": "DATE",
    "kind": "VARCHAR",
    "registered_on": "DATE",
    "arrived_on": "DATE",
    "field": "VARCHAR",
    "breached_on": "DATE",
} | {column: TYPES.get(kind, "VARCHAR") for column, (_, _, kind) in FACT_COLUMNS.items()}


def cell(kind: str, value: Any) -> Any:
    """A fact as its column holds it."""
    if value is None:
        return None
    if kind == "money":
        return money(value, "")
    return min(value, 2**31) if kind == "years" else value


def row(rng: Random, number: int) -> dict[str, Any]:
    """One enterprise, with facts for all the measures and some cells null."""
    leaning = rng.choice(generate.LEANINGS)
    on = generate.submission_day(rng, leaning)
    measure = rng.choice(generate.MEASURE_NAMES)
    who = generate.applicant(rng, measure, leaning, on, FIRST_DAY)
    made: dict[str, Any] = {"id": f"企业{number:05d}", "on": on.isoformat(), "breached_on": None}
    made |= {name: who[name] for name in ("kind", "registered_on", "arrived_on", "field")}
    records = [] if leaning == "good" else who["breaches"] or []
    past = [one["on"] for one in records if not one["repaired"] and one["on"] <= made["on"]]
    made["breached_on"] = max(past, default=None)
    facts = {name: facts_for(name)(rng, leaning) for name in FACTS}
    for column, (measure, name, kind) in FACT_COLUMNS.items():
        made[column] = cell(kind, facts[measure].get(name))
    for column in made:
        if column not in {"id", "on", "breached_on"} and rng.random() < 0.04:
            made[column] = None
    if made["qualification__qualification"] is None:
        made["qualification__level"] = None
    return made


def rows(seed: int, count: int) -> list[dict[str, Any]]:
    rng = Random(seed)
    return [row(rng, number) for number in range(count)]


def one_row(name: str) -> dict[str, Any]:
    """A row of which every cell is good."""
    made: dict[str, Any] = dict.fromkeys(COLUMNS)
    made |= {"id": name, "on": "2026-03-02", "kind": "enterprise", "field": "ai"}
    made |= {"registered_on": "2025-03-01", "arrived_on": "2025-03-01"}
    made |= {"qualification__qualification": "cmmi", "qualification__level": "3"}
    return made | {"qualification__granted_before": 0, "compute__compute_cost": 100}


def without_columns(made: dict[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """The row as the file without those columns says it."""
    return {name: None if name in gone else value for name, value in made.items()}


def write(path: Path, made: list[dict[str, Any]], gone: Collection[str] = ()) -> None:
    """The rows as Parquet, without the columns that are gone."""
    kept = {name: kind for name, kind in COLUMNS.items() if name not in gone}
    chosen = ", ".join(f'"{name}"' for name in kept)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "rows.jsonl"
        source.write_text("".join(json.dumps(one) + "\n" for one in made) or "\n")
        duckdb.sql(f"""
            copy (select {chosen} from read_json('{source}', columns = {kept}, format = 'newline_delimited'))
            to '{path}' (format parquet, row_group_size 2048)
        """)


def read_rows(path: Path) -> list[dict[str, Any]]:
    found = duckdb.read_parquet(str(path))
    return [dict(zip(found.columns, values, strict=True)) for values in found.fetchall()]


def claim_of(made: dict[str, Any], measure: str) -> dict[str, Any]:
    """The claim that a row makes for one measure, as the contract says to read it."""
    who = {name: made[name] for name in ("kind", "registered_on", "arrived_on", "field")}
    breached = made["breached_on"]
    flags = {"repaired": False, "confirmed": False, "in_force": False}
    facts: dict[str, Any] = {}
    for column, (owner, name, kind) in FACT_COLUMNS.items():
        if owner == measure:
            value = made[column]
            text = kind == "money" and value is not None
            facts[name] = f"{value // 100}.{value % 100:02d}" if text else value
    return {
        "id": made["id"],
        "on": made["on"],
        "measure": measure,
        "applicant": {**who, "breaches": [] if breached is None else [{"on": breached, **flags}]},
        "facts": facts,
    }


def expected(made: dict[str, Any]) -> dict[str, Any]:
    """What the oracle says of one row, in the columns of the answer."""
    found: dict[str, Any] = {}
    for measure in FACTS:
        answered = answer(claim_of(made, measure))
        ceiling = answered["ceiling"]
        found[f"{column_of(measure)}__status"] = answered["status"]
        found[f"{column_of(measure)}__ceiling"] = (
            None if ceiling is None else int(ceiling.replace(".", ""))
        )
    return found
