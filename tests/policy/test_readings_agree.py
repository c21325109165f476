"""Explained, generated Python and SQL give the same status and the same fen, on any claim of any policy."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from duixian.policy import Library, Measure, Policy, assess, python, read_claim, sql
from duixian.policy.columns import match
from duixian.policy.model import STATUSES
from duixian.policy.tree import Records
from tests.policy.claims import SEEDS
from tests.policy.claims import claim as claim_of
from tests.policy.known import MEASURES, POLICIES

compiled = cache(python.compiled)


def explained(policy: Policy, claim: dict[str, Any]) -> tuple[str, int | None]:
    answer = assess(read_claim(claim, Library((policy,))))
    return answer.status, None if answer.ceiling is None else answer.ceiling.fen


def generated(policy: Policy, claim: dict[str, Any]) -> tuple[str, int | None]:
    one = read_claim(claim, Library((policy,)))
    values = {**one.parameters, **one.values, "on": one.on}
    for fact in policy.applicant:
        if isinstance(fact.type, Records) and values[fact.id] is not None:
            values[fact.id] = tuple(tuple(record.values()) for record in values[fact.id])
    function = compiled(policy)[one.measure.id]
    status, ceiling = function(*(values[name] for name in python.arguments(policy, one.measure)))
    return STATUSES[status], ceiling


@pytest.mark.parametrize(("policy", "measure"), MEASURES, ids=lambda one: one.id)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=SEEDS)
def test_generated_python_agrees_with_the_explained_answer(
    policy: Policy, measure: Measure, seed: int
) -> None:
    claim = claim_of(policy, measure, seed)
    assert generated(policy, claim) == explained(policy, claim)


def row(
    policy: Policy, measure: Measure, claim: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A table's row, and the claim as the table can say it: one unrepaired record on or before the day."""
    one = read_claim(claim, Library((policy,)))
    cells: dict[str, Any] = {"on": one.on}
    reduced = {**claim, "applicant": dict(claim["applicant"])}
    for fact in policy.applicant:
        if fact.column and isinstance(fact.type, Records):
            day = max(
                (record[f"{fact.id}.{fact.column[1]}"] for record in one.values[fact.id] or ()),
                default=None,
            )
            cells[fact.column[0]] = day
            blank: dict[str, Any] = {field.id: False for field in fact.fields}
            reduced["applicant"][fact.id] = (
                [] if day is None else [{**blank, fact.column[1]: day.isoformat()}]
            )
        else:
            cells[fact.id] = one.values[fact.id]
    cells.update({sql.column(fact, measure): one.values[fact.id] for fact in measure.facts})
    return cells, reduced


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.id)
@settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
@given(seed=SEEDS)
def test_sql_agrees_with_the_explained_answer(
    policy: Policy, tmp_path_factory: Any, seed: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("match")
    drawn = [
        (measure, claim_of(policy, measure, seed + number, plain=True))
        for measure in policy.measures
        for number in range(30)
    ]
    rows = [(measure, *row(policy, measure, claim)) for measure, claim in drawn]
    write(policy, [cells for _, cells, _ in rows], folder / "in.parquet")
    assert match(folder / "in.parquet", folder / "out.parquet", policy) == len(rows)
    answers = read(folder / "out.parquet")
    for number, (measure, _, claim) in enumerate(rows):
        prefix = sql.prefix(measure)
        found = answers[number]
        assert found["id"] == str(number)
        assert (found[f"{prefix}__status"], found[f"{prefix}__ceiling"]) == explained(policy, claim)


def write(policy: Policy, rows: list[dict[str, Any]], path: Path) -> None:
    """The rows as a Parquet file with every column of the policy."""
    kinds = {name: _kind(rows, name) for name in sql.columns(policy)}
    with duckdb.connect() as database:
        database.execute(
            f"CREATE TABLE given ({', '.join(f'{sql.quoted(name)} {kind}' for name, kind in kinds.items())})"
        )
        one = f"({', '.join('?' * len(kinds))})"
        values = [
            {"id": str(number), **cells}.get(name)
            for number, cells in enumerate(rows)
            for name in kinds
        ]
        database.execute(f"INSERT INTO given VALUES {', '.join([one] * len(rows))}", values)
        database.execute(f"COPY given TO '{path}' (FORMAT parquet)")


def _kind(rows: list[dict[str, Any]], name: str) -> str:
    kinds = {bool: "BOOLEAN", int: "BIGINT", date: "DATE", str: "VARCHAR"}
    found = [type(cells[name]) for cells in rows if cells.get(name) is not None]
    return kinds[found[0]] if found else _declared(name)


def _declared(name: str) -> str:
    facts = [
        fact
        for policy in POLICIES
        for column, fact in sql.columns(policy).items()
        if column == name and fact
    ]
    kind = facts[0].kind if facts else "text"
    return {"money": "BIGINT", "number": "BIGINT", "rate": "BIGINT", "yesno": "BOOLEAN"}.get(
        kind, "DATE" if kind in ("date", "records") else "VARCHAR"
    )


def read(path: Path) -> list[dict[str, Any]]:
    with duckdb.connect() as database:
        found = database.execute(f"SELECT * FROM '{path}'")
        names = [one[0] for one in found.description or []]
        return [dict(zip(names, cells, strict=True)) for cells in found.fetchall()]
