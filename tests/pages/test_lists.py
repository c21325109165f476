"""Worklists: every row on one page and in order, counted no further than people read, the last page within reach."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from duixian.office import lists
from duixian.parties.finding import lookup
from duixian.parties.finding import organisations as words
from duixian.parties.models import Organisation
from duixian.parties.roles import Kind
from tests.pages.conftest import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows a page, counted to fifty."""
    monkeypatch.setattr(lists, "ROWS", 10)
    monkeypatch.setattr(lists, "MOST", 50)


def rows(many: int) -> QuerySet[Organisation]:
    """So many organisations, three of each name, with another each joined to them."""
    office = Organisation.objects.create(kind=Kind.CENTRE, name="中心")
    Organisation.objects.bulk_create(
        Organisation(kind=Kind.AUDIT, name=f"单位{n // 3:03d}", centre=office) for n in range(many)
    )
    found = Organisation.objects.filter(kind=Kind.AUDIT).select_related("centre")
    return found.order_by("name", "pk")


def asked(page: str = "") -> HttpRequest:
    return RequestFactory().get("/", {"page": page} if page else {})


def walked(found: QuerySet[Organisation]) -> Iterator[lists.ListPage]:
    """Page after page, as the links lead."""
    page = lists.listed(asked(), found)
    yield page
    while page.has_next():
        page = lists.listed(asked(str(page.next_page_number())), found)
        yield page


@pytest.mark.parametrize("many", [0, 1, 9, 10, 11, 49, 50, 51, 77])
def test_every_row_is_on_one_page_in_order_and_the_last_is_reached(many: int) -> None:
    found = rows(many)
    pages = list(walked(found))
    assert [one for page in pages for one in page] == list(found)
    assert len(pages) == max(1, -(-many // 10))
    assert [page.has_previous() for page in pages] == [False, *[True] * (len(pages) - 1)]
    for page in pages:
        assert page.paginator.count == min(many, 50)
        assert page.paginator.capped == (many > 50)
    for past in ("last", "999"):
        last = lists.listed(asked(past), found)
        assert (last.number, list(last)) == (len(pages), list(pages[-1]))
        assert not last.has_next()


@pytest.mark.parametrize("strange", ["0", "-1", "x", "1.5", "１", "", "99999999", " 2"])
def test_a_strange_number_is_the_first_page(strange: str) -> None:
    assert lists.listed(asked(strange), rows(20)).number == 1


def test_a_page_of_many_counts_no_further_than_people_read_and_joins_only_its_rows() -> None:
    found = rows(77)
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        page = lists.listed(asked(), found)
        assert page.paginator.told == "50"
        assert [one.centre.name for one in page if one.centre] == ["中心"] * 10
    keys, joined, counted = (one["sql"] for one in asked_for.captured_queries)
    assert "JOIN" not in keys
    assert "JOIN" in joined
    assert "COUNT" in counted
    assert "LIMIT 51" in counted


def test_a_search_for_a_common_word_is_counted_less_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_BY_ROW", 12)
    everything = rows(33)
    words.index(Organisation.objects.filter(kind=Kind.AUDIT))
    for many, most in ((2000, 50), (5, 12)):
        monkeypatch.setattr(lookup, "MANY", many)
        found = lookup.find(everything, "单位")
        pages = list(walked(found))
        assert [one for page in pages for one in page] == list(everything)
        assert pages[0].paginator.count == min(33, most)
        assert lists.listed(asked("last"), found).number == 4


def test_a_short_list_needs_no_count() -> None:
    found = rows(7)
    with CaptureQueriesContext(connection) as asked_for:
        assert lists.listed(asked(), found).paginator.count == 7
    assert len(asked_for) == 2


@pytest.mark.parametrize(
    ("many", "number", "said"),
    [
        (9, "1", ""), (23, "1", "第1页，共3页，23条下一页末页"), (23, "2", "上一页第2页，共3页，23条下一页末页"),
        (23, "3", "上一页第3页，共3页，23条"), (77, "1", "第1页，共50条以上下一页末页"), (77, "8", "上一页第8页，共50条以上"),
    ],
)  # fmt: skip
def test_the_links_say_where_one_is_and_how_many_there_are(
    many: int, number: str, said: str
) -> None:
    listed = lists.listed(asked(number), rows(many))
    drawn = render_to_string("office/_pages.html", {"rows": listed, "carried": "q=a%26b"})
    shown = squeezed("".join(part.partition(">")[2] for part in drawn.split("<")))
    assert shown == said
    assert drawn.count("?q=a%26b&amp;page=") == drawn.count("<a ")
