"""首页."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from duixian import policy
from tests.pages.conftest import Response, squeezed, text_of

pytestmark = pytest.mark.django_db
See = Callable[..., str]
Live = Callable[[str], Response]


def test_it_says_what_the_fund_is_and_offers_one_thing_to_do(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "普陀区智能软件产业专项" in page
    assert page.count("btn-primary") == 1
    assert 'href="/calculator/">我能申请什么' in page.replace("\n", "")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 25), "还有36天"),
        (date(2026, 12, 30), "还有1天"),
        (date(2026, 12, 31), "今天是最后一天"),
        (date(2027, 1, 1), "政策已于2026年12月31日到期"),
        (date(2024, 12, 31), "尚未施行"),
    ],
)
def test_it_counts_the_days_of_validity(
    see: See, today: Callable[[date], None], day: date, said: str
) -> None:
    today(day)
    assert said in squeezed(see("/"))


def test_each_of_the_eleven_supports_is_a_card_with_its_clause_and_its_measures(
    client: Client,
) -> None:
    page = client.get("/").content.decode()
    current = policy.library().get("putuo-2024-3")
    assert page.count('class="card support"') == 11
    for measure in current.measures:
        assert f"/policy/putuo-2024-3/{measure.id}/" in page
        assert f"#{measure.clause}" in page
        assert measure.cap_text in page


def test_it_says_that_no_round_is_open_and_what_will_be_here(see: See) -> None:
    assert "目前没有开放的申报批次" in see("/")
    assert "受理起止日期" in see("/")


def test_search_finds_measures_and_clauses_and_marks_the_word(client: Client) -> None:
    page = client.get("/?q=算力").content.decode()
    assert "<mark>算力</mark>" in page
    assert "/policy/putuo-2024-3/compute/" in page.split('id="supports-title"')[0]
    assert "/policy/putuo-2024-3/#三（六）" in page
    assert "“算力”的查找结果" in page


@pytest.mark.parametrize("query", ["\uff23\uff2d\uff2d\uff29", "cmmi", "CMMI 资质", "  cmmi  "])
def test_search_knows_no_width_and_no_case(live: Live, query: str) -> None:
    assert "企业资质资助" in text_of(live(f"/?q={query}"))


def test_search_knows_the_words_of_people_too(live: Live) -> None:
    found = text_of(live("/?q=房租"))
    assert "办公租房资助" in found
    assert "体验展示中心资助" in found


def test_search_wants_every_word(see: See) -> None:
    assert "没有找到" in see("/?q=算力 版号")


def test_search_that_finds_nothing_says_what_to_try(see: See) -> None:
    assert "可以换一个更短的词" in see("/?q=月球")


def test_search_shows_what_was_typed_as_text(client: Client) -> None:
    page = client.get("/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_search_is_live(live: Live) -> None:
    found = live("/?q=租赁").content.decode()
    assert "<mark>租赁</mark>" in found


def test_it_is_only_for_reading(client: Client) -> None:
    assert client.post("/").status_code == 405
