"""Electronic invoices: an original is kept, read into the row, confirmed by a person, and stays with its line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duixian.applications.models import Application
from duixian.audit import trail
from duixian.files.models import StoredFile
from tests.applications import cast, filing
from tests.applications.cast import District
from tests.files.fixtures import clamd, evidence_folder
from tests.files.papers import e_invoice
from tests.pages.signed import enter, errors, go, send, told
from tests.pages.test_rounds_office import form

__all__ = ["clamd", "evidence_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def people() -> District:
    return cast.district()


@pytest.fixture
def draft(people: District) -> Application:
    return filing.begun(people.applicant, cast.measure_in(cast.published_round(people)))


@pytest.fixture
def applicant(people: District) -> Client:
    return enter(Client(), people.applicant)


def lines_of(application: Application) -> str:
    return f"/my/applications/{application.pk}/lines/"


def original(content: bytes | None = None, name: str = "发票.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, e_invoice() if content is None else content)


def test_an_original_fills_in_the_row_and_stays_with_its_line(
    applicant: Client, draft: Application
) -> None:
    page = applicant.post(f"{lines_of(draft)}invoice/", {"invoice": original()})
    words = told(page)
    for word in ("上海示例算力有限公司", "26312000000012345678", "106,000.00元", "请对照发票核对"):
        assert word in words
    file = StoredFile.objects.get(kind="xml")
    assert f'name="source_file" value="{file.pk}"' in page.content.decode()
    assert not draft.lines.exists()
    go(send(
        applicant, lines_of(draft), fact="compute_cost", content="算力租用费", counterparty="上海示例算力有限公司",
        invoice_number="26312000000012345678", invoice_amount="106000", amount="10万元", source_file=file.pk,
    ))  # fmt: skip
    assert draft.lines.get().source_file == file
    kept = trail.of(f"application:{draft.pk}").get(action="invoice.keep")
    assert file.sha256 in kept.files


def test_an_unknown_layout_is_kept_and_says_what_to_type(
    applicant: Client, draft: Application
) -> None:
    page = applicant.post(
        f"{lines_of(draft)}invoice/", {"invoice": original(b"<other><a>1</a></other>")}
    )
    assert "没有读到：发票号码" in told(page)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "a.xml"), (b"%PDF-1.4", "a.pdf")],
)
def test_what_is_no_original_is_refused_with_the_reason(
    applicant: Client, draft: Application, content: bytes, name: str
) -> None:
    page = applicant.post(f"{lines_of(draft)}invoice/", {"invoice": original(content, name)})
    assert any(name in one for one in errors(page))
    assert not StoredFile.objects.exists()


def test_no_file_at_all_is_said(applicant: Client, draft: Application) -> None:
    assert errors(applicant.post(f"{lines_of(draft)}invoice/"))


def test_nobody_else_may_and_no_strangers_file_is_taken(
    people: District, applicant: Client, draft: Application
) -> None:
    other = enter(Client(), people.stranger)
    assert other.post(f"{lines_of(draft)}invoice/", {"invoice": original()}).status_code == 404
    theirs = filing.stored(people.stranger.organisation)
    typed = form(applicant, lines_of(draft))
    typed |= {
        "content": "算力租用费",
        "counterparty": "甲",
        "amount": "1万元",
        "source_file": str(theirs.pk),
    }
    assert errors(send(applicant, lines_of(draft), **typed))
    assert not draft.lines.exists()
