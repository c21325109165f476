"""Other support that an applicant declares: for this matter, of the last two years, or still pending elsewhere. Pure.

Rows are kept as typed; `read` says what they mean. Only what was received for this very matter enters the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duixian.applications import answers
from duixian.applications.answers import BadAnswer
from duixian.kernel.money import Money
from duixian.kernel.text import folded, shown
from duixian.policy import Policy

MOST_ROWS = 20
RECEIVED, PENDING = "received", "pending"
STATES = {RECEIVED: "已获得", PENDING: "申请中"}
COLUMNS = {
    "source": "来源",
    "matter": "项目名称",
    "same": "是否同一事项",
    "amount": "金额",
    "year": "年度",
    "state": "状态",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One row as understood."""

    source: str
    matter: str
    same: bool
    amount: int
    year: int
    state: str


def tidied(rows: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Rows as a draft keeps them: known columns, as typed, blank rows left out; None stays None."""
    if rows is None:
        return None
    kept = [{name: answers.storable(row.get(name)) for name in COLUMNS} for row in rows[:MOST_ROWS]]
    return [
        row
        for row in kept
        if any(row[name] not in (None, "") for name in ("matter", "amount", "year"))
    ]


def read(
    policy: Policy, rows: Sequence[Mapping[str, Any]] | None
) -> tuple[tuple[Support, ...], dict[str, str]]:
    """The rows that can be read, and by “row.column” what is wrong with the others."""
    found: list[Support] = []
    faults: dict[str, str] = {}
    for number, row in enumerate(rows or ()):
        values: dict[str, Any] = {}
        for column in COLUMNS:
            try:
                values[column] = _cell(policy, column, row.get(column))
            except BadAnswer as bad:
                faults[f"{number}.{column}"] = str(bad)
        if len(values) == len(COLUMNS):
            found.append(Support(**values))
    return tuple(found), faults


def claimed(rows: Sequence[Support]) -> list[dict[str, str]]:
    """What the rules take into account, in the contract's words."""
    return [
        {"from": one.source, "amount": Money(one.amount).contract()}
        for one in rows
        if one.same and one.state == RECEIVED and one.amount
    ]


def _cell(policy: Policy, column: str, given: Any) -> Any:
    if column == "same":
        return given in (True, None, "") or folded(str(given)).lower() in {
            "是",
            "yes",
            "true",
            "on",
            "1",
        }
    if given is None or not str(given).strip():
        raise BadAnswer(f"没有填写{COLUMNS[column]}")
    if column == "amount":
        return Money.yuan(answers.money(given)).fen
    if column == "year":
        return _year(given)
    plain = answers.text(given)
    if column == "matter":
        return plain[:200]
    pairs = STATES.items() if column == "state" else [(one.id, one.name) for one in policy.sources]
    known = {word: id_ for id_, name in pairs for word in (id_, name)}
    if plain not in known:
        raise BadAnswer(f"“{shown(plain)}”不在选项里，请重新选择{COLUMNS[column]}")
    return known[plain]


def _year(given: Any) -> int:
    plain = folded(str(given)).removesuffix("年")
    if not (plain.isascii() and plain.isdigit() and 2000 <= int(plain[:5]) <= 2100):
        raise BadAnswer(f"年度“{shown(given)}”应为四位数的年份，例如 2025")
    return int(plain)
