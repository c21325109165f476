"""Expense lines: read as typed or imported, all or nothing, each fault with its row and column; their totals. No database."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from duixian.applications import answers
from duixian.applications.answers import BadAnswer
from duixian.kernel.money import Money
from duixian.kernel.text import shown
from duixian.policy import Fact, Measure
from duixian.policy.settle import names

MOST_LINES = 1000
# The columns in their order: name in Chinese, how it is read, whether it must be filled in, the longest text.
COLUMNS: dict[str, tuple[str, str, bool, int]] = {
    "fact": ("计入", "fact", True, 40),
    "content": ("费用内容", "text", True, 200),
    "contract_number": ("合同编号", "text", False, 60),
    "counterparty": ("收款方", "text", True, 200),
    "invoice_code": ("发票代码", "code", False, 12),
    "invoice_number": ("发票号码", "number", False, 20),
    "invoiced_on": ("开票日期", "day", False, 10),
    "invoice_amount": ("发票金额", "money", False, 20),
    "amount": ("申报金额", "money", True, 20),
    "paid_on": ("付款日期", "day", False, 10),
    "paid_amount": ("付款金额", "money", False, 20),
}
_CODES, _NUMBERS = (10, 12), (8, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as understood; amounts in fen."""

    fact: str
    content: str
    counterparty: str
    amount: int
    contract_number: str = ""
    invoice_code: str = ""
    invoice_number: str = ""
    invoiced_on: date | None = None
    invoice_amount: int | None = None
    paid_on: date | None = None
    paid_amount: int | None = None

    @property
    def invoice_key(self) -> str:
        return invoice_key(self.invoice_code, self.invoice_number)


class BadLines(ValueError):
    """Lines that can't be kept: by row (from 0) and column, what is wrong; column "" means the row or the whole."""

    def __init__(self, faults: Mapping[tuple[int, str], str]) -> None:
        self.faults = dict(faults)
        super().__init__("；".join(self.faults.values()))


def facts_fed(measure: Measure) -> tuple[Fact, ...]:
    """The money facts that expenses add up to: those that the measure's cost is made of."""
    base = () if measure.base is None else names(measure.base)
    fed = {one.id for one in base}
    return tuple(fact for fact in measure.facts if fact.kind == "money" and fact.id in fed)


def invoice_key(code: str, number: str) -> str:
    """One key for one invoice, however code and number are typed; empty where there is no number.

    The old kinds have a code of 10 or 12 digits and a number of 8, the fully digital ones a number of 20.
    """
    return digits(code) + digits(number) if digits(number) else ""


def digits(text: str) -> str:
    """The signs of an invoice's number: width, blanks and hyphens aside."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign.isalnum()).upper()


def read(measure: Measure, rows: Sequence[Mapping[str, Any]], today: date) -> tuple[Line, ...]:
    """All the rows, or BadLines with every fault of every row. Blank rows are left out."""
    if len(rows) > MOST_LINES:
        raise BadLines(
            {(MOST_LINES, ""): f"费用明细最多{MOST_LINES}行，现为{len(rows)}行；请合并同类费用"}
        )
    faults: dict[tuple[int, str], str] = {}
    found: dict[int, Line] = {}
    for number, row in enumerate(rows):
        if is_blank(row):
            continue
        line, wrong = _line(measure, row, today)
        faults |= {(number, column): reason for column, reason in wrong.items()}
        if line is not None:
            found[number] = line
    faults = faults or _overdrawn(found)
    if faults:
        raise BadLines(faults)
    return tuple(found.values())


def totals(lines: Iterable[tuple[str, int]]) -> dict[str, str]:
    """The sum of each fact in the contract's words, from (fact, fen) pairs."""
    sums: dict[str, int] = {}
    for fact, amount in lines:
        sums[fact] = sums.get(fact, 0) + amount
    return {fact: Money(fen).contract() for fact, fen in sums.items()}


def is_blank(row: Mapping[str, Any]) -> bool:
    """Nothing typed but perhaps what it counts towards."""
    return not any(str(value or "").strip() for name, value in row.items() if name != "fact")


def _line(
    measure: Measure, row: Mapping[str, Any], today: date
) -> tuple[Line | None, dict[str, str]]:
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for column, (name, kind, required, most) in COLUMNS.items():
        try:
            values[column] = _cell(measure, row.get(column), name, kind, required, most)
        except BadAnswer as bad:
            faults[column] = str(bad)
    if faults:
        return None, faults
    line = Line(**values)
    return line, _agreeing(line, today)


def _cell(measure: Measure, given: Any, name: str, kind: str, required: bool, most: int) -> Any:
    fed = facts_fed(measure)
    if given is None or not str(given).strip():
        if kind == "fact" and len(fed) == 1:
            return fed[0].id
        if required:
            raise BadAnswer(f"没有填写{name}")
        return None if kind in {"money", "day"} else ""
    if kind == "money":
        return Money.yuan(answers.money(given)).fen
    if kind == "day":
        return date.fromisoformat(answers.day(given))
    plain = answers.text(given)
    if len(plain) > most and kind == "text":
        raise BadAnswer(f"{name}最多{most}字，现为{len(plain)}字")
    return _special(fed, plain, name, kind)


def _special(fed: tuple[Fact, ...], plain: str, name: str, kind: str) -> str:
    if kind == "fact":
        known = {word: fact.id for fact in fed for word in (fact.id, fact.name)}
        if plain not in known:
            choices = "、".join(fact.name for fact in fed) or "本事项没有按费用计算的项目"
            raise BadAnswer(f"“{shown(plain)}”不是本事项的费用项目；可选：{choices}")
        return known[plain]
    if kind in {"code", "number"}:
        lengths = _CODES if kind == "code" else _NUMBERS
        number = digits(plain)
        if not re.fullmatch("[0-9]+", number) or len(number) not in lengths:
            raise BadAnswer(
                f"{name}“{shown(plain)}”应为{lengths[0]}位或{lengths[1]}位数字，请对照发票填写"
            )
        return number
    return plain


def _agreeing(line: Line, today: date) -> dict[str, str]:
    """Contract, invoice and payment must agree, as far as one line can tell."""
    faults = {}
    if line.amount == 0:
        faults["amount"] = "申报金额应大于0"
    if line.invoice_code and not line.invoice_number:
        faults["invoice_number"] = "填写了发票代码，没有填写发票号码"
    if line.invoice_code and len(line.invoice_number) == _NUMBERS[1]:
        faults["invoice_code"] = "20位号码的数电发票没有发票代码，请只填发票号码"
    if line.invoice_number and line.invoice_amount is None:
        faults["invoice_amount"] = "填写了发票号码的，请填写发票金额（价税合计）"
    if line.invoice_amount is not None and line.amount > line.invoice_amount:
        faults["amount"] = f"申报金额超过了发票金额{Money(line.invoice_amount).yuan_text()}"
    for column, moment in (("invoiced_on", line.invoiced_on), ("paid_on", line.paid_on)):
        if moment is not None and moment > today:
            faults[column] = f"{COLUMNS[column][0]}不能晚于今天"
    return faults


def _overdrawn(lines: Mapping[int, Line]) -> dict[tuple[int, str], str]:
    """Rows of one invoice that say different amounts, or together claim more than it."""
    faults = {}
    sums: dict[str, Line] = {}
    for number, line in lines.items():
        if not (key := line.invoice_key) or line.invoice_amount is None:
            continue
        before = sums.setdefault(key, replace(line, amount=0))
        if before.invoice_amount != line.invoice_amount:
            faults[number, "invoice_amount"] = "与前面同一张发票所填的发票金额不同，请核对"
        sums[key] = replace(before, amount=before.amount + line.amount)
        if sums[key].amount > line.invoice_amount:
            faults[number, "amount"] = "本表中同一张发票的申报金额合计超过了发票金额"
    return faults
