"""政策测算: the profile, and one measure."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from duixian import policy
from tests.pages.conftest import FIRM, Response, squeezed, text_of

See = Callable[..., str]
Live = Callable[[str], Response]


def groups(page: str) -> dict[str, list[str]]:
    """The measures shown in each group, in order."""
    found = {}
    for part in re.split(r'<section class="group group-', page)[1:]:
        found[part.split('"')[0]] = re.findall(r"/calculator/([\w-]+)/result/", part)
    return found


def test_with_no_answers_it_says_what_will_be_here(see: See) -> None:
    shown = see("/calculator/")
    assert "测算结果会显示在这里" in shown
    assert "不问单位名称，不保存您的回答" in shown


def test_it_asks_about_ten_questions_and_never_who_is_asking(client: Client) -> None:
    page = client.get("/calculator/").content.decode()
    asked = re.findall(r'class="question-text"', page)
    assert 8 <= len(asked) <= 15
    assert "企业名称" not in page
    assert "统一社会信用代码" not in page


def test_all_seventeen_are_answered_at_once_in_four_groups(client: Client) -> None:
    page = client.get(f"/calculator/?{FIRM}&compute-compute_cost=2000万").content.decode()
    found = groups(page)
    assert found["eligible"] == ["compute"]
    assert "organisation" in found["ineligible"]
    assert sum(len(ids) for ids in found.values()) == 17
    assert "最高可申请" in page


@pytest.mark.parametrize("status", ["eligible", "incomplete"])
def test_each_group_is_sorted_by_amount(client: Client, status: str) -> None:
    spends = "&compute-compute_cost=100万&event-host-event_spend=900万"
    page = client.get(f"/calculator/?{FIRM}{spends}").content.decode()
    part = page.split(f'class="group group-{status}"')[1].split("</section>")[0]
    amounts = [
        int(one.replace(",", "")) for one in re.findall(r'amount-yuan">([\d,]+)\.\d\d<', part)
    ]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) > 1


def test_an_incomplete_measure_says_what_is_missing_and_asks_one_click_away(client: Client) -> None:
    page = client.get(f"/calculator/?{FIRM}&rnd-project_spend=600万").content.decode()
    part = next(one for one in page.split('class="finding"') if "研发项目资助</a>" in one)
    link = re.search(r'href="([^"#]+)#more-rnd"', part)
    assert "回答这2个问题" in part
    assert link
    asked = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert 'name="rnd-has_results"' in asked
    assert 'value="600万"' in asked
    done = "&rnd-has_results=yes&rnd-open_project=no"
    assert groups(client.get(link[1].replace("&amp;", "&") + done).content.decode())[
        "eligible"
    ] == ["rnd"]


def test_what_only_the_office_knows_is_not_missing_from_an_applicant(client: Client) -> None:
    page = client.get(f"/calculator/?{FIRM}").content.decode()
    found = groups(page)
    assert "major-project" not in found["incomplete"]
    assert found["by-office"] == ["major-project"]
    assert policy.library().get("putuo-2024-3").measure("major-project").plain in page


def test_an_ineligible_measure_says_why_and_what_would_change_it(see: See) -> None:
    shown = see(f"/calculator/?{FIRM.replace('=enterprise', '=institution')}")
    assert "不属于企业" in shown
    assert "对企业购买或租用算力的" in shown
    assert "出路： 本项只面向企业" in shown


def test_a_counting_breach_is_to_be_verified(client: Client) -> None:
    answers = FIRM.replace("breaches=none", "breaches=some&breaches-1-on=2025-06-01")
    page = client.get(f"/calculator/?{answers}&compute-compute_cost=100万").content.decode()
    assert groups(page)["verify"] == ["compute"]
    repaired = client.get(
        f"/calculator/?{answers}&breaches-1-repaired=on&compute-compute_cost=100万"
    ).content.decode()
    assert groups(repaired)["eligible"] == ["compute"]


def test_breaches_without_a_date_are_asked_for(see: See) -> None:
    answers = FIRM.replace("breaches=none", "breaches=some")
    assert "请至少填写一条记录的日期" in see(f"/calculator/?{answers}")


@pytest.mark.parametrize(
    "typed",
    ["2000万", "2,000万元", "20000000", "20,000,000.00元", "２０００万", "0.2亿", "¥20000000"],
)
def test_amounts_are_read_as_people_type_them(see: See, typed: str) -> None:
    shown = see(f"/calculator/?{FIRM}&compute-compute_cost={typed}")
    assert "读作：20,000,000.00元（2,000万元）" in shown
    assert "5,000,000.00" in shown


@pytest.mark.parametrize("typed", ["2026年3月2日", "2026/3/2", "2026.3.2", "２０２６-０３-０２"])
def test_days_are_read_as_people_type_them(see: See, typed: str) -> None:
    assert "提交日2026年3月2日" in see(f"/calculator/compute/?on={typed}&kind=enterprise")


def test_what_can_not_be_read_is_kept_and_said_above_and_beside(client: Client) -> None:
    page = client.get(f"/calculator/?{FIRM}&compute-compute_cost=一百万&on=昨天").content.decode()
    assert 'value="一百万"' in page
    assert 'value="昨天"' in page
    assert "有2处需要修改" in page
    assert '<a href="#q-compute-compute_cost">' in page
    assert page.count("请填写数字，可带万元或元") == 2
    assert page.count('aria-invalid="true"') == 2
    assert "<title>需要修改：" in page


def test_a_field_in_error_counts_as_not_answered(client: Client) -> None:
    page = client.get(f"/calculator/?{FIRM}&compute-compute_cost=一百万").content.decode()
    assert "compute" in groups(page)["incomplete"]


def test_an_error_in_a_question_that_was_not_shown_shows_it(client: Client) -> None:
    page = client.get(f"/calculator/?{FIRM}&settle-granted_before=abc").content.decode()
    assert 'id="more-settle"' in page
    assert 'id="more-rnd"' not in page


def test_today_is_the_day_unless_another_is_given(see: See) -> None:
    assert "2026年3月2日" in see("/calculator/")


@pytest.mark.parametrize(
    ("day", "said"), [("2027-01-01", "政策于2026年12月31日到期"), ("2024-12-31", "早于施行日")]
)
def test_a_day_outside_validity_is_said_and_refuses_all(
    client: Client, day: str, said: str
) -> None:
    page = client.get(f"/calculator/?{FIRM.replace('2026-03-02', day)}").content.decode()
    assert said in page
    assert set(groups(page)) == {"ineligible"}


def test_after_the_end_the_default_day_says_so(see: See, today: Callable[[date], None]) -> None:
    today(date(2027, 2, 1))
    assert "已过有效期" in see("/calculator/?kind=enterprise")


def test_an_unsaid_arrival_is_taken_as_not_there_and_said(see: See) -> None:
    without = FIRM.replace("&arrived_on=2025-03-01", "")
    absent = policy.library().get("putuo-2024-3").applicant
    words = next(fact.absent for fact in absent if fact.absent)
    assert f"没有填写，暂按“{words}”测算" in see(f"/calculator/?{without}")
    assert "没有填写，暂按" not in see(f"/calculator/?{without}&arrived_on-absent=on")


def test_a_day_and_not_there_can_not_both_be_said(see: See) -> None:
    assert "请清空日期，或取消勾选" in see(f"/calculator/?{FIRM}&arrived_on-absent=on")


def test_live_answers_carry_results_status_messages_and_the_address(live: Live) -> None:
    response = live(f"/calculator/?{FIRM}&compute-compute_cost=100万&nonsense=1")
    body = response.content.decode()
    assert "group-eligible" in body
    assert 'id="live-status"' in body
    assert 'id="q-compute-compute_cost-msg" hx-swap-oob="true"' in body
    address = response.headers["HX-Replace-Url"]
    assert address.startswith("/calculator/?")
    assert "compute-compute_cost=100%E4%B8%87" in address
    assert "nonsense" not in address
    assert "HX-Request" in response.headers["Vary"]


def test_answers_go_along_between_the_profile_and_one_measure(client: Client) -> None:
    page = client.get(f"/calculator/compute/?{FIRM}&rnd-project_spend=600万").content.decode()
    assert '<input type="hidden" name="rnd-project_spend" value="600万">' in page
    assert "rnd-project_spend=600" in page.split("政策测算：全部事项")[0].rsplit("href=", 1)[1]


def test_one_measure_shows_amount_and_reasons_with_their_clauses(see: See) -> None:
    shown = squeezed(see(f"/calculator/compute/?{FIRM}&compute-compute_cost=1000万"))
    assert "可以申请测算上限3,000,000.00元300万元" in shown
    assert "五（三）在政策有效期内提交" in shown
    assert "compute_cost" not in shown


def test_other_support_is_deducted_as_the_higher_and_not_twice(see: See) -> None:
    shown = squeezed(
        see(f"/calculator/compute/?{FIRM}&compute-compute_cost=1000万&compute-from-city=50万")
    )
    assert "从高不重复后，最高可申请2,500,000.00元" in shown


def test_a_level_goes_with_its_qualification(client: Client, see: See) -> None:
    base = f"/calculator/qualification/?{FIRM}&qualification-granted_before=0&qualification-qualification="
    assert "200,000.00" in see(f"{base}cmmi&qualification-level=cmmi:3")
    assert "不是同一项" in see(f"{base}cmmi&qualification-level=itss:二")
    assert "200,000.00" in see(f"{base}cisp&qualification-level=")
    page = client.get(f"{base}cmmi&qualification-level=cmmi:3").content.decode()
    assert '<option value="cmmi:3" selected>' in page


def test_one_measure_lives_too(live: Live) -> None:
    response = live(f"/calculator/compute/?{FIRM}&compute-compute_cost=1000万")
    assert "最高可申请300万元" in text_of(response)
    assert response.headers["HX-Replace-Url"].startswith("/calculator/compute/?")


def test_a_choice_that_is_not_offered_is_refused_by_name(see: See) -> None:
    assert "“pirate”不在选项里" in see(f"/calculator/?{FIRM.replace('=enterprise', '=pirate')}")


def test_an_unknown_measure_is_not_found(see: See) -> None:
    assert "没有找到这个页面" in see("/calculator/nothing/", 404)


@pytest.mark.parametrize(
    "address",
    ["/", "/calculator/", f"/calculator/?{FIRM}&compute-compute_cost=1亿", "/policy/putuo-2024-3/"],
)
@pytest.mark.django_db
def test_no_page_promises_money(see: See, address: str) -> None:
    shown = see(address)
    assert "应得" not in shown
    assert "可得" not in shown


NASTY = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "9" * 30,
    "NaN",
    "<b>",
    "'\"&",
    "\x00",
    "\u202e1",
    "𠅤",
    "一",
    "2026-13-40",
    "on",
    "yes",
    "cmmi:9",
]


@pytest.mark.parametrize("value", NASTY, ids=range(len(NASTY)))
def test_no_typed_text_breaks_a_page(client: Client, value: str) -> None:
    current = policy.library().get("putuo-2024-3")
    names = [
        "on",
        *(f"{one.id}" for one in current.applicant),
        "breaches-1-on",
        "breaches-1-repaired",
    ]
    names += [f"{one.id}-{fact.id}" for one in current.measures for fact in one.facts]
    names += [f"{one.id}-from-city" for one in current.measures]
    every = dict.fromkeys(names, value)
    for address in ("/calculator/", "/calculator/office-rent/", "/calculator/rnd/result/"):
        response = client.get(address, {**every, "breaches": "some"})
        assert response.status_code == 200
        assert b"<b>" not in response.content
    assert client.get("/calculator/rnd/result.pdf", every).status_code in {200, 302}


def test_repeated_and_unknown_names_are_harmless(client: Client) -> None:
    page = client.get("/calculator/?kind=institution&kind=enterprise&ask=nothing&ask=rnd&x=1")
    assert page.status_code == 200
    assert 'id="more-rnd"' in page.content.decode()
