"""Invoices: numbers as people type them, and what an electronic original (数电票 XML, OFD) says of itself.

What is read from an original is a proposal that people confirm. The element names were gathered from public programs
that read such files; none could be checked against a sample of our own, so an unknown layout finds nothing and breaks nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from duixian.applications import ofd
from duixian.applications.lines import digits, invoice_key
from duixian.kernel.dates import BadDate, read_date
from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.kernel.names import same_name
from duixian.kernel.text import folded, shown

__all__ = ["BadInvoice", "Invoice", "invoice_key", "problems", "read", "read_code", "read_number"]
_LOOKALIKES = {"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
_DAY = re.compile(r"\d{4}\D?\d{1,2}\D?\d{1,2}日?", re.ASCII)
# By field: the names that elements go by, the likeliest first; compared without case, blanks, - and _.
_NAMES = {
    "number": ("InvoiceNumber", "InvoiceNo", "EIid", "Fphm", "发票号码"),
    "code": ("InvoiceCode", "Fpdm", "发票代码"),
    "day": ("IssueTime", "IssueDate", "RequestTime", "Kprq", "开票日期"),
    "seller": ("SellerName", "Xfmc", "销售方名称"),
    "seller_code": ("SellerIdNum", "SellerTaxID", "Xfsh", "销售方纳税人识别号", "销售方统一社会信用代码"),
    "buyer": ("BuyerName", "Gfmc", "购买方名称"),
    "buyer_code": ("BuyerIdNum", "BuyerTaxID", "Gfsh", "购买方纳税人识别号", "购买方统一社会信用代码"),
    "amount": ("TotalTax-includedAmount", "TaxInclusiveTotalAmount", "Jshj", "价税合计"),
    "net": ("TotalAmWithoutTax", "TaxExclusiveTotalAmount", "Hjje", "合计金额"),
    "tax": ("TotalTaxAm", "TaxTotalAmount", "Hjse", "合计税额"),
}  # fmt: skip
FIELDS = {
    "number": "发票号码", "code": "发票代码", "day": "开票日期", "seller": "销售方名称", "seller_code": "销售方代码",
    "buyer": "购买方名称", "buyer_code": "购买方代码", "amount": "价税合计", "net": "金额（不含税）", "tax": "税额",
}  # fmt: skip
# What every invoice has; the code only the old kinds, the parts of the amount not all.
NEEDED = ("number", "day", "seller", "seller_code", "buyer", "buyer_code", "amount")


class BadInvoice(ValueError):
    """A number or code that can't be right; its message names the value and the way out, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What an original says; what was not found is empty or None. Amounts in fen; a red-letter one is negative."""

    number: str = ""
    code: str = ""
    day: date | None = None
    seller: str = ""
    seller_code: str = ""
    buyer: str = ""
    buyer_code: str = ""
    amount: int | None = None
    net: int | None = None
    tax: int | None = None

    @property
    def key(self) -> str:
        return invoice_key(self.code, self.number)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what was looked for and not found, to be typed."""
        return tuple(
            FIELDS[name]
            for name in NEEDED
            if getattr(self, name) is None or getattr(self, name) == ""
        )


def read_number(text: str) -> str:
    """The 8 or 20 digits of an invoice's number; width, blanks and hyphens are folded away. Raises BadInvoice."""
    return _digits(text, "发票号码", (8, 20))


def read_code(text: str) -> str:
    """The 10 or 12 digits of an invoice's code, which only the old kinds have. Raises BadInvoice."""
    return _digits(text, "发票代码", (10, 12))


def _digits(text: str, what: str, lengths: tuple[int, int]) -> str:
    plain = digits(text)
    letters = sorted({sign for sign in plain if sign in _LOOKALIKES})
    if letters:
        pairs = "、".join(f"字母 {sign}（是否应为数字 {_LOOKALIKES[sign]}）" for sign in letters)
        raise BadInvoice(f"{what}“{shown(text)}”里有{pairs}，请对照发票核对后填写数字")
    if not re.fullmatch("[0-9]+", plain):
        raise BadInvoice(
            f"{what}“{shown(text)}”应为{lengths[0]}位或{lengths[1]}位数字，请对照发票填写"
        )
    if len(plain) not in lengths:
        raise BadInvoice(
            f"{what}“{shown(text)}”应为{lengths[0]}位或{lengths[1]}位数字，现为{len(plain)}位，请对照发票填写"
        )
    return plain


def problems(invoice: Invoice, today: date, applicant_code: str = "") -> dict[str, str]:
    """What is wrong with an invoice by itself, by field."""
    found = dict(_of_the_number(invoice))
    if invoice.day is not None and invoice.day > today:
        found["day"] = "开票日期不能晚于今天，请核对"
    if invoice.amount is not None and invoice.amount <= 0:
        found["amount"] = "这是红字（负数）发票，不能作为费用申报；请上传对应的蓝字发票"
    elif invoice.amount is not None and invoice.net is not None and invoice.tax is not None:
        total = invoice.net + invoice.tax
        if total != invoice.amount:
            found["amount"] = f"价税合计与金额、税额之和（{Money(total).yuan_text()}）不符，请核对"
    if _same_party(invoice):
        found["buyer"] = "销售方与购买方相同，不能作为费用申报"
    elif applicant_code and invoice.buyer_code and digits(invoice.buyer_code) != applicant_code:
        found["buyer_code"] = "购买方不是申报单位，请核对发票抬头"
    return found


def _of_the_number(invoice: Invoice) -> Iterator[tuple[str, str]]:
    for field, text, reader in (
        ("number", invoice.number, read_number),
        ("code", invoice.code, read_code),
    ):
        try:
            if text:
                reader(text)
        except BadInvoice as bad:
            yield field, str(bad)
    length = len(digits(invoice.number))
    if length == 8 and not invoice.code:
        yield "code", "8位号码的发票有发票代码（10位或12位），请对照发票填写"
    if length == 20 and invoice.code:
        yield "code", "20位号码的数电票没有发票代码，请只填发票号码"


def _same_party(invoice: Invoice) -> bool:
    if invoice.seller_code and invoice.buyer_code:
        return digits(invoice.seller_code) == digits(invoice.buyer_code)
    return bool(invoice.seller and invoice.buyer) and same_name(invoice.seller, invoice.buyer)


# --- originals


def read(content: bytes, kind: str) -> Invoice:
    """What the original says; kind is xml or ofd, anything else finds nothing."""
    values: dict[str, str] = {}
    for said in _sayings(content, kind):
        values = _named(said) | values
    told = {name: folded(text)[:200] for name, text in values.items()}
    return Invoice(
        number=digits(told.get("number", ""))[:40],
        code=digits(told.get("code", ""))[:40],
        day=_day(told.get("day", "")),
        seller=told.get("seller", ""),
        seller_code=digits(told.get("seller_code", "")),
        buyer=told.get("buyer", ""),
        buyer_code=digits(told.get("buyer_code", "")),
        amount=_fen(told.get("amount", "")),
        net=_fen(told.get("net", "")),
        tax=_fen(told.get("tax", "")),
    )


def _sayings(content: bytes, kind: str) -> Iterator[dict[str, set[str]]]:
    """By element name, the values that it has; one for each place that tells, the most reliable first."""
    if kind == "xml":
        root = parsed(content)
        if root is not None:
            yield ofd.texts(root)
    if kind == "ofd":
        yield from ofd.sayings(content, parsed)


def parsed(content: bytes) -> Element | None:
    """The tree; None where it is no XML or wants entities."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    assert isinstance(root, Element)
    return root


def _named(said: dict[str, set[str]]) -> dict[str, str]:
    found = {}
    for field, names in _NAMES.items():
        values = next((said[ofd.plain(name)] for name in names if ofd.plain(name) in said), set())
        if len(values) == 1:  # two that differ are two invoices, or something that we misunderstand
            found[field] = next(iter(values))
    return found


def _day(text: str) -> date | None:
    found = _DAY.match(folded(text))
    try:
        return read_date(found[0]) if found else None
    except BadDate:
        return None


def _fen(text: str) -> int | None:
    plain = folded(text).replace("¥", "").replace("￥", "").strip()
    sign = -1 if plain.startswith("-") else 1
    try:
        return sign * read_amount(plain.removeprefix("-")).fen
    except BadAmount:
        return None
