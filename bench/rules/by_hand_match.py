"""`duixian match` as an engineer would write it once, by hand: one SQL file, Parquet to Parquet.

python -m bench.rules.by_hand_match IN OUT
"""

import sys
from pathlib import Path

import duckdb

from bench.rules.columns import COLUMNS

SQL = Path(__file__).with_name("by_hand.sql")
MOST = 999_999_999_999_999
ENUMS = {  # a cast refuses what is not listed, and numbers compare faster than words
    "kind": "kind",
    "field": "field",
    "qualification__qualification": "qualification",
    "first_application_recognised__recognised_by": "recogniser",
    "carrier__recognised_by": "recogniser",
}
LEVEL = "qualification__level"
FAMILIES = {
    "cmmi": ("1", "5"),
    "cs": ("CS1", "CS5"),
    "itss": ("四", "一"),
    "secret-integration": ("乙", "甲"),
}
DECISION = "major_project__leading_group_decision"
YEARS = "office_rent__support_years"
NUMBERS = [name for name, kind in COLUMNS.items() if kind == "BIGINT"]


def bad_level(known: str) -> str:
    """SQL that is true of a level its qualification does not know; others are ignored."""
    families = " ".join(
        f"when '{name}' then {known} not between '{low}'::level and '{high}'::level or {known} is null"
        for name, (low, high) in FAMILIES.items()
    )
    return f"{LEVEL} is not null and case qualification__qualification {families} end"


def there(given: Path) -> set[str]:
    return set(duckdb.read_parquet(str(given)).columns)


def source(given: Path) -> str:
    """What the rules read: the file's columns, typed; nulls for what it lacks; a stop at a bad cell."""
    present = there(given)
    cells = {name: f'"{name}"' if name in present else f"null::{COLUMNS[name]}" for name in COLUMNS}
    chosen = [
        f'{cells[name]}::{ENUMS.get(name, kind)} as "{name}"' for name, kind in COLUMNS.items()
    ]
    chosen.append(f"try_cast({cells[LEVEL]} as level) as known")
    wrong = f"({bad_level('known')}) or trim({DECISION}) = '' or \"on\" is null"
    return (
        f"create view source as select * replace (known as {LEVEL}), "
        f"case when {wrong} then error('refused') else true end as accepted "
        f"from (select {', '.join(chosen)} from read_parquet('{given}'))"
    )


def numbers_are_good(connection: duckdb.DuckDBPyConnection, given: Path) -> bool:
    """Least and most of every number: mostly read from the file's own statistics."""
    names = [name for name in NUMBERS if name in there(given)]
    if not names:
        return True
    edges = ", ".join(f"least(0, min({name})), max({name})" for name in names)
    found = connection.execute(f"select {edges} from read_parquet('{given}')").fetchone()
    assert found is not None
    most = [value or 0 for name, value in zip(names, found[1::2], strict=True) if name != YEARS]
    return min(found[::2]) == 0 and max(most, default=0) <= MOST


def first_refused(connection: duckdb.DuckDBPyConnection, given: Path) -> str:
    """The first cell to refuse: its row's id, its column and its value."""
    wrong = {name: f"{name} < 0 or {name} > {MOST}" for name in NUMBERS}
    wrong |= {
        name: f"{name} is not null and try_cast({name} as {kind}) is null"
        for name, kind in ENUMS.items()
    }
    wrong |= {YEARS: f"{YEARS} < 0", LEVEL: bad_level(f"try_cast({LEVEL} as level)")}
    wrong |= {DECISION: f"trim({DECISION}) = ''", "on": '"on" is null'}
    for name in there(given) & set(wrong):
        cell = f"select id, \"{name}\" from read_parquet('{given}') where {wrong[name]} limit 1"
        if found := connection.execute(cell).fetchone():
            return f"{found[0]}：{name} 的值“{found[1]}”不能接受"
    return "文件里有不能接受的值"


def match(given: Path, out: Path) -> None:
    """Answer the file, or say which cell stands in the way."""
    types, rules = SQL.read_text().replace("'target'", f"'{out}'").split("-- rules", 1)
    with duckdb.connect() as connection:
        connection.execute(types)
        connection.execute(source(given))
        if not numbers_are_good(connection, given):
            raise SystemExit(first_refused(connection, given))
        try:
            connection.execute(rules)
        except duckdb.Error:
            raise SystemExit(first_refused(connection, given)) from None


if __name__ == "__main__":
    match(Path(sys.argv[1]), Path(sys.argv[2]))
