"""Worklists: pages of a stable order, whose filters stay in the address; counted no further than people read."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as DjangoPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from duixian.kernel.sent import whole
from duixian.parties.finding.lookup import by_row

ROWS = 30
# Rows are counted up to here: counting them all takes longer the more there are. Those of a search for a common word,
# which are read one by one, up to here.
MOST, MOST_BY_ROW = 1000, 100
LAST = "last"
QUERY_LENGTH = 60


def asked(request: HttpRequest, name: str = "q") -> str:
    """What was typed into a filter, cut to a sensible length."""
    return request.GET.get(name, "").replace("\0", "").strip()[:QUERY_LENGTH]


def filters(request: HttpRequest, *names: str) -> str:
    """The filters as the links to other pages carry them."""
    return urlencode({name: asked(request, name) for name in names if asked(request, name)})


class Counted(Paginator[Any]):
    """Rows counted up to `most`, which `count` is then, and `capped` says that there are more (共1,000条以上)."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        super().__init__(rows, ROWS)
        self.rows = rows
        self.most = MOST_BY_ROW if by_row(rows) else MOST

    @cached_property
    def known(self) -> int:
        """How many rows; one more than `most` where there are that many and more, unless somebody saw the end."""
        return self.rows.order_by()[: self.most + 1].count()

    @property
    def count(self) -> int:
        """How many rows, at most `most`."""
        return min(self.known, self.most)

    @property
    def capped(self) -> bool:
        """Whether there are more than `most`."""
        return self.known > self.most

    @property
    def told(self) -> str:
        """The count as a page tells it, before the unit: 23, 1,000 (and 以上 behind the unit where `capped`)."""
        return f"{self.count:,}"

    @cached_property
    def last(self) -> int:
        """The number of the last page; where there are many rows, the one thing that counts them all."""
        rows = self.rows.order_by().count() if self.capped else self.known
        return max(1, -(-rows // ROWS))


class ListPage(DjangoPage[Any]):
    """A page that knows whether another follows without a count of all."""

    paginator: Counted

    def __init__(self, rows: list[Any], number: int, paginator: Counted, *, follows: bool) -> None:
        super().__init__(rows, number, paginator)
        self._follows = follows

    def has_next(self) -> bool:
        """One row more was there when this page was read."""
        return self._follows

    def next_page_number(self) -> int:
        """For links; ask `has_next` first."""
        return self.number + 1

    def previous_page_number(self) -> int:
        """For links; ask `has_previous` first."""
        return self.number - 1


def listed(request: HttpRequest, rows: QuerySet[Any, Any]) -> ListPage:
    """The page that was asked for; past the end (and for `?page=last`) the last.

    `rows` come in an order whose last key is unique ("pk"), or a row could stand on two pages.
    """
    counted, number = Counted(rows), request.GET.get("page", "1")
    if number == LAST:
        return _page(counted, counted.last)
    page = _page(counted, whole(number, 6) or 1)
    return page if page.object_list or page.number == 1 else _page(counted, counted.last)


def _page(counted: Counted, number: int) -> ListPage:
    """The keys first, then their rows: what is joined to a row is no part of finding out which rows come first."""
    first = (number - 1) * ROWS
    keys = list(counted.rows.values_list("pk", flat=True)[first : first + ROWS + 1])
    follows = len(keys) > ROWS
    if not follows and (keys or number == 1):
        counted.known = first + len(keys)
    found = _rows_of(counted.rows, keys[:ROWS])
    return ListPage([found[key] for key in keys if key in found], number, counted, follows=follows)


def _rows_of(rows: QuerySet[Any, Any], keys: list[Any]) -> dict[Any, Any]:
    """The rows by their keys, which were found under the queryset's conditions a moment ago, and by nothing else.

    With the conditions asked once more, a database may go by one of them and read thousands for thirty.
    """
    known = rows.all()
    known.query.clear_where()
    return known.in_bulk(keys)
