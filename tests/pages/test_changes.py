"""单位变更 pages: recorded step by step with its document, decided by another, shown on the enterprise and its cases."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duixian.parties.models import Change, Organisation
from duixian.parties.roles import Role
from tests.applications import filing
from tests.applications.cast import District, district, measure_in, published_round
from tests.files.fixtures import clamd, evidence_folder
from tests.files.sample import a_pdf
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast as parties

__all__ = ["clamd", "evidence_folder"]
pytestmark = pytest.mark.django_db
NEW = "上海明心大模型有限公司"
TODAY = date(2026, 3, 2)


@pytest.fixture
def cast() -> District:
    return district()


@pytest.fixture
def firm(cast: District) -> Organisation:
    return cast.owner.organisation


def new(firm: Organisation) -> str:
    return f"/office/changes/new/{firm.pk}/"


def form(**more: object) -> dict[str, object]:
    return {
        "kind": "rename", "target": NEW, "effective_on": "2026年2月1日", "document": "准予变更登记通知书",
        "evidence": SimpleUploadedFile("通知书.pdf", a_pdf()), **more,
    }  # fmt: skip


def waiting(cast: District, firm: Organisation, kind: str = "rename", target: str = NEW) -> Change:
    """One that a centre recorded."""
    return Change.objects.create(
        organisation=firm, kind=kind, effective_on="2026-02-01", document="通知书", name=target,
        name_before=firm.name, evidence=parties.licence(cast.centre.person), asked_by=cast.centre.person,
        asked_at_office=cast.centre.organisation,
    )  # fmt: skip


@pytest.mark.usefixtures("evidence_folder")
def test_a_rename_from_the_choice_to_the_new_name(cast: District, firm: Organisation) -> None:
    centre, officer = enter(Client(), cast.centre), enter(Client(), cast.officer)
    page = told(centre.get(new(firm)))
    assert "更名：登记机关已核准新名称" in page
    assert "解除标记：" not in page  # nothing to lift
    assert "新名称" in told(centre.get(new(firm), {"kind": "rename"}))
    address = go(send(centre, new(firm), **form()))
    said = told(centre.get(address))
    assert f"“{firm.name}”改为“{NEW}”" in said
    assert "您是登记人，须由另一人审定" in said
    evidence = centre.get(f"{address}evidence/")
    assert evidence.headers["Content-Disposition"].startswith("attachment;")
    assert "1件等您审定" in told(officer.get("/office/changes/"))
    assert errors(send(officer, address)) == ["您的决定：请选择确认或退回"]
    assert errors(send(officer, address, decision="refuse")) == ["理由：请填写理由"]
    assert go(send(officer, address, decision="accept")) == "/office/changes/"
    assert "没有待审定的变更" in told(officer.get("/office/changes/"))
    own = told(officer.get(f"/office/enterprises/{firm.pk}/"))
    assert "现名称" + NEW in own
    assert "曾用名上海明心智能科技有限公司2026年2月1日以前" in own
    for query in ("智能科技", "大模型"):
        found = officer.get("/office/changes/", {"q": query, "state": "all"})
        assert NEW in told(found), query


@pytest.mark.usefixtures("evidence_folder")
def test_everything_typed_is_kept_the_document_too(cast: District, firm: Organisation) -> None:
    centre = enter(Client(), cast.centre)
    page = send(centre, new(firm), **form(effective_on="昨天", document=""))
    assert [one.partition("：")[0] for one in errors(page)] == ["生效日期", "文书名称和文号"]
    body = page.content.decode()
    assert f'value="{NEW}"' in body
    assert "已收到：通知书.pdf" in body
    kept = body.partition('name="kept" value="')[2].partition('"')[0]
    again = form(kept=kept)
    del again["evidence"]
    assert go(send(centre, new(firm), **again))
    assert Change.objects.get().evidence.name == "通知书.pdf"


@pytest.mark.usefixtures("evidence_folder")
def test_a_file_that_is_refused_says_why(cast: District, firm: Organisation) -> None:
    centre = enter(Client(), cast.centre)
    bad = SimpleUploadedFile("通知书.pdf", b"no pdf")
    (fault,) = errors(send(centre, new(firm), **form(evidence=bad)))
    assert fault.startswith("文书扫描件：")


@pytest.mark.parametrize("kind", sorted(set(Change.Kind.values) - {"lift"}))
def test_each_kind_has_its_own_form(cast: District, firm: Organisation, kind: str) -> None:
    page = enter(Client(), cast.officer).get(new(firm), {"kind": kind})
    assert f"登记{Change.Kind(kind).label}" in told(page)
    asks = {"rename": "新名称", "merger": "承接单位的统一社会信用代码", "centre": "新的所属中心"}
    assert (
        (asks[kind] in told(page))
        if kind in asks
        else ('name="target"' not in page.content.decode())
    )
    missing = errors(send(enter(Client(), cast.officer), new(firm), kind=kind))
    assert "文书扫描件：请上传文书的扫描件（PDF、JPG 或 PNG）" in missing


def test_a_strange_kind_is_asked_again(cast: District, firm: Organisation) -> None:
    client = enter(Client(), cast.officer)
    assert "发生了什么" in told(client.get(new(firm), {"kind": "x"}))
    assert errors(send(client, new(firm), kind="")) == ["发生了什么？：请选择发生了什么"]


def test_an_open_case_shows_what_happened_to_its_firm(cast: District, firm: Organisation) -> None:
    case = filing.submitted(cast.owner, measure_in(published_round(cast)))
    waiting(cast, firm)
    for viewer in (cast.centre, cast.officer, cast.approver):
        page = told(enter(Client(), viewer).get(f"/office/cases/{case.pk}/"))
        assert "更名待审定：通知书（2026年2月1日）" in page


def test_a_merger_says_what_will_move_before_it_is_confirmed(
    cast: District, firm: Organisation
) -> None:
    case = filing.submitted(cast.owner, measure_in(published_round(cast)))
    row = waiting(cast, firm, "merger", "")
    Change.objects.filter(pk=row.pk).update(successor=cast.stranger.organisation)
    page = told(enter(Client(), cast.approver).get(f"/office/changes/{row.pk}/"))
    assert f"以下1件未办结的申报转由承接单位办理：{case.number}（智能算力资助）" in page
    assert "由“上海远山软件有限公司”承接" in page
    other = told(enter(Client(), cast.officer).get(f"/office/changes/{row.pk}/"))
    assert "等待审定人审定" in other


@pytest.mark.parametrize("role", sorted(Role))
def test_who_reaches_a_change(cast: District, firm: Organisation, role: Role) -> None:
    row = waiting(cast, firm)
    client = enter(Client(), parties.viewer(role))
    reads = role in {
        Role.OFFICER, Role.APPROVER, Role.LEADING_GROUP, Role.PREPARER, Role.RELEASER, Role.AUDITOR,
    }  # fmt: skip
    for page in ("", "evidence/"):
        if page and reads:
            continue  # the bytes are not stored here
        expected = 200 if reads else 404
        assert client.get(f"/office/changes/{row.pk}/{page}").status_code == expected
    decides = role in {Role.OFFICER, Role.APPROVER}
    answer = send(client, f"/office/changes/{row.pk}/", decision="accept")
    assert answer.status_code == (302 if decides else 404)
    row.refresh_from_db()
    assert (row.state == "approved") == decides
    expected = 200 if role == Role.OFFICER else 404
    assert client.get(new(firm)).status_code == expected
