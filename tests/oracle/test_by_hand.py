"""The hand-written rules of the bench are right, or a race against them would mean nothing."""

from pathlib import Path

from bench.rules import by_hand_match, columns
from bench.rules.by_hand_rest import MEASURES
from bench.rules.claims import arguments, checked, expected, without_support

from tests.contract.rows import COLUMNS, read_rows, rows, write
from tests.contract.rows import expected as expected_row


def test_python_by_hand_agrees_with_the_oracle() -> None:
    for raw in without_support(10_000, seed=3):
        claim = checked(raw)
        assert MEASURES[claim.measure](*arguments(claim)) == expected(claim), raw


def test_sql_by_hand_agrees_with_the_oracle(tmp_path: Path) -> None:
    made = rows(seed=4, count=1_500)
    write(tmp_path / "in.parquet", made)
    by_hand_match.match(tmp_path / "in.parquet", tmp_path / "out.parquet")
    for row, answer in zip(made, read_rows(tmp_path / "out.parquet"), strict=True):
        assert answer == {"id": row["id"]} | expected_row(row)


def test_the_columns_of_the_bench_are_those_of_the_contract() -> None:
    assert columns.COLUMNS == COLUMNS
