"""From a recommendation to the reply, by each of the people whose work it is; on both databases."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.acting import (
    compare,
    confirmed,
    consent,
    draft_notice,
    handle,
    object_to,
    open_case,
    post,
    recommend,
    reply,
    signed_in,
    stands,
    tab,
)
from tests.journeys.conftest import Visit

MODELS, DATA = "上海知远大模型有限公司", "上海青禾数据技术有限公司"
NOTICE = "2026年度第三批拟资助名单公示"


def test_a_case_is_reviewed_approved_noticed_and_an_objection_is_handled(call_on: Visit) -> None:
    centre, officer, approver = (
        signed_in(call_on, one) for one in ("changfeng", "officer1", "approver")
    )
    open_case(centre, MODELS, "智能算力资助")
    recommend(centre, "大模型训练确有算力需要，同意推荐")
    review(officer)
    propose(officer)
    open_case(approver, MODELS, "智能算力资助")
    consent(approver, "审定资助")
    stands(approver, "已审定，待公示")
    post(approver, draft_notice(officer, NOTICE))
    object_to(call_on("/notices/"), NOTICE, MODELS, "该单位租用的算力由关联公司使用")
    open_case(officer, MODELS, "智能算力资助")
    handle(officer, "合同、日志和付款一致，由申报单位自用")


def test_what_was_cleared_is_decided_answered_and_read_by_the_applicant(call_on: Visit) -> None:
    officer, approver = signed_in(call_on, "officer1"), signed_in(call_on, "approver")
    open_case(officer, DATA, "智能算力资助")
    tab(officer, "信用")
    officer.get_by_role("button", name="重新核查").click()
    expect(officer.get_by_text("没有记录").first).to_be_visible()
    open_case(approver, DATA, "智能算力资助")
    approver.get_by_role("link", name="决定资助").click()
    approver.get_by_role("button", name="确认决定资助").click()
    confirmed(approver)
    expect(approver.get_by_text("已决定，待答复").first).to_be_visible()
    centre = signed_in(call_on, "taopu")
    open_case(centre, DATA, "智能算力资助")
    reply(centre)
    firm = signed_in(call_on, "qiye02")
    firm.goto("/my/applications/")
    firm.get_by_role("row", name=re.compile("智能算力资助.*2026|2026.*智能算力资助")).get_by_role(
        "link"
    ).first.click()
    for words in ("给予资助", "700,000.00", "行政复议", "资助决定书"):
        expect(firm.get_by_text(re.compile(words)).first).to_be_visible()
    expect(firm.get_by_role("link", name="申请复核")).to_be_visible()


def test_a_major_project_goes_to_a_meeting_is_approved_by_two_and_followed_by_the_group(
    call_on: Visit,
) -> None:
    officer = signed_in(call_on, "officer1")
    officer.goto("/office/batches/")
    officer.get_by_role("link", name=re.compile("2026年度")).click()
    officer.get_by_role("button", name="生成上会材料").click()  # without saying for which meeting
    expect(officer.get_by_text("请填写会议").first).to_be_visible()
    officer.get_by_label("会议", exact=True).fill("2026年第3次主任办公会")
    officer.get_by_role("button", name="生成上会材料").click()
    expect(officer.get_by_role("heading", name="上会材料：2026年第3次主任办公会")).to_be_visible()
    expect(officer.get_by_role("row", name=re.compile(f"{DATA}.*8,000,000.00"))).to_be_visible()
    with officer.expect_download() as paper:
        officer.get_by_role("link", name=re.compile("PDF")).click()
    assert paper.value.suggested_filename.endswith(".pdf")
    for login, step in (("approver", "同意（第一审定人）"), ("approver2", "审定资助")):
        approver = signed_in(call_on, login)
        open_case(approver, DATA, "重大项目资助")
        expect(approver.get_by_role("heading", name="领导小组的决定")).to_be_visible()
        consent(approver, step)
    leader = signed_in(call_on, "leader")
    leader.goto("/office/major/")
    row = leader.get_by_role("row", name=re.compile("城市治理大模型底座"))
    expect(row).to_contain_text("已审定，待公示")
    expect(row.get_by_role("link")).to_have_count(0)


def review(page: Page) -> None:
    open_case(page, MODELS, "智能算力资助")
    tab(page, "信用")
    page.get_by_role("button", name="开始核查").click()
    expect(page.get_by_text("没有记录").first).to_be_visible()
    compare(page)
    tab(page, "核定")
    page.get_by_role("button", name="保存核定").click()
    expect(page.get_by_text("合计")).to_be_visible()


def propose(page: Page) -> None:
    tab(page, "拟定和决定")
    page.get_by_label("拟资助金额").fill("900万元")
    page.get_by_label("理由").fill("符合三（六），按核定费用资助")
    page.get_by_label("综合评估说明").fill("算力投入已见成效，研发费用由单位另行补报")
    page.get_by_role("button", name="提交拟定").click()
    expect(page.get_by_text(re.compile("不能超过核定后的上限")).first).to_be_visible()
    page.get_by_label("拟资助金额").fill("80万元")
    page.get_by_role("button", name="提交拟定").click()
    expect(page.get_by_text("待审定").first).to_be_visible()
