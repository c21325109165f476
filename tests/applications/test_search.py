"""Finding applications: by number, name, code, initials and two Chinese signs; through the index, and row by row alike."""

import pytest
from django.db import connection

from duixian.applications import access, search
from duixian.applications.models import Application, SearchText
from duixian.parties.finding import lookup, tokens
from duixian.parties.initials import initials
from duixian.parties.models import Organisation
from tests.applications.cast import District, measure_in, published_round
from tests.applications.filing import begun, submitted


@pytest.fixture
def made(cast: District) -> Application:
    firm = cast.applicant.organisation
    Organisation.objects.filter(pk=firm.pk).update(pinyin=initials(firm.name))
    firm.refresh_from_db()
    return submitted(
        cast.applicant, measure_in(published_round(cast, measures=("compute", "game-licence")))
    )


FOUND = [
    "明心", "智能", "明心智能", "科技有限", "司", "上海明心智能科技有限公司", "算力", "智能算力", "PT20", "zn-000001",
    "000001", "1", "\uff3a\uff2e", "shmx", "mxzn", "znkj", "明心 算力", "明心，pt20", "  明心  ",
]  # fmt: skip
NOT_FOUND = [
    "远山",
    "心明",
    "明心远山",
    "明智",
    "000002",
    "xyz",
    "明心 远山",
    "。。。",
    "'\" OR 1=1 --",
    '" NEAR(',
    "*",
    "𠮷",
]


@pytest.mark.parametrize("many", [0, 2000], ids=["row by row", "by index"])
@pytest.mark.parametrize("text", [*FOUND, *NOT_FOUND])
def test_what_is_found_and_what_is_not(
    cast: District, made: Application, text: str, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MANY", many)
    expected = [made] if text in FOUND else []
    assert list(search.find(access.applications(cast.officer), text)) == expected


def test_the_number_and_the_code_are_found_however_they_are_typed(
    cast: District, made: Application
) -> None:
    everything = access.applications(cast.officer)
    code = made.applicant.code or ""
    for text in (
        str(made.number),
        str(made.number).lower(),
        str(made.number).replace("-", ""),
        code,
        code[:9],
        code.lower(),
    ):
        assert search.find(everything, text).get() == made


def test_nothing_asked_is_everything_and_what_is_not_seen_is_not_found(
    cast: District, made: Application
) -> None:
    assert search.find(access.applications(cast.officer), " ").get() == made
    assert not search.find(access.applications(cast.stranger), "明心").exists()
    assert not search.find(access.applications(cast.other_centre), "明心").exists()


def test_a_subject_is_found_and_a_new_one_replaces_it(cast: District, made: Application) -> None:
    game = begun(
        cast.applicant, measure_in(made.round_measure.round, "game-licence"), subject="《山海录》"
    )
    mine = access.applications(cast.applicant)
    assert search.find(mine, "山海").get() == game
    game.subject = "云中城"
    game.save()
    search.refresh(game)
    assert not search.find(mine, "山海").exists()
    assert search.find(mine, "云中城").get() == game
    game.delete()
    assert not search.find(mine, "云中城").exists()


def test_many_are_indexed_at_once(cast: District, made: Application) -> None:
    SearchText.objects.all().delete()
    assert not search.find(access.applications(cast.officer), "明心").exists()
    search.index(Application.objects.all())
    assert search.find(access.applications(cast.officer), "明心").get() == made


def test_the_database_uses_its_index(cast: District, made: Application) -> None:
    wanted = tokens.Query(terms=tokens.terms("明心"))
    rows = SearchText.objects.filter(tokens__holds=wanted)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
    plan = rows.explain()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = on")
    assert (
        "applications_searchtext_tokens" in plan
        or "applications_searchtext_index VIRTUAL TABLE INDEX" in plan
    ), plan


def test_tokens_are_pairs_and_whole_words() -> None:
    assert tokens.tokens(["上海AI芯片-000123", "AI"]).split() == [
        "上海",
        "海",
        "ai",
        "芯片",
        "片",
        "000123",
        "123",
    ]
    assert [one.text for one in tokens.terms("上海AI 芯")] == ["上海", "ai", "芯"]
    assert tokens.terms("PT2026-ZN-000123") == (tokens.Term("pt2026zn000123", begins=True),)
    assert len(tokens.terms("一二三四五六七八九十一二三四五六七八九十")) <= tokens.MOST_TERMS
