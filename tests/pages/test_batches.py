"""A round as one batch: the sums by measure beside the budget line, and papers for a meeting that never change."""

import io
import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from duixian.applications import meeting_papers, round_batch
from duixian.applications.models import Application, MeetingPaper
from duixian.audit import trail
from duixian.kernel import clock
from duixian.parties.access import NotSeen, Refused
from tests.applications import deciding
from tests.applications.cast import District, district
from tests.applications.filing import fresh
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> None:
    """The day that the clock has: the budget is this year's."""


@pytest.fixture
def cast() -> District:
    return district()


@pytest.fixture
def case(cast: District) -> Application:
    return deciding.proposed(cast)


def at(case: Application) -> str:
    return f"/office/batches/{case.round_measure.round_id}/"


def sums(case: Application) -> round_batch.Sums:
    return round_batch.of(case.round_measure.round, clock.today().year).total


def test_the_sums_follow_a_case_from_filing_to_its_decision(cast: District) -> None:
    case = deciding.checked(cast)
    assert (sums(case).count, sums(case).claimed, sums(case).recognised) == (1, 30_000_000, 0)
    deciding.take(cast.officer, case, "propose", amount="20万元", reason="符合")
    found = sums(case)
    assert (found.recognised, found.proposed, found.approved, found.due) == (
        30_000_000,
        20_000_000,
        0,
        20_000_000,
    )
    deciding.take(cast.approver, case, "return-proposal", reason="再核")
    assert (sums(case).recognised, sums(case).proposed, sums(case).due) == (0, 0, 0)
    deciding.take(cast.officer, case, "propose", amount="19万元", reason="符合")
    deciding.take(cast.approver, case, "approve", **deciding.met())
    found = sums(case)
    assert (found.proposed, found.approved, found.due) == (0, 19_000_000, 19_000_000)


def test_a_decided_case_takes_from_the_line_and_is_due_no_more(cast: District) -> None:
    posted = deciding.noticed(cast)
    with deciding.after_notice(posted):
        deciding.decided(cast, posted)
        year = clock.today().year
        (line,) = round_batch.of(posted.round_measure.round, year).lines
    assert (line.sums.decided, line.sums.due, line.short) == (20_000_000, 0, 0)
    assert line.left == 1_000_000_000 - 20_000_000


def test_a_line_that_falls_short_says_by_how_much(cast: District, case: Application) -> None:
    page = told(enter(Client(), cast.approver).get(at(case)))
    assert "指标还差200,000.00元" in page
    assert "没有编列" in page
    deciding.funded(cast, fen=15_000_000)
    page = told(enter(Client(), cast.auditor).get(at(case)))
    assert "还差50,000.00" in page
    assert "150,000.00" in page
    deciding.take(cast.approver, case, "return-proposal", reason="再核")
    assert "还差" not in told(enter(Client(), cast.auditor).get(at(case)))


def test_an_officer_makes_papers_and_they_stay_as_they_were(
    cast: District, case: Application
) -> None:
    officer = enter(Client(), cast.officer)
    assert any("请填写会议" in one for one in errors(send(officer, at(case), case=case.pk)))
    assert any(
        "请选择要上会" in one for one in errors(send(officer, at(case), title="第12次主任办公会"))
    )
    where = go(send(officer, at(case), title="第12次主任办公会", case=case.pk))
    paper = MeetingPaper.objects.get()
    assert trail.of(f"round:{case.round_measure.round_id}").get(
        action="meeting-paper.make"
    ).files == [paper.sha256]
    assert paper.head
    deciding.take(cast.approver, case, "return-proposal", reason="再核")
    page = told(enter(Client(), cast.approver).get(where))
    for word in (str(case.number), "200,000.00", paper.sha256, "内容从此不变"):
        assert word in page
    with pytest.raises(DatabaseError), transaction.atomic():
        MeetingPaper.objects.filter(pk=paper.pk).update(title="改")
    assert "第12次主任办公会" in told(officer.get(at(case)))


def test_the_workbook_has_figures_as_numbers_and_the_paper_an_annex_a_case(
    cast: District, case: Application
) -> None:
    made = meeting_papers.make(
        cast.officer, case.round_measure.round, title="=1+1 主任办公会", cases=[case.pk]
    )
    officer = enter(Client(), cast.officer)
    book = load_workbook(
        io.BytesIO(officer.get(f"/office/batches/papers/{made.pk}/paper.xlsx").content)
    )
    rows = [[cell.value for cell in row] for row in book["逐件"].iter_rows()]
    heads = rows[2]
    line = dict(zip(heads, rows[3], strict=True))
    assert (line["拟资助（元）"], line["核定后上限（元）"], line["拟定"]) == (
        200000,
        300000,
        "给予资助",
    )
    assert book["逐件"]["A1"].data_type == "s"
    facts = [row[1].value for row in book["依据"].iter_rows(min_row=4)]
    assert made.sha256 in facts
    pdf = PdfDocument(officer.get(f"/office/batches/papers/{made.pk}/paper.pdf").content)
    said = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    assert len(pdf) >= 2
    for word in ("附件1", "贰拾万元整", "五（一）综合评估", "算力租用费", made.sha256[:16]):
        assert word in said
    content = json.dumps(meeting_papers.opened(made), ensure_ascii=False)
    assert "13800000000" not in content  # the contact of the firm


def test_only_an_officer_makes_them_and_only_of_what_waits(
    cast: District, case: Application
) -> None:
    round_ = case.round_measure.round
    for who in (cast.approver, cast.auditor, cast.centre):
        with pytest.raises(NotSeen):
            meeting_papers.make(who, round_, title="会", cases=[case.pk])
    with pytest.raises(NotSeen):
        round_batch.get(cast.centre, round_.pk)
    deciding.take(cast.approver, case, "return-proposal", reason="再核")
    with pytest.raises(Refused, match="只有“待审定”的可以上会"):
        meeting_papers.make(cast.officer, round_, title="会", cases=[case.pk])


def test_several_steps_are_offered_in_the_list_of_one_state(cast: District) -> None:
    case = deciding.checked(cast)
    officer = enter(Client(), cast.officer)
    page = officer.get(at(case)).content.decode()
    assert "list=all&amp;state=reviewing" in page
    listed = officer.get(
        f"/office/cases/?list=all&state=reviewing&round={case.round_measure.round_id}"
    )
    assert 'value="check-credit"' in listed.content.decode()
    assert 'value="close"' not in listed.content.decode()
    send(officer, "/office/cases/bulk/", step="check-credit", case=case.pk)
    assert fresh(case).taken.filter(step="check-credit").count() == 2
