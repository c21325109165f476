"""Invoices: one key however typed, wrong numbers refused in words, originals read where their layout is known."""

from dataclasses import replace
from datetime import date

import pytest

from duixian.applications.invoices import (
    BadInvoice,
    Invoice,
    invoice_key,
    problems,
    read,
    read_code,
    read_number,
)  # fmt: skip
from tests.files.papers import a_docx, an_ofd, e_invoice

TODAY = date(2026, 3, 2)
CODE, NUMBER = "031002300111", "12345678"
DISGUISES = [
    ("０３１００２３００１１１", "１２３４５６７８"), (" 031002300111 ", "12345678 "), ("0310 0230 0111", "1234 5678"),
    ("031-002300111", "1234-5678"), ("031–002300111", "1234—5678"), ("031\u00a0002300111", "12345678\u00a0"),
    ("031\u200b002300111", "1234\u200b5678"), ("031002300111", "\ufeff12345678"), ("031002300111\t", "12345678\n"),
    ("031002300111", "１２３４-5678"), ("\u3000031002300111", "\u300012345678"), ("", "031002300111 12345678"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "number"), DISGUISES)
def test_every_disguise_of_an_invoice_has_its_key(code: str, number: str) -> None:
    assert invoice_key(code, number) == invoice_key(CODE, NUMBER) == CODE + NUMBER


def test_twelve_disguises_are_tried_and_another_invoice_has_another_key() -> None:
    assert len(set(DISGUISES)) == 12
    assert invoice_key(CODE, "12345679") != invoice_key(CODE, NUMBER)
    assert invoice_key(CODE, "") == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345678", "12345678"), ("26312000000012345678", "26312000000012345678"), (" 1234 5678 ", "12345678"),
        ("１２３４５６７８", "12345678"), ("2631-2000-0000-1234-5678", "26312000000012345678"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(text: str, number: str) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1234567", "现为7位"), ("123456789", "现为9位"), ("1234567890123", "现为13位"),
        ("263120000000123456789", "现为21位"), ("1234567O", "字母 O（是否应为数字 0）"), ("l234567B", "字母 B（是否应为数字 8）、字母 L"),
        ("", "应为8位或20位"), ("一二三四五六七八", "应为8位或20位数字"), ("١٢٣٤٥٦٧٨", "应为8位或20位数字"), ("12.5", "现为3位"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(BadInvoice) as bad:
        read_number(text)
    assert words in str(bad.value)
    assert "请对照发票" in str(bad.value)


def test_a_code_has_ten_or_twelve_digits() -> None:
    assert read_code("0310 0230 0111") == CODE
    assert read_code("3100234567") == "3100234567"
    with pytest.raises(BadInvoice, match="发票代码“031”应为10位或12位数字，现为3位"):
        read_code("031")


GOOD = Invoice(
    number="26312000000012345678", day=date(2026, 2, 11), seller="上海示例算力有限公司", seller_code="91310000MA1FL0XX0K",
    buyer="上海示例智能有限公司", buyer_code="91310107MA1G00000X", amount=10_600_000, net=10_000_000, tax=600_000,
)  # fmt: skip


def test_a_good_invoice_has_no_problem() -> None:
    assert problems(GOOD, TODAY, "91310107MA1G00000X") == {}
    old = replace(GOOD, code=CODE, number=NUMBER)
    assert problems(old, TODAY) == {}
    assert problems(Invoice(), TODAY, "91310107MA1G00000X") == {}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        (replace(GOOD, number="1234567"), "number", "现为7位"),
        (replace(GOOD, number="1234567O", code=CODE), "number", "字母 O"),
        (replace(GOOD, number=NUMBER), "code", "8位号码的发票有发票代码"),
        (replace(GOOD, number=NUMBER, code="031"), "code", "现为3位"),
        (replace(GOOD, code=CODE), "code", "数电票没有发票代码"),
        (replace(GOOD, day=date(2026, 3, 3)), "day", "不能晚于今天"),
        (replace(GOOD, amount=-10_600_000), "amount", "红字"),
        (replace(GOOD, tax=600_001), "amount", "之和（106,000.01元）不符"),
        (replace(GOOD, seller_code=GOOD.buyer_code), "buyer", "销售方与购买方相同"),
        (
            replace(GOOD, seller_code="", seller="上海示例智能有限公司 "),
            "buyer",
            "销售方与购买方相同",
        ),
        (replace(GOOD, buyer_code="91310000000000000Y"), "buyer_code", "购买方不是申报单位"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changed: Invoice, field: str, words: str) -> None:
    found = problems(changed, TODAY, "91310107MA1G00000X")
    assert words in found[field]
    assert len(found) == 1


# --- originals


def test_the_xml_of_a_digital_invoice_is_read() -> None:
    found = read(e_invoice(), "xml")
    assert found == GOOD
    assert found.key == "26312000000012345678"
    assert found.missing == ()


OLD = """<eInvoice xmlns="http://www.edrm.org.cn/schema/e-invoice/2019"><InvoiceCode>031002300111</InvoiceCode>
<InvoiceNo>12345678</InvoiceNo><IssueDate>2026年02月11日</IssueDate><Buyer><BuyerName>上海示例智能有限公司</BuyerName>
<BuyerTaxID>91310107MA1G00000X</BuyerTaxID></Buyer><Seller><SellerName>上海示例算力有限公司</SellerName>
<SellerTaxID>91310000MA1FL0XX0K</SellerTaxID></Seller><TaxExclusiveTotalAmount>100000</TaxExclusiveTotalAmount>
<TaxTotalAmount>6000</TaxTotalAmount><TaxInclusiveTotalAmount>￥106,000.00</TaxInclusiveTotalAmount></eInvoice>"""
TAGS = """<ofd:eInvoice xmlns:ofd="http://www.ofdspec.org/2016"><ofd:InvoiceNo><ofd:ObjectRef PageRef="1">7</ofd:ObjectRef></ofd:InvoiceNo>
<ofd:SellerName><ofd:ObjectRef>8</ofd:ObjectRef><ofd:ObjectRef>9</ofd:ObjectRef><ofd:ObjectRef>99</ofd:ObjectRef></ofd:SellerName></ofd:eInvoice>"""
PAGE = """<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:TextObject ID="7"><ofd:TextCode>26312000000012345678</ofd:TextCode>
</ofd:TextObject><ofd:TextObject ID="8"><ofd:TextCode>上海示例</ofd:TextCode></ofd:TextObject><ofd:TextObject ID="9">
<ofd:TextCode>算力有限公司</ofd:TextCode></ofd:TextObject></ofd:Page>"""
NOTED = """<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CustomDatas><ofd:CustomData Name="发票号码">12345678</ofd:CustomData>
<ofd:CustomData Name="发票代码">031002300111</ofd:CustomData><ofd:CustomData Name="开票日期">2026-02-11</ofd:CustomData>
<ofd:CustomData Name="备注"/></ofd:CustomDatas></ofd:OFD>"""


def test_the_data_attached_to_an_ofd_are_read() -> None:
    found = read(an_ofd({"Doc_0/Attachs/original_invoice.xml": OLD.encode()}), "ofd")
    assert found == replace(GOOD, code=CODE, number=NUMBER)
    assert problems(found, TODAY) == {}


def test_tags_that_point_at_a_page_are_followed() -> None:
    members = {
        "Doc_0/Tags/CustomTag.xml": TAGS.encode(),
        "Doc_0/Pages/Page_0/Content.xml": PAGE.encode(),
    }
    found = read(an_ofd(members), "ofd")
    assert (found.number, found.seller) == ("26312000000012345678", "上海示例算力有限公司")
    assert found.missing == ("开票日期", "销售方代码", "购买方名称", "购买方代码", "价税合计")


def test_data_about_the_document_are_read() -> None:
    found = read(an_ofd({"OFD.xml": NOTED.encode()}), "ofd")
    assert (found.code, found.number, found.day) == (CODE, NUMBER, date(2026, 2, 11))


def test_the_attached_data_are_believed_before_the_rest() -> None:
    members = {
        "OFD.xml": NOTED.replace("12345678", "87654321").encode(),
        "Doc_0/Attachs/original_invoice.xml": OLD.encode(),
    }
    assert read(an_ofd(members), "ofd").number == NUMBER


def test_two_invoices_in_one_file_are_nobodys_proposal() -> None:
    both = e_invoice("<InvoiceNumber>26312000000099999999</InvoiceNumber>")
    found = read(both, "xml")
    assert found.number == ""
    assert "发票号码" in found.missing


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "xml"), (b"<a/>", "xml"), (b"no xml", "xml"), (b"\xff\xfe<\x00", "xml"), (e_invoice()[:300], "xml"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "xml"),
        (e_invoice(head='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'), "xml"), (b"", "ofd"),
        (b"PK\x03\x04", "ofd"), (a_docx(), "ofd"), (an_ofd(), "ofd"), (an_ofd({"Doc_0/Attachs/a.xml": b"<a"}), "ofd"),
        (e_invoice(), "pdf"),
    ],
)  # fmt: skip
def test_an_unknown_layout_finds_nothing_and_breaks_nothing(content: bytes, kind: str) -> None:
    found = read(content, kind)
    assert found == Invoice()
    assert len(found.missing) == 7


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("2026-02-11 10:20:30", "2026-02-30 10:20:30", "day"),
        ("2026-02-11 10:20:30", "昨天", "day"),
        ("106000.00", "壹拾万", "amount"),
    ],
)
def test_a_value_that_cannot_be_read_is_missing(before: str, after: str, field: str) -> None:
    found = read(e_invoice().decode().replace(before, after).encode(), "xml")
    assert getattr(found, field) is None
    assert len(found.missing) == 1


def test_a_red_invoice_is_read_with_its_sign() -> None:
    red = e_invoice().decode().replace("106000.00", "-106000.00").encode()
    found = read(red, "xml")
    assert found.amount == -10_600_000
    assert "红字" in problems(found, TODAY)["amount"]


def test_an_enormous_part_of_an_ofd_is_left_unread() -> None:
    big = OLD.replace("</eInvoice>", "<!--" + "x" * 5_000_000 + "--></eInvoice>").encode()
    assert read(an_ofd({"Doc_0/Attachs/original_invoice.xml": big}), "ofd") == Invoice()
