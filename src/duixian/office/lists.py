"""Worklists: pages of a stable order, whose filters stay in the address."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 30
QUERY_LENGTH = 60


def asked(request: HttpRequest, name: str = "q") -> str:
    """What was typed into a filter, cut to a sensible length."""
    return request.GET.get(name, "").replace("\0", "").strip()[:QUERY_LENGTH]


def listed(request: HttpRequest, rows: QuerySet[Any, Any]) -> ListPage[Any]:
    """The page that was asked for; past the end, the last."""
    number = request.GET.get("page", "1")
    plain = number if number.isascii() and number.isdecimal() and len(number) < 7 else "1"
    return Paginator(rows, ROWS).get_page(plain)


def filters(request: HttpRequest, *names: str) -> str:
    """The filters as the links to other pages carry them."""
    return urlencode({name: asked(request, name) for name in names if asked(request, name)})
