"""总览, 分期, 年度核查, 等候资金, 账册: every figure leads to its transfers, and a transfer to its case and clause."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from duixian.funds import commitments, figures, ledger, queue, reports, verify
from duixian.funds.chart import Book
from duixian.funds.figures import FIGURES
from duixian.funds.models import Instalment, InstalmentCheck, Transfer
from duixian.parties.roles import Role
from tests.funds import cast
from tests.funds.cast import (
    MEASURE,
    PAY,
    WAN,
    Bureau,
    committed,
    issued,
    line,
    on,
    parts,
    passed,
    walk,
)
from tests.pages.bureau import noon, people
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast as parties

pytestmark = pytest.mark.django_db
__all__ = ["noon", "people"]
HOME = "/office/funds/"


def lived(people: Bureau) -> Instalment:
    """A year with a payment, one that failed and was cancelled, one that came back, one that waits."""
    issued(people)
    [one] = walk(people, (*PAY, "confirm"), *parts(committed(people, 100 * WAN)))
    walk(people, (*PAY, "confirm", "bounce"), *parts(committed(people, 50 * WAN)))
    walk(people, (*PAY, "fail-cancelled"), *parts(committed(people, 20 * WAN, of=people.rival)))
    walk(people, PAY, *parts(committed(people, 10 * WAN)))
    committed(people, 90 * WAN, 2026, 2027, 2028)
    return one


def test_the_figures_are_what_reports_say(people: Bureau) -> None:
    lived(people)
    [done] = reports.execution(2026)
    where = {"year": 2026, "measure": MEASURE}
    for name in (
        "issued",
        "lapsed",
        "committed",
        "reserved",
        "transit",
        "paid",
        "returned",
        "left",
    ):
        figure = FIGURES[name]
        rows = figures.transfers(figure, where)
        assert figures.amount(figure, where) == getattr(done, name), name
        assert sum(one.counted for one in rows) == getattr(done, name), name  # type: ignore[attr-defined]
    [month] = reports.months(2026)
    assert figures.amount(FIGURES["newly"], where) == month.committed


def test_a_figure_of_the_overview_leads_to_its_transfers_and_on_to_the_clause(
    client: Client, people: Bureau
) -> None:
    one = lived(people)
    enter(client, people.auditor)
    page = client.get(HOME)
    said = told(page)
    assert "已拨付1,000,000.00" in said
    assert "2028年1期0.00300,000.00" in said
    assert "2029年0期0.000.00" in said
    address = re.findall(r'href="([^"]*figure=paid[^"]*)"', page.content.decode())[0].replace(
        "&amp;", "&"
    )
    listed = client.get(address)
    assert "已拨付：2026年合计1,000,000.00元" in told(listed)
    assert "−500,000.00" in told(listed)
    paid = Transfer.objects.get(move="confirm", instalment=one)
    said = told(client.get(f"{HOME}books/transfers/{paid.pk}/"))
    for words in (
        people.firm.name,
        one.commitment.decision,
        "三（六）",
        "第1期，已拨付",
        "支付成功",
    ):
        assert words in said, words
    assert paid.posting.entry.hash in said
    assert "智能算力" in said


def test_accounts_and_postings_are_there(client: Client, people: Bureau) -> None:
    lived(people)
    enter(client, people.auditor)
    said = told(client.get(f"{HOME}books/"))
    assert "合计0.00" in said
    key = line().at(Book.AVAILABLE).key
    assert "2026年可用指标" in told(client.get(f"{HOME}books/accounts/?book=available"))
    said = told(client.get(f"{HOME}books/accounts/{key}/"))
    assert "2026年可用指标智能算力资助" in said
    assert f"余额{ledger.balance(line().at(Book.AVAILABLE)) // 100:,}" in said
    for one in Transfer.objects.all()[:12]:
        assert client.get(f"{HOME}books/transfers/{one.pk}/").status_code == 200, one.move
        assert client.get(f"{HOME}books/postings/{one.posting_id}/").status_code == 200
    for odd in ("figure=x", "year=９", "month=1", "move='", "measure=x", f"page={'9' * 30}"):
        assert client.get(f"{HOME}books/transfers/?{odd}").status_code == 200, odd
    for gone in ("transfers/999999/", "postings/999999/", "accounts/x/"):
        assert client.get(f"{HOME}books/{gone}").status_code == 404, gone


def test_an_instalment_is_checked_funded_and_given_back_on_its_page(
    client: Client, people: Bureau, today: Callable[[object], None]
) -> None:
    with on(2026, 5, 1):
        issued(people)
        made = committed(people, 200 * WAN, 2026, 2027)
    today(date(2027, 1, 5))
    with on(2027, 1, 5):
        issued(people, 2027, {MEASURE: 150 * WAN})
        part = parts(made)[1]
        enter(client, people.officer)
        said = told(client.get(f"{HOME}checks/"))
        assert f"{people.firm.name}第2期" in said
        assert "2项待核查" in said
        address = f"{HOME}instalments/{part.pk}/"
        check = part.checks.first()
        assert check is not None
        page = send(client, f"{address}checks/{check.pk}/", note="看过年报")
        assert errors(page) == [f"{check.item}：请选择符合还是不符合"]
        assert ">看过年报</textarea>" in page.content.decode()
        page = send(client, f"{address}checks/{check.pk}/", result="passed")
        assert errors(page) == [f"{check.item}的说明：请填写核查说明"]
        go(send(client, f"{address}checks/{check.pk}/", result="failed", note="年报没有提交"))
        assert "1项不符合" in told(client.get(f"{HOME}checks/"))
        for one in part.checks.all():
            go(send(client, f"{address}checks/{one.pk}/", result="passed", note="看过年报"))
        assert "没有要核查的分期" in told(client.get(f"{HOME}checks/"))
        go(send(client, f"{address}fund/"))
        assert "已安排指标" in told(client.get(address))
        assert errors(send(client, f"{address}unfund/")) == ["退回的理由：请填写退回指标的理由"]
        go(send(client, f"{address}unfund/", reason="暂缓"))
        assert verify.findings() == []
    assert not InstalmentCheck.objects.exclude(result="passed").exists()


def test_several_instalments_get_their_money_all_or_none(client: Client, people: Bureau) -> None:
    issued(people, 2026, {MEASURE: 100 * WAN})
    ids = [parts(committed(people, fen * WAN))[0].pk for fen in (60, 40)]
    commitments.release(people.officer, ids, "重新安排")
    enter(client, people.preparer)
    assert errors(send(client, f"{HOME}instalments/fund/")) == [
        "不能办理：没有选择分期：请勾选要安排指标的各期"
    ]
    cast.committed(people, 10 * WAN)
    page = send(client, f"{HOME}instalments/fund/", ids=ids)
    assert "2026年可用指标不足" in errors(page)[0]
    assert set(Instalment.objects.filter(pk__in=ids).values_list("state", flat=True)) == {"planned"}
    go(send(client, f"{HOME}instalments/fund/", ids=ids[1:]))
    assert "400,000.00" in told(client.get(f"{HOME}instalments/?state=reserved"))
    assert people.firm.name in told(client.get(f"{HOME}instalments/?q=明心"))
    assert "没有符合条件的分期" in told(client.get(f"{HOME}instalments/?q=没有这家"))


def test_who_waits_for_money_is_seen_with_what_lacks(client: Client, people: Bureau) -> None:
    issued(people, 2026, {MEASURE: 100 * WAN})
    enter(client, people.approver)
    assert "没有等候资金的决定" in told(client.get(f"{HOME}waiting/"))
    with pytest.raises(queue.Waits), queue.queued(people.approver):
        committed(people, 130 * WAN)
    said = told(client.get(f"{HOME}waiting/"))
    assert (
        f"{people.firm.name}智能算力资助2026年2026-03-101,300,000.001,000,000.00300,000.00" in said
    )
    assert "有1件决定因资金不足在等候" in told(client.get(HOME))
    enter(client, people.officer)
    assert "1件等待办理" in told(client.get("/office/"))


def test_a_check_of_the_books_is_shown_and_a_freeze_is_lifted_with_a_reason(
    client: Client, people: Bureau
) -> None:
    lived(people)
    enter(client, people.releaser)
    assert "还没有核对过" in told(client.get(HOME))
    verify.run()
    assert "相符" in told(client.get(HOME))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE funds_monthtotal SET amount = amount + 1 WHERE move = 'issue'")
    verify.run()
    assert "支付已冻结" in told(client.get(HOME))
    address = f"{HOME}books/verification/"
    assert "按转账应为" in told(client.get(address))
    assert "仍有1处不平，不能解冻" in errors(send(client, f"{address}lift/", reason="已查明"))[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE funds_monthtotal SET amount = amount - 1 WHERE move = 'issue'")
    assert errors(send(client, f"{address}lift/")) == ["理由：请填写解冻理由"]
    go(send(client, f"{address}lift/", reason="已查明"))
    assert "解冻：已查明" in told(client.get(address))
    enter(client, people.auditor)
    assert "核对并解冻" not in told(client.get(address))


def test_the_overview_as_excel(client: Client, people: Bureau) -> None:
    lived(people)
    enter(client, people.auditor)
    book = load_workbook(BytesIO(client.get(f"{HOME}overview.xlsx").content))
    assert [[cell.value for cell in row][:3] for row in book["后年度负担"].iter_rows(min_row=4)][1:3] == [
        [2027, 1, 0], [2028, 1, 0],
    ]  # fmt: skip
    assert book["各年资金"]["D4"].value == 10_000_000


@pytest.mark.parametrize("role", sorted(Role))
def test_who_reads_the_books(client: Client, people: Bureau, role: Role) -> None:
    part = lived(people)
    passed(people, part)
    enter(client, parties.viewer(role))
    reads = role not in {Role.APPLICANT, Role.APPLICANT_OWNER, Role.CENTRE, Role.EXPERT, Role.ADMIN}
    pages = ("", "instalments/", f"instalments/{part.pk}/", "checks/", "waiting/", "books/", "books/accounts/", "books/transfers/",
             "books/verification/", "books/transfers/1/", "overview.xlsx")  # fmt: skip
    for page in pages:
        if page != "books/transfers/1/":
            assert client.get(HOME + page).status_code == (200 if reads else 404), page


def test_the_pages_ask_few_questions_of_the_database(
    client: Client, people: Bureau, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:  # fmt: skip
    issued(people)
    for _ in range(25):
        committed(people, 3 * WAN, 2026, 2027)
    part = Instalment.objects.all()[0]
    enter(client, people.officer)
    pages = ("", "instalments/", f"instalments/{part.pk}/", "checks/", "waiting/", "books/", "books/accounts/?all=1",
             "books/transfers/", f"books/accounts/{line().at(Book.AVAILABLE).key}/")  # fmt: skip
    for page in pages:
        client.get(HOME + page)
        with django_assert_max_num_queries(26):
            assert client.get(HOME + page).status_code == 200, page
