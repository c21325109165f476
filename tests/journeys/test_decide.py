"""From a recommendation to the reply, by each of the people whose work it is; on both databases."""

import re

from playwright.sync_api import Page, expect

from duixian.demo import cast
from tests.journeys.conftest import Visit

MODELS, DATA = "上海知远大模型有限公司", "上海青禾数据技术有限公司"


def test_a_case_is_reviewed_approved_noticed_and_an_objection_is_handled(call_on: Visit) -> None:
    centre, officer, approver = (
        signed_in(call_on, one) for one in ("changfeng", "officer1", "approver")
    )
    recommend(centre)
    review(officer)
    propose(officer)
    approve(approver)
    notice = draft_notice(officer)
    post(approver, notice)
    public = call_on("/notices/")
    number = object_to(public)
    handle(officer, number)


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
    centre.get_by_role("link", name="答复申报单位").click()
    centre.get_by_label("送达方式").select_option("online")
    centre.get_by_role("button", name="确认答复申报单位").click()
    expect(centre.get_by_text("已答复").first).to_be_visible()
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


def signed_in(call_on: Visit, login: str) -> Page:
    """Somebody of the demonstration, with the code that it shows to staff."""
    page = call_on("/account/login/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(cast.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile("^(?!.*/account/login/)"))
    used = ""
    while code := shown_code(page):
        if code == used:  # each counts once: the next comes within a minute
            page.wait_for_timeout(5000)
            page.goto(page.url)
            continue
        page.get_by_label("验证码").fill(code)
        page.get_by_role("button", name="继续").click()
        page.wait_for_load_state()
        used = code
    return page


def shown_code(page: Page) -> str:
    """The code that the demonstration shows; empty on any other page."""
    code = page.locator("strong", has_text=re.compile(r"^\d{6}$"))
    return code.inner_text() if code.count() else ""


def confirmed(page: Page) -> None:
    """Once more who one is, where the sign-in is some minutes old."""
    if page.get_by_label("密码").count():
        page.get_by_label("密码").fill(cast.PASSWORD)
        page.get_by_role("button", name="确认").click()


def open_case(page: Page, firm: str, measure: str) -> None:
    page.goto(f"/office/cases/?list=all&q={firm}")
    page.get_by_role("row", name=re.compile(measure)).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="办理情况")).to_be_visible()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="案卷").get_by_role("link", name=name, exact=True).click()


def recommend(page: Page) -> None:
    open_case(page, MODELS, "智能算力资助")
    page.get_by_role("link", name="推荐", exact=True).click()
    page.get_by_role("button", name="确认推荐").click()  # nothing filled in yet
    expect(page.get_by_text("请选择同意推荐或者不推荐").first).to_be_visible()
    page.get_by_label("同意推荐", exact=True).check()
    page.get_by_label("理由").fill("大模型训练确有算力需要，同意推荐")
    page.get_by_role("button", name="确认推荐").click()
    expect(page.get_by_text("审核中").first).to_be_visible()


def review(page: Page) -> None:
    open_case(page, MODELS, "智能算力资助")
    tab(page, "信用")
    page.get_by_role("button", name="开始核查").click()
    expect(page.get_by_text("没有记录").first).to_be_visible()
    tab(page, "重复支持")
    page.get_by_role("button", name="开始比对").click()
    expect(page.get_by_role("button", name="重新比对")).to_be_visible()
    for _ in range(page.get_by_text("待处理", exact=True).count()):
        form = page.locator("form", has=page.get_by_label("怎样处理")).first
        form.get_by_label("怎样处理").select_option("apart")
        form.get_by_label("理由").fill("核对批复，不是同一事项")
        form.get_by_role("button", name="记下").click()
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


def approve(page: Page) -> None:
    open_case(page, MODELS, "智能算力资助")
    consent(page, "审定资助")
    expect(page.get_by_text("已审定，待公示").first).to_be_visible()


def consent(page: Page, step: str) -> None:
    """Consent to what is proposed, with the meeting behind it."""
    page.get_by_role("link", name=step, exact=True).click()
    page.get_by_label("会议", exact=True).fill("2026年第3次主任办公会")
    page.get_by_label("纪要编号").fill("普科委纪〔2026〕3号")
    page.get_by_label("会议日期").fill("2026-03-10")
    page.get_by_role("button", name=f"确认{step}").click()
    confirmed(page)


def draft_notice(page: Page) -> str:
    page.goto("/office/notices/")
    page.get_by_label("标题").fill("2026年度第三批拟资助名单公示")
    page.get_by_label("异议受理方式").fill("区科委，021-5550 1000")
    page.get_by_role("button", name="起草公示").click()
    expect(page.get_by_role("heading", name="2026年度第三批拟资助名单公示")).to_be_visible()
    return page.url


def post(page: Page, notice: str) -> None:
    page.goto(notice)
    page.get_by_role("button", name="发布公示").click()
    confirmed(page)
    expect(page.get_by_text("公示中").first).to_be_visible()


def object_to(page: Page) -> str:
    page.get_by_role("link", name="2026年度第三批拟资助名单公示").click()
    page.get_by_role("link", name=re.compile(f"对{MODELS}提出异议")).click()
    page.get_by_role("button", name="署名提交异议").click()
    expect(
        page.get_by_role("link", name=re.compile("姓名")).first
    ).to_be_visible()  # the summary leads to the field
    page.get_by_label("您的姓名").fill("黎明")
    page.get_by_label("联系方式").fill("13900000000")
    page.get_by_label("异议内容").fill("该单位租用的算力由关联公司使用")
    page.get_by_role("button", name="署名提交异议").click()
    expect(page.get_by_text("异议已收到")).to_be_visible()
    return MODELS


def handle(page: Page, firm: str) -> None:
    open_case(page, firm, "智能算力资助")
    tab(page, "公示和异议")
    page.get_by_role("button", name="受理异议，暂停办理本件").click()
    expect(page.get_by_text("异议处理中").first).to_be_visible()
    page.get_by_label("不成立", exact=True).check()
    page.get_by_label("核查情况").fill("合同、日志和付款一致，由申报单位自用")
    page.get_by_role("button", name="记下核查结果").click()
    page.get_by_role("link", name="异议不成立，恢复公示").click()
    page.get_by_role("button", name="确认异议不成立，恢复公示").click()
    expect(page.get_by_text("公示中").first).to_be_visible()
