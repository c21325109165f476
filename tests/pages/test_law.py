"""政策原文."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

from django.test import Client

from duixian import policy
from tests.pages.conftest import squeezed

See = Callable[..., str]
ADDRESS = "/policy/putuo-2024-3/"


def test_the_official_text_is_there_whole_and_in_order(see: See) -> None:
    shown = squeezed(see(ADDRESS))
    place = 0
    for paragraph in policy.library().get("putuo-2024-3").paragraphs:
        found = shown.find(squeezed(paragraph.text), place)
        assert found >= 0, paragraph.text
        place = found + 1


def test_every_clause_has_one_anchor(client: Client) -> None:
    page = client.get(ADDRESS).content.decode()
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    clauses = {one.clause for one in policy.library().get("putuo-2024-3").paragraphs if one.clause}
    assert {"三（六）", "四（一）", "五（三）"} <= clauses <= set(ids)


def test_beside_a_paragraph_stand_its_plain_reading_measures_examples_and_readings(
    client: Client,
) -> None:
    page = client.get(ADDRESS).content.decode()
    current = policy.library().get("putuo-2024-3")
    for paragraph in current.paragraphs:
        assert paragraph.level != "body" or paragraph.plain in page
        for question in paragraph.questions:
            assert question.question in page
    for measure in current.measures:
        assert f'href="/policy/putuo-2024-3/{measure.id}/"' in page
        assert measure.examples[0].name in page


def test_it_names_number_validity_and_version(see: See) -> None:
    shown = see(ADDRESS)
    current = policy.library().get("putuo-2024-3")
    assert current.number in shown
    assert current.version[:12] in shown
    assert "2025年1月1日至2026年12月31日" in shown


def test_after_the_end_it_says_so(see: See, today: Callable[[date], None]) -> None:
    today(date(2027, 1, 1))
    assert "已到期" in see(ADDRESS)


def test_the_source_can_be_downloaded_byte_for_byte(client: Client) -> None:
    response = client.get(f"{ADDRESS}source.txt")
    assert response.content.decode() == policy.library().get("putuo-2024-3").source
    assert response.headers["Content-Disposition"] == "attachment; filename=putuo-2024-3.txt"


def test_the_short_address_leads_to_the_policy_in_force(client: Client) -> None:
    assert client.get("/policy/").headers["Location"] == ADDRESS


def test_an_unknown_policy_is_not_found(see: See) -> None:
    assert "没有找到这个页面" in see("/policy/nowhere-1/", 404)
    assert "没有找到这个页面" in see("/policy/nowhere-1/source.txt", 404)
