"""Answers and expenses in words, as papers, differences and staff pages say them. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from duixian.applications.answers import BadAnswer, read
from duixian.applications.lines import COLUMNS
from duixian.applications.support import COLUMNS as SUPPORT
from duixian.applications.support import STATES
from duixian.kernel.dates import chinese
from duixian.kernel.money import Money
from duixian.policy import Fact, Policy

NOT_GIVEN = "（未填写）"


def said(fact: Fact, value: Any) -> str:
    """One answer in words; what can't be read, as typed."""
    if value is None:
        return fact.absent or NOT_GIVEN
    try:
        value = read(fact, value)
    except BadAnswer:
        return str(value)
    match fact.kind:
        case "money":
            return amount(value)
        case "date":
            return chinese(date.fromisoformat(value))
        case "yesno":
            return "是" if value else "否"
        case "choice":
            return next(one.name for one in fact.choices if one.id == value)
        case "number" | "rate":
            return f"{value}{fact.unit}"
        case "records":
            return "；".join(_record(fact, row) for row in value) or "无"
    return str(value)


def _record(fact: Fact, row: Mapping[str, Any]) -> str:
    return "，".join(f"{part.name}{said(part, row[part.id])}" for part in fact.fields)


def amount(contract: str) -> str:
    """1,000,000.00元（100万元）."""
    money = Money.yuan(contract)
    return f"{money.yuan_text()}（{money.wan_text()}）"


def line(row: Mapping[str, Any], facts: Mapping[str, Fact]) -> str:
    """An expense of a snapshot on one line."""
    values = {**row, "fact": facts[row["fact"]].name if row["fact"] in facts else row["fact"]}
    return "，".join(
        f"{column.name}{values[id_]}" for id_, column in COLUMNS.items() if values.get(id_)
    )


def support(row: Mapping[str, Any], policy: Policy) -> str:
    """A row of other support on one line."""
    sources = {one.id: one.name for one in policy.sources}
    values = {
        **row, "source": sources.get(str(row["source"]), row["source"]), "state": STATES.get(str(row["state"]), row["state"]),
        "same": "否" if row["same"] is False else "是",
    }  # fmt: skip
    return "，".join(
        f"{name}{values[column]}" for column, name in SUPPORT.items() if values[column]
    )
