"""What people read: each refusal says what is wrong and the way out, and the how-to page says the same."""

import re
from pathlib import Path

import pytest

from duixian.files import kinds
from duixian.files.refusals import REASONS, Refused

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "uploads.md"
GROUPS = {
    "name": "文件名", "extension": "格式", "": "整个文件", "pdf": "PDF", "image": "图片", "zip": "DOCX、XLSX、OFD", "office": "DOCX、XLSX",
    "ofd": "OFD", "xml": "XML",
}  # fmt: skip


def group(rule: str) -> str:
    return GROUPS.get(rule.partition("-")[0], GROUPS[""])


def table() -> str:
    """The reasons as the page shows them."""
    rows = [f"| {group(rule)} | {re.sub('{[a-z]+}', '…', text)} |" for rule, text in REASONS.items()]  # fmt: skip
    return "\n".join(["| 哪里 | 提示 |", "|---|---|", *rows])


def test_the_page_says_what_the_product_says() -> None:
    shown = PAGE.read_text().partition("核对 -->\n")[2].partition("<!-- end -->")[0]
    assert shown.strip() == table(), f"the table should be:\n{table()}"


def test_the_page_names_the_kinds_and_the_limits() -> None:
    text = PAGE.read_text()
    for slot in kinds.SLOTS:
        assert kinds.named(slot) in text
    for words in ("20 MB", "40 份", "500 MB"):
        assert words in text


@pytest.mark.parametrize("rule", REASONS)
def test_each_reason_has_a_way_out(rule: str) -> None:
    reason = Refused(rule, detail="五", allowed="PDF", extension="pdf").reason
    assert re.search("请|可以上传：", reason), reason
    assert "{" not in reason


@pytest.mark.parametrize("extension", kinds.ELSEWHERE)
def test_what_is_refused_by_its_extension_is_not_taken_elsewhere(extension: str) -> None:
    assert extension not in kinds.EVIDENCE
    if extension != "exe":
        assert "请" in kinds.ELSEWHERE[extension] or "只在" in kinds.ELSEWHERE[extension]
