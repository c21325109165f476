"""`duixian match` beside the oracle, row by row, and the cells that stop it."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.contract.rows import (
    COLUMNS,
    column_of,
    expected,
    one_row,
    read_rows,
    rows,
    without_columns,
    write,
)
from tests.contract.support import CHINESE, MEASURES, Ran, duixian

COUNT = 5_000
ANSWERS = [
    f"{column_of(measure)}__{what}" for measure in MEASURES for what in ("status", "ceiling")
]


def match(given: Path, out: Path) -> Ran:
    return duixian("match", str(given), str(out))


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    return rows(seed=11, count=COUNT)


@pytest.fixture(scope="module")
def answers(
    sample: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("match")
    write(folder / "in.parquet", sample)
    ran = match(folder / "in.parquet", folder / "out.parquet")
    assert ran.status == 0, ran.err
    return read_rows(folder / "out.parquet")


def test_every_cell_equals_the_oracle_to_the_fen(
    sample: list[dict[str, Any]], answers: list[dict[str, Any]]
) -> None:
    wrong = []
    for row, answer in zip(sample, answers, strict=True):
        for name, value in expected(row).items():
            if answer[name] != value:
                wrong.append((name, answer[name], value, row))
    assert wrong[:3] == []


def test_the_ids_are_the_same_in_the_same_order(
    sample: list[dict[str, Any]], answers: list[dict[str, Any]]
) -> None:
    assert [answer["id"] for answer in answers] == [row["id"] for row in sample]
    assert len({row["field"] for row in sample}) > 5


def test_every_measure_meets_every_status_in_the_sample(answers: list[dict[str, Any]]) -> None:
    for measure in MEASURES:
        seen = {answer[f"{column_of(measure)}__status"] for answer in answers}
        assert seen == {"eligible", "verify", "incomplete", "ineligible"}, measure


def test_the_columns_out_are_the_id_and_two_for_each_measure(answers: list[dict[str, Any]]) -> None:
    assert sorted(answers[0]) == sorted(["id", *ANSWERS])


def test_statuses_are_strings_and_ceilings_are_whole_fen(tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", rows(seed=3, count=20))
    assert match(tmp_path / "in.parquet", tmp_path / "out.parquet").status == 0
    found = duckdb.read_parquet(str(tmp_path / "out.parquet"))
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    wanted = {name: "VARCHAR" if name.endswith("status") else "BIGINT" for name in ANSWERS}
    assert types == {"id": "VARCHAR"} | wanted


def test_an_absent_column_is_an_absent_fact(tmp_path: Path) -> None:
    gone = {
        "compute__compute_cost",
        "rnd__has_results",
        "qualification__level",
        "settle__granted_before",
    }
    some = [without_columns(row, gone) for row in rows(seed=12, count=500)]
    write(tmp_path / "in.parquet", some, gone)
    assert match(tmp_path / "in.parquet", tmp_path / "out.parquet").status == 0
    for row, answer in zip(some, read_rows(tmp_path / "out.parquet"), strict=True):
        assert {name: answer[name] for name in ANSWERS} == expected(row)


def test_with_nothing_but_an_id_and_a_day_only_what_needs_no_fact_is_decided(
    tmp_path: Path,
) -> None:
    gone = set(COLUMNS) - {"id", "on"}
    some = [without_columns(row, gone) for row in rows(seed=13, count=50)]
    write(tmp_path / "in.parquet", some, gone)
    assert match(tmp_path / "in.parquet", tmp_path / "out.parquet").status == 0
    for row, answer in zip(some, read_rows(tmp_path / "out.parquet"), strict=True):
        assert {name: answer[name] for name in ANSWERS} == expected(row)


def test_an_empty_file_gives_an_empty_answer(tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", [])
    ran = match(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert ran.status == 0, ran.err
    assert read_rows(tmp_path / "out.parquet") == []


def test_the_order_holds_over_many_row_groups_and_fields(tmp_path: Path) -> None:
    given, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    duckdb.sql(f"""
        copy (
            select 'e' || hash(i)::varchar as id, date '2026-03-02' as "on", 'enterprise' as kind,
                ['ai', 'cloud', 'games', 'llm', 'infosec', 'big-data', 'other'][1 + i % 7] as field,
                date '2025-03-01' as registered_on, (i % 1000) * 1000000 as compute__compute_cost
            from range(300000) t(i)
        ) to '{given}' (format parquet, row_group_size 20000)
    """)
    assert match(given, out).status == 0
    ids = [duckdb.read_parquet(str(path)).project("id").fetchall() for path in (given, out)]
    assert len(ids[0]) == 300_000
    assert ids[0] == ids[1]


BAD_CELLS: dict[str, tuple[str, Any]] = {
    "a negative amount": ("compute__compute_cost", -1),
    "a negative amount granted before": ("settle__granted_before", -5),
    "an amount over the most": ("event_host__event_spend", 10**15),
    "an unknown kind": ("kind", "company"),
    "an empty kind": ("kind", ""),
    "an unknown field": ("field", "biotech"),
    "a field in capitals": ("field", "AI"),
    "an unknown recogniser": ("carrier__recognised_by", "provincial"),
    "another measure's unknown recogniser": (
        "first_application_recognised__recognised_by",
        "National",
    ),
    "an unknown qualification": ("qualification__qualification", "iso9001"),
    "an unknown level": ("qualification__level", "6"),
    "negative years of support": ("office_rent__support_years", -1),
    "an empty decision": ("major_project__leading_group_decision", ""),
}


@pytest.mark.parametrize("name", list(BAD_CELLS))
def test_a_cell_that_assess_would_refuse_stops_the_run(name: str, tmp_path: Path) -> None:
    column, value = BAD_CELLS[name]
    some = [one_row(f"企业{number}") for number in range(40)]
    some[23][column] = value
    write(tmp_path / "in.parquet", some)
    ran = match(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert ran.status == 1
    assert not (tmp_path / "out.parquet").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]
    assert "企业23" in ran.err
    assert column in ran.err
    assert str(value) in ran.err
    assert CHINESE.search(ran.err)
    assert "Traceback" not in ran.err


def test_a_refused_run_leaves_an_older_answer_alone(tmp_path: Path) -> None:
    some = [one_row("企业0") | {"compute__compute_cost": -1}]
    write(tmp_path / "in.parquet", some)
    (tmp_path / "out.parquet").write_bytes(b"older")
    assert match(tmp_path / "in.parquet", tmp_path / "out.parquet").status == 1
    assert (tmp_path / "out.parquet").read_bytes() == b"older"


def test_a_level_is_ignored_where_the_qualification_has_none(tmp_path: Path) -> None:
    row = one_row("企业0") | {"qualification__qualification": "ccrc", "qualification__level": "4"}
    write(tmp_path / "in.parquet", [row])
    assert match(tmp_path / "in.parquet", tmp_path / "out.parquet").status == 0
    assert read_rows(tmp_path / "out.parquet")[0]["qualification__status"] == "eligible"


def test_a_day_may_not_be_null(tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", [one_row("企业0") | {"on": None}])
    ran = match(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert ran.status == 1
    assert "企业0" in ran.err
    assert not (tmp_path / "out.parquet").exists()


def test_a_file_that_is_not_parquet_is_refused_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_text("id,on\n")
    ran = match(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert ran.status != 0
    assert CHINESE.search(ran.err)
    assert "Traceback" not in ran.err


def test_a_column_of_another_type_is_refused_by_name(tmp_path: Path) -> None:
    given = tmp_path / "in.parquet"
    duckdb.sql(f"""
        copy (select 'e1' as id, date '2026-03-02' as "on", 12.5::double as compute__compute_cost)
        to '{given}' (format parquet)
    """)
    ran = match(given, tmp_path / "out.parquet")
    assert ran.status == 1
    assert "compute__compute_cost" in ran.err
    assert not (tmp_path / "out.parquet").exists()
