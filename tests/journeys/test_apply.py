"""An enterprise's way from the first page to a receipt, with its centre's part in it; on both databases."""

import io
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from duixian.demo import cast, people
from tests.journeys.acting import filed, paper, sign, upload
from tests.journeys.conftest import Visit
from tests.journeys.test_clerk import answer_profile
from tests.parties.cast import credit_code

NAME, CLERK, LOGIN = "上海星芒演示软件有限公司", "白芷", "baizhi"


def test_from_registration_to_receipt(call_on: Visit, tmp_path: Path) -> None:
    firm = call_on("/register/")
    sign_up(firm)
    register(firm)
    verify(call_on("/account/login/"))
    draft = calculate_and_start(firm)
    fill_in(firm, draft, tmp_path)
    submit(firm, draft)


def sign_up(page: Page) -> None:
    page.get_by_role("link", name="先注册账号").click()
    page.get_by_label("姓名").fill(CLERK)
    page.get_by_label("登录名").fill(LOGIN)
    page.get_by_label("电子邮箱").fill(people.email(LOGIN))
    page.get_by_label("密码", exact=True).fill(cast.PASSWORD)
    page.get_by_label("再输入一次密码").fill(cast.PASSWORD)
    page.get_by_role("button", name="注册", exact=True).click()
    page.wait_for_url("**/register/unit/")


def register(page: Page) -> None:
    page.get_by_label("统一社会信用代码").fill(credit_code(777))
    page.get_by_label("单位名称").fill(NAME)
    centre = page.get_by_role("option", name=re.compile("长风投资促进中心")).get_attribute("value")
    page.get_by_label("投资促进中心").select_option(centre)
    page.get_by_role("button", name="继续").click()
    page.get_by_label("身份证号").fill(people.identity(777))
    page.get_by_label("手机号").fill(people.mobile(777))
    page.get_by_role("button", name="继续").click()
    page.get_by_label("营业执照").set_input_files(paper("营业执照.pdf"))
    page.get_by_role("button", name="继续").click()
    page.get_by_label(re.compile("以上信息真实")).check()
    page.get_by_role("button", name="提交注册").click()
    expect(page.get_by_text("等待核验").first).to_be_visible()


def verify(page: Page) -> None:
    """The clerk of the centre, with the code that the demonstration shows."""
    page.get_by_label("登录名").fill("changfeng")
    page.get_by_label("密码").fill(cast.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    code = page.locator("strong", has_text=re.compile(r"^\d{6}$")).inner_text()
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="继续").click()
    page.goto("/office/registrations/")
    page.get_by_role("link", name=NAME).click()
    page.get_by_label(re.compile("^通过")).check()
    page.get_by_role("button", name="提交决定").click()
    expect(page.get_by_text(f"{NAME}：已通过")).to_be_visible()


def calculate_and_start(page: Page) -> str:
    """The calculator's answers come along; the address of the draft."""
    page.goto("/calculator/")
    answer_profile(page)
    page.locator(".group-eligible").get_by_role("link", name="智能算力资助").click()
    page.get_by_role("link", name="带着这些回答去申报").click()
    expect(page.get_by_text(re.compile(r"测算时的\d+项回答会带到申报里"))).to_be_visible()
    page.get_by_role("button", name="开始申报").click()
    expect(page.get_by_role("heading", name="任务清单")).to_be_visible()
    return page.url


def fill_in(page: Page, draft: str, folder: Path) -> None:
    import_sheet(page, draft, folder)
    page.goto(f"{draft}support/")
    page.get_by_label("没有", exact=True).check()
    page.get_by_role("button", name="保存，回到任务清单").click()
    upload(page, draft)


def import_sheet(page: Page, draft: str, folder: Path) -> None:
    """The template, downloaded, filled in as people do, imported."""
    page.goto(f"{draft}lines/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载模板").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    table = book["费用明细"]
    heads = {str(cell.value).strip("*").partition("（")[0]: cell.column for cell in table[1]}
    for row, amount in ((3, "1200000.00"), (4, "300000.00")):
        values = {
            "费用内容": f"第{row}笔算力费", "收款方": "上海虚构算力有限公司", "合同编号": "虚构-1",
            "发票号码": f"0099{row:016d}", "开票日期": "2025-08-11", "发票金额": amount, "申报金额": amount,
            "付款日期": "2025-08-20", "付款金额": amount,
        }  # fmt: skip
        for head, value in values.items():
            table.cell(row, heads[head] or 0).value = value
    filled = folder / "费用明细.xlsx"
    book.save(filled)
    page.get_by_label("填好的 Excel 文件").set_input_files(filled)
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("1,500,000.00").first).to_be_visible()


def submit(page: Page, draft: str) -> None:
    sign(page, draft, CLERK)
    filed(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载回执").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
