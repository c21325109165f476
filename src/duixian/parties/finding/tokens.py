"""Free text as index tokens, so that both databases find Chinese words of two characters: bigrams of our own making.

SQLite's FTS5 and PostgreSQL's GIN keep the tokens as they are (token_index.py); neither needs to know Chinese.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

MOST_TERMS = 12
_IDEOGRAPHIC = 0x2E80


@dataclass(frozen=True, slots=True)
class Term:
    """One token to look for, or the beginning of one."""

    text: str
    begins: bool = False


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """The words of a text: whether Chinese, and the signs; folded, so that width and case do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    for kind, signs in groupby(plain, _kind):
        if kind:
            yield kind == "chinese", "".join(signs)


def _kind(sign: str) -> str:
    if not sign.isalnum():
        return ""
    return "chinese" if ord(sign) >= _IDEOGRAPHIC else "other"


def tokens(texts: Iterable[str]) -> str:
    """What the index keeps of some texts: two Chinese signs at a time and each run's last one; other words whole."""
    found: dict[str, None] = {}
    for text in texts:
        for chinese, run in runs(text):
            found |= dict.fromkeys(_pairs(run) if chinese else _words(run))
    return " ".join(found)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def _words(run: str) -> list[str]:
    """A number is found without its leading zeros too."""
    return [run, run.lstrip("0")] if run.isdecimal() and run.lstrip("0") else [run]


def terms(text: str) -> tuple[Term, ...]:
    """What a typed text looks for: every pair of its Chinese signs, the beginning of every other word.

    A number with hyphens is one word, as it is indexed too.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    text = plain.replace("-", "") if plain.isascii() else plain
    found: dict[Term, None] = {}
    for chinese, run in runs(text):
        if not chinese or len(run) == 1:
            found[Term(run, begins=True)] = None
        else:
            found |= dict.fromkeys(Term(pair) for pair in _pairs(run)[:-1])
    return tuple(found)[:MOST_TERMS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Terms that must all be there; `most`: how many rows are enough for the question."""

    terms: tuple[Term, ...]
    most: int = 0


class TokensField(models.TextField[str, str]):
    """Tokens with blanks between them, under the database's own index (token_index.py)."""


def fts(table: str) -> str:
    """The full-text table beside a table with tokens, on SQLite."""
    return f"{table}_index"


Sql = tuple[str, tuple[str | int, ...]]


@TokensField.register_lookup
class Holds(Lookup[Query]):
    """`tokens__holds=Query(…)`: found through the index. Quick where few rows have the terms."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        query = " & ".join(f"'{one.text}'{':*' if one.begins else ''}" for one in self.rhs.terms)
        return f"array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery", (*params, query)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """SQLite: the full-text table beside the rows."""
        column, params = self.process_lhs(compiler, connection)
        table = column.rpartition(".")[0]
        query = " AND ".join(f'"{one.text}"{"*" if one.begins else ""}' for one in self.rhs.terms)
        assert isinstance(self.lhs, Col)
        index = fts(self.lhs.target.model._meta.db_table)
        found = f"SELECT rowid FROM {index} WHERE {index} MATCH %s"  # noqa: S608  our own names
        limit = f" LIMIT {self.rhs.most}" if self.rhs.most else ""
        return f'{table}."id" IN ({found}{limit})', (*params, query)


@TokensField.register_lookup
class Shows(Lookup[Query]):
    """`tokens__shows=Query(…)`: the same, row by row. Quick where many rows have the terms and a page is enough."""

    lookup_name = "shows"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        tests = " AND ".join([f"(' ' || {column} || ' ') LIKE %s"] * len(self.rhs.terms))
        likes = (f"% {one.text}%" if one.begins else f"% {one.text} %" for one in self.rhs.terms)
        return f"({tests})", (*tuple(params) * len(self.rhs.terms), *likes)
