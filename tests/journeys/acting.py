"""What people of the demonstration do on its pages, as the journeys need it: signing in, and the steps of a case."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from duixian.demo import cast, papers
from tests.journeys.conftest import Visit

NUMBER = re.compile(r"^PT2026-ZN-\d{6}$")
SLOW = 30_000  # an upload is read and scanned


# --- signing in


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
    page.wait_for_load_state()
    if page.get_by_label("密码").count():
        page.get_by_label("密码").fill(cast.PASSWORD)
        page.get_by_role("button", name="确认").click()


# --- the applicant


def upload(page: Page, draft: str) -> None:
    """Each listed paper that is not there yet."""
    page.goto(f"{draft}evidence/")
    items = page.locator("section.evidence-item")
    for place in range(items.count()):
        item = items.nth(place)
        if item.get_by_text(re.compile("已上传[0-9]+份")).count():
            continue
        item.locator("input[type=file]").set_input_files(paper(f"材料{place + 1}.pdf"))
        item.get_by_role("button", name="上传").click()
        expect(item.get_by_text("已上传1份")).to_be_visible(timeout=SLOW)


def paper(name: str) -> FilePayload:
    """A small PDF that says its name."""
    content = papers.printed({name: (name, ["虚构"])})[name]
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def sign(page: Page, draft: str, person: str) -> None:
    """Read through what is to be submitted, and sign the commitment."""
    page.goto(f"{draft}check/")
    page.get_by_role("link", name="核对无误，去签署承诺").click()
    confirmed(page)
    page.get_by_label("签名：填写您本人的姓名").fill(person)
    page.get_by_role("button", name="签署并提交").click()


def filed(page: Page) -> str:
    """The number on the receipt."""
    expect(page.get_by_role("heading", name="已收到您的申报")).to_be_visible()
    number = page.locator(".receipt-number")
    expect(number).to_have_text(NUMBER)
    return number.inner_text()


def download(page: Page, name: str) -> Path:
    """A PDF of the case; a letter is typeset by the worker some moments after it is issued."""
    link = page.get_by_role("link", name=re.compile(name))
    for _ in range(2 * SLOW // 1000):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as got:
        link.click()
    file = Path(got.value.path())
    assert file.read_bytes().startswith(b"%PDF")
    return file


# --- the offices


def open_case(page: Page, firm: str, measure: str) -> None:
    """The newest case of the firm's under the measure."""
    page.goto(f"/office/cases/?list=all&q={firm}")
    page.get_by_role("row", name=re.compile(measure)).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="办理情况")).to_be_visible()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="案卷").get_by_role("link", name=name, exact=True).click()


def stands(page: Page, state: str) -> None:
    """What the case says of itself."""
    expect(page.locator(".case-side .badge-state").first).to_have_text(state)


def take(page: Page, step: str) -> None:
    """A step on its own page, which asks for nothing that must be filled in."""
    page.get_by_role("link", name=step, exact=True).click()
    page.get_by_role("button", name=f"确认{step}").click()


def examine(page: Page, wrong: Mapping[int, str]) -> None:
    """Go through the closed list: what is wrong with some papers, by their place; the others fit."""
    tab(page, "形式审查")
    items = page.locator(".check-item")
    for place in range(items.count()):
        verdict = "不符合" if place in wrong else "符合"
        item = items.nth(place)
        item.get_by_label(verdict, exact=True).check()
        item.get_by_label(re.compile("缺什么")).fill(wrong.get(place, ""))
        item.get_by_role("button", name="记下").click()
        expect(items.nth(place).locator(".badge-state")).to_have_text(verdict)


def recommend(page: Page, opinion: str, *, favourable: bool = True) -> None:
    page.get_by_role("link", name="推荐", exact=True).click()
    page.get_by_role("button", name="确认推荐").click()  # nothing filled in yet
    expect(page.get_by_text("请选择同意推荐或者不推荐").first).to_be_visible()
    page.get_by_label("同意推荐" if favourable else "不推荐", exact=True).check()
    page.get_by_label("理由").fill(opinion)
    page.get_by_role("button", name="确认推荐").click()
    stands(page, "审核中")


def compare(page: Page) -> None:
    """Look for overlaps, and settle each that is found."""
    tab(page, "重复支持")
    page.get_by_role("button", name="开始比对").click()
    expect(page.get_by_role("button", name="重新比对")).to_be_visible()
    for _ in range(page.get_by_text("待处理", exact=True).count()):
        form = page.locator("form", has=page.get_by_label("怎样处理")).first
        form.get_by_label("怎样处理").select_option("apart")
        form.get_by_label("理由").fill("核对批复，不是同一事项")
        form.get_by_role("button", name="记下").click()


def consent(page: Page, step: str) -> None:
    """Consent to what is proposed, with the meeting behind it."""
    page.get_by_role("link", name=step, exact=True).click()
    page.get_by_label("会议", exact=True).fill("2026年第3次主任办公会")
    page.get_by_label("纪要编号").fill("普科委纪〔2026〕3号")
    page.get_by_label("会议日期").fill("2026-03-10")
    page.get_by_role("button", name=f"确认{step}").click()
    confirmed(page)


def reply(page: Page) -> None:
    """The centre delivers the decision."""
    page.get_by_role("link", name="答复申报单位").click()
    page.get_by_label("送达方式").select_option("online")
    page.get_by_role("button", name="确认答复申报单位").click()
    stands(page, "已答复")


# --- 公示


def draft_notice(page: Page, title: str) -> str:
    """A notice of all that waits for one; its address."""
    page.goto("/office/notices/")
    page.get_by_label("标题").fill(title)
    page.get_by_label("异议受理方式").fill("区科委，021-5550 1000")
    page.get_by_role("button", name="起草公示").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    return page.url


def post(page: Page, notice: str) -> None:
    page.goto(notice)
    page.get_by_role("button", name="发布公示").click()
    confirmed(page)
    expect(page.get_by_text("公示中").first).to_be_visible()


def object_to(page: Page, title: str, firm: str, text: str) -> None:
    """Somebody of the public objects, and signs; unsigned, the page leads to what is missing."""
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name=re.compile(f"对{firm}提出异议")).click()
    page.get_by_role("button", name="署名提交异议").click()
    expect(page.get_by_role("link", name=re.compile("姓名")).first).to_be_visible()
    page.get_by_label("您的姓名").fill("黎明")
    page.get_by_label("联系方式").fill("13900000000")
    page.get_by_label("异议内容").fill(text)
    page.get_by_role("button", name="署名提交异议").click()
    expect(page.get_by_text("异议已收到")).to_be_visible()


def handle(page: Page, finding: str) -> None:
    """Take up the objection to the open case, which stops, and dismiss it with what was found."""
    tab(page, "公示和异议")
    page.get_by_role("button", name="受理异议，暂停办理本件").click()
    stands(page, "异议处理中")
    page.get_by_label("不成立", exact=True).check()
    page.get_by_label("核查情况").fill(finding)
    page.get_by_role("button", name="记下核查结果").click()
    page.get_by_role("link", name="异议不成立，恢复公示").click()
    page.get_by_role("button", name="确认异议不成立，恢复公示").click()
    stands(page, "公示中")
