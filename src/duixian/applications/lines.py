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
from duixian.kernel.text import bare, shown
from duixian.policy import Fact, Measure
from duixian.policy.settle import names

MOST_LINES = 1000
# How many digits the codes and numbers of invoices have.
_LENGTHS = {"code": (10, 12), "number": (8, 20)}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how a cell is read (fact · text · code · number · day · money), the longest text."""

    name: str
    kind: str
    required: bool = False
    most: int = 200


COLUMNS: dict[str, Column] = {
    "fact": Column("计入", "fact", required=True),
    "content": Column("费用内容", "text", required=True),
    "contract_number": Column("合同编号", "text", most=60),
    "counterparty": Column("收款方", "text", required=True),
    "invoice_code": Column("发票代码", "code"),
    "invoice_number": Column("发票号码", "number"),
    "invoiced_on": Column("开票日期", "day"),
    "invoice_amount": Column("发票金额", "money"),
    "amount": Column("申报金额", "money", required=True),
    "paid_on": Column("付款日期", "day"),
    "paid_amount": Column("付款金额", "money"),
}


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
    def contract_key(self) -> str:
        """One key for one contract, however its number and the other party are typed; empty where there is no number."""
        return f"{bare(self.contract_number)}@{bare(self.counterparty)}" if bare(self.contract_number) else ""  # fmt: skip

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

    The old kinds have a code of 10 or 12 digits and a number of 8, the fully digital ones a number of 20. Letters that
    pass for digits count as these: none stands in an invoice's number, and what is read refuses them.
    """
    return bare(code) + bare(number) if bare(number) else ""


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
    for id_, column in COLUMNS.items():
        try:
            values[id_] = _cell(measure, row.get(id_), column)
        except BadAnswer as bad:
            faults[id_] = str(bad)
    if faults:
        return None, faults
    line = Line(**values)
    return line, _agreeing(line, today)


def _cell(measure: Measure, given: Any, column: Column) -> Any:
    fed = facts_fed(measure)
    if given is None or not str(given).strip():
        if column.kind == "fact" and len(fed) == 1:
            return fed[0].id
        if column.required:
            raise BadAnswer(f"没有填写{column.name}")
        return None if column.kind in {"money", "day"} else ""
    match column.kind:
        case "money":
            return Money.yuan(answers.money(given)).fen
        case "day":
            return date.fromisoformat(answers.day(given))
        case "fact":
            return _fact(fed, answers.text(given))
        case "code" | "number":
            return _number(answers.text(given), column)
    plain = answers.text(given)
    if len(plain) > column.most:
        raise BadAnswer(f"{column.name}最多{column.most}字，现为{len(plain)}字")
    return plain


def _fact(fed: tuple[Fact, ...], plain: str) -> str:
    known = {word: fact.id for fact in fed for word in (fact.id, fact.name)}
    if plain not in known:
        choices = "、".join(fact.name for fact in fed) or "本事项没有按费用计算的项目"
        raise BadAnswer(f"“{shown(plain)}”不是本事项的费用项目；可选：{choices}")
    return known[plain]


def _number(plain: str, column: Column) -> str:
    short, long = _LENGTHS[column.kind]
    number = digits(plain)
    if not re.fullmatch("[0-9]+", number) or len(number) not in {short, long}:
        raise BadAnswer(f"{column.name}“{shown(plain)}”应为{short}位或{long}位数字，请对照发票填写")
    return number


def _agreeing(line: Line, today: date) -> dict[str, str]:
    """Contract, invoice and payment must agree, as far as one line can tell."""
    faults = {}
    if line.amount == 0:
        faults["amount"] = "申报金额应大于0"
    if line.invoice_code and not line.invoice_number:
        faults["invoice_number"] = "填写了发票代码，没有填写发票号码"
    if line.invoice_code and len(line.invoice_number) == _LENGTHS["number"][1]:
        faults["invoice_code"] = "20位号码的数电发票没有发票代码，请只填发票号码"
    if not line.invoice_code and len(line.invoice_number) == _LENGTHS["number"][0]:
        faults["invoice_code"] = "8位号码的发票另有发票代码，请一并填写"
    if line.invoice_number and line.invoice_amount is None:
        faults["invoice_amount"] = "填写了发票号码的，请填写发票金额（价税合计）"
    if line.invoice_amount is not None and line.amount > line.invoice_amount:
        faults["amount"] = f"申报金额超过了发票金额{Money(line.invoice_amount).yuan_text()}"
    for column, moment in (("invoiced_on", line.invoiced_on), ("paid_on", line.paid_on)):
        if moment is not None and moment > today:
            faults[column] = f"{COLUMNS[column].name}不能晚于今天"
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
