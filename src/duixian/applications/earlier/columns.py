"""The columns of the ledger of earlier grants, and one row read from texts, every fault by its column. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from duixian.applications import subjects
from duixian.applications.earlier import facts
from duixian.kernel.identifiers import BadCode, read_credit_code
from duixian.kernel.money import BadAmount, Money, read_amount
from duixian.kernel.names import BadText, read_name, read_words
from duixian.kernel.text import folded, shown
from duixian.parties.earlier import EarlierGrant
from duixian.policy import Measure

MOST_ROWS = 5000
FIRST_YEAR = 2000
LAST_YEAR = 2100
MOST_YEARS = 10
Fund, Project = EarlierGrant.Fund, EarlierGrant.Project
FUNDS = {one.label: one.value for one in Fund}
PROJECTS = {one.label: one.value for one in Project if one.value}
NO_MEASURE = "无对应事项"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how a cell is read (text · money · number), what the template says of it."""

    name: str
    kind: str = "text"
    required: bool = False
    note: str = ""
    width: int = 14


COLUMNS: dict[str, Column] = {
    "code": Column("统一社会信用代码", required=True, width=22),
    "name": Column("单位名称", required=True, width=32),
    "fund": Column("资金", required=True, note="从列表选择", width=16),
    "fund_name": Column("资金名称", note="其他区级资金必填", width=26),
    "document": Column("批准文号", width=24),
    "year": Column("批准年度", "number", required=True),
    "measure": Column("对应事项", note="从列表选择，没有的选“无对应事项”", width=24),
    "subject": Column("申报内容", note="按产品、资质分别资助的必填", width=22),
    "asked": Column("申请金额", "money", note="元，不清楚的留空"),
    "amount": Column("批准金额", "money", required=True, note="元"),
    "paid": Column("已拨金额", "money", note="元，全部拨完的可以留空"),
    "next1_year": Column("待拨年度1", "number"),
    "next1_amount": Column("待拨金额1", "money", note="元"),
    "next2_year": Column("待拨年度2", "number"),
    "next2_amount": Column("待拨金额2", "money", note="元"),
    "years": Column("支持年数", "number", note="租房资助必填"),
    "project": Column("项目状态", note="研发项目必填，从列表选择"),
    "remark": Column("备注", width=24),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One grant as understood; amounts in fen; `instalments` are (year, fen) still to be paid."""

    code: str
    name: str
    fund: str
    fund_name: str
    document: str
    year: int
    measure: str
    subject: str
    asked: int | None
    amount: int
    paid: int
    instalments: tuple[tuple[int, int], ...]
    years: int
    project: str
    remark: str

    @property
    def key(self) -> str:
        """The same for the same grant, whatever was corrected in it since."""
        parts = [self.code, self.fund, self.fund_name, self.document, self.year, self.measure, subjects.key(self.subject)]  # fmt: skip
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def read(texts: Mapping[str, str], measures: Mapping[str, Measure], this_year: int) -> tuple[Row | None, dict[str, str]]:  # fmt: skip
    """The row, or by column what is wrong with it; `measures` are by Chinese name."""
    reading = _Reading(texts, this_year)
    code = reading.told("code", read_credit_code)
    name = reading.told("name", lambda text: read_name(text, "单位名称"))
    fund = reading.told("fund", lambda text: _listed(text, FUNDS))
    measure = reading.told("measure", lambda text: _measure(text, measures)) or None
    row = {
        "code": code, "name": name, "fund": fund, "measure": measure.id if measure else "",
        "fund_name": reading.told("fund_name", lambda text: read_name(text, "资金名称", 100)),
        "document": reading.told("document", lambda text: read_words(text, "批准文号", 100)),
        "year": reading.told("year", reading.past_year), "years": reading.told("years", _years) or 0,
        "subject": reading.told("subject", lambda text: read_words(text, "申报内容", 100)),
        "asked": reading.told("asked", _fen) if texts.get("asked") else None, "amount": reading.told("amount", _fen),
        "project": reading.told("project", lambda text: _listed(text, PROJECTS)),
        "remark": reading.told("remark", lambda text: read_words(text, "备注", 200)),
    }  # fmt: skip
    row["instalments"] = reading.instalments()
    row["paid"] = _paid(reading, row["amount"], row["instalments"])
    _belongs(reading, fund, measure, row)
    if reading.faults:
        return None, reading.faults
    return Row(**row), {}


class _Bad(ValueError):
    """A cell that can't be read; the message says why and the way out."""


class _Reading:
    def __init__(self, texts: Mapping[str, str], this_year: int) -> None:
        self.texts, self.this_year = texts, this_year
        self.faults: dict[str, str] = {}

    def told(self, column: str, read: Callable[[str], Any]) -> Any:
        """What the cell says; "" where it is blank, which required ones may not be."""
        text = self.texts.get(column, "").strip()
        if not text:
            if COLUMNS[column].required:
                self.fault(column, f"没有填写{COLUMNS[column].name}")
            return ""
        try:
            return read(text)
        except (BadCode, BadText, BadAmount, _Bad) as bad:
            self.fault(column, str(bad))
            return ""

    def fault(self, column: str, text: str) -> None:
        self.faults.setdefault(column, text)

    def past_year(self, text: str) -> int:
        year = _year(text)
        if year > self.this_year:
            raise _Bad(f"{year}年还没有到，请核对批准年度")
        return year

    def instalments(self) -> tuple[tuple[int, int], ...]:
        """The pairs of year and amount, in order; half a pair is a fault."""
        found = []
        for number in (1, 2):
            year = self.told(f"next{number}_year", _year)
            amount = self.told(f"next{number}_amount", _fen)
            if bool(year) != bool(amount) and not {f"next{number}_year", f"next{number}_amount"} & self.faults.keys():  # fmt: skip
                blank = f"next{number}_{'amount' if year else 'year'}"
                self.fault(blank, "待拨年度和待拨金额要一起填写；金额应大于0")
            elif year and amount:
                found.append((year, amount))
        if len({year for year, _ in found}) < len(found):
            self.fault("next2_year", "两笔待拨在同一年，请合为一笔")
        return tuple(sorted(found))


def _paid(reading: _Reading, amount: Any, instalments: tuple[tuple[int, int], ...]) -> int:
    """What was paid already: with what is still to be paid it makes the whole."""
    waits = sum(fen for _, fen in instalments)
    if not isinstance(amount, int):
        return 0
    if not reading.texts.get("paid", "").strip():
        if waits > amount:
            reading.fault("next1_amount", f"待拨合计{Money(waits).yuan_text()}超过了批准金额{Money(amount).yuan_text()}")  # fmt: skip
        return amount - waits
    paid = reading.told("paid", _fen)
    if isinstance(paid, int) and paid + waits != amount:
        reading.fault(
            "paid",
            f"已拨与待拨合计{Money(paid + waits).yuan_text()}，与批准金额{Money(amount).yuan_text()}不相等；"
            "不再拨付的部分请从批准金额中减去，并在备注中说明",
        )
    return paid if isinstance(paid, int) else 0


def _belongs(reading: _Reading, fund: str, measure: Measure | None, row: Mapping[str, Any]) -> None:
    """What the kind of fund and the measure ask for besides."""
    if fund == Fund.OTHER:
        if not reading.texts.get("fund_name", "").strip():
            reading.fault("fund_name", "其他区级资金请填写资金名称")
        for column in ("measure", "years", "project"):
            if row[column]:
                reading.fault(column, "其他区级资金不填这一列")
        return
    if fund and not reading.texts.get("measure", "").strip():
        reading.fault("measure", f"请从列表选择；本政策没有相应事项的选“{NO_MEASURE}”")
    if measure is None:
        return
    wanted = {fact.id for fact in measure.facts}
    if facts.YEARS in wanted and not row["years"]:
        reading.fault("years", f"{measure.name}请填写这笔资助计几个支持年度，例如 1")
    if facts.OPEN in wanted and not row["project"]:
        reading.fault("project", f"{measure.name}请填写项目状态")
    if facts.GRANTED in wanted and subjects.label(measure):
        _subject(reading, measure, row["subject"])


def _subject(reading: _Reading, measure: Measure, subject: str) -> None:
    if not subject:
        reading.fault("subject", f"{measure.name}请填写是{subjects.label(measure)}")
    elif (kinds := facts.kinds_of(measure)) and not facts.kind_of(subject, kinds):
        reading.fault(
            "subject", f"“{shown(subject)}”看不出是哪一项；请写明：{'、'.join(kinds.values())}"
        )


def _listed(text: str, known: Mapping[str, str]) -> str:
    plain = folded(text)
    if plain in known.values():
        return plain
    if plain not in known:
        raise _Bad(f"“{shown(plain)}”不在选项里，请从列表中选择：{'、'.join(known)}")
    return known[plain]


def _measure(text: str, measures: Mapping[str, Measure]) -> Measure | None:
    plain = folded(text)
    if plain == NO_MEASURE:
        return None
    known = {folded(name): one for name, one in measures.items()}
    if plain not in known:
        raise _Bad(f"“{shown(plain)}”不在选项里，请从列表中选择")
    return known[plain]


def _year(text: str) -> int:
    plain = folded(text).removesuffix("年")
    if not (plain.isascii() and plain.isdigit() and FIRST_YEAR <= int(plain[:5]) <= LAST_YEAR):
        raise _Bad(f"“{shown(text)}”应为四位数的年份，例如 2023")
    return int(plain)


def _years(text: str) -> int:
    plain = folded(text).removesuffix("年")
    if not (plain.isascii() and plain.isdigit() and int(plain[:3]) <= MOST_YEARS):
        raise _Bad(f"“{shown(text)}”应为0至{MOST_YEARS}的整数，例如 1")
    return int(plain)


def _fen(text: str) -> int:
    return read_amount(text).fen
