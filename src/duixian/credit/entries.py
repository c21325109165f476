"""One record as it is read from a list or a form: its columns, what is wrong with it, and how two lists differ. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from duixian.credit.lookback import KIND_NAMES, Kind
from duixian.kernel.dates import BadDate, chinese, read_date, read_iso
from duixian.kernel.identifiers import BadCode, read_credit_code
from duixian.kernel.names import BadText, read_name, read_words
from duixian.kernel.text import folded, shown

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2100, 12, 31)
_KEY_SIGNS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its head, how its cells are read (code · name · kind · words · day), and what to say of it."""

    name: str
    kind: str
    required: bool = False
    note: str = ""


COLUMNS: dict[str, Column] = {
    "code": Column(name="统一社会信用代码", kind="code", required=True, note="18位"),
    "name": Column(name="单位名称", kind="name", required=True, note="全称"),
    "kind": Column(name="类别", kind="kind", required=True),
    "matter": Column(name="事由", kind="words", required=True, note="例如 未按规定公示年度报告"),
    "document_number": Column(name="文号", kind="words", note="处罚或列入决定的文号"),
    "acted_on": Column(name="行为日期", kind="day", note="违法或失信行为发生的日期"),
    "decided_on": Column(
        name="决定日期", kind="day", required=True, note="作出处罚或列入决定的日期，三年按它计算"
    ),
    "published_on": Column(name="公示日期", kind="day", note="在平台上公示的日期"),
    "repaired_on": Column(name="修复日期", kind="day", note="信用修复完成的日期；没有修复的不填"),
    "until": Column(
        name="有效期至", kind="day", note="名单或限制到期的日期；没有期限的名单不填，移出以前都算有效"
    ),
}  # fmt: skip
_MOST = {"name": 200, "matter": 500, "document_number": 100}
# Each of these days can't come before the one behind it.
_IN_ORDER = (
    ("decided_on", "acted_on"), ("published_on", "decided_on"), ("repaired_on", "decided_on"), ("until", "decided_on"),
)  # fmt: skip
_PAST = ("acted_on", "decided_on", "published_on", "repaired_on")
_KINDS = {name: kind for kind, name in KIND_NAMES.items()} | {kind.value: kind for kind in Kind}


class BadEntry(ValueError):
    """A row that can't be taken: (column, reason in Chinese) pairs."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("；".join(text for _, text in faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record of a list."""

    code: str
    name: str
    kind: Kind
    matter: str
    decided_on: date
    document_number: str = ""
    acted_on: date | None = None
    published_on: date | None = None
    repaired_on: date | None = None
    until: date | None = None

    @property
    def key(self) -> str:
        """What stays the same when the record changes: its kind and document number, else the day and the matter."""
        number = _bare(self.document_number)
        if number:
            return f"{self.kind.value}|{number[:100]}"
        matter = _bare(self.matter)
        if len(matter) > _KEY_SIGNS:
            matter = matter[:_KEY_SIGNS] + hashlib.sha256(matter.encode()).hexdigest()[:16]
        return f"{self.kind.value}|{self.decided_on.isoformat()}|{matter}"

    @property
    def kind_name(self) -> str:
        """What it is, in Chinese."""
        return KIND_NAMES[self.kind]

    @property
    def identity(self) -> tuple[str, str]:
        """Whose record, and which."""
        return self.code, self.key

    @property
    def said(self) -> dict[str, str]:
        """The entry as JSON: days as 2026-03-02, "" where there is none."""
        return {column: _plain(getattr(self, column)) for column in COLUMNS}

    def word(self, column: str) -> str:
        """One column for reading; "" where there is nothing."""
        value = getattr(self, column)
        if isinstance(value, date):
            return chinese(value)
        return KIND_NAMES[value] if isinstance(value, Kind) else value or ""


def of(row: object) -> Entry:
    """The entry of anything that has its columns as attributes (a row of the register)."""
    values = {column: getattr(row, column) for column in COLUMNS}
    return Entry(**{**values, "kind": Kind(values["kind"])})


def kept(said: Mapping[str, str]) -> Entry:
    """The entry of `said`, which was checked before it was kept."""
    days = {
        column: read_iso(said[column]) if said[column] else None
        for column, one in COLUMNS.items()
        if one.kind == "day"
    }
    values: dict[str, Any] = {**said, **days, "kind": Kind(said["kind"])}
    return Entry(**values)


def read(row: Mapping[str, str], today: date) -> Entry:
    """A row of texts, by column. Raises BadEntry with everything that is wrong with it."""
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for column, one in COLUMNS.items():
        text = row.get(column, "").strip()
        try:
            values[column] = _value(column, one, text)
        except (BadCode, BadDate, BadText) as error:
            faults.append((column, str(error)))
    faults += _out_of_order(values, today)
    if faults:
        raise BadEntry(faults)
    return Entry(**values)


def _value(column: str, one: Column, text: str) -> Any:
    if not text:
        if one.required:
            raise BadText(f"请填写{one.name}")
        return None if one.kind == "day" else ""
    return _READ[one.kind](text, one.name, _MOST.get(column, 0))


def _read_kind(text: str, label: str, _most: int) -> Kind:
    found = _KINDS.get(folded(text))
    if found is None:
        names = "、".join(KIND_NAMES.values())
        raise BadText(f"{label}“{shown(text)}”不认识。只能填：{names}")
    return found


def _read_day(text: str, label: str, _most: int) -> date:
    day = read_date(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadDate(
            f"{label}“{shown(text)}”不在{FIRST_DAY.year}年至{LAST_DAY.year}年之间，请核对"
        )
    return day


def _read_words(text: str, label: str, most: int) -> str:
    return " ".join(read_words(text, label, most).split())


_READ: dict[str, Callable[[str, str, int], Any]] = {
    "code": lambda text, _label, _most: read_credit_code(text),
    "name": read_name,
    "kind": _read_kind,
    "words": _read_words,
    "day": _read_day,
}


def _out_of_order(values: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    faults = [
        (column, f"{COLUMNS[column].name}{chinese(day)}还没有到，请核对")
        for column in _PAST
        if (day := values.get(column)) and day > today
    ]
    late = {column for column, _ in faults}
    for column, before in _IN_ORDER:
        day, first = values.get(column), values.get(before)
        if day and first and day < first and column not in late:
            faults.append(
                (column, f"{COLUMNS[column].name}{chinese(day)}早于{COLUMNS[before].name}{chinese(first)}，请核对")
            )  # fmt: skip
    return faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record of which the new list says something else; `held` is the register's."""

    held: Any
    given: Entry
    columns: tuple[str, ...]

    @property
    def words(self) -> list[tuple[str, str, str]]:
        """What changes: column, before, after."""
        before = of(self.held)
        return [
            (COLUMNS[one].name, before.word(one) or "（空）", self.given.word(one) or "（空）")
            for one in self.columns
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a new list brings: `held` rows stand for what the register has."""

    new: tuple[Entry, ...]
    changed: tuple[Change, ...]
    same: tuple[Any, ...]
    gone: tuple[Any, ...]

    @property
    def fingerprint(self) -> str:
        """The same for the same differences: what somebody has read and agrees to."""
        parts = [
            *(f"new {one.said}" for one in self.new),
            *(f"changed {one.held.pk} {one.given.said}" for one in self.changed),
            *(f"same {one.pk}" for one in self.same),
            *(f"gone {one.pk}" for one in self.gone),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def compare(held: Iterable[Any], given: Sequence[Entry]) -> Differences:
    """The rows of the register (with `pk`) beside a new list of the same source."""
    mine = {of(one).identity: one for one in held}
    new, changed, same = [], [], []
    for entry in given:
        row = mine.pop(entry.identity, None)
        if row is None:
            new.append(entry)
        elif columns := _differing(of(row), entry):
            changed.append(Change(held=row, given=entry, columns=columns))
        else:
            same.append(row)
    return Differences(
        new=tuple(new), changed=tuple(changed), same=tuple(same), gone=tuple(mine.values())
    )


def repeated(given: Sequence[Entry]) -> list[tuple[int, int]]:
    """Places of entries that say the same record again, each with the place of the first."""
    first: dict[tuple[str, str], int] = {}
    found = []
    for place, entry in enumerate(given):
        there = first.setdefault(entry.identity, place)
        if there != place:
            found.append((place, there))
    return found


def _differing(one: Entry, other: Entry) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(Entry)
        if getattr(one, field.name) != getattr(other, field.name)
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _bare(text: str) -> str:
    return "".join(sign for sign in folded(text).casefold() if sign.isalnum())
