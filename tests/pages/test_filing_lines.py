"""费用明细: typed in one at a time, imported from Excel all or nothing, totals, invoices used elsewhere."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from duixian.applications import drafts
from duixian.applications.models import Application, RoundMeasure
from tests.applications import cast, filing
from tests.applications.cast import District
from tests.applications.filing import LINE
from tests.pages.conftest import Response
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return cast.district()


@pytest.fixture
def measure(district: District) -> RoundMeasure:
    return cast.measure_in(cast.published_round(district))


@pytest.fixture
def draft(district: District, measure: RoundMeasure) -> Application:
    return filing.begun(district.applicant, measure)


@pytest.fixture
def lines(client: Client, district: District, draft: Application) -> str:
    enter(client, district.applicant)
    return f"/my/applications/{draft.pk}/lines/"


def contents(draft: Application) -> list[str]:
    return list(draft.lines.values_list("content", flat=True))


def test_a_line_is_typed_in_changed_and_taken_out(
    client: Client, draft: Application, lines: str
) -> None:
    assert "还没有费用明细" in told(client.get(lines))
    assert go(send(client, lines, **LINE)) == f"{lines}#line-1"
    said = told(client.get(lines))
    for part in ("算力租用费", "上海云海算力有限公司", "1,000,000.00", "算力费用合计"):
        assert part in said
    assert filing.fresh(draft).answers["compute_cost"] == "1000000.00"
    form = client.get(f"{lines}1/").content.decode()
    assert 'value="25312000000012345678"' in form
    version = filing.fresh(draft).version
    go(send(client, f"{lines}1/", **LINE | {"amount": "80万", "version": version}))
    assert filing.fresh(draft).answers["compute_cost"] == "800000.00"
    go(send(client, f"{lines}1/remove/", version=filing.fresh(draft).version))
    assert contents(draft) == []
    assert "compute_cost" not in filing.fresh(draft).answers


def test_every_fault_of_a_line_is_named_and_what_was_typed_stays(
    client: Client, draft: Application, lines: str
) -> None:
    page = send(client, lines, **LINE | {"amount": "一百", "invoice_number": "123", "content": ""})
    assert [one.partition("：")[0] for one in errors(page)] == ["费用内容", "发票号码", "申报金额"]
    assert 'value="一百"' in page.content.decode()
    assert contents(draft) == []
    assert errors(send(client, lines)) == ["费用内容：请填写这一笔费用"]


def test_two_lines_of_one_invoice_can_t_claim_more_than_it(
    client: Client, draft: Application, lines: str
) -> None:
    go(send(client, lines, **LINE | {"amount": "60万"}))
    page = send(client, lines, **LINE | {"amount": "60万"})
    assert "同一张发票的申报金额合计超过了发票金额" in errors(page)[0]
    assert len(contents(draft)) == 1


def test_the_same_invoice_elsewhere_is_flagged_at_once(
    client: Client, district: District, draft: Application, lines: str, measure: RoundMeasure
) -> None:
    other = filing.begun(district.stranger, measure)
    filing.completed(district.stranger, other)
    go(send(client, lines, **LINE))
    said = told(client.get(lines))
    assert "这张发票也出现在其他申报中，请核对" in said
    assert "远山" not in said


def test_a_colleague_s_change_in_between_is_not_overwritten(
    client: Client, district: District, draft: Application, lines: str
) -> None:
    go(send(client, lines, **LINE))
    old = filing.fresh(draft).version
    other = enter(Client(), district.owner)
    go(send(other, f"{lines}1/", **LINE | {"content": "同事改的", "version": old}))
    page = send(client, f"{lines}1/", **LINE | {"content": "我改的", "version": old})
    assert "有人刚刚修改了费用明细" in errors(page)[0]
    assert 'value="我改的"' in page.content.decode()
    assert contents(draft) == ["同事改的"]
    assert errors(send(client, f"{lines}1/remove/", version=old))
    found = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert found
    go(send(client, f"{lines}1/", **LINE | {"content": "我改的", "version": found[1]}))
    assert contents(draft) == ["我改的"]


def test_adding_needs_no_version_and_loses_nobody_s_line(
    client: Client, district: District, draft: Application, lines: str
) -> None:
    go(send(client, lines, **LINE | {"invoice_number": "", "invoice_amount": ""}))
    other = enter(Client(), district.owner)
    go(send(other, lines, **LINE | {"content": "第二笔"}))
    assert contents(draft) == ["算力租用费", "第二笔"]


def filled(client: Client, lines: str, *rows: dict[str, str]) -> bytes:
    """The template, filled in."""
    template = client.get(f"{lines}template.xlsx")
    assert template.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(template.content))
    table = book.worksheets[0]
    heads = [str(cell.value or "").lstrip("*").split("（")[0] for cell in table[1]]
    for number, row in enumerate(rows, 3):
        for name, value in row.items():
            table.cell(number, heads.index(name) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ROW = {
    "费用内容": "一月算力费", "收款方": "上海云海算力有限公司", "发票号码": "25312000000012345601", "发票金额": "106000",
    "申报金额": "106000", "开票日期": "2025-02-11",
}  # fmt: skip


def upload(client: Client, lines: str, content: bytes, **fields: object) -> Response:
    file = SimpleUploadedFile("费用.xlsx", content)
    return send(client, f"{lines}import/", file=file, **fields)


def test_a_filled_template_is_imported(client: Client, draft: Application, lines: str) -> None:
    content = filled(
        client, lines, ROW, ROW | {"发票号码": "25312000000012345602", "费用内容": "二月算力费"}
    )
    assert go(upload(client, lines, content, version=1)) == lines
    assert contents(draft) == ["一月算力费", "二月算力费"]
    assert filing.fresh(draft).answers["compute_cost"] == "212000.00"
    third = filled(
        client, lines, ROW | {"发票号码": "25312000000012345603", "费用内容": "三月算力费"}
    )
    go(upload(client, lines, third, version=filing.fresh(draft).version, mode="add"))
    assert len(contents(draft)) == 3
    go(upload(client, lines, third, version=filing.fresh(draft).version, mode="replace"))
    assert contents(draft) == ["三月算力费"]


def test_one_wrong_cell_and_nothing_is_imported(
    client: Client, district: District, draft: Application, lines: str
) -> None:
    go(send(client, lines, **LINE))
    content = filled(client, lines, ROW, ROW | {"申报金额": "很多", "收款方": ""})
    page = upload(client, lines, content, version=filing.fresh(draft).version)
    found = errors(page)
    assert len(found) == 2
    assert all("第4行" in one for one in found)
    assert contents(draft) == ["算力租用费"]


@pytest.mark.parametrize("content", [b"", b"not a sheet", b"PK\x03\x04"])
def test_a_file_that_is_no_sheet_is_refused_with_a_way_out(
    client: Client, draft: Application, lines: str, content: bytes
) -> None:
    assert len(errors(upload(client, lines, content, version=1))) == 1
    assert "请先选择" in errors(send(client, f"{lines}import/"))[0]


def test_an_import_over_a_colleague_s_change_is_not_taken(
    client: Client, district: District, draft: Application, lines: str
) -> None:
    drafts.set_lines(district.owner, draft.pk, [LINE], version=1)
    page = upload(client, lines, filled(client, lines, ROW), version=1)
    assert "有人刚刚修改了费用明细" in errors(page)[0]
    assert contents(draft) == ["算力租用费"]


def test_a_measure_without_expenses_has_no_such_page(client: Client, district: District) -> None:
    one = cast.measure_in(cast.published_round(district, measures=("settle",)), "settle")
    made = filing.begun(district.applicant, one)
    enter(client, district.applicant)
    assert client.get(f"/my/applications/{made.pk}/lines/").status_code == 404
    assert "费用明细" not in told(client.get(f"/my/applications/{made.pk}/"))
