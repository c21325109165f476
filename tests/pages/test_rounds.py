"""申报批次 for everyone: the list, a round's page, its guide, and the block on the home page."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from duixian.applications import rounds
from duixian.applications.models import Round
from duixian.portal.rounds import countdown
from tests.applications import cast
from tests.applications.cast import District, shanghai
from tests.emptied import unguarded
from tests.pages.conftest import squeezed, text_of

pytestmark = pytest.mark.django_db
NOW = shanghai(2026, 3, 20, 10)
SECOND = timedelta(seconds=1)
See = Callable[..., str]


@pytest.fixture
def people() -> District:
    return cast.district()


@pytest.fixture(autouse=True)
def on_a_day_in_march() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def open_round(people: District, **filled: object) -> Round:
    """Open from 2 March 09:00 to 30 April 24:00."""
    window = {"opens_at": shanghai(2026, 3, 2, 9), "closes_at": shanghai(2026, 5, 1)}
    return cast.published_round(people, **window | filled)


def test_without_rounds_the_pages_say_what_will_be_here(see: See) -> None:
    assert "目前没有开放的申报批次" in see("/rounds/")
    assert "目前没有开放的申报批次" in see("/")


def test_open_coming_and_closed_rounds_are_told_apart(people: District, see: See) -> None:
    open_round(people)
    cast.published_round(
        people, opens_at=shanghai(2026, 6, 1, 9), closes_at=shanghai(2026, 7, 1, 17)
    )
    old = open_round(people)
    with unguarded():
        Round.objects.filter(pk=old.pk).update(closes_at=shanghai(2026, 3, 19, 17))
    page = squeezed(see("/rounds/"))
    assert page.index("正在申报第") < page.index("即将开始第") < page.index("已截止第")
    home = squeezed(see("/"))
    assert "正在申报第" in home
    assert "即将开始第" in home
    assert "已截止的批次（1）" in home
    assert "2026年3月2日09:00至2026年4月30日24:00，还有41天" in home


def test_a_draft_is_on_no_public_page(people: District, client: Client, see: See) -> None:
    made = cast.filled_round(people)
    rounds.propose(people.officer, made.pk)
    assert made.title not in see("/rounds/")
    for address in ("", "guide/", "guide.pdf"):
        assert client.get(f"/rounds/{made.number}/{address}").status_code == 404
    assert client.get("/rounds/nothing/").status_code == 404


def test_a_round_says_who_what_until_when_and_leads_to_filing(
    people: District, client: Client
) -> None:
    made = open_round(people, measures=("compute", "office-rent", "major-project"))
    response = client.get(f"/rounds/{made.number}/")
    said = squeezed(text_of(response))
    for part in (
        "智能算力资助", "最高可申请每批次500万元", "费用期间2025年1月1日至12月31日", "算力服务合同必交", "021-55501001",
        "现在（服务器时间）2026年3月20日10:00", "截止时刻当时保存成功的提交有效", "本批次：2025年1月1日", "理由：主任办公会讨论确定",
        "不接受网上申报",
    ):  # fmt: skip
        assert part in said, part
    page = response.content.decode()
    for measure, offered in (("compute", True), ("office-rent", True), ("major-project", False)):
        link = f'href="/my/applications/start/{cast.measure_in(made, measure).pk}/"'
        assert (link in page) is offered


@pytest.mark.parametrize(
    ("now", "said", "offered"),
    [
        (shanghai(2026, 3, 2, 9) - SECOND, "2026年3月2日09:00开始申报", False),
        (shanghai(2026, 3, 2, 9), "开始申报", True),
        (shanghai(2026, 5, 1), "开始申报", True),
        (shanghai(2026, 5, 1) + SECOND, "已于2026年4月30日24:00截止", False),
    ],
)
def test_filing_is_offered_within_the_window_to_the_second(
    people: District, client: Client, now: object, said: str, offered: bool
) -> None:
    made = open_round(people)
    with time_machine.travel(now, tick=False):  # type: ignore[arg-type]
        response = client.get(f"/rounds/{made.number}/")
    assert ("/my/applications/start/" in response.content.decode()) is offered
    assert said in squeezed(text_of(response))


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=1, seconds=1), None), (timedelta(days=1), "24小时0分"), (timedelta(hours=6, minutes=12), "6小时12分"),
        (timedelta(seconds=61), "1分1秒"), (SECOND, "1秒"), (timedelta(0), "0秒"), (-SECOND, None),
    ],
)  # fmt: skip
def test_the_last_day_is_counted_down(
    people: District, client: Client, left: timedelta, words: str | None
) -> None:
    made = open_round(people)
    now = made.closes_at - left
    found = countdown(made, now)
    assert (found.left if found else None) == words
    with time_machine.travel(now, tick=False):
        pages = [
            client.get(address).content.decode() for address in ("/", f"/rounds/{made.number}/")
        ]
    for page in pages:
        assert ("data-left=" in page) is (words is not None)
        if words:
            assert f"{words}</strong>" in page


def test_an_amendment_is_shown_with_both_sides(people: District, client: Client) -> None:
    made = open_round(people)
    changes = {"": {"closes_at": shanghai(2026, 5, 10, 17)}}
    one = rounds.amend(people.officer, made.pk, reason="因系统维护", changes=changes)
    assert "修改公告" not in client.get(f"/rounds/{made.number}/").content.decode()
    rounds.approve_amendment(people.approver, made.pk, one.number)
    page = client.get(f"/rounds/{made.number}/")
    said = squeezed(text_of(page))
    assert 'id="amendment-1"' in page.content.decode()
    assert "第1次修改（2026年3月20日10:00公布）理由：因系统维护" in said
    assert "截止时间2026年4月30日24:002026年5月10日17:00" in said
    guide = squeezed(text_of(client.get(f"/rounds/{made.number}/guide/")))
    assert "截止时间由“2026年4月30日24:00”改为“2026年5月10日17:00”" in guide


def test_the_guide_is_made_from_the_round_and_its_policy(people: District, client: Client) -> None:
    made = open_round(
        people, measures=("compute", "qualification"),
        compute={"panel": True, "rubric": [{"name": "应用成效", "weight": 100}], "notes": "不含存储和带宽。"},
        parameters={"": {"correction_days": 12}},
    )  # fmt: skip
    said = squeezed(text_of(client.get(f"/rounds/{made.number}/guide/")))
    for part in (
        "根据《普陀区加快发展智能软件产业实施意见》（普科合规范〔2024〕3号）", "应用成效100分", "不含存储和带宽。", "收到后12个工作日内补正",
        "20万元是每项资质、每家企业每批次，还是每家企业总共？本批次按“每项资质”掌握", "承诺60个工作日内办结", "长风投资促进中心",
        "许可证或备案证明", "当时保存成功的提交有效",
    ):  # fmt: skip
        assert part in said, part


def test_the_guide_comes_as_paper_with_the_same_words(
    people: District, client: Client, tmp_path: Path
) -> None:
    made = open_round(people)
    response = client.get(f"/rounds/{made.number}/guide.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    file = tmp_path / "guide.pdf"
    file.write_bytes(response.content)
    text = subprocess.run(
        ["pdftotext", str(file), "-"], capture_output=True, check=True
    ).stdout.decode()
    plain = squeezed(text)
    for part in (
        "上海市普陀区科学技术委员会",
        "2026年智能软件专项申报指南",
        "2026年4月30日24:00",
        "算力服务合同",
        "必交",
        "2026年3月20日",
    ):
        assert part in plain, part
    assert client.get(f"/rounds/{made.number}/guide.pdf").content == response.content


def test_what_an_officer_typed_is_shown_as_text(people: District, client: Client) -> None:
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}"
    made = open_round(people, compute={"notes": nasty})
    for address in ("", "guide/"):
        page = client.get(f"/rounds/{made.number}/{address}").content.decode()
        assert escape(nasty) in page
        assert "<script>alert" not in page


@pytest.mark.parametrize("address", ["/", "/rounds/", "/rounds/{}/", "/rounds/{}/guide/"])
def test_pages_ask_the_database_little_however_many_rounds_there_are(
    people: District,
    client: Client,
    address: str,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    made = open_round(people, measures=("compute", "rnd", "office-rent"))
    for _ in range(4):
        rounds.clone(people.officer, made.pk)
        open_round(people, measures=("compute", "rnd", "office-rent"))
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert client.get(address.format(made.number)).status_code == 200
