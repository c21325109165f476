"""Evidence, the last check, the signature, the receipt: each page does its part, keeps what was typed, hides from others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duixian.applications import commitment, drafts
from duixian.applications.models import Application, Snapshot
from tests.applications import cast, filing
from tests.applications.cast import District
from tests.files.fixtures import clamd, evidence_folder
from tests.files.sample import a_pdf
from tests.pages.signed import enter, errors, go, send, told

__all__ = ["clamd", "evidence_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def people() -> District:
    return cast.district()


@pytest.fixture
def draft(people: District) -> Application:
    return filing.begun(people.applicant, cast.measure_in(cast.published_round(people)))


@pytest.fixture
def ready(people: District, draft: Application) -> Application:
    return filing.completed(people.applicant, draft)


@pytest.fixture
def applicant(people: District) -> Client:
    return enter(Client(), people.applicant)


def at(application: Application, page: str) -> str:
    return f"/my/applications/{application.pk}/{page}"


def upload(client: Client, application: Application, *files: SimpleUploadedFile) -> object:
    item = filing.get(application.pk).round_measure.materials[0]["id"]
    return client.post(at(application, "evidence/"), {"item": item, "files": list(files)})


def a_file(name: str = "算力合同.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf() if content is None else content)


def signed(application: Application, **changed: object) -> dict[str, object]:
    given = {
        "signed_name": "方小明", "version": filing.fresh(application).version,
        "commitment": commitment.current().version,
    }  # fmt: skip
    return {**given, **changed}


def test_files_are_put_under_an_item_and_taken_out_again(
    applicant: Client, draft: Application
) -> None:
    upload(applicant, draft, a_file(), a_file("发票.pdf", a_pdf() + b"\n"))
    assert {one.file.name for one in draft.evidence.all()} == {"算力合同.pdf", "发票.pdf"}
    first = draft.evidence.all()[0]
    assert "已上传2份" in told(applicant.get(at(draft, "evidence/")))
    send(applicant, at(draft, f"evidence/{first.pk}/remove/"))
    assert "已上传1份" in told(applicant.get(at(draft, "evidence/")))


def test_a_refused_file_is_named_with_the_reason_and_the_others_are_kept(
    applicant: Client, draft: Application
) -> None:
    item = draft.round_measure.materials[0]["id"]
    sent = {"item": item, "files": [a_file(), a_file("说明.exe", b"MZ")]}
    response = applicant.post(at(draft, "evidence/"), sent)
    assert any("说明.exe" in one for one in errors(response))
    assert [one.file.name for one in draft.evidence.all()] == ["算力合同.pdf"]


def test_a_file_is_looked_at_as_pictures_and_kept_as_a_download(
    applicant: Client, draft: Application
) -> None:
    content = a_pdf()
    upload(applicant, draft, a_file(content=content))
    evidence = draft.evidence.get()
    assert "算力合同.pdf" in told(applicant.get(f"/evidence/{evidence.pk}/"))
    picture = applicant.get(f"/evidence/{evidence.pk}/1.jpg")
    assert picture.headers["Content-Type"] == "image/jpeg"
    kept = applicant.get(f"/evidence/{evidence.pk}/download/")
    assert kept.content == content
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in kept.headers["Content-Security-Policy"]


def test_the_check_says_what_is_missing_and_offers_no_signature(
    applicant: Client, draft: Application
) -> None:
    page = told(applicant.get(at(draft, "check/")))
    assert "还不能提交" in page
    assert "去签署承诺" not in page


def test_the_check_says_everything_in_words(applicant: Client, ready: Application) -> None:
    page = told(applicant.get(at(ready, "check/")))
    assert "去签署承诺" in page
    assert {"上海云海算力有限公司", "1,000,000.00", "没有获得，也没有正在申请"} <= {
        word
        for word in ("上海云海算力有限公司", "1,000,000.00", "没有获得，也没有正在申请")
        if word in page
    }


def test_signing_gives_a_number_and_a_receipt(applicant: Client, ready: Application) -> None:
    receipt = go(send(applicant, at(ready, "sign/"), **signed(ready)))
    number = filing.fresh(ready).number
    assert number
    assert number in told(applicant.get(receipt))
    for name in ("receipt.pdf", "application.pdf"):
        paper = applicant.get(at(ready, name))
        assert paper.content.startswith(b"%PDF"), name


def test_another_name_is_no_signature_and_stays_as_typed(
    applicant: Client, ready: Application
) -> None:
    response = send(applicant, at(ready, "sign/"), **signed(ready, signed_name="王小明"))
    assert any("与登录人的姓名不一致" in one for one in errors(response))
    assert 'value="王小明"' in response.content.decode()
    assert not Snapshot.objects.exists()


def test_what_changed_since_it_was_read_is_not_signed(
    people: District, applicant: Client, ready: Application
) -> None:
    given = signed(ready)
    drafts.remove_evidence(people.owner, ready.pk, ready.evidence.all()[0].pk)
    assert errors(send(applicant, at(ready, "sign/"), **given))
    assert not Snapshot.objects.exists()


def test_the_signature_asks_first_who_one_is(people: District, ready: Application) -> None:
    client = enter(Client(), people.applicant, confirmed=False)
    response = client.get(at(ready, "sign/"))
    assert response.status_code == 302
    assert "reauthenticate" in response.headers["Location"]


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999", "-1"])
def test_a_strange_version_is_refused_in_words(
    applicant: Client, ready: Application, version: str
) -> None:
    assert errors(send(applicant, at(ready, "sign/"), **signed(ready, version=version)))


def test_what_was_handed_in_can_be_recalled_and_handed_in_again(
    applicant: Client, ready: Application
) -> None:
    send(applicant, at(ready, "sign/"), **signed(ready))
    assert "申报编号保留" in told(applicant.get(at(ready, "steps/recall/")))
    send(applicant, at(ready, "steps/recall/"), reason="改金额")
    assert filing.fresh(ready).state == "draft"
    send(applicant, at(ready, "sign/"), **signed(ready))
    assert [one.number for one in ready.snapshots.all()] == [1, 2]
    assert "第2次提交" in told(applicant.get(at(ready, "receipt/")))


def test_a_step_that_is_not_possible_says_why(applicant: Client, draft: Application) -> None:
    page = told(applicant.get(at(draft, "steps/withdraw/")))
    assert "还没有提交过的草稿不用撤回" in page
    assert errors(send(applicant, at(draft, "steps/withdraw/")))
    assert filing.fresh(draft).state == "draft"


@pytest.mark.parametrize(
    "page", ["evidence/", "check/", "sign/", "steps/discard/", "receipt/", "receipt.pdf"]
)
def test_strangers_and_wrong_roles_see_nothing(
    people: District, ready: Application, page: str
) -> None:
    for other in (people.stranger, people.auditor, people.other_centre):
        assert enter(Client(), other).get(at(ready, page)).status_code == 404


def test_a_stranger_gets_no_file(people: District, ready: Application) -> None:
    evidence = ready.evidence.all()[0]
    client = enter(Client(), people.stranger)
    for page in ("", "1.jpg", "download/"):
        assert client.get(f"/evidence/{evidence.pk}/{page}").status_code == 404
