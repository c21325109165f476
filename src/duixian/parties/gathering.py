"""Rows of many small tables in one question to the database: a page about one thing asks once for all that hangs on it.

What `prefetch_related` would ask table by table comes as one row of JSON lists, and as instances of their models again.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Model, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Rows = dict[str, list[Any]]
# What JSON would bend or nest comes as its text.
AS_TEXT = (models.JSONField, models.DecimalField)
Field = models.Field[Any, Any]


class Listed(Subquery):
    """The rows of a queryset as one JSON list, in its order; a foreign key of `select_related` comes along."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.model, self.along = queryset.model, _along(queryset)
        late, deferred = queryset.query.deferred_loading
        self.left = frozenset(late) if deferred else frozenset()
        columns = {
            name: _column(name, field)
            for name, field in _columns(self.model, self.along)
            if name not in self.left
        }
        super().__init__(
            queryset.values(gathered_row=JSONObject(**columns)), output_field=models.JSONField()
        )

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **given: Any
    ) -> tuple[str, Any]:
        """One list of objects."""
        listed = '(SELECT json_group_array(json(listed."gathered_row")) FROM (%(subquery)s) listed)'
        return super().as_sql(compiler, connection, template=listed, **given)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **given: Any
    ) -> tuple[str, Any]:
        """The same; no rows are an empty list."""
        listed = """(SELECT coalesce(jsonb_agg(listed."gathered_row"), '[]'::jsonb) FROM (%(subquery)s) listed)"""
        return super().as_sql(compiler, connection, template=listed, **given)

    def read(self, rows: list[dict[str, Any]]) -> list[Any]:
        """The instances."""
        return [self._instance(row) for row in rows]

    def _instance(self, row: dict[str, Any]) -> Model:
        made: Model = _made(self.model, row, "", self.left)
        for name in self.along:
            key = _key(self.model, name)
            if getattr(made, key.attname) is not None:
                setattr(made, name, _made(key.related_model, row, f"{name}__"))
        return made


def gathered(about: QuerySet[Any], **wanted: QuerySet[Any]) -> Rows:
    """By name the instances of each queryset, all asked for at once beside the one row that `about` finds.

    Bytes stay behind, as does what is deferred, and are asked for where they are read.
    """
    lists = {f"gathered_{name}": Listed(one) for name, one in wanted.items()}
    found = about.order_by().values(**lists)[0]
    return {name: lists[f"gathered_{name}"].read(found[f"gathered_{name}"]) for name in wanted}


def _along(queryset: QuerySet[Any]) -> tuple[str, ...]:
    chosen = queryset.query.select_related
    return tuple(chosen) if isinstance(chosen, dict) else ()


def _columns(model: type[Model], along: tuple[str, ...]) -> Iterator[tuple[str, Field]]:
    for field in _kept(model):
        yield field.attname, field
    for name in along:
        for field in _kept(_key(model, name).related_model):
            yield f"{name}__{field.attname}", field


def _key(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _kept(model: type[Model]) -> list[Any]:
    """Every column but bytes and what the database derives itself."""
    return [
        one
        for one in model._meta.concrete_fields
        if not isinstance(one, models.BinaryField | models.GeneratedField)
    ]


def _column(name: str, field: Field) -> Any:
    return Cast(F(name), TextField()) if isinstance(field, AS_TEXT) else F(name)


def _made(
    model: type[M], row: dict[str, Any], before: str, left: frozenset[str] = frozenset()
) -> M:
    kept = [one for one in _kept(model) if one.attname not in left]
    values = [_value(field, row[f"{before}{field.attname}"]) for field in kept]
    return model.from_db(None, [field.attname for field in kept], values)


def _value(field: Field, given: Any) -> Any:
    if given is None:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(given)
    if isinstance(field, models.BooleanField):
        return bool(given)
    value = field.to_python(given)
    return (
        value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
    )
