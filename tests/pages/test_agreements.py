"""投资协议: entered row by row, found, exported, followed up; the officer finds it beside a case."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.applications import cast, filing
from tests.applications.cast import District
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db
LEDGER = "/office/agreements/"
HEAD = {
    "number": "普投协〔2024〕12号", "title": "研发中心投资协议", "signed_on": "2024-06-18", "until": "", "state": "running",
}  # fmt: skip
ROWS = {
    "p-kind": ["tax", "", "land"], "p-text": ["2025年度纳税不低于300万元", "", "=1+1"], "p-due_on": ["2025-12-31", "", ""],
    "p-state": ["pending", "pending", "met"],
}  # fmt: skip


@pytest.fixture
def people() -> District:
    return cast.district()


def entered(client: Client, people: District) -> str:
    """The address of one that the centre entered."""
    firm = people.applicant.organisation
    enter(client, people.centre)
    assert (
        f'href="{LEDGER}of/{firm.pk}/"'
        in client.get(f"/office/enterprises/{firm.pk}/").content.decode()
    )
    return go(send(client, f"{LEDGER}of/{firm.pk}/", **HEAD, **ROWS))


def test_rows_are_typed_in_and_what_was_typed_is_kept(client: Client, people: District) -> None:
    address = f"{LEDGER}of/{people.applicant.organisation.pk}/"
    enter(client, people.centre)
    assert client.get(address).content.decode().count('name="p-text"') == 5
    wrong = {**ROWS, "p-kind": ["", "", "land"], "p-due_on": ["年底", "", ""]}
    page = send(client, address, **{**HEAD, "number": ""}, **wrong)
    assert [one.partition("：")[0] for one in errors(page)] == [
        "协议编号",
        "第1项的类别",
        "第1项的期限",
    ]
    assert 'value="年底"' in page.content.decode()
    assert "2025年度纳税不低于300万元" in page.content.decode()
    other = enter(Client(), people.other_centre)
    assert other.get(address).status_code == 404


def test_the_ledger_is_searched_and_exported_without_formulas(
    client: Client, people: District
) -> None:
    assert "还没有登记投资协议" in told(enter(Client(), people.auditor).get(LEDGER))
    address = entered(client, people)
    said = told(client.get(LEDGER))
    assert ("2项" in said, "1项到期未履行" in said) == (True, True)
    assert "没有符合条件的协议" in told(client.get(LEDGER, {"state": "done"}))
    auditor = enter(Client(), people.auditor)
    assert "研发中心投资协议" in told(auditor.get(LEDGER, {"q": "明心", "state": "late"}))
    sheet = load_workbook(BytesIO(auditor.get(f"{LEDGER}export.xlsx?state=late").content))[
        "投资协议"
    ]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[9] for row in rows] == ["2025年度纳税不低于300万元", "=1+1"]
    assert [row[12] for row in rows] == ["是", ""]
    assert {cell.data_type for cell in sheet["J"]} == {"s"}
    assert "修改" not in told(auditor.get(address))
    assert auditor.get(f"{address}change/").status_code == 404
    assert send(auditor, f"{address}follow-up/", on="2025-01-06", text="x").status_code == 404


def test_it_is_changed_and_followed_up(client: Client, people: District) -> None:
    address = entered(client, people)
    page = client.get(f"{address}change/").content.decode()
    assert 'name="version" value="1"' in page
    go(
        send(
            client,
            f"{address}change/",
            version="1",
            **HEAD,
            **{**ROWS, "p-text": ["已到位", "", ""], "p-kind": ["tax", "", ""]},
        )
    )
    assert "=1+1" not in told(client.get(address))
    stale = send(client, f"{address}change/", version="1", **HEAD, **ROWS)
    assert "别人又改过这份协议" in errors(stale)[0]
    assert 'name="version" value="2"' in stale.content.decode()
    empty = send(client, f"{address}follow-up/", on="", text="")
    assert [one.partition("：")[0] for one in errors(empty)] == ["日期", "跟进情况"]
    go(send(client, f"{address}follow-up/", on="2025-01-06", text="上门走访"))
    assert "上门走访" in told(client.get(address))


def test_the_officer_finds_it_beside_the_case_and_the_approver_does_not(
    client: Client, people: District
) -> None:
    address = entered(client, people)
    case = filing.submitted(people.applicant, cast.measure_in(cast.published_round(people)))
    page = f"/office/cases/{case.pk}/"
    link = f'<a href="{address}">普投协〔2024〕12号</a>'
    assert link in enter(Client(), people.officer).get(page).content.decode()
    assert link not in enter(Client(), people.approver).get(page).content.decode()
