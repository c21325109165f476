"""企业综合表: the page with charts and tables, Excel, PDF; who sees it; what it says where there is nothing."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from duixian.parties.models import EarlierGrant, EarlierImport, Organisation, YearFigures
from duixian.parties.roles import Role
from tests.applications import filing
from tests.applications.cast import District, district, measure_in, published_round
from tests.pages.signed import enter, told
from tests.parties import cast as parties

pytestmark = pytest.mark.django_db
WAN = 1_000_000


@pytest.fixture
def cast() -> District:
    return district()


@pytest.fixture
def firm(cast: District) -> Organisation:
    """One that got more than it spent on R&D in 2024."""
    found = cast.owner.organisation
    YearFigures.objects.create(
        organisation=found, year=2023, rnd_spend=80 * WAN, revenue=900 * WAN, staff=30
    )
    YearFigures.objects.create(
        organisation=found,
        year=2024,
        rnd_spend=100 * WAN,
        revenue=990 * WAN,
        staff=33,
        patents=2,
        copyrights=5,
    )
    batch = EarlierImport.objects.create(
        source="台账", file=filing.stored(found), brought_by=cast.officer.person
    )
    EarlierGrant.objects.create(
        batch=batch, row=2, key="1", code=found.code or "", name=found.name, fund="other", fund_name="区科技创新专项",
        year=2024, asked=200 * WAN, amount=150 * WAN, paid=150 * WAN,
    )  # fmt: skip
    return found


def at(firm: Organisation, end: str = "") -> str:
    return f"/office/sheets/{firm.pk}/{end}"


def test_the_years_the_ratio_and_what_must_be_explained(cast: District, firm: Organisation) -> None:
    page = enter(Client(), cast.officer).get(at(firm))
    said = told(page)
    assert "2024年获得的区级资金150万元，超过当年研发费用100万元（150.0%）" in said
    assert "2024年2,000,000.001,500,000.001,000,000.0025.0%150.0%" in said
    assert "2024年9,900,000.0010.0%3310.0%—25" in said
    assert "区科技创新专项" in said
    body = page.content.decode()
    assert body.count("data-bars=") == 4
    assert 'data-column="permille" data-value="1500"' in body


def test_own_cases_are_linked_for_those_who_may_open_them(
    cast: District, firm: Organisation
) -> None:
    case = filing.submitted(cast.owner, measure_in(published_round(cast)))
    link = f"/office/cases/{case.pk}/"
    for viewer, linked in ((cast.officer, True), (cast.centre, True)):
        page = enter(Client(), viewer).get(at(firm)).content.decode()
        assert str(case.number) in page
        assert (link in page) == linked
    leading = enter(Client(), parties.viewer(Role.LEADING_GROUP)).get(at(firm)).content.decode()
    assert str(case.number) in leading
    assert link not in leading


def test_the_excel_has_numbers_and_no_formula(cast: District, firm: Organisation) -> None:
    response = enter(Client(), cast.approver).get(at(firm, "sheet.xlsx"))
    book = load_workbook(io.BytesIO(response.content))
    years, items = book.worksheets
    rows = list(years.iter_rows(min_row=4, values_only=True))
    assert rows[0][:5] == (2024, 2_000_000, 1_500_000, 1_000_000, "150.0%")
    assert next(items.iter_rows(min_row=4, values_only=True))[:3] == (
        2024,
        "其他区级资金",
        "区科技创新专项",
    )
    assert not [
        one
        for table in book
        for cells in table.iter_rows()
        for one in cells
        if one.data_type == "f"
    ]


def test_the_pdf_says_the_same(cast: District, firm: Organisation) -> None:
    response = enter(Client(), cast.officer).get(at(firm, "sheet.pdf"))
    assert response.headers["Content-Disposition"].startswith("attachment;")
    pages = PdfDocument(response.content)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    plain = "".join(text.split())
    assert "150.0%" in plain
    assert "1,500,000.00" in plain
    assert "上海明心智能科技有限公司综合表" in plain


def test_nothing_told_and_nothing_got(cast: District) -> None:
    page = enter(Client(), cast.officer).get(at(cast.stranger.organisation))
    assert "还没有可以比较的数据" in told(page)
    for end in ("sheet.xlsx", "sheet.pdf"):
        response = enter(Client(), cast.officer).get(at(cast.stranger.organisation, end))
        assert response.status_code == 200


@pytest.mark.parametrize("role", sorted(Role))
def test_who_reaches_a_sheet(firm: Organisation, role: Role) -> None:
    client = enter(Client(), parties.viewer(role))
    reads = role in {Role.OFFICER, Role.APPROVER, Role.LEADING_GROUP, Role.AUDITOR}
    assert client.get(at(firm)).status_code == (200 if reads else 404)


def test_a_centre_reads_its_own(cast: District, firm: Organisation) -> None:
    assert enter(Client(), cast.centre).get(at(firm)).status_code == 200
    assert enter(Client(), cast.other_centre).get(at(firm)).status_code == 404
