"""The twin of test_whole.py: a case that is examined, not recommended, cut to nothing and refused; its applicant reads why, and asks again.

It goes on from a draft of the demonstration.
"""

import re
import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from duixian.demo import cast, people
from tests.journeys.acting import (
    compare,
    consent,
    download,
    examine,
    filed,
    open_case,
    paper,
    recommend,
    reply,
    sign,
    signed_in,
    stands,
    tab,
    take,
    upload,
)
from tests.journeys.conftest import Visit

NUMBER = 8  # of cast.firms(): its draft lacks most of the papers
FIRM, LOGIN, PERSON = cast.firms()[NUMBER].name, f"qiye0{NUMBER + 1}", people.name(NUMBER)
MEASURE = "智能算力资助"
CUTS = {1: "该批算力对外出租，不是自用", 2: "收款方是物业管理公司，付款用途不是算力"}
REASON = "申报的算力不是自用，两笔费用都不能核定，不符合三（六）"
GROUNDS = "两笔算力都由本单位训练模型使用，补充使用日志"


def test_a_case_is_refused_with_every_reason_and_its_applicant_asks_for_a_review(
    call_on: Visit,
) -> None:
    firm, centre, officer, approver = (
        signed_in(call_on, one) for one in (LOGIN, "wuning", "officer2", "approver2")
    )
    case = file_draft(firm)
    open_case(centre, FIRM, MEASURE)
    examine(centre, {})
    take(centre, "受理")
    recommend(centre, "所购算力主要对外出租，与申报的用途不符", favourable=False)
    review(officer)
    propose_refusal(officer)
    open_case(approver, FIRM, MEASURE)
    consent(approver, "审定不予资助")
    stands(approver, "已决定，待答复")
    firm.goto(case)
    expect(firm.get_by_role("heading", name="决定", exact=True)).to_have_count(0)  # not served yet
    open_case(centre, FIRM, MEASURE)
    reply(centre)
    read(firm, case)
    ask_again(firm)
    open_case(officer, FIRM, MEASURE)
    expect(officer.get_by_text("您办过原来的审核，复核由另一位经办人办理").first).to_be_visible()
    tab(officer, "拟定和决定")
    expect(officer.get_by_text(GROUNDS)).to_be_visible()
    download(officer, "使用日志")


def file_draft(page: Page) -> str:
    """Bring what is missing, and sign; the address of the case."""
    page.goto("/my/applications/")
    page.get_by_role("link", name=re.compile(f"^继续填写：{MEASURE}")).click()
    case = page.url
    expect(page.get_by_text(re.compile("还缺4项材料")).first).to_be_visible()
    upload(page, case)
    sign(page, case, PERSON)
    filed(page)
    return case


def review(page: Page) -> None:
    """No record, no overlap; of the costs nothing is recognised, and each cut has its reason."""
    open_case(page, FIRM, MEASURE)
    tab(page, "信用")
    page.get_by_role("button", name="开始核查").click()
    expect(page.get_by_text("没有记录").first).to_be_visible()
    compare(page)
    tab(page, "核定")
    for row, why in CUTS.items():
        page.get_by_label(re.compile(f"^第{row}行.*核定金额$")).fill("0")
        page.get_by_label(re.compile(f"^第{row}行.*核减理由$")).fill("" if row == 2 else why)
    page.get_by_role("button", name="保存核定").click()
    expect(page.get_by_text(re.compile("与申报的不一致，请写明理由")).first).to_be_visible()
    page.get_by_label(re.compile("^第2行.*核减理由$")).fill(CUTS[2])
    page.get_by_role("button", name="保存核定").click()
    expect(page.get_by_text("核减760,000.00元")).to_be_visible()


def propose_refusal(page: Page) -> None:
    """The rules give nothing, so a grant can't be proposed; a refusal needs its reason."""
    tab(page, "拟定和决定")
    closed = "按核定的事实不符合条件，不能拟定资助；可以拟定不予资助"
    expect(page.get_by_text(closed, exact=True).first).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="拟定不予资助").first.click()
    page.get_by_role("button", name="提交拟定不予资助").click()
    expect(page.get_by_text("请填写理由").first).to_be_visible()
    page.get_by_role("textbox", name="理由").fill(REASON)
    page.get_by_role("button", name="提交拟定不予资助").click()
    stands(page, "待审定")


def read(page: Page, case: str) -> None:
    """On the page every reason and what can be done; in the letter the same in its words."""
    page.goto(case)
    told = page.locator("main")
    for words in ("已答复", "不予资助", REASON, *CUTS.values(), "申请行政复议", "提起行政诉讼"):
        expect(told).to_contain_text(words)
    download(page, "关于申报结果的答复函")
    letter = text(download(page, "不予资助告知书"))
    for words in (REASON, *CUTS.values(), "申请行政复议", "提起行政诉讼", "申请复核一次"):
        assert words in letter, words


def text(file: Path) -> str:
    """What a PDF says, without its line breaks."""
    said = subprocess.run(
        ["pdftotext", str(file), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return "".join(said.stdout.split())


def ask_again(page: Page) -> None:
    """复核 is asked for once."""
    page.get_by_role("link", name="申请复核", exact=True).click()
    page.get_by_label("复核理由").fill(GROUNDS)
    page.get_by_label(re.compile("证明材料")).set_input_files(paper("使用日志.pdf"))
    page.get_by_role("button", name="确认申请复核").click()
    expect(page.get_by_text("复核中", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="申请复核", exact=True)).to_have_count(0)
