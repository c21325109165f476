"""Tables: same rows, same order, and a cell that `assess` would refuse stops the run and is named."""

from pathlib import Path

import duckdb
import pytest

from duixian.policy.columns import BadTable, match
from tests.policy.known import PUTUO

GOOD = {
    "id": "'a'", "on": "DATE '2026-03-02'", "kind": "'enterprise'", "registered_on": "DATE '2025-03-01'",
    "arrived_on": "NULL::DATE", "field": "'ai'", "breached_on": "NULL::DATE", "compute__compute_cost": "2000000000::BIGINT",
}  # fmt: skip


def table(path: Path, *rows: dict[str, str]) -> Path:
    """A Parquet file of these rows, each a change to the good one."""
    selects = [
        ", ".join(f'{value} AS "{name}"' for name, value in {**GOOD, **row}.items()) for row in rows
    ]
    with duckdb.connect() as database:
        query = " UNION ALL BY NAME ".join(f"SELECT {one}" for one in selects)
        database.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def test_rows_come_out_in_their_order_with_progress_told(tmp_path: Path) -> None:
    rows = [{"id": f"'{9 - number}'"} for number in range(9)]
    told: list[float] = []
    assert (
        match(table(tmp_path / "in.parquet", *rows), tmp_path / "out.parquet", PUTUO, told.append)
        == 9
    )
    with duckdb.connect() as database:
        out = database.execute(
            f"SELECT id, compute__status, compute__ceiling FROM '{tmp_path / 'out.parquet'}'"
        )
        assert out.fetchall() == [(str(9 - number), "eligible", 500_000_000) for number in range(9)]
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    ("cell", "column", "value"),
    [
        ({"compute__compute_cost": "-5::BIGINT"}, "compute__compute_cost", "-5"),
        (
            {"compute__compute_cost": "1000000000000000::BIGINT"},
            "compute__compute_cost",
            "1000000000000000",
        ),
        ({"kind": "'person'"}, "kind", "person"),
        ({"field": "''"}, "field", '""'),
        ({"on": "NULL::DATE"}, "on", "空值"),
        ({"id": "NULL::VARCHAR"}, "id", "空值"),
        ({"office_rent__support_years": "-1"}, "office_rent__support_years", "-1"),
        (
            {"qualification__qualification": "'cmmi'", "qualification__level": "'甲'"},
            "qualification__level",
            "甲",
        ),
        ({"qualification__level": "'9'"}, "qualification__level", "9"),
        (
            {"major_project__leading_group_decision": "'  '"},
            "major_project__leading_group_decision",
            '"  "',
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_refused_cell_stops_the_run_and_is_named(
    cell: dict[str, str], column: str, value: str, tmp_path: Path
) -> None:
    given = table(tmp_path / "in.parquet", {}, {"id": "'b'", **cell})
    with pytest.raises(BadTable) as refused:
        match(given, tmp_path / "out.parquet", PUTUO)
    assert column in str(refused.value)
    assert value in str(refused.value)
    assert column == "id" or "编号 b " in str(refused.value)
    assert [one.name for one in tmp_path.iterdir()] == ["in.parquet"]


def test_a_level_given_for_a_qualification_without_levels_is_ignored(tmp_path: Path) -> None:
    row = {
        "qualification__qualification": "'icp-licence'", "qualification__level": "'whatever'",
        "qualification__granted_before": "0::BIGINT",
    }  # fmt: skip
    match(table(tmp_path / "in.parquet", row), tmp_path / "out.parquet", PUTUO)
    with duckdb.connect() as database:
        out = database.execute(
            f"SELECT qualification__status FROM '{tmp_path / 'out.parquet'}'"
        ).fetchone()
    assert out == ("eligible",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"compute__compute_cots": "1::BIGINT"}, "不认识的列 compute__compute_cots"),
        ({"compute__compute_cost": "2.5::DOUBLE"}, "列 compute__compute_cost 的类型是 DOUBLE"),
        ({"on": "'2026-03-02'"}, "列 on 的类型是 VARCHAR"),
    ],
)
def test_a_column_of_another_name_or_type_is_refused(
    change: dict[str, str], says: str, tmp_path: Path
) -> None:
    with pytest.raises(BadTable, match=says):
        match(table(tmp_path / "in.parquet", change), tmp_path / "out.parquet", PUTUO)


def test_a_file_without_ids_is_refused(tmp_path: Path) -> None:
    with duckdb.connect() as database:
        database.execute(
            f"COPY (SELECT DATE '2026-03-02' AS \"on\") TO '{tmp_path / 'in.parquet'}' (FORMAT parquet)"
        )
    with pytest.raises(BadTable, match="缺少列 id"):
        match(tmp_path / "in.parquet", tmp_path / "out.parquet", PUTUO)


def test_a_fault_of_the_machine_is_not_taken_for_a_bad_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duixian.policy.columns._WRITING", "COMPRESSION nonsense")
    with pytest.raises(duckdb.Error):
        match(table(tmp_path / "in.parquet", {}), tmp_path / "out.parquet", PUTUO)


def test_a_file_with_no_rows_gives_a_file_with_no_rows(tmp_path: Path) -> None:
    with duckdb.connect() as database:
        given = table(tmp_path / "one.parquet", {})
        database.execute(
            f"COPY (SELECT * FROM '{given}' LIMIT 0) TO '{tmp_path / 'in.parquet'}' (FORMAT parquet)"
        )
    assert match(tmp_path / "in.parquet", tmp_path / "out.parquet", PUTUO) == 0
