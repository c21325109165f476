"""历次资助 pages: the ledger found, exported and imported; every wrong cell; differences before anything is written."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from duixian.applications.earlier import ledger
from duixian.parties.earlier import EarlierGrant, EarlierImport
from duixian.parties.roles import Role
from tests.applications import filing
from tests.applications.cast import District, district
from tests.files.fixtures import clamd, evidence_folder
from tests.pages.conftest import Response
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast as parties
from tests.parties.earlier_file import CODE, NAME, file, row

__all__ = ["clamd", "evidence_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
LEDGER, IMPORT = "/office/earlier/", "/office/earlier/import/"


@pytest.fixture
def cast() -> District:
    return district()


def upload(client: Client, *rows: dict[str, object], source: str = "2023年版台账") -> Response:
    return send(client, IMPORT, source=source, file=SimpleUploadedFile("台账.xlsx", file(*rows)))


def brought(client: Client, *rows: dict[str, object]) -> str:
    """Uploaded and waiting."""
    return go(upload(client, *rows))


def taken(client: Client, *rows: dict[str, object]) -> None:
    address = brought(client, *rows)
    seen = client.get(address).context["compared"].fingerprint
    assert go(send(client, address, decision="take", seen=seen)) == LEDGER


def test_from_the_template_to_the_ledger(cast: District) -> None:
    client = enter(Client(), cast.officer)
    assert "台账还是空的" in told(client.get(LEDGER))
    template = load_workbook(io.BytesIO(client.get("/office/earlier/template.xlsx").content))
    assert template.sheetnames == ["历次资助", "选项", "填写说明"]
    address = brought(client, row(next1_year="2026", next1_amount="100万元"))
    page = told(client.get(address))
    assert "新增1笔，更改0笔，不变0笔" in page
    assert not EarlierGrant.objects.exists()
    assert errors(send(client, address)) == ["不能办理：请选择写入台账，或放弃这份表"]
    assert errors(send(client, address, decision="take", seen="x"))[0].startswith(
        "不能办理：台账在您核对之后有变动"
    )
    seen = client.get(address).context["compared"].fingerprint
    go(send(client, address, decision="take", seen=seen))
    said = told(client.get(LEDGER))
    assert f"{NAME}91310107" in said
    assert "3,000,000.00" in said
    assert "1,000,000.002026年" in said
    assert "已写入台账：新增1笔，更改0笔，不变0笔" in said
    assert "已导入新增1笔，更改0笔，不变0笔" in told(client.get(address))
    for query in ({"q": "明心"}, {"fund": "2023"}, {"year": "2023"}):
        assert NAME in told(client.get(LEDGER, query)), query
    assert "没有符合条件的资助" in told(client.get(LEDGER, {"fund": "2021"}))


def test_every_wrong_cell_is_named_and_nothing_is_kept(cast: District) -> None:
    client = enter(Client(), cast.officer)
    page = upload(client, row(code="x"), row(document="二", amount="很多"))
    listed = errors(page)
    assert [one.partition("：")[2][:4] for one in listed] == ["第2行A", "第3行J"]
    body = page.content.decode()
    assert 'value="2023年版台账"' in body  # what was typed stays
    assert errors(send(client, IMPORT)) == [
        "这份表从哪里来：请填写来源",
        "填好的 Excel 文件：请先选择填好的 Excel 文件",
    ]
    assert not EarlierImport.objects.exists()


def test_differences_are_shown_before_they_are_written(cast: District) -> None:
    client = enter(Client(), cast.officer)
    taken(client, row())
    address = brought(client, row(amount="250万元", name="上海别家有限公司"))
    page = told(client.get(address))
    assert "新增0笔，更改1笔，不变0笔" in page
    assert "批准金额3,000,000.00元2,500,000.00元" in page
    assert "与已注册的“上海明心智能科技有限公司”不同" in page
    assert go(send(client, address, decision="discard")) == LEDGER
    assert ledger.standing().get().amount == 300_000_000


def test_the_export_can_be_brought_back(cast: District) -> None:
    client = enter(Client(), cast.officer)
    taken(client, row(), row(fund="其他区级资金", fund_name="区科技", measure="", document="二"))
    content = client.get("/office/earlier/ledger.xlsx").content
    address = go(send(client, IMPORT, source="导出", file=SimpleUploadedFile("台账.xlsx", content)))
    assert "新增0笔，更改0笔，不变2笔" in told(client.get(address))
    only = client.get("/office/earlier/ledger.xlsx", {"fund": "other"}).content
    assert load_workbook(io.BytesIO(only)).worksheets[0].max_row == 2


def test_one_grant_with_its_source_is_struck_out(cast: District) -> None:
    client = enter(Client(), cast.officer)
    taken(client, row(remark="分三年"))
    one = ledger.standing().get()
    page = told(client.get(f"{LEDGER}{one.pk}/"))
    assert "2023年版台账，第2行" in page
    assert "本系统中的单位上海明心智能科技有限公司" in page
    assert errors(send(client, f"{LEDGER}{one.pk}/")) == ["作废理由：请填写作废理由"]
    go(send(client, f"{LEDGER}{one.pk}/", reason="重复登记"))
    assert "已作废" in told(client.get(f"{LEDGER}{one.pk}/"))
    assert NAME not in told(client.get(LEDGER))


@pytest.mark.parametrize("role", sorted(Role))
def test_who_reaches_the_ledger(cast: District, role: Role) -> None:
    batch = EarlierImport.objects.create(
        source="台账", file=filing.stored(cast.owner.organisation), brought_by=cast.officer.person
    )
    one = EarlierGrant.objects.create(
        batch=batch, row=2, key="1", code=CODE, name=NAME, fund="2023", year=2023, amount=1, paid=1
    )
    client = enter(Client(), parties.viewer(role))
    listed = 200 if role in ledger.EVERYWHERE | {Role.CENTRE} else 404
    assert client.get(LEDGER).status_code == listed
    reads = role in ledger.EVERYWHERE
    assert client.get(f"{LEDGER}{one.pk}/").status_code == (200 if reads else 404)
    assert client.get(IMPORT).status_code == (200 if role == Role.OFFICER else 404)
    struck = send(client, f"{LEDGER}{one.pk}/", reason="x")
    assert struck.status_code == (302 if role == Role.OFFICER else 404)
    if role == Role.CENTRE:
        assert NAME in told(enter(Client(), cast.centre).get(LEDGER))
        assert NAME not in told(client.get(LEDGER))
