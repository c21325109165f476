"""What holds on every page: headers, language, meta tags, weight, no cookies, nothing from elsewhere."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import Settings

from tests.pages.conftest import FIRM

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/?q=算力",
    "/rounds/",
    "/policy/putuo-2024-3/",
    "/policy/putuo-2024-3/measures/",
    "/policy/putuo-2024-3/compute/",
    "/policy/putuo-2024-3/carrier/",
    "/calculator/",
    f"/calculator/?{FIRM}&compute-compute_cost=2000万&ask=rnd",
    f"/calculator/qualification/?{FIRM}",
    f"/calculator/compute/result/?{FIRM}&compute-compute_cost=2000万",
    "/api/docs",
    "/nowhere",
]
LIMIT = 150 * 1024
every_page = pytest.mark.parametrize("address", PAGES)


@every_page
def test_the_headers_close_what_is_not_used(client: Client, address: str) -> None:
    headers = client.get(address).headers
    allowed = {one.split(" ")[0]: one for one in headers["Content-Security-Policy"].split("; ")}
    assert allowed["default-src"] == "default-src 'none'"
    assert allowed["script-src"] == "script-src 'self'"
    assert allowed["style-src"] == "style-src 'self'"
    assert allowed["frame-ancestors"] == "frame-ancestors 'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@every_page
def test_nothing_is_remembered_about_a_visitor(client: Client, address: str) -> None:
    assert not client.get(address).cookies


@every_page
def test_chinese_whatever_the_browser_asks_for(client: Client, address: str) -> None:
    plain = client.get(address).content
    assert client.get(address, headers={"accept-language": "en-US,en;q=0.9"}).content == plain
    assert b'<html lang="zh-Hans">' in plain


@every_page
def test_the_meta_tags_of_a_government_site_are_there(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    for name in ("SiteName", "SiteDomain", "ColumnName", "ColumnType", "Keywords", "Url"):
        assert re.search(rf'<meta name="{name}" content="[^"]+">', page), name


def test_an_article_has_title_date_and_source(client: Client) -> None:
    page = client.get("/policy/putuo-2024-3/").content.decode()
    assert '<meta name="ArticleTitle" content="普陀区加快发展智能软件产业实施意见">' in page
    assert '<meta name="PubDate" content="2024-12-03">' in page
    assert "上海市普陀区科学技术委员会、" in page


def test_the_site_s_code_is_shown_only_where_it_is_set(client: Client, settings: Settings) -> None:
    assert "SiteIDCode" not in client.get("/").content.decode()
    settings.SITE_ID_CODE = "3101070001"
    assert '<meta name="SiteIDCode" content="3101070001">' in client.get("/").content.decode()


@every_page
def test_nothing_comes_from_elsewhere_and_nothing_is_inline(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    for source in re.findall(r'<(?:script|link|img|iframe)\b[^>]*(?:src|href)="([^"]+)"', page):
        assert source.startswith("/static/")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page)


@every_page
def test_a_page_weighs_little(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    names = re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    weight = len(gzip.compress(page.encode()))
    for name in names:
        found = finders.find(name)
        assert isinstance(found, str), name
        weight += len(gzip.compress(Path(found).read_bytes()))
    assert weight < LIMIT, weight
    assert weight > 10 * 1024


@every_page
def test_landmarks_one_heading_and_a_way_past_the_navigation(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert page.count("<h1") == 1
    assert '<a class="skip-link" href="#main">' in page
    for mark in ("<header", "<nav", "<main", "<footer"):
        assert mark in page


def test_every_link_inside_the_site_leads_somewhere(client: Client) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code in {200, 301, 302}, address
        if "html" in response.headers.get("Content-Type", ""):
            found = re.findall(r'<a\b[^>]*href="(/[^"#?]*)', response.content.decode())
            waiting += [one for one in found if not one.startswith("/static/")]
    assert len(seen) > 40
