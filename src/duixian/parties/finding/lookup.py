"""Rows that hold all the words of a typed text, for any model with a table of tokens beside it (`search_text`)."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db import models
from django.db.models import BooleanField, F, OuterRef, Q, QuerySet, Subquery

from duixian.parties.finding.tokens import Query, Shows, terms

MANY = 500
M = TypeVar("M", bound=models.Model)


class RowByRow(Subquery):
    """Whether one row holds the words: quick for a page of rows, slow for counting many."""


def find(queryset: QuerySet[M], text: str, *through: str) -> QuerySet[M]:
    """Those of a queryset (which says what may be seen) that hold all the words; all where nothing is asked.

    `through`: foreign keys to what is searched, where it is not the rows themselves; one of them has to hold the words.
    A word that few have is looked up; one that many have is read off the rows in the queryset's order, so that a
    page of them is quick. Count with a most (`[:1001]`), for the same reason.
    """
    if not text.strip():
        return queryset
    wanted = Query(terms=terms(text), most=MANY)
    if not wanted.terms:
        return queryset.none()
    found = {path: _looked_up(queryset.model, path, wanted) for path in through or ("",)}
    if any(len(keys) == MANY for keys in found.values()):
        return queryset.filter(reduce(or_, (_shown(queryset.model, path, wanted) for path in found)))  # fmt: skip
    held = [{f"{path or 'pk'}__in": keys} for path, keys in found.items()]
    if len(held) == 1:
        return queryset.filter(**held[0])
    rows = queryset.model._default_manager
    first, *others = (rows.filter(**one).values("pk") for one in held)
    return queryset.filter(pk__in=first.union(*others))


def having(text: str, path: str = "") -> Q:
    """The condition for a text that asks for something; nothing holds a text without a word."""
    wanted = terms(text)
    if not wanted:
        return Q(pk__in=())
    return Q(**{f"{path}__search_text__tokens__holds".removeprefix("__"): Query(terms=wanted)})


def by_row(queryset: QuerySet[M]) -> bool:
    """Whether `find` reads these rows one by one: then they should be counted to a hundred and no further."""
    conditions = _conditions(queryset.query.where)
    return any(isinstance(getattr(one, "lhs", one), RowByRow) for one in conditions)


def _conditions(node: Any) -> Iterator[Any]:
    for child in getattr(node, "children", [node]):
        yield from _conditions(child) if hasattr(child, "children") else [child]


def _texts(model: type[models.Model], path: str) -> Any:
    """The relation from what is searched to its tokens."""
    searched: Any = model._meta.get_field(path).related_model if path else model
    return searched._meta.get_field("search_text")


def _looked_up(model: type[models.Model], path: str, wanted: Query) -> list[Any]:
    """The keys of what holds the words, at most MANY of them.

    As values: with the words as a condition, a database may walk along the queryset's order instead and try every row.
    """
    texts = _texts(model, path)
    rows = texts.related_model._default_manager.filter(tokens__holds=wanted)
    return list(rows.values_list(texts.field.attname, flat=True)[:MANY])


def _shown(model: type[models.Model], path: str, wanted: Query) -> Q:
    texts = _texts(model, path)
    own = texts.related_model._default_manager.filter(**{texts.field.name: OuterRef(path or "pk")})
    shows = own.values_list(Shows(F("tokens"), wanted))
    return Q(RowByRow(shows, output_field=BooleanField()))
