"""A company's clerk: from the first page to a PDF; with and without script; by keyboard alone."""

import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, Visit

both_sizes = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def answer_profile(page: Page) -> None:
    """A new enterprise in Putuo that rents computing power."""
    page.get_by_label("企业", exact=True).check()
    page.get_by_label(re.compile("哪一天依法设立|哪一天成立|成立日期")).first.fill("2025年3月1日")
    page.locator("#q-field").select_option(label="人工智能")
    page.locator("#q-arrived_on").fill("2025/3/1")
    page.get_by_label("无", exact=True).check()
    page.locator("#q-on").fill("2026-03-02")
    page.locator("#q-compute-compute_cost").fill("２０００万")


@both_sizes
def test_a_newcomer_learns_what_to_ask_for_and_keeps_it(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = visit("/", size=size)
    page.get_by_role("link", name="我能申请什么").click()
    answer_profile(page)
    eligible = page.locator(".group-eligible")
    expect(eligible).to_contain_text("5,000,000.00")
    expect(page.locator("#live-status")).to_contain_text("可以申请1项")
    assert "compute-compute_cost" in page.url

    missing = page.locator(".finding", has_text="研发项目资助")
    missing.get_by_role("link", name=re.compile("回答这.个问题")).click()
    expect(page.locator("#more-rnd")).to_be_visible()
    expect(page.locator("#q-compute-compute_cost")).to_have_value("２０００万")

    page.locator(".group-eligible").get_by_role("link", name="智能算力资助").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("智能算力资助测算结果")
    expect(page.locator(".answer")).to_contain_text("测算上限")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    page.locator(".reasoning").get_by_role("link", name="三（六）").first.click()
    expect(page.locator("[id='三（六）']")).to_be_in_viewport()


@both_sizes
def test_the_same_without_script(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/", size=size, script=False)
    page.get_by_role("link", name="我能申请什么").click()
    answer_profile(page)
    page.get_by_role("button", name="测算").click()
    expect(page.locator(".group-eligible")).to_contain_text("5,000,000.00")
    page.locator(".group-eligible").get_by_role("link", name="智能算力资助").click()
    expect(page.locator(".answer")).to_contain_text("可以申请")
    link = page.get_by_role("link", name="下载PDF").get_attribute("href")
    with urlopen(re.sub(r"(https?://[^/]+).*", r"\1", page.url) + str(link)) as answer:
        assert answer.read().startswith(b"%PDF")


def test_search_answers_while_typing_and_the_address_works_without_script(visit: Visit) -> None:
    page = visit("/")
    page.get_by_label("输入要查找的词").press_sequentially("算力")
    expect(page.locator("#hits mark").first).to_have_text("算力")
    plain = visit("/", script=False)
    plain.get_by_label("输入要查找的词").fill("算力")
    plain.get_by_role("button", name="查找").click()
    expect(plain.locator("#hits mark").first).to_have_text("算力")


def test_a_slip_is_shown_while_typing_and_goes_when_mended(visit: Visit) -> None:
    page = visit("/calculator/compute/")
    cost = page.locator("#q-compute-compute_cost")
    message = page.locator("#q-compute-compute_cost-msg")
    cost.fill("一百万")
    expect(message).to_contain_text("请填写数字，可带万元或元")
    expect(cost).to_have_attribute("aria-invalid", "true")
    expect(cost).to_have_value("一百万")
    cost.fill("100万")
    expect(message).to_have_text("读作：1,000,000.00元（100万元）")
    expect(cost).not_to_have_attribute("aria-invalid", "true")


def test_only_the_levels_of_the_chosen_qualification_are_offered(visit: Visit) -> None:
    page = visit("/calculator/qualification/")
    kinds, levels = (
        page.locator(f"#q-qualification-{name}") for name in ("qualification", "level")
    )
    kinds.select_option("cmmi")
    assert levels.locator("optgroup:not([hidden]) option").count() == 5
    levels.select_option("cmmi:3")
    kinds.select_option("itss")
    expect(levels).to_have_value("")
    kinds.select_option("cisp")
    expect(levels).to_be_hidden()


def test_records_are_asked_for_only_when_there_are_any(visit: Visit) -> None:
    page = visit("/calculator/")
    first = page.locator("#q-breaches-1-on")
    expect(first).to_be_hidden()
    page.get_by_label("有", exact=True).check()
    expect(first).to_be_visible()


def test_the_calculator_works_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/calculator/compute/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    tab_to(page, "#q-compute-compute_cost")
    page.keyboard.type("1000万")
    tab_to(page, "[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "#q-registered_on")
    page.keyboard.type("2025-03-01")
    tab_to(page, "#q-field")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#q-arrived_on")
    page.keyboard.type("2025-03-01")
    tab_to(page, "[name=breaches]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "#q-on")
    page.keyboard.press("Control+a")
    page.keyboard.type("2026-03-02")
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("智能算力资助测算结果")
    expect(page.locator(".answer")).to_contain_text("3,000,000.00")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something that fits has the focus, which must be visible."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
    raise AssertionError(selector)


def test_the_chart_is_drawn_where_it_is_seen(visit: Visit) -> None:
    page = visit("/policy/putuo-2024-3/compute/")
    page.locator(".chart").scroll_into_view_if_needed()
    expect(page.locator(".chart canvas")).to_be_visible()
    plain = visit("/policy/putuo-2024-3/compute/", script=False)
    expect(plain.locator(".chart")).to_be_hidden()
    expect(plain.locator("#chart-table .is-knee")).to_contain_text("16,666,666.67")


def test_trying_an_amount_answers_at_once(visit: Visit) -> None:
    page = visit("/policy/putuo-2024-3/compute/")
    page.locator("#q-compute-compute_cost").fill("1亿")
    expect(page.locator("#tried")).to_contain_text("5,000,000.00")


def test_a_clause_s_link_can_be_copied_and_opens_there(visit: Visit) -> None:
    page = visit("/policy/putuo-2024-3/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("a[data-copy-link][href='#三（六）']").click()
    expect(page.locator(".law-copied")).to_have_text("链接已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    other = visit(copied)
    expect(other.locator("[id='三（六）']")).to_be_in_viewport()
