"""Money by each of the people whose work it is: released, failed, asked for again, paid, returned; a recovery to its end."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.funds.bank.generator import answered
from tests.journeys.acting import confirmed, signed_in
from tests.journeys.conftest import Visit

TODAY = "2026-03-10"
FIRM, OWING = "上海苏河互动娱乐有限公司", "上海桃浦智造软件有限公司"


def test_a_payment_fails_is_asked_for_again_is_paid_and_comes_back(
    call_on: Visit, tmp_path: Path
) -> None:
    officer, approver, preparer, releaser = (
        signed_in(call_on, one) for one in ("officer1", "approver", "preparer", "releaser")
    )
    first = release(releaser, "BK2026-000001")
    sent = export(preparer, first)
    answer(preparer, first, sent, tmp_path, "失败", "户名核对不一致")
    expect(preparer.get_by_text("已结清").first).to_be_visible()
    second = ask_again(officer)
    sign(approver, second)
    prepare(preparer, second)
    file = release(releaser, second)
    sent = export(preparer, file)
    answer(preparer, file, sent, tmp_path, "成功", "")
    expect(preparer.get_by_text("已结清").first).to_be_visible()
    answer(preparer, file, sent, tmp_path, "退汇", "收款账户已销户")
    expect(preparer.get_by_text("退汇").first).to_be_visible()
    expect(preparer.get_by_text("已结清").first).to_be_visible()
    firm = signed_in(call_on, "qiye06")
    firm.goto("/my/applications/")
    firm.get_by_role("row", name=re.compile("参展.*2026|2026.*参展")).get_by_role("link").first.click()  # fmt: skip
    expect(firm.get_by_text("银行退汇，正在核对账户")).to_be_visible()


def test_a_recovery_is_proposed_decided_paid_back_and_closed(call_on: Visit) -> None:
    officer, approver, preparer = (
        signed_in(call_on, one) for one in ("officer1", "approver", "preparer")
    )
    open_recovery(officer)
    officer.get_by_role("link", name="提出追缴意见").click()
    officer.get_by_label("对陈述申辩的处理").fill("使用记录不能证明用于本项目，不予采纳")
    officer.get_by_role("button", name="确认提出追缴意见").click()
    expect(officer.get_by_text("待决定").first).to_be_visible()
    open_recovery(approver)
    approver.get_by_role("link", name="决定追缴").click()
    expect(approver.get_by_text(re.compile("追缴120,000.00元，印发")).first).to_be_visible()
    approver.get_by_role("button", name="确认决定追缴").click()
    confirmed(approver)
    expect(approver.get_by_text("待缴回").first).to_be_visible()
    step(officer, "记送达", 送达日期=TODAY)
    firm = signed_in(call_on, "qiye08")
    firm.goto("/my/")
    firm.get_by_role("link", name="查看要办什么").click()
    expect(firm.get_by_text(re.compile("缴回120,000.00元")).first).to_be_visible()
    step(preparer, "记到账", 银行凭证号="银行回单1", 到账金额="12万元", 到账日期=TODAY)
    step(officer, "办结")
    expect(officer.get_by_text("已办结").first).to_be_visible()


def release(page: Page, number: str) -> str:
    """The releaser's act; the file's number."""
    open_request(page, number)
    page.get_by_role("button", name="确认拨付").click()
    confirmed(page)
    expect(page.get_by_text("已拨付").first).to_be_visible()
    return number.replace("BK", "ZF")


def open_request(page: Page, number: str) -> None:
    page.goto("/office/payments/?state=")
    page.get_by_role("link", name=number, exact=True).click()
    expect(page.get_by_role("heading", name="清单")).to_be_visible()


def export(page: Page, file: str) -> bytes:
    """The file for the bank."""
    page.goto("/office/payments/files/?state=")
    page.get_by_role("link", name=file, exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
        confirmed(page)
    return Path(download.value.path()).read_bytes()


def answer(page: Page, file: str, sent: bytes, folder: Path, *said: str) -> None:
    """The bank's answer: looked at, then imported."""
    result, why = said
    written = folder / f"{file}-{result}.csv"
    written.write_bytes(answered(sent, TODAY, lambda row: (result, why)).csv())
    page.goto("/office/payments/files/?state=")
    page.get_by_role("link", name=file, exact=True).click()
    page.get_by_label("答复文件").set_input_files(written)
    page.get_by_role("button", name="先看结果").click()
    expect(page.get_by_text("将采用1行")).to_be_visible()
    page.get_by_role("button", name=re.compile("导入：采用1行")).click()


def ask_again(page: Page) -> str:
    """The officer's part; the request's number."""
    page.goto("/office/payments/new/")
    expect(page.get_by_text("上次支付失败").first).to_be_visible()
    for other in page.get_by_role("checkbox", name=re.compile(f"^选择(?!{FIRM})")).all():
        other.uncheck()
    page.get_by_role("button", name="起草拨款申请").click()
    number = page.get_by_role("heading", level=1).inner_text().split()[0]
    page.get_by_text("核查信用", exact=True).click()
    page.get_by_role("button", name="确认核查信用").click()
    page.get_by_role("button", name="确认提交审定").click()
    expect(page.get_by_text("待审定").first).to_be_visible()
    return number


def sign(page: Page, number: str) -> None:
    open_request(page, number)
    page.get_by_role("button", name="确认审定并印发申请函").click()
    confirmed(page)
    expect(page.get_by_text("待财政审核").first).to_be_visible()


def prepare(page: Page, number: str) -> None:
    open_request(page, number)
    page.get_by_role("button", name="确认审核通过").click()  # without the number
    expect(page.get_by_text("请填写支付申请编号").first).to_be_visible()
    page.get_by_label("支付申请编号").fill("ZFSQ-9")
    page.get_by_role("button", name="确认审核通过").click()
    expect(page.get_by_text("待财政拨付").first).to_be_visible()


def open_recovery(page: Page) -> None:
    page.goto("/office/recovery/")
    page.get_by_role("row", name=re.compile(OWING)).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="经过")).to_be_visible()


def step(page: Page, name: str, **fields: str) -> None:
    """One step of the recovery on its page."""
    open_recovery(page)
    page.get_by_role("link", name=name, exact=True).click()
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=f"确认{name}").click()
    confirmed(page)
