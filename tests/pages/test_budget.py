"""年度预算 through its pages: drafted, reported, approved, issued, adjusted, closed, carried over; each role does its part."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from duixian.funds import budget, ledger, verify, year_end
from duixian.funds.chart import Book
from duixian.funds.models import BudgetYear
from duixian.kernel import clock
from duixian.parties.roles import Role
from tests.funds.cast import MEASURE, POLICY, WAN, Bureau, committed, issued, line, on
from tests.pages.bureau import noon, people
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast as parties

pytestmark = pytest.mark.django_db
__all__ = ["noon", "people"]
HOME = "/office/funds/budget/"
PAPER = {"number": "普财指〔2026〕12号", "subject": "2060499", "reason": "按进度"}
ENTRY = {
    "measure": f"{POLICY}|{MEASURE}", "requested": "300万元", "basis": "承诺100万元，在办200万元", "target-1": "支持企业",
    "value-1": "20家",
}  # fmt: skip


def test_a_budget_goes_from_the_draft_to_the_issue(client: Client, people: Bureau) -> None:
    enter(client, people.officer)
    assert "还没有编制预算" in told(client.get(HOME))
    year = go(send(client, HOME, year="2026"))
    assert "还没有事项" in told(client.get(year))
    go(send(client, f"{year}lines/new/", **ENTRY))
    said = told(client.get(year))
    assert ("智能算力资助" in said, "3,000,000.00" in said, "支持企业：20家" in said) == (True,) * 3
    assert "1个事项、合计3,000,000.00元" in told(client.get(f"{year}submit/"))
    go(send(client, f"{year}submit/"))
    enter(client, people.preparer)
    assert "1件等待办理" in told(client.get("/office/"))
    pk = BudgetYear.objects.get().lines.get().pk
    page = send(
        client, f"{year}approve/", **{f"approved-{pk}": "400万元", "number": "普财批〔2026〕1号"}
    )
    assert errors(page) == [
        "智能算力资助：批复预算不能缺、不能为负，也不能超过申请数；增加的请另行调整"
    ]
    assert 'value="400万元"' in page.content.decode()
    go(
        send(
            client,
            f"{year}approve/",
            **{f"approved-{pk}": "280万元", "number": "普财批〔2026〕1号"},
        )
    )
    enter(client, people.releaser)
    assert 'value="2,800,000.00"' in client.get(f"{year}issue/").content.decode()
    page = send(client, f"{year}issue/", **{f"amount-{pk}": "280万元"}, number="普财指〔2026〕1号")
    assert errors(page) == ["科目：请填写科目"]
    go(send(client, f"{year}issue/", **{f"amount-{pk}": "280万元"}, **PAPER))
    said = told(client.get(year))
    assert ("已批复" in said, "普财指〔2026〕12号科目2060499" in said) == (True, True)
    assert ledger.balance(line().at(Book.AVAILABLE)) == 280 * WAN
    assert verify.findings() == []


def test_what_is_wrong_with_a_line_is_said_and_what_was_typed_is_kept(
    client: Client, people: Bureau
) -> None:
    enter(client, people.officer)
    year = go(send(client, HOME, year="2026"))
    page = send(client, f"{year}lines/new/", **ENTRY | {"measure": ""})
    assert errors(page) == ["事项：请选择事项"]
    assert "承诺100万元，在办200万元</textarea>" in page.content.decode()
    page = send(client, f"{year}lines/new/", **ENTRY | {"requested": "很多"})
    assert "金额“很多”无法识别" in errors(page)[0]
    page = send(client, f"{year}lines/new/", **ENTRY | {"target-1": "", "value-1": ""})
    assert "请填写绩效目标" in told(page)
    page = send(client, f"{year}lines/new/", **ENTRY | {"value-1": ""})
    assert 'value="支持企业"' in page.content.decode()
    assert errors(send(client, f"{year}submit/")) == ["不能办理：预算里还没有任何事项"]
    assert errors(send(client, HOME, year="2026")) == [
        "编制哪一年的预算：2026年的预算已经有了，现在是“编制中”"
    ]
    assert errors(send(client, HOME, year="")) == ["编制哪一年的预算：请选择年度"]


def test_a_line_is_changed_and_dropped(client: Client, people: Bureau) -> None:
    enter(client, people.officer)
    year = go(send(client, HOME, year="2026"))
    go(send(client, f"{year}lines/new/", **ENTRY))
    address = f"{year}lines/{BudgetYear.objects.get().lines.get().pk}/"
    page = client.get(address).content.decode()
    assert ('value="3,000,000.00"' in page, 'value="20家"' in page) == (True, True)
    go(send(client, address, **ENTRY | {"requested": "310万元"}))
    assert "3,100,000.00" in told(client.get(year))
    assert go(send(client, f"{address}drop/")) == year
    assert not BudgetYear.objects.get().lines.exists()


def test_finance_sends_a_draft_back_with_its_reason(client: Client, people: Bureau) -> None:
    enter(client, people.officer)
    year = go(send(client, HOME, year="2026"))
    go(send(client, f"{year}lines/new/", **ENTRY))
    go(send(client, f"{year}submit/"))
    enter(client, people.preparer)
    assert errors(send(client, f"{year}send-back/")) == ["退回理由：请填写退回理由"]
    go(send(client, f"{year}send-back/", reason="测算依据不足"))
    enter(client, people.officer)
    said = told(client.get(year))
    assert "已退回修改：测算依据不足" in said
    assert "报送财政" in said


def test_a_step_whose_time_has_not_come_says_why(client: Client, people: Bureau) -> None:
    issued(people)
    enter(client, people.officer)
    said = told(client.get(f"{HOME}2026/"))
    assert "报送财政预算现在是“已批复”" in said
    assert "现在不能“报送财政”：预算现在是“已批复”" in told(client.get(f"{HOME}2026/submit/"))
    assert "这一步不能办理" in errors(send(client, f"{HOME}2026/submit/"))[0]


def test_a_year_is_adjusted_by_a_paper(client: Client, people: Bureau) -> None:
    issued(people)
    enter(client, people.releaser)
    address = f"{HOME}2026/adjust/"
    given = {"measure": f"{POLICY}|{MEASURE}", "kind": "up", "change": "50万元", **PAPER}
    go(send(client, address, **given))
    assert ledger.balance(line().at(Book.AVAILABLE)) == 1050 * WAN
    page = send(
        client,
        address,
        **given | {"kind": "down", "change": "2000万元", "number": "普财指〔2026〕13号"},
    )
    assert "尚缺9,500,000.00元" in told(page)
    page = send(client, address, **given | {"kind": "", "measure": "x"})
    assert errors(page) == ["事项：请选择事项", "追加还是调减：请选择追加还是调减"]
    said = told(client.get(f"{HOME}2026/"))
    assert "追加智能算力资助按进度普财指〔2026〕12号" in said


def test_the_page_of_the_close_says_in_numbers_what_will_happen(
    client: Client, people: Bureau
) -> None:
    issued(people)
    committed(people, 300 * WAN, 2026, 2027)
    enter(client, people.releaser)
    page = client.get(f"{HOME}2026/close/")
    assert "将收回10,000,000.00元，把1期、合计1,500,000.00元的未拨付转入2027年" in told(page)
    assert "过后才能结账" in errors(send(client, f"{HOME}2026/close/"))[0]
    with on(2027, 1, 4):
        enter(client, people.releaser)
        go(send(client, f"{HOME}2026/close/"))
        assert "已结账" in told(client.get(f"{HOME}2026/"))
        assert "年终收回" in told(client.get(f"{HOME}2026/"))
        assert verify.findings() == []


def test_what_lapsed_is_carried_over_within_its_limit(client: Client, people: Bureau) -> None:
    issued(people)
    with on(2027, 1, 4):
        year_end.close(people.releaser, 2026)
        issued(people, 2027, {MEASURE: 1 * WAN})
        enter(client, people.releaser)
        address = f"{HOME}2027/carry-over/"
        assert "2026年智能算力资助10,000,000.00" in told(client.get(address))
        given = {"from": f"2026|{POLICY}|{MEASURE}", "amount": "2000万元", **PAPER}
        assert "最多10,000,000.00元" in errors(send(client, address, **given))[0]
        assert errors(send(client, address, **given | {"from": "x"})) == [
            "从哪一年的哪个事项结转：请选择从哪一年的哪个事项结转"
        ]
        go(send(client, address, **given | {"amount": "200万元"}))
        assert ledger.balance(line(2027).at(Book.AVAILABLE)) == 201 * WAN
        assert "结转下达自2026年" in told(client.get(f"{HOME}2027/"))


def test_the_close_is_the_releaser_s_and_needs_them_to_be_there(
    client: Client, people: Bureau
) -> None:
    issued(people)
    enter(client, people.releaser, confirmed=False)
    assert "reauthenticate" in go(send(client, f"{HOME}2026/adjust/", **PAPER))
    for who in (people.officer, people.preparer, people.auditor):
        enter(client, who)
        assert send(client, f"{HOME}2026/close/").status_code == 404
        assert client.get(f"{HOME}2026/close/").status_code == 404


def test_the_needs_tell_what_is_committed_in_the_pipeline_and_new(
    client: Client, people: Bureau
) -> None:
    issued(people)
    committed(people, 300 * WAN, 2026, 2027)
    enter(client, people.officer)
    said = told(client.get(f"{HOME}2027/needs/"))
    assert "智能算力资助三（六）1,500,000.001期" in said
    page = client.get(f"{HOME}2027/needs/{POLICY}/{MEASURE}/")
    assert f"{people.firm.name}第2期2027-01-01待安排指标1,500,000.00" in told(page).replace(
        "单位期", ""
    )
    assert client.get(f"{HOME}2027/needs/{POLICY}/nothing/").status_code == 404
    for year in (2025, 2032):
        assert client.get(f"{HOME}{year}/needs/").status_code == 404, year


def test_the_tables_have_their_figures_as_numbers_and_no_formula(
    client: Client, people: Bureau
) -> None:
    issued(people)
    committed(people, 300 * WAN + 1, 2026)
    enter(client, people.auditor)
    book = load_workbook(BytesIO(client.get(f"{HOME}2026/budget.xlsx").content))
    assert book.sheetnames == ["预算表", "需求测算", "指标文", "按事项执行", "按月执行"]
    heads = [cell.value for cell in book["按事项执行"][3]]
    first = dict(zip(heads, (cell.value for cell in book["按事项执行"][4]), strict=True))
    assert (first["已下达（元）"], first["已安排（元）"]) == (10_000_000, 3_000_000.01)
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    for name in ("budget.pdf", "execution.pdf"):
        answer = client.get(f"{HOME}2026/{name}")
        assert answer.content.startswith(b"%PDF-"), name


@pytest.mark.parametrize("role", sorted(Role))
def test_who_reads_the_budget(client: Client, people: Bureau, role: Role) -> None:
    issued(people)
    enter(client, parties.viewer(role))
    reads = {
        Role.OFFICER, Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.AUDITOR, Role.LEADING_GROUP,
    }  # fmt: skip
    for page in ("", "2026/", "2026/needs/", "2026/execution/"):
        assert client.get(HOME + page).status_code == (200 if role in reads else 404), page
    assert ('href="/office/funds/"' in client.get("/office/").content.decode()) == (role in reads)


def test_the_pages_ask_few_questions_of_the_database(
    client: Client, people: Bureau, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:  # fmt: skip
    issued(
        people,
        2026,
        dict.fromkeys((MEASURE, "rnd", "settle", "office-rent", "exhibition"), 100 * WAN),
    )
    for _ in range(20):
        committed(people, 1 * WAN, 2026, 2027)
    enter(client, people.officer)
    for page in ("", "2026/", "2026/needs/", "2026/execution/", f"2026/needs/{POLICY}/{MEASURE}/"):
        client.get(HOME + page)
        with django_assert_max_num_queries(26):
            assert client.get(HOME + page).status_code == 200, page


def test_a_year_is_there_or_not(client: Client, people: Bureau) -> None:
    enter(client, people.officer)
    assert client.get(f"{HOME}2026/").status_code == 404
    budget.draft(people.officer, clock.today().year)
    assert client.get(f"{HOME}2026/").status_code == 200
