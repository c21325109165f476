"""`match`: every measure for every row of a Parquet file, in one pass of DuckDB, checked as it goes."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb

from duixian.kernel.text import shown
from duixian.policy import sql
from duixian.policy.model import Fact, Measure, Policy
from duixian.policy.sql import column, quoted, text
from duixian.policy.tree import DAY, TEXT, YESNO, Number, OneOf, Records, Type

Progress = Callable[[float], None]
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
_REFUSED = "duixian: refused cell"
_POLL_SECONDS = 0.1
# Amounts hardly repeat: large dictionaries and filters for look-ups cost more than they save here.
_WRITING = "COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1000, WRITE_BLOOM_FILTER false"


class BadTable(ValueError):
    """A table that can't be answered; names the row, the column, the value and the way out, in Chinese."""


def match(given: Path, wanted: Path, policy: Policy, progress: Progress | None = None) -> int:
    """Answer every row of `given` into `wanted`, same rows, same order; returns how many.

    Raises BadTable, and leaves no output, where a column has the wrong type, or a cell is one that
    `assess` would refuse.
    """
    with duckdb.connect(config={"disabled_optimizers": "in_clause"}) as database:
        _open(database, given, policy)
        if not _numbers_fit(database, policy):
            raise _first_refused(database, policy)
        handle, temporary = tempfile.mkstemp(prefix=".match-", suffix=".parquet", dir=wanted.parent)
        os.close(handle)
        try:
            rows = _write(database, policy, Path(temporary), progress)
            Path(temporary).replace(wanted)
        finally:
            Path(temporary).unlink(missing_ok=True)
    return rows


def _write(
    database: duckdb.DuckDBPyConnection, policy: Policy, to: Path, progress: Progress | None
) -> int:
    query = f"COPY ({sql.select(policy, 'given')}) TO {text(str(to))} (FORMAT parquet, {_WRITING})"
    try:
        return _run(database, query, progress)
    except duckdb.Error as error:
        if _REFUSED in str(error) or isinstance(error, duckdb.ConversionException):
            raise _first_refused(database, policy) from None
        raise


def _run(database: duckdb.DuckDBPyConnection, query: str, progress: Progress | None) -> int:
    """Run a COPY, telling its progress from 0 to 1; returns the number of rows."""
    outcome: list[Any] = []

    def work() -> None:
        try:
            outcome.append(database.execute(query).fetchone())
        except duckdb.Error as error:
            outcome.append(error)

    if progress is None:
        work()
    else:
        thread = Thread(target=work)
        thread.start()
        while thread.is_alive():
            thread.join(_POLL_SECONDS)
            progress(max(0.0, min(1.0, database.query_progress() / 100)))
        progress(1.0)
    if isinstance(outcome[0], duckdb.Error):
        raise outcome[0]
    return int(outcome[0][0])


def _open(database: duckdb.DuckDBPyConnection, given: Path, policy: Policy) -> None:
    """Make `given` (every column, with the check of each cell) and `raw` over the file."""
    try:
        database.execute(f"CREATE VIEW raw AS SELECT * FROM read_parquet({text(str(given))})")
    except duckdb.Error as error:
        raise BadTable(
            f"“{given}”不能作为 Parquet 文件读取：{shown(str(error).splitlines()[0])}"
        ) from None
    present = {row[0]: row[1] for row in database.execute("DESCRIBE raw").fetchall()}
    facts = sql.columns(policy)
    _check_columns(present, facts)
    for name, values in sql.types(policy).items():
        database.execute(
            f"CREATE TYPE {name} AS ENUM ({', '.join(text(value) for value in values)})"
        )
    kinds = {name: _sql_type(name, fact) for name, fact in facts.items()}
    chosen = ", ".join(
        f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}"
        if name in present
        else f"NULL::{kind} AS {quoted(name)}"
        for name, kind in kinds.items()
    )
    database.execute(f"CREATE VIEW unchecked AS SELECT {chosen} FROM raw")
    # Numbers are checked by their least and most, which the file knows; choices by the cast to their enumeration,
    # in the same pass as the answers, and the rest by a test there. Which cell it was is looked for only then.
    bad = " OR ".join(test for name, test in _tests(policy) if _tested_by_row(facts[name]))
    cast = ", ".join(f"{_cast(name, fact)} AS {quoted(name)}" for name, fact in facts.items())
    database.execute(
        f"CREATE VIEW given AS SELECT * FROM (SELECT {cast} FROM unchecked)"
        f" WHERE CASE WHEN {bad} THEN error({text(_REFUSED)}) ELSE TRUE END"
    )


def _tested_by_row(fact: Fact | None) -> bool:
    """Whether a column needs a test of its own: not a number, nor a choice that stands alone."""
    return fact is None or bool(fact.choices_by) or not isinstance(fact.type, Number | OneOf)


def _numbers_fit(database: duckdb.DuckDBPyConnection, policy: Policy) -> bool:
    """Whether every number is within its bounds, by each column's least and most."""
    bounds = {
        name: fact.type.most
        for name, fact in sql.columns(policy).items()
        if fact and isinstance(fact.type, Number)
    }
    edges = ", ".join(f"min({quoted(name)}), max({quoted(name)})" for name in bounds)
    found = database.execute(f"SELECT {edges} FROM unchecked").fetchone()
    assert found is not None
    pairs = zip(found[::2], found[1::2], bounds.values(), strict=True)
    return all(
        (low or 0) >= 0 and (most is None or (high or 0) <= most) for low, high, most in pairs
    )


def _cast(name: str, fact: Fact | None) -> str:
    if fact is None or not isinstance(fact.type, OneOf):
        return quoted(name)
    cast = f"CAST({quoted(name)} AS {sql.enumeration(name)})"
    if not fact.needed:
        return cast
    # A level that is ignored may be any word at all.
    key = quoted(f"{name.rpartition('__')[0]}__{fact.needed[0]}")
    return f"CASE WHEN {key} IS NULL OR {_among(key, tuple(fact.choices_by))} THEN {cast} END"


def _check_columns(present: dict[str, str], facts: dict[str, Fact | None]) -> None:
    for name in ("id", "on"):
        if name not in present:
            raise BadTable(f"缺少列 {name}：每一行都要有{'编号' if name == 'id' else '提交日'}")
    for name, kind in present.items():
        if name not in facts:
            raise BadTable(
                f"不认识的列 {name}：列名应为申请人的信息项，或“事项__信息项”，例如 compute__compute_cost"
            )
        allowed = _allowed(name, facts[name])
        if kind not in allowed:
            raise BadTable(
                f"列 {name} 的类型是 {kind}，应为 {' 或 '.join(sorted(allowed))}（金额以分为单位）"
            )


def _type(name: str, fact: Fact | None) -> Type:
    """A column's type; where a column stands for records, their one field's."""
    if fact is None:
        return DAY if name == "on" else TEXT
    if isinstance(fact.type, Records):
        assert fact.column
        return next(type_ for id_, _, type_ in fact.type.fields if id_ == fact.column[1])
    return fact.type


def _sql_type(name: str, fact: Fact | None) -> str:
    type_ = _type(name, fact)
    if isinstance(type_, Number):
        return "BIGINT"
    return "DATE" if type_ == DAY else "BOOLEAN" if type_ == YESNO else "VARCHAR"


def _allowed(name: str, fact: Fact | None) -> set[str]:
    kind = _sql_type(name, fact)
    return _INTEGERS if kind == "BIGINT" else {kind}


def _tests(policy: Policy) -> list[tuple[str, str]]:
    """For each column that can hold a refused value: (column, the condition that it does)."""
    found = [("id", "id IS NULL"), ("on", quoted("on") + " IS NULL")]
    for fact in policy.applicant:
        found += _fact_tests(fact, None)
    for measure in policy.measures:
        for fact in measure.facts:
            found += _fact_tests(fact, measure)
    return found


def _fact_tests(fact: Fact, measure: Measure | None) -> list[tuple[str, str]]:
    name = column(fact, measure)
    said = quoted(name)
    match fact.type:
        case Number(most=most):
            over = "" if most is None else f" OR {said} > {most}"
            return [(name, f"{said} < 0{over}")]
        case OneOf(ids=ids) if not fact.choices_by:
            return [(name, f"NOT {_among(said, ids)}")]
        case OneOf():
            return [(name, _bad_level(fact, measure))]
    return [(name, f"trim({said}) = ''")] if fact.type == TEXT else []


def _among(said: str, ids: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"{said} = {text(id_)}" for id_ in ids) + ")"


def _bad_level(fact: Fact, measure: Measure | None) -> str:
    """A level must be of its choice's scale; of any scale where the choice is null; any where it has none."""
    assert fact.needed
    assert measure
    said, key = quoted(column(fact, measure)), quoted(f"{sql.prefix(measure)}__{fact.needed[0]}")
    every = tuple(one.id for scale in fact.choices_by.values() for one in scale)
    whens = " ".join(
        f"WHEN {key} = {text(id_)} THEN NOT {_among(said, tuple(one.id for one in scale))}"
        for id_, scale in fact.choices_by.items()
    )
    return f"CASE WHEN {key} IS NULL THEN NOT {_among(said, every)} {whens} ELSE FALSE END"


def _first_refused(database: duckdb.DuckDBPyConnection, policy: Policy) -> BadTable:
    """The first refused cell, by row and then by column."""
    tests = _tests(policy)
    bad = " OR ".join(f"({test})" for _, test in tests)
    which = " ".join(f"WHEN {test} THEN {text(name)}" for name, test in tests)
    cells = " ".join(f"WHEN {test} THEN CAST({quoted(name)} AS VARCHAR)" for name, test in tests)
    row = database.execute(
        f"SELECT id, CASE {which} END, CASE {cells} END FROM unchecked WHERE coalesce({bad}, FALSE) LIMIT 1"
    ).fetchone()
    assert row is not None
    id_, name, value = row
    cell = "空值" if value is None else f"“{shown(value)}”"
    return BadTable(
        f"第一处不能接受的数据：编号 {shown(str(id_))} 的列 {name}，值为{cell}。{_remedy(name, policy)}"
    )


def _remedy(name: str, policy: Policy) -> str:
    fact = sql.columns(policy)[name]
    if fact is None:
        return "编号和提交日都不能为空"
    match fact.type:
        case Number(most=most):
            return f"应为不小于0{'' if most is None else f'、不超过{most}'}的整数（金额以分为单位）"
        case OneOf(ids=ids):
            return f"可用的值：{'、'.join(ids)}"
    return "文字不能为空，没有请留空值（null）"
