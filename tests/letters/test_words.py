"""What each kind says: its own facts, amounts in capitals, remedies; and what it refuses to be without."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest

from duixian.kernel.money import Money
from duixian.letters import body, kinds, remedy, wording
from duixian.letters.fields import BadLetter, Correction, Decision, PaymentRequest, Reason, plain
from duixian.letters.models import Series
from duixian.letters.numbering import Number
from tests.letters.samples import SAMPLES

AT = datetime(2026, 5, 28, 2, tzinfo=UTC)
LAW = ("60日内，依法向上海市普陀区人民政府申请行政复议", "6个月内", "15日内向人民法院提起行政诉讼")
CONTESTABLE = {"not-admitted", "lapsed", "decision", "refusal", "review", "suspension", "demand"}
SAID = {
    "correction": ("一次性告知", "付款凭证为102,000.00元", "2026年3月23日24时前", "视为撤回"),
    "not-admitted": ("不予受理", "（一）本次申报的费用发生在2023年", "（二）"),
    "lapsed": ("普科智软补〔2026〕3号", "2026年3月23日24时届满", "视为撤回"),
    "decision": ("三（一）", "人民币壹佰伍拾万元整", "2026年5月20日至2026年5月26日公示", "2,200,000.00", "10个工作日内", "2026年第9次会议纪要"),
    "refusal": ("不予资助", "转租", "申请复核一次"),
    "reply": ("普科智软决〔2026〕12号", "分三期拨付", "专此函复"),
    "review": ("变更原决定", "复核以一次为限", "1,560,000.00元"),
    "suspension": ("暂停拨付", "1,000,000.00元", "不是最终处理"),
    "prior-notice": ("有权陈述和申辩", "501,234.56元", "伍拾万壹仟贰佰叁拾肆元伍角陆分", "（暂定）"),
    "receipt": ("普科智软告〔2026〕3号《追缴事先告知书》", "你单位在系统内提出", "计费日志", "记入追缴案卷", "2027年1月8日24时前", "只证明收到"),
    "demand": ("追缴", "申辩不予采纳", "3100 0000 0000 0000 001", "30日内", "附言写明“普科智软追〔2026〕7号”"),
    "reminder": ("第五十四条", "尚欠301,234.56元", "次一工作日起10个工作日内", "满10个工作日仍"),
    "enforcement": ("第五十三条", "被申请人", "执行标的301,234.56元"),
    "closure": ("已经了结", "401,234.56", "经审定核销", "多缴的2,000.00元已经退还", "1,000,000.00元同时恢复"),
    "referral": ("移送", "财政违法行为处罚处分条例"),
    "payment-request": ("6,078,000.78元", "12笔", "普财预〔2026〕31号", "**** 1012"),
}  # fmt: skip


def words_of(kind: str) -> str:
    row = kinds.KINDS[kind]
    number = Number(Series(name=f"普科智软{row.code}〔2026〕"), 7)
    found = wording.content(row, number, "application:x", SAMPLES[kind], AT, replaces=None)
    return unescape(re.sub(r"<[^>]+>", "", found["text"]))


def test_every_kind_has_a_sample_a_template_and_a_code_of_its_own() -> None:
    texts = Path(wording.__file__).parent / "templates" / "letters" / "text"
    assert set(kinds.KINDS) == set(SAMPLES) == set(SAID)
    assert {path.stem for path in texts.glob("[a-z]*.html")} == set(kinds.KINDS)
    assert len({row.code for row in kinds.TABLE}) == len(kinds.TABLE)


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_letter_says_what_it_was_given(kind: str) -> None:
    text = words_of(kind)
    assert [words for words in SAID[kind] if words not in text] == []
    assert "None" not in text
    assert not re.search(r"[（(][，。；]|，，|。。|{{|}}", text)


@pytest.mark.parametrize("kind", SAMPLES)
def test_who_may_contest_is_told_how_and_nobody_else(kind: str) -> None:
    text = words_of(kind)
    assert [words in text for words in LAW] == [kind in CONTESTABLE] * 3


def test_the_remedy_names_the_body_and_has_a_review_only_where_there_is_one() -> None:
    district = body.Body(name="清河区科委", code="清科", government="清河区人民政府", court="清河区人民法院")  # fmt: skip
    found = remedy.remedy(district, "决定书", review_days=10)
    assert "向清河区人民政府申请行政复议" in found.law
    assert "向清河区人民法院提起行政诉讼" in found.law
    assert "10个工作日内，向清河区科委申请复核一次" in found.review
    assert remedy.remedy(district, "告知书").review == ""


def test_what_a_firm_is_called_is_no_markup() -> None:
    given = SAMPLES["correction"]
    assert isinstance(given, Correction)
    item = replace(given.items[0], what="<script>alert(1)</script>")
    row = kinds.KINDS["correction"]
    found = wording.content(
        row, Number(Series(name="补〔2026〕"), 1), "x", replace(given, items=(item,)), AT, replaces=None
    )  # fmt: skip
    assert "<script>" not in found["text"]
    assert "&lt;script&gt;" in found["text"]


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        ("correction", {"items": ()}, "items"),
        ("correction", {"addressee": ""}, "addressee"),
        ("decision", {"amount": Money(149_999_999)}, "各期拨付之和1,500,000.00元不等于资助金额1,499,999.99元"),
        ("payment-request", {"total": Money(1)}, "不等于申请拨付的0.01元"),
    ],
)  # fmt: skip
def test_an_incomplete_letter_can_not_be_made(
    kind: str, change: dict[str, object], fault: str
) -> None:
    with pytest.raises(BadLetter, match=fault):
        replace(SAMPLES[kind], **change)  # type: ignore[arg-type]


def test_a_kind_takes_its_own_fields_only() -> None:
    with pytest.raises(BadLetter, match="补正通知书要用 Correction"):
        kinds.checked("correction", SAMPLES["decision"])
    with pytest.raises(BadLetter, match="没有“notice”这种文书"):
        kinds.checked("notice", SAMPLES["decision"])


def test_plain_values_are_exact() -> None:
    decision, request = SAMPLES["decision"], SAMPLES["payment-request"]
    assert isinstance(decision, Decision)
    assert isinstance(request, PaymentRequest)
    found = plain(decision)
    assert found["notice"] == ["2026-05-20", "2026-05-26"]
    assert found["instalments"][0] == {"when": "2026年", "amount": 50_000_000, "condition": ""}
    assert sum(one["amount"] for one in plain(request)["payees"]) == plain(request)["total"]
    assert plain({"on": date(2026, 1, 2), "why": [Reason(text="甲")]}) == {
        "on": "2026-01-02", "why": [{"text": "甲", "basis": ""}]
    }  # fmt: skip


def test_a_policy_that_is_not_there_is_named_and_where_to_look() -> None:
    with pytest.raises(BadLetter, match=r"没有政策“qinghe-2031”.*DUIXIAN_POLICIES"):
        body.policy_title("qinghe-2031")
