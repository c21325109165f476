"""拨付: one request through its four people by their pages; the bank's answer looked at, imported, reconciled; another account."""

import io
import re
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from duixian.applications import paying as cases
from duixian.credit.picture import Standing
from duixian.funds.models import BankLine, Instalment, PaymentFile, PaymentRequest
from duixian.kernel import clock
from duixian.office.payments.common import Row
from duixian.web import viewer
from tests.funds import cast, paying
from tests.funds.cast import WAN, Bureau, committed, issued, parts, shanghai
from tests.pages.conftest import Response
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db
HOME = "/office/payments/"
TODAY = shanghai(2026, 5, 8)


@pytest.fixture(autouse=True)
def friday(today: Callable[[object], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is Friday, 8 May 2026; the cases of this cast have nothing against a payment."""
    today(TODAY.date())
    monkeypatch.setattr(cases, "against", lambda commitments, at: {})
    monkeypatch.setattr(viewer, "did_recently_reauthenticate", lambda request: True)
    with clock.at(TODAY):
        yield


@pytest.fixture
def people() -> Bureau:
    return cast.bureau()


@pytest.fixture
def two(people: Bureau) -> list[Instalment]:
    """30万 of the firm, 20万 of its rival, both reserved."""
    issued(people)
    mine, theirs = committed(people, 30 * WAN), committed(people, 20 * WAN, of=people.rival)
    return [*parts(mine), *parts(theirs)]


def acted(client: Client, who: object, address: str, act: str, **fields: object) -> Response:
    """Somebody sends an act of a request's page, with what the page hides in it."""
    enter(client, who)  # type: ignore[arg-type]
    request = PaymentRequest.objects.get(pk=address.rstrip("/").rpartition("/")[2])
    hidden = {"version": request.version, "read": paying.read(request)}
    return send(client, address, act=act, **hidden, **fields)


def drafted(client: Client, people: Bureau, two: list[Instalment]) -> str:
    """The officer chooses both."""
    enter(client, people.officer)
    return go(send(client, f"{HOME}new/", part=[one.pk for one in two], note="五月"))


def released(client: Client, people: Bureau, two: list[Instalment]) -> tuple[str, PaymentFile]:
    address = drafted(client, people, two)
    for who, act, more in (
        (people.officer, "submit", {}), (people.approver, "sign", {}),
        (people.preparer, "prepare", {"finance_number": "ZFSQ-1"}), (people.releaser, "release", {}),
    ):  # fmt: skip
        go(acted(client, who, address, act, **more))
    return address, PaymentFile.objects.get()


def test_a_request_goes_through_four_people_by_their_pages(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    enter(client, people.officer)
    said = told(client.get(f"{HOME}new/"))
    assert ("合计2笔" in said, "500,000.00" in said) == (True, True)
    address = drafted(client, people, two)
    said = told(client.get(address))
    assert ("起草中" in said, "伍拾万元整" in said, "尾号6789" in said) == (True, True, True)
    go(acted(client, people.officer, address, "submit"))
    enter(client, people.approver)
    assert "审定2笔、500,000.00元，印发拨款申请函" in told(client.get(address))
    go(acted(client, people.approver, address, "sign"))
    page = acted(client, people.preparer, address, "prepare", finance_number="")
    assert errors(page) == ["支付申请编号：请填写支付申请编号"]
    go(acted(client, people.preparer, address, "prepare", finance_number="ZFSQ-1"))
    enter(client, people.releaser)
    assert "将拨付2笔、500,000.00元给2家单位" in told(client.get(address))
    go(acted(client, people.releaser, address, "release"))
    assert "已拨付" in told(client.get(address))
    assert PaymentFile.objects.get().total == 50 * WAN


def test_what_cant_be_asked_for_yet_is_apart_with_its_reason_and_outside_the_sum(
    client: Client, people: Bureau, two: list[Instalment], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client, people.officer)
    assert offered(client) == {str(one.pk) for one in two}, "the control: nothing against either"
    assert "还不能申请" not in told(client.get(f"{HOME}new/"))
    stopped(monkeypatch, two[:1], cases.NO_ACCEPTANCE)
    assert offered(client) == {str(two[1].pk)}
    said = told(client.get(f"{HOME}new/"))
    assert ("合计1笔200,000.00" in said, "还不能申请到了应付日" in said) == (True, True)
    assert said.index("还不能申请") < said.index("".join(cases.NO_ACCEPTANCE.split()))
    stopped(monkeypatch, two, cases.NO_ACCEPTANCE)
    assert offered(client) == set()
    assert "现在没有可以申请的" in told(client.get(f"{HOME}new/"))


def test_what_must_only_be_screened_anew_can_be_asked_for(
    client: Client, people: Bureau, two: list[Instalment], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client, people.officer)
    stopped(monkeypatch, two, str(Standing().blocked))
    assert offered(client) == {str(one.pk) for one in two}
    assert "信用待重新核查（起草以后办理）" in told(client.get(f"{HOME}new/"))
    address = drafted(client, people, two)
    assert "清单里有2笔现在不能办理" in told(client.get(address))


def test_a_record_that_waits_for_a_finding_is_not_screened_away() -> None:
    now = clock.now()
    hit = Standing(outcome="hit", at=now, open_hits=1)
    for standing, mended in (
        (Standing(), True),
        (Standing(at=now, age_days=8), True),
        (hit, False),
    ):
        reasons = (str(standing.blocked),)
        row = Row(part=Instalment(), item=None, case=None, credit=standing, reasons=reasons)
        assert (row.to_screen, row.shut) == (mended, not mended)
        worse = Row(part=Instalment(), item=None, case=None, credit=standing, reasons=(*reasons, "户名不一致"))  # fmt: skip
        assert worse.shut


def offered(client: Client) -> set[str]:
    """The instalments that can be ticked, all ticked already."""
    page = client.get(f"{HOME}new/").content.decode()
    boxes = re.findall(r'<input type="checkbox" name="part" value="([^"]+)"( checked)?>', page)
    assert all(ticked for _, ticked in boxes)
    return {value for value, _ in boxes}


def stopped(monkeypatch: pytest.MonkeyPatch, parts_: list[Instalment], reason: str) -> None:
    """The cases of these say this against a payment."""
    ids = {one.commitment_id for one in parts_}
    monkeypatch.setattr(
        cases, "against", lambda every, at: {one.pk: reason for one in every if one.pk in ids}
    )


def test_the_worklist_shows_whose_turn_it_is(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    request = paying.submitted(people, two)
    for who, mine in ((people.approver, True), (people.preparer, False), (people.auditor, False)):
        enter(client, who)
        said = told(client.get(HOME, {"state": "turn"}))
        assert (request.number in said) == mine, who.role
        assert request.number in told(client.get(HOME, {"state": ""}))


def test_what_stands_against_a_payment_is_told_and_its_button_is_shut(
    client: Client, people: Bureau, two: list[Instalment], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = drafted(client, people, two)
    monkeypatch.setattr(
        cases,
        "against",
        lambda every, at: {
            one.pk: "信用未核查" for one in every if one.organisation == people.firm
        },
    )
    said = told(client.get(address))
    assert ("信用未核查" in said, "清单里有1笔现在不能办理" in said) == (True, True)
    assert "确认提交审定" not in said
    page = acted(client, people.officer, address, "submit")
    assert "信用未核查" in errors(page)[0]


def test_one_payment_is_struck_and_the_others_go_on(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    request = paying.submitted(people, two)
    address, item = f"{HOME}{request.pk}/", request.items.get(position=1)
    page = acted(client, people.approver, address, "strike", item=item.pk, reason="")
    assert "移出理由" in errors(page)[0]
    go(acted(client, people.approver, address, "strike", item=item.pk, reason="待补合同"))
    said = told(client.get(address))
    assert ("合计1笔" in said, "待补合同" in said) == (True, True)
    go(acted(client, people.approver, address, "sign"))


def test_a_draft_is_altered_and_given_up(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    address = drafted(client, people, two[:1])
    go(acted(client, people.officer, address, "alter", add=[two[1].pk], drop=[two[0].pk], note="改"))  # fmt: skip
    assert [one.instalment_id for one in PaymentRequest.objects.get().items.all()] == [two[1].pk]
    go(acted(client, people.officer, address, "discard", reason="重复"))
    assert "已作废" in told(client.get(address))


def test_the_file_is_exported_once_and_then_as_a_copy(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    _, file = released(client, people, two)
    address = f"{HOME}files/{file.pk}/"
    first = send(client, f"{address}export/", form="csv")
    assert "attachment" in first.headers["Content-Disposition"]
    assert file.sha256 in first.content.decode("utf-8-sig")
    said = told(client.get(address))
    assert ("正本" in said, file.sha256 in said, "再次导出" in said) == (True, True, True)
    again = send(client, f"{address}export/", form="xlsx")
    rows = list(load_workbook(io.BytesIO(again.content)).active.values)  # type: ignore[union-attr]
    assert {row[-1] for row in rows[1:]} == {"副本"}
    enter(client, people.officer)
    assert client.get(address).status_code == 404


def test_an_answer_is_looked_at_imported_and_its_defects_settled(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    _, file = released(client, people, two)
    address = f"{HOME}files/{file.pk}/"
    written = paying.statement(people, file, paying.outcome(r2="失败"))
    written.rows[0][5] = "299999.99"  # its amount is wrong, and the total follows
    upload = SimpleUploadedFile("回单.csv", written.csv(), "text/csv")
    page = send(client, f"{address}answer/", answer=upload)
    said = told(page)
    assert ("将采用1行" in said, "金额不符" in said, "账户状态异常" in said) == (True, True, True)
    assert file.answers.count() == 0
    content = page.content.decode().partition('name="content" value="')[2].partition('"')[0]
    go(send(client, f"{address}answer/", content=content, name="回单.csv"))
    said = told(client.get(address))
    assert ("没有结清" in said, "待处理的问题" in said, "200,000.00元1笔" in said) == (True, True, True)  # fmt: skip
    line = BankLine.objects.exclude(defect="")[0]
    page = send(client, f"{address}lines/{line.pk}/", settlement="")
    assert "处理说明" in errors(page)[0]
    for one in BankLine.objects.exclude(defect=""):
        go(send(client, f"{address}lines/{one.pk}/", settlement="已请银行重发"))
    again = paying.statement(people, file, paying.outcome(r2="失败"))
    page = send(client, f"{address}answer/", answer=SimpleUploadedFile("二.csv", again.csv()))
    assert "以前已经采用的" in told(page)
    content = page.content.decode().partition('name="content" value="')[2].partition('"')[0]
    go(send(client, f"{address}answer/", content=content, name="二.csv"))
    assert "已结清" in told(client.get(address))
    assert "已办结1笔失败或退汇" in told(client.get(HOME, {"state": ""}))


def test_a_file_that_is_no_answer_is_refused_whole(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    _, file = released(client, people, two)
    address = f"{HOME}files/{file.pk}/answer/"
    page = send(client, address, answer=SimpleUploadedFile("x.csv", b"not an answer"))
    assert "这份文件整体不能用" in told(page)
    assert "请选择银行的答复文件" in errors(send(client, address))[0]
    assert "没有收完整" in errors(send(client, address, content="%%%"))[0]
    large = SimpleUploadedFile("x.csv", b"1" * (1024**2 + 1))
    assert "超过1 MB" in errors(send(client, address, answer=large))[0]


def test_lists_letters_and_vouchers_are_downloads(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    address, file = released(client, people, two)
    paying.imported(people, file, paying.statement(people, file))
    enter(client, people.auditor)
    for path, kind in (
        (f"{address}list.xlsx", b"PK"), (f"{address}list.pdf", b"%PDF"),
        (f"{HOME}attempts/{file.attempts.all()[0].pk}/voucher.pdf", b"%PDF"), (f"{HOME}files/{file.pk}/rows.xlsx", b"PK"),
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.content.startswith(kind), path
        assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(client.get(f"{address}list.xlsx").content)).active.values)  # type: ignore[union-attr]
    assert sorted(row[-1] for row in rows[3:]) == [200000, 300000, 500000]


def test_another_account_is_proposed_by_one_and_confirmed_by_another(
    client: Client, people: Bureau, two: list[Instalment]
) -> None:
    request = paying.signed(people, two)
    cast.account(people.firm, "1111")
    enter(client, people.officer)
    assert "单位已换账户" in told(client.get(f"{HOME}accounts/"))
    part = f"{HOME}parts/{two[0].pk}/"
    assert "尾号1111" in told(client.get(part))
    assert "变更理由" in errors(send(client, part, act="account", reason=""))[0]
    go(send(client, part, act="account", reason="更换基本户"))
    request.refresh_from_db()
    assert request.items.filter(state="removed").count() == 1
    change = two[0].commitment.payee_changes.get()
    address = f"{HOME}accounts/{change.pk}/"
    assert send(client, address, decision="confirm").status_code == 404
    enter(client, people.approver)
    assert errors(send(client, address)) == ["您的决定：请选择同意或不同意"]
    go(send(client, address, decision="confirm"))
    assert "2026年5月13日" in told(client.get(address))
