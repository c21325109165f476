"""One case from its filing to the reply in its applicant's hands, by everybody whose work it is; on both databases.

It has a demonstration of its own, where days pass: a public notice takes five working days. Its twin is test_refused.py.
"""

import re

from playwright.sync_api import Page, expect

from duixian.demo import cast, people
from tests.journeys.acting import (
    compare,
    confirmed,
    consent,
    download,
    draft_notice,
    examine,
    filed,
    handle,
    object_to,
    open_case,
    paper,
    post,
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
from tests.journeys.sites import Site

NUMBER = 14  # of cast.firms(): one that moved here last year and has not asked for anything
FIRM, LOGIN, PERSON = cast.firms()[NUMBER], f"qiye{NUMBER + 1}", people.name(NUMBER)
MEASURE = "产业集聚资助"  # the measure for which the round asks for a panel
EXPERTS = {one.name: one.login for one in cast.OFFICIALS if one.login.startswith("expert")}
NOTICE, NOTICE_DAYS = "2026年度第三批拟资助名单公示", 8  # over a week-end, to the day after
RECORD = {
    "统一社会信用代码": FIRM.code, "单位名称": FIRM.name, "事由": "未按期公示年度报告，罚款500元",
    "文号": "普市监简处〔2025〕虚构52号", "决定日期": "2025-06-18", "公示日期": "2025-06-20",
}  # fmt: skip
EXPLAINED = "已补报年度报告，罚款已缴清，附缴款凭证。"
BASIS, FOUND = "《行政处罚法》第三十三条", "情节轻微并已改正，罚款已缴，不影响申报资格。"
CONFLICT = "去年为该单位做过技术顾问"
REASON = "符合三（一），专家评审同意支持，按评审意见资助。"


def test_a_case_is_corrected_explained_scored_objected_to_decided_and_answered(
    own_site: Site, call_on_own: Visit
) -> None:
    firm, centre, officer = (signed_in(call_on_own, one) for one in (LOGIN, "changfeng", "officer1"))  # fmt: skip
    case = file_anew(firm)
    correct(centre)
    mend(firm, case)
    admit(centre)
    hit(officer)
    explain(firm, case)
    clear(officer)
    hear(firm, case)
    compare(officer)
    recognise(officer)
    panel(officer, call_on_own)
    propose(officer)
    approver = signed_in(call_on_own, "approver")
    open_case(approver, FIRM.name, MEASURE)
    consent(approver, "审定资助")
    stands(approver, "已审定，待公示")
    post(approver, draft_notice(officer, NOTICE))
    object_to(call_on_own("/notices/"), NOTICE, FIRM.name, "该单位的研发人员实际在外省办公")
    open_case(officer, FIRM.name, MEASURE)
    handle(officer, "社保和现场核查一致，研发人员在本区办公")
    for page in (firm, centre, officer, approver):
        page.context.close()
    own_site.let_days_pass(NOTICE_DAYS)
    end_notice(signed_in(call_on_own, "officer1"))
    decide(signed_in(call_on_own, "approver"))
    centre = signed_in(call_on_own, "changfeng")
    open_case(centre, FIRM.name, MEASURE)
    reply(centre)
    read(signed_in(call_on_own, LOGIN))


# --- filing and formal examination


def file_anew(page: Page) -> str:
    """From the round's page to the receipt; the address of the case."""
    page.goto("/rounds/2026-01/")
    page.get_by_role("link", name=f"开始申报{MEASURE}").click()
    page.get_by_role("button", name="开始申报").click()
    case = page.url
    page.get_by_role("link", name="单位情况", exact=True).click()
    page.get_by_label("无", exact=True).check()
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("此前已获得本项资助多少元？").fill("0")
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("没有", exact=True).check()
    page.get_by_role("button", name="保存，回到任务清单").click()
    upload(page, case)
    sign(page, case, PERSON)
    filed(page)
    return case


def correct(page: Page) -> None:
    """One paper does not fit and one answer is asked about, in one notice."""
    open_case(page, FIRM.name, MEASURE)
    examine(page, {0: "缺签章页"})
    page.get_by_label("意见指哪一处").select_option(label="填写内容：此前已获")
    page.get_by_role("textbox", name="意见", exact=True).fill("请核对以前各版是否获得过")
    page.get_by_role("button", name="加一条意见").click()
    take(page, "发补正通知")
    stands(page, "待补正")


def mend(page: Page, case: str) -> None:
    """The list leads to what is asked, and each is answered; before that it can't be submitted."""
    page.goto("/my/applications/")
    page.get_by_role("link", name=re.compile(f"去补正：{MEASURE}")).click()
    expect(page.get_by_text(re.compile("还有2条没有回应"))).to_be_visible()
    asked = page.locator(".mend-list > li")
    asked.filter(has_text="缺签章页").get_by_role("link", name="去修改").click()
    page.get_by_role("button", name=re.compile("移除.*材料1")).click()
    upload(page, case)
    page.goto(f"{case}correction/")
    for what, answer in {
        "此前已获": "以前各版都没有获得过",
        "缺签章页": "已重新上传，有签章页",
    }.items():
        one = asked.filter(has_text=what)
        one.get_by_label("怎样补正的").fill(answer)
        one.get_by_role("button", name="保存回应").click()
        expect(asked.filter(has_text=what).get_by_text("已回应")).to_be_visible()
    sign(page, case, PERSON)
    expect(page.get_by_text("第2次提交，取代前次")).to_be_visible()


def admit(page: Page) -> None:
    """The answer is read beside what it changed; then the case is admitted and recommended."""
    open_case(page, FIRM.name, MEASURE)
    tab(page, "形式审查")
    changed = page.get_by_role("region", name="补正前后")
    expect(
        changed.get_by_role("row", name=re.compile("材料.*新增.*投资协议.*材料1.pdf"))
    ).to_be_visible()
    examine(page, {})
    settle = page.get_by_role("button", name="确认已了结")
    for left in (1, 0):
        settle.first.click()
        expect(settle).to_have_count(left)
    take(page, "受理")
    stands(page, "已受理，待推荐")
    recommend(page, "有两项发明专利，研发人员过半，同意推荐")


# --- credit


def hit(page: Page) -> None:
    """The officer has seen a record that no list has brought yet; it is entered, and the check finds it."""
    page.goto("/office/credit/new/")
    page.get_by_label("信用来源").select_option(label="国家企业信用信息公示系统")
    page.get_by_label("违法行为处罚", exact=True).check()
    for label, text in RECORD.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("已登记第")).to_be_visible()
    open_case(page, FIRM.name, MEASURE)
    tab(page, "信用")
    page.get_by_role("button", name="开始核查").click()
    waits = "有1条信用记录待核实，请经办人核实后再办"
    expect(page.get_by_text(waits, exact=True)).to_be_visible()


def explain(page: Page, case: str) -> None:
    page.goto(case)
    page.get_by_role("link", name="查看并说明情况").click()
    page.get_by_label("说明", exact=True).fill(EXPLAINED)
    page.get_by_label(re.compile("证明材料")).set_input_files(paper("缴款凭证.pdf"))
    page.get_by_role("button", name="提交说明").click()
    expect(page.get_by_text(EXPLAINED)).to_be_visible()


def clear(page: Page) -> None:
    """On what the applicant says and its proof: cleared, with the basis."""
    page.reload()
    expect(page.get_by_text(EXPLAINED)).to_be_visible()
    download(page, "缴款凭证")
    page.get_by_label("不影响资格").check()
    page.get_by_role("textbox", name="依据").fill(BASIS)
    page.get_by_role("textbox", name="理由").fill(FOUND)
    page.get_by_role("button", name="记下认定").click()
    expect(page.get_by_text("予以排除", exact=True)).to_be_visible()


def hear(page: Page, case: str) -> None:
    """The applicant is told what was found, on what basis and why."""
    page.goto(case)
    page.get_by_role("link", name="查看结果和理由").click()
    for words in ("予以排除", BASIS, FOUND):
        expect(page.locator("main")).to_contain_text(words)


# --- review


def recognise(page: Page) -> None:
    tab(page, "核定")
    page.get_by_label("此前已获核定金额").fill("0")
    page.get_by_role("button", name="保存核定").click()
    tab(page, "拟定和决定")  # not before the panel
    expect(page.get_by_text("本批次要求专家评审，还没有评审").first).to_be_visible()


def panel(page: Page, call_on: Visit) -> None:
    """Three are drawn; the first has an interest and is replaced; nobody sees a score before the end."""
    tab(page, "专家评审")
    page.get_by_role("button", name="抽取专家").click()
    step_back(signed_in(call_on, EXPERTS[seated(page)[0]]))
    page.reload()
    expect(page.get_by_text(CONFLICT)).to_be_visible()
    expect(page.get_by_text("现有2位专家，应为3位以上的单数；请增补", exact=True)).to_be_visible()
    page.get_by_role("button", name="增补").click()
    for place, name in enumerate(seated(page)):
        score(signed_in(call_on, EXPERTS[name]), 80 + place)
    page.reload()
    expect(page.get_by_text("已交", exact=True)).to_have_count(3)
    expect(page.get_by_text("80.00")).to_have_count(0)
    page.get_by_role("textbox", name="评审意见").fill("研发能力较强，同意支持")
    page.get_by_role("button", name="结束评审，公开评分").click()
    expect(page.get_by_text("平均分：81.00")).to_be_visible()


def seated(page: Page) -> list[str]:
    """Who sits on the panel, without those who stepped back."""
    expect(page.get_by_role("button", name="增补")).to_be_visible()
    heads = page.get_by_role("region", name="专家", exact=True).get_by_role("rowheader")
    return [one.strip() for one in heads.all_inner_texts() if "已退出" not in one]


def declare(page: Page) -> None:
    """The expert's list leads to the declaration."""
    page.goto("/office/panel/")
    page.get_by_role("row", name=re.compile(FIRM.name)).get_by_role("link", name="声明利益关系").click()  # fmt: skip
    expect(page.get_by_text("声明以后才能查看申报内容")).to_be_visible()


def step_back(page: Page) -> None:
    """Whoever has an interest says which, and sees nothing of the case."""
    declare(page)
    case = page.url
    page.get_by_label("有，应当回避").check()
    page.get_by_role("button", name="提交声明").click()
    expect(page.get_by_text("请填写利益关系").first).to_be_visible()
    page.get_by_label("利益关系说明").fill(CONFLICT)
    page.get_by_role("button", name="提交声明").click()
    expect(page.get_by_role("row", name=re.compile(FIRM.name))).to_have_count(0)
    assert page.request.get(case).status == 404


def score(page: Page, points: int) -> None:
    declare(page)
    page.get_by_label("没有", exact=True).check()
    page.get_by_role("button", name="提交声明").click()
    for criterion in ("技术水平", "团队和研发投入", "产业带动"):
        page.get_by_label(re.compile(f"^{criterion}（权重")).fill(str(points))
    page.get_by_label("总体意见").fill("技术路线清楚，同意支持")
    page.get_by_role("button", name="提交评分，提交后不能改").click()
    expect(page.get_by_role("heading", name="评分已提交")).to_be_visible()


def propose(page: Page) -> None:
    tab(page, "拟定和决定")
    page.get_by_label("拟资助金额").fill("90万元")
    page.get_by_role("textbox", name="理由").fill(REASON)
    page.get_by_role("button", name="提交拟定").click()
    stands(page, "待审定")


# --- after the notice


def end_notice(page: Page) -> None:
    """The check of the week before no longer counts; what was found of the record stays."""
    open_case(page, FIRM.name, MEASURE)
    take(page, "公示期满")
    stands(page, "公示结束，待决定")
    tab(page, "信用")
    expect(page.get_by_text(re.compile("只在7天内有效，请经办人重新核查"))).to_be_visible()
    page.get_by_role("button", name="重新核查").click()
    expect(page.get_by_text(re.compile("只在7天内有效"))).to_have_count(0)
    expect(page.get_by_text("予以排除", exact=True)).to_be_visible()


def decide(page: Page) -> None:
    open_case(page, FIRM.name, MEASURE)
    take(page, "决定资助")
    confirmed(page)
    stands(page, "已决定，待答复")


def read(page: Page) -> None:
    """What, why, in which parts, and what can be done about it; never who the experts were."""
    page.goto("/my/applications/")
    page.get_by_role("row", name=re.compile(MEASURE)).get_by_role("link").first.click()
    told = page.locator("main")
    for words in (
        "已答复",
        "给予资助",
        "900,000.00",
        "300,000.00",
        REASON,
        "申请行政复议",
        "提起行政诉讼",
    ):
        expect(told).to_contain_text(words)
    for name in EXPERTS:
        expect(told).not_to_contain_text(name)
    download(page, "专项资金资助决定书")
    download(page, "关于申报结果的答复函")
    expect(page.get_by_role("link", name="申请复核")).to_be_visible()
