"""文书 and 工作日历 as the office sees them: found, read, declared void; a year in months, the next one brought in."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from duixian.files.models import StoredFile
from duixian.letters import calendar, calendar_file, letters
from duixian.letters.models import CalendarYear, Letter, Rendering
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from tests.letters.samples import SAMPLES
from tests.letters.test_calendar import SOURCE, TEXT
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def officer() -> Viewer:
    return cast.viewer(Role.OFFICER)


@pytest.fixture
def letter(officer: Viewer) -> Letter:
    return issued(officer)


def issued(officer: Viewer, kind: str = "correction") -> Letter:
    with transaction.atomic():
        return letters.issue(officer, kind, "recovery:none", SAMPLES[kind], AT)


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("2027.csv", text.encode())


def test_the_register_finds_by_word_kind_and_state(
    client: Client, officer: Viewer, letter: Letter
) -> None:
    enter(client, officer)
    said = told(client.get("/office/letters/"))
    assert "1份" in said
    assert "PDF生成中" in said
    for given in (
        {"q": "云杉"},
        {"q": "补〔2026〕1号"},
        {"kind": "correction"},
        {"state": "standing"},
    ):
        assert letter.number in told(client.get("/office/letters/", given)), given
    for other in ({"q": "没有"}, {"kind": "decision"}, {"state": "void"}):
        assert "没有符合条件的文书" in told(client.get("/office/letters/", other)), other
    assert letter.number in told(
        client.get("/office/letters/", {"state": "'", "page": "x", "q": "\0"})
    )


def test_an_empty_register_says_what_would_be_there(client: Client, officer: Viewer) -> None:
    enter(client, officer)
    assert "还没有印发文书" in told(client.get("/office/letters/"))


def test_a_letter_is_shown_as_issued_and_its_pdf_when_there_is_one(
    client: Client, officer: Viewer, letter: Letter
) -> None:
    enter(client, officer)
    said = told(client.get(f"/office/letters/{letter.pk}/"))
    for words in (
        "一次性告知",
        "2026年3月2日",
        "PDF正在生成",
        letter.sha256,
        letter.head.splitlines()[2],
    ):
        assert words in said
    assert client.get(f"/office/letters/{letter.pk}/pdf/").status_code == 404
    row = StoredFile.objects.create(name="x.pdf", kind="pdf", size=2048, sha256="0" * 64, scanned_by="x")  # fmt: skip
    Rendering.objects.create(letter=letter, file=row, sha256=row.sha256, layout="", rendered_at=AT)
    said = told(client.get(f"/office/letters/{letter.pk}/"))
    assert "下载PDF" in said
    assert "2.0KB" in said


def test_declaring_void_asks_for_a_reason_and_keeps_what_was_typed(
    client: Client, officer: Viewer, letter: Letter
) -> None:
    enter(client, officer)
    address = f"/office/letters/{letter.pk}/void/"
    assert errors(send(client, address, reason=" ")) == ["作废理由：请写明作废的理由，它会留存备查"]
    long = "长" * 501
    answer = send(client, address, reason=long)
    assert long in answer.content.decode()
    assert go(send(client, address, reason="期限写错")) == f"/office/letters/{letter.pk}/"
    said = told(client.get(f"/office/letters/{letter.pk}/"))
    assert "本文书已于" in said
    assert "期限写错" in said
    assert "作废这份文书" not in said


def test_who_may_not_void_is_not_offered_it(client: Client, officer: Viewer) -> None:
    decision = issued(officer, "decision")
    for role, offered in ((Role.OFFICER, False), (Role.AUDITOR, False), (Role.APPROVER, True)):
        enter(client, cast.viewer(role))
        page = told(client.get(f"/office/letters/{decision.pk}/"))
        assert ("作废这份文书" in page) == offered, role
    enter(client, officer)
    refused = send(client, f"/office/letters/{decision.pk}/void/", reason="金额写错")
    assert errors(refused) == ["不能办理：资助决定书经审定后印发，须由审定人作废"]


def test_the_register_asks_as_many_questions_of_the_database_for_many(
    client: Client, officer: Viewer, django_assert_max_num_queries: object
) -> None:
    enter(client, officer)
    for number in range(31):
        letter = issued(officer)
        if number % 2:
            letters.void(officer, letter.pk, "期限写错", AT)
    client.get("/office/letters/")
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(25):
        assert "31份" in told(client.get("/office/letters/"))


def test_a_year_is_shown_in_months_with_its_notice(client: Client, officer: Viewer) -> None:
    enter(client, officer)
    said = told(client.get("/office/calendar/", {"year": "2026"}))
    assert "共248个工作日。依据：国办发明电〔2025〕7号" in said
    assert "2月16个工作日" in said
    assert "14班15休16休" in said
    assert "暂定" in told(client.get("/office/calendar/", {"year": "2027"}))
    for strange in ("", "x", "0", "99999", "２０２６", "1999"):
        assert client.get("/office/calendar/", {"year": strange}).status_code == 200, strange


def test_a_year_can_be_fetched_as_a_table_and_read_again(client: Client, officer: Viewer) -> None:
    enter(client, officer)
    content = client.get("/office/calendar/2026.csv").content
    assert calendar_file.read(content, "a.csv").year == calendar.current().published[2026]
    assert client.get("/office/calendar/2031.csv").status_code == 404


def test_the_next_year_is_looked_at_first_and_then_taken(client: Client, officer: Viewer) -> None:
    enter(client, officer)
    looked = send(client, "/office/calendar/import/", file=file(TEXT))
    assert f"{SOURCE}：放假32天，调休上班7天" in told(looked)
    assert "请留意" in told(looked)
    assert not CalendarYear.objects.exists()
    rows = looked.content.decode().partition("<textarea")[2].partition(">")[2].partition("</")[0]
    assert go(send(client, "/office/calendar/import/", rows=rows)) == "/office/calendar/?year=2027"
    said = told(client.get("/office/calendar/", {"year": "2027"}))
    assert f"依据：{SOURCE}" in said
    assert "现行" in said


def test_what_changes_in_a_known_year_is_listed(client: Client, officer: Viewer) -> None:
    enter(client, officer)
    known = calendar_file.written(calendar.current().published[2026])
    changed = known.replace("2026-02-23,休", "2026-02-24,休")
    said = told(send(client, "/office/calendar/import/", file=file(changed)))
    assert "与现行安排（国办发明电〔2025〕7号）的不同" in said
    assert "2026年2月23日：休改为照平日" in said
    assert "2026年2月24日：照平日改为休" in said


def test_a_wrong_table_is_not_taken_and_every_row_is_named(client: Client, officer: Viewer) -> None:
    enter(client, officer)
    wrong = TEXT.replace("2027-01-01,休", "元旦,休").replace("2027-01-30,班", "2027-01-29,班")
    found = errors(send(client, "/office/calendar/import/", file=file(wrong)))
    assert [one.split("：")[1][:3] for one in found] == ["第2行", "第5行"]
    assert errors(send(client, "/office/calendar/import/")) == ["放假安排文件：请先选择文件"]
    assert not CalendarYear.objects.exists()
