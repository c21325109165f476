"""Worked examples: the tables beside the rules, read as claims of the contract and run as tests."""

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duixian.kernel.dates import read_date
from duixian.policy.assessment import answer_line
from duixian.policy.facts import amount
from duixian.policy.findings import Fault, PolicyErrors, Report
from duixian.policy.model import MODES, OVERLAPS, Example, Fact, Measure, Parameter, Policy
from duixian.policy.outline import Entry
from duixian.policy.reader import Row
from duixian.policy.tree import DAY, YESNO, Number, OneOf, Records, Type
from duixian.policy.units import YUAN

if TYPE_CHECKING:
    from duixian.policy.library import Library

STATUSES = {"符合": "eligible", "待核实": "verify", "缺信息": "incomplete", "不符合": "ineligible"}
ABSENT = "缺"
_INSTALMENT = re.compile(r"第(\d)年")

Put = Callable[[dict[str, Any], dict[str, Any], str, int], None]


def read(
    policy: Policy, tables: Mapping[str, list[list[Row]]], sample: Entry | None
) -> dict[str, tuple[Example, ...]]:
    """The examples of every measure, by its identifier; raises PolicyErrors with every fault found."""
    report = Report("policy.md")
    found = {
        measure.id: _read(tables[measure.id], _Columns(policy, measure, sample), report)
        for measure in policy.measures
    }
    if report.findings:
        raise PolicyErrors(report.findings)
    return found


def _read(tables: list[list[Row]], columns: "_Columns", report: Report) -> tuple[Example, ...]:
    """Every example of a measure; a fault in one row goes to the report."""
    start: dict[str, Any] = {}
    with report.catching():
        start = columns.sampled()
    found: list[Example] = []
    for (head_line, head), *rows in tables:
        with report.catching():
            if head[0] != "例":
                raise Fault(head_line, f"例表的第一列应为“例”，却是“{head[0]}”")
            puts = [columns.put(title, head_line) for title in head[1:]]
            for line, cells in rows:
                with report.catching():
                    found.append(_new(columns.example(line, cells, puts, start), found))
    return tuple(found)


def _new(example: Example, known: list[Example]) -> Example:
    """An example whose name no other of the measure has."""
    if not example.name or example.name in [one.name for one in known]:
        raise Fault(example.line, f"例子的名称“{example.name}”是空的，或用了两次")
    return example


@dataclass(frozen=True, slots=True)
class _Columns:
    """What each column title of a measure's tables means."""

    policy: Policy
    measure: Measure
    sample: Entry | None

    def example(
        self, line: int, cells: tuple[str, ...], puts: list[Put], start: dict[str, Any]
    ) -> Example:
        """The example of one row."""
        if len(cells) != len(puts) + 1:
            raise Fault(line, f"这一行有{len(cells)}格，表头有{len(puts) + 1}格")
        claim = {"id": cells[0], **{key: copy(part) for key, part in start.items()}}
        expect = dict[str, Any]()
        for put, cell in zip(puts, cells[1:], strict=True):
            if cell:
                put(claim, expect, cell, line)
        if not expect:
            raise Fault(line, "例子没有写结果：请填“结论”“测算上限”等至少一格")
        return Example(name=cells[0], line=line, claim=claim, expect=expect)

    def sampled(self) -> dict[str, Any]:
        """The claim that every example starts from: the 范例 of the policy."""
        claim: dict[str, Any] = {
            "policy": self.policy.id, "measure": self.measure.id, "applicant": {}, "facts": {}, "other_support": [],
            "parameters": {},
        }  # fmt: skip
        for entry in self.sample.children if self.sample else ():
            self.put(entry.key, entry.line)(claim, {}, entry.value, entry.line)
        return claim

    def put(self, title: str, line: int) -> Put:
        """How a cell below this title goes into the claim or the expectation; raises Fault."""
        for group, place in ((self.measure.facts, "facts"), (self.policy.applicant, "applicant")):
            for fact in group:
                if title in (fact.name, fact.id):
                    return _fact_put(fact, place)
        for parameter in self.policy.rule_parameters:
            if title in (parameter.name, parameter.id):
                return _parameter_put(parameter)
        for source in self.policy.sources:
            if title == f"{source.name}已支持":
                return _support_put(source.id)
        return self._fixed(title, line)

    def _fixed(self, title: str, line: int) -> Put:
        if part := _INSTALMENT.fullmatch(title):
            return _instalment_put(int(part[1]))
        fixed = {**_FIXED, "缺少": self._missing}
        if title not in fixed:
            known = [fact.name for fact in (*self.measure.facts, *self.policy.applicant)]
            raise Fault(
                line, f"不认识的表头“{title}”。可用：{'、'.join([*known, *fixed, '第1年'])}"
            )
        return fixed[title]

    def _missing(self, claim: dict[str, Any], expect: dict[str, Any], cell: str, line: int) -> None:
        by_name = {fact.name: fact.id for fact in (*self.measure.facts, *self.policy.applicant)}
        words = [] if cell == "无" else cell.split("、")
        if strange := [word for word in words if word not in by_name]:
            raise Fault(line, f"“{strange[0]}”不是事实的名称")
        expect["missing"] = sorted(by_name[word] for word in words)


def _fact_put(fact: Fact, place: str) -> Put:
    def put(claim: dict[str, Any], expect: dict[str, Any], cell: str, line: int) -> None:
        claim[place][fact.id] = (
            None if cell in (ABSENT, fact.absent) else _value(fact.type, cell, line)
        )

    return put


def _parameter_put(parameter: Parameter) -> Put:
    def put(claim: dict[str, Any], expect: dict[str, Any], cell: str, line: int) -> None:
        assert parameter.type is not None
        claim["parameters"][parameter.id] = _value(parameter.type, cell, line)

    return put


def _support_put(source: str) -> Put:
    def put(claim: dict[str, Any], expect: dict[str, Any], cell: str, line: int) -> None:
        claim["other_support"].append({"from": source, "amount": amount(cell, line).contract()})

    return put


def _instalment_put(year: int) -> Put:
    def put(claim: dict[str, Any], expect: dict[str, Any], cell: str, line: int) -> None:
        expect.setdefault("instalments", []).append(
            {"year": year, "amount": amount(cell, line).contract()}
        )

    return put


def _word_put(where: str, key: str, words: Mapping[str, str]) -> Put:
    """A cell with one of a few words, into the claim or the expectation."""

    def put(claim: dict[str, Any], expect: dict[str, Any], cell: str, line: int) -> None:
        if cell not in words:
            raise Fault(line, f"“{cell}”应为：{'、'.join(words)}")
        (claim if where == "claim" else expect)[key] = words[cell]

    return put


def _money_put(key: str) -> Put:
    def put(claim: dict[str, Any], expect: dict[str, Any], cell: str, line: int) -> None:
        expect[key] = None if cell == ABSENT else amount(cell, line).contract()

    return put


def _day_put(claim: dict[str, Any], expect: dict[str, Any], cell: str, line: int) -> None:
    claim["on"] = _day(cell, line)


_FIXED: dict[str, Put] = {
    "提交日": _day_put,
    "办理方式": _word_put("claim", "mode", {name: id_ for id_, name in MODES.items()}),
    "重复支持": _word_put("claim", "overlap", {name: id_ for id_, name in OVERLAPS.items()}),
    "结论": _word_put("expect", "status", STATUSES),
    "测算上限": _money_put("ceiling"),
    "扣除后上限": _money_put("payable"),
}


def _value(type_: Type, cell: str, line: int) -> Any:
    """A cell as the contract writes that value."""
    match type_:
        case Number(unit=unit) if unit == YUAN:
            return amount(cell, line).contract()
        case Number(scale=scale):
            return int(cell) if scale == 1 and cell.isdecimal() else cell.removesuffix("%")
        case OneOf(ids=ids, names=names):
            return dict(zip(names, ids, strict=True)).get(cell, cell)
        case Records():
            return _records(type_, cell, line)
        case _ if type_ == DAY:
            return _day(cell, line)
        case _ if type_ == YESNO:
            return {"是": True, "否": False}.get(cell, cell)
    return cell


def _day(cell: str, line: int) -> str:
    try:
        return read_date(cell).isoformat()
    except ValueError as error:
        raise Fault(line, str(error)) from None


def _records(type_: Records, cell: str, line: int) -> list[dict[str, Any]]:
    """无, or records between ；: a date and the names of the yes/no fields that hold: `2024-05-01 已修复`."""
    found = []
    for part in [] if cell == "无" else re.split("[；;]", cell):
        day, *marks = re.split("[ 、]+", part.strip())
        row: dict[str, Any] = {}
        for id_, name, kind in type_.fields:
            row[id_] = _day(day, line) if kind == DAY else name in marks
        if strange := [mark for mark in marks if mark not in [name for _, name, _ in type_.fields]]:
            raise Fault(line, f"“{strange[0]}”不是记录的一项")
        found.append(row)
    return found


def failures(policy: Policy, library: "Library") -> list[tuple[int, str]]:
    """Every example whose answer is not what the document says: (line, sentence)."""
    return [
        (example.line, f"例“{example.name}”：{failure}")
        for measure in policy.measures
        for example in measure.examples
        for failure in _failures(example, answer_line(example.claim, library))
    ]


def _failures(example: Example, given: dict[str, Any]) -> list[str]:
    if "error" in given:
        return [given["error"]]
    wrong = {key: wanted for key, wanted in example.expect.items() if given[key] != wanted}
    return [
        f"{_TITLES[key]}应为{_said(wanted)}，算得{_said(given[key])}"
        for key, wanted in wrong.items()
    ]


_TITLES = {
    "status": "结论",
    "ceiling": "测算上限",
    "payable": "扣除后上限",
    "missing": "缺少",
    "instalments": "分年",
}
_STATUS_WORDS = {id_: word for word, id_ in STATUSES.items()}


def _said(value: Any) -> str:
    """An expected or found value in the words of the tables."""
    if isinstance(value, list):
        parts = (
            f"第{one['year']}年{one['amount']}元" if isinstance(one, dict) else str(one)
            for one in value
        )
        return f"“{'、'.join(parts) or '无'}”"
    if value is None:
        return f"“{ABSENT}”"
    return f"“{_STATUS_WORDS.get(value, f'{value}元')}”"
