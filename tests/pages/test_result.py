"""The result for one measure: page, link and PDF."""

import html
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from duixian import policy
from tests.pages.conftest import FIRM, squeezed

# The page asks which open rounds take the measure.
pytestmark = pytest.mark.django_db

See = Callable[..., str]
HOUSE = f"{FIRM}&office-purchase-price_paid=1.2亿&office-purchase-granted_before=0"
RESULT = "/calculator/office-purchase/result/"


def test_it_shows_what_the_engine_says(see: See) -> None:
    shown = squeezed(see(f"{RESULT}?{HOUSE}&office-purchase-from-city=10万"))
    answer = policy.answer_line(
        {
            "on": "2026-03-02",
            "measure": "office-purchase",
            "applicant": {
                "kind": "enterprise",
                "registered_on": "2025-03-01",
                "arrived_on": "2025-03-01",
                "field": "ai",
                "breaches": [],
            },
            "facts": {"price_paid": "120000000.00", "granted_before": "0.00"},
            "other_support": [{"from": "city", "amount": "100000.00"}],
        },
        policy.library(),
    )
    for step in answer["steps"]:
        assert squeezed(step) in shown
    assert "测算上限2,400,000.00元" in shown
    assert "最高可申请2,300,000.00元230万元" in shown


def test_it_shows_each_year_s_part_and_their_sum(see: See) -> None:
    shown = squeezed(see(f"{RESULT}?{HOUSE}"))
    assert (
        "第1年800,000.0080万元第2年800,000.0080万元第3年800,000.0080万元合计2,400,000.00" in shown
    )


def test_it_warns_that_a_ceiling_is_no_promise_and_lists_what_to_bring(see: See) -> None:
    shown = see(f"{RESULT}?{HOUSE}")
    assert "测算结果仅供参考，是测算上限，不是承诺" in shown
    for item in policy.library().get("putuo-2024-3").measure("office-purchase").evidence:
        assert item in shown


def test_every_clause_leads_to_the_official_text(client: Client) -> None:
    page = client.get(f"{RESULT}?{HOUSE}").content.decode()
    clauses = set(re.findall(r'href="/policy/putuo-2024-3/#([^"]+)"', page))
    assert {"三（二）", "五（二）", "五（三）"} <= clauses
    law = client.get("/policy/putuo-2024-3/").content.decode()
    assert all(f'id="{clause}"' in law for clause in clauses)


def test_the_answers_are_listed_each_with_a_way_to_change_it(client: Client) -> None:
    page = client.get(f"{RESULT}?{HOUSE}").content.decode()
    assert "120,000,000.00元（12,000万元）" in page
    assert "2025年3月1日" in page
    assert 'aria-label="修改成立日期"' in page


def test_the_link_opens_the_same_result_and_carries_nothing_else(client: Client) -> None:
    page = client.get(f"{RESULT}?{HOUSE}&name=某某公司&utm=1").content.decode()
    found = re.search(r'class="result-link" href="([^"]+)"', page)
    assert found
    link = html.unescape(found[1])
    assert "utm" not in link
    assert "name=" not in link
    assert "2,400,000.00" in client.get(link).content.decode()


def test_missing_answers_are_named_and_lead_back(see: See) -> None:
    shown = see(f"/calculator/compute/result/?{FIRM}")
    assert "还差1项信息" in shown
    assert "补充后再测算" in shown
    assert "每批次500万元" in shown


def test_a_refusal_gives_the_sentence_and_the_way_out(see: See) -> None:
    shown = see(f"/calculator/compute/result/?{FIRM.replace('=enterprise', '=nonprofit')}")
    assert "暂不符合" in shown
    assert "对企业购买或租用算力的" in shown
    assert "出路：" in shown


def test_what_can_not_be_read_leads_back_to_the_questions(client: Client) -> None:
    page = client.get(
        f"/calculator/compute/result/?{FIRM}&compute-compute_cost=abc"
    ).content.decode()
    assert "有1处需要修改" in page
    assert 'value="abc"' in page
    assert "下载PDF" not in page


def test_a_single_payment_has_no_table_of_years(see: See) -> None:
    assert "分年拨付" in see(f"{RESULT}?{HOUSE}")
    assert "分年拨付" not in see(f"/calculator/compute/result/?{FIRM}&compute-compute_cost=1000万")


def test_a_day_after_the_end_can_be_changed_from_here(client: Client) -> None:
    page = client.get(f"{RESULT}?{HOUSE.replace('2026-03-02', '2027-01-01')}").content.decode()
    found = re.search(r'<a href="([^"]+)#q-on">改提交日</a>', page)
    assert found
    assert 'id="q-on"' in client.get(html.unescape(found[1])).content.decode()


def test_without_answers_it_asks(see: See) -> None:
    assert "测算结果会显示在这里" in see("/calculator/compute/result/")


@pytest.mark.parametrize("extra", ["&office-purchase-from-city=10万", ""])
def test_the_pdf_says_the_same_in_chinese(client: Client, tmp_path: Path, extra: str) -> None:
    response = client.get(f"/calculator/office-purchase/result.pdf?{HOUSE}{extra}")
    assert response.headers["Content-Type"] == "application/pdf"
    assert "calculation-office-purchase-2026-03-02.pdf" in response.headers["Content-Disposition"]
    file = tmp_path / "result.pdf"
    file.write_bytes(response.content)
    shown = squeezed(
        subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True).stdout
    )
    assert "办公购房资助测算结果" in shown
    assert ("2,300,000.00元" if extra else "2,400,000.00元") in shown
    assert "测算结果仅供参考，是测算上限，不是承诺" in shown
    assert len(response.content) < 600 * 1024


@pytest.mark.parametrize("answers", [FIRM, FIRM.replace("=enterprise", "=nonprofit")])
def test_the_pdf_of_no_amount_says_why(client: Client, answers: str) -> None:
    response = client.get(f"/calculator/compute/result.pdf?{answers}")
    assert response.content.startswith(b"%PDF")


def test_what_can_not_be_read_is_not_printed(client: Client) -> None:
    answers = f"{FIRM}&compute-compute_cost=abc"
    response = client.get(f"/calculator/compute/result.pdf?{answers}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/calculator/compute/result/?")


def test_an_unknown_measure_has_no_result(see: See) -> None:
    assert "没有找到这个页面" in see("/calculator/nothing/result/", 404)
    assert "没有找到这个页面" in see("/calculator/nothing/result.pdf", 404)
