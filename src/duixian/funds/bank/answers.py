"""The bank's answer to a payment file: what became of each line, and everything that is wrong with it, by row. Pure.

Nothing is taken of a file that is faulty as a whole (it can't be read, is another batch's, or its total does not add
up); where a row is faulty, that row is not taken. What was not taken stays in transit until the bank is asked again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from duixian.funds.bank import tables
from duixian.funds.bank.outgoing import TOTAL, Line, PaymentFile
from duixian.funds.bank.tables import Row, Unusable
from duixian.kernel.dates import BadDate, read_date
from duixian.kernel.money import BadAmount, Money
from duixian.kernel.names import same_name
from duixian.kernel.text import folded, shown

HEADS = (
    "批次号",
    "行号",
    "拨款编号",
    "收款人户名",
    "收款账号",
    "金额（元）",
    "结果",
    "日期",
    "原因",
)
NO_REASON = "银行未注明原因"
REASON_LENGTH = 200
_ASK = "请与银行核对后，由银行重新提供"


class Result(StrEnum):
    """What became of a payment."""

    SUCCESS = "success"
    FAILED = "failed"
    RETURNED = "returned"


RESULTS = {"成功": Result.SUCCESS, "失败": Result.FAILED, "退汇": Result.RETURNED}
RESULT_NAMES = {result: name for name, result in RESULTS.items()}


class Kind(StrEnum):
    """What can be wrong: the first with the file itself, the rest in it."""

    FILE = "file"
    TOTAL = "total"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    AMOUNT = "amount"
    PAYEE = "payee"
    ACCOUNT = "account"
    BATCH = "batch"
    MISSING = "missing"
    DATE = "date"
    STATUS = "status"
    NUMBER = "number"
    CONTRADICTS = "contradicts"


KIND_NAMES = {
    Kind.FILE: "文件不能用", Kind.TOTAL: "合计不符", Kind.UNKNOWN: "批次中没有这一行", Kind.DUPLICATE: "重复",
    Kind.AMOUNT: "金额不符", Kind.PAYEE: "户名不符", Kind.ACCOUNT: "账号不符", Kind.BATCH: "批次不符",
    Kind.MISSING: "没有答复", Kind.DATE: "日期不对", Kind.STATUS: "结果无法识别", Kind.NUMBER: "金额格式不对",
    Kind.CONTRADICTS: "与此前的答复矛盾",
}  # fmt: skip
WHOLE_FILE = frozenset({Kind.FILE, Kind.TOTAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One fault. `row` is the row in the bank's file (0: the file, or a line that it lacks), `line` the batch's own 行号."""

    kind: Kind
    message: str
    row: int = 0
    line: int = 0

    def __str__(self) -> str:
        where = f"答复第{self.row}行" if self.row else f"批次第{self.line}行" if self.line else ""
        return f"{where}{'：' if where else ''}{KIND_NAMES[self.kind]}。{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one line, on which day, and why not."""

    line: Line
    result: Result
    on: date
    reason: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The answer that a line has already."""

    result: Result
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A file as read: new answers, the ones known already, and the defects in the order of the file."""

    answers: tuple[Answer, ...] = ()
    known: tuple[Answer, ...] = ()
    defects: tuple[Defect, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether anything of it may be taken."""
        return not any(one.kind in WHOLE_FILE for one in self.defects)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What the answer is held against: the file, the day it went, what is answered already, the day of importing."""

    file: PaymentFile
    on: date
    today: date
    earlier: Mapping[str, Earlier] = field(default_factory=dict)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """The lines by their key."""
        return {line.key: line for line in self.file.lines}


Parsed = list[Row] | Unusable


def parse(content: bytes) -> Parsed:
    """The file's rows, or why there are none: the slow part, for before a transaction."""
    try:
        return tables.read(content)
    except Unusable as unusable:
        return unusable


def read(parsed: Parsed, sent: Sent) -> Statement:
    """What the file says; it never raises over what a file may hold."""
    if isinstance(parsed, Unusable):
        return _refused(parsed)
    try:
        reading = _Reading(sent, _places(parsed[0]), parsed[1:])
    except Unusable as unusable:
        return _refused(unusable)
    return reading.statement()


def _refused(unusable: Unusable) -> Statement:
    return Statement(defects=(Defect(kind=Kind.FILE, message=str(unusable)),))


def _places(head: Row) -> tuple[int, ...]:
    """Where each of our columns stands; raises Unusable."""
    found = [folded(cell) for cell in head.cells]
    wanted = [folded(one) for one in HEADS]
    missing = [one for one, plain in zip(HEADS, wanted, strict=True) if found.count(plain) != 1]
    if missing:
        raise Unusable(
            f"第{head.number}行的表头缺少或重复“{'”“'.join(missing)}”。格式见《银行文件格式》，请核对是不是答复文件"
        )
    return tuple(found.index(plain) for plain in wanted)


@dataclass(frozen=True, slots=True)
class _Said:
    """A row by name."""

    number: int
    batch: str
    row: str
    key: str
    payee: str
    account: str
    amount: str
    result: str
    day: str
    reason: str


class _Reading:
    """One pass over the rows."""

    def __init__(self, sent: Sent, places: tuple[int, ...], rows: list[Row]) -> None:
        said = [_said(row, places) for row in rows]
        self.sent = sent
        self.rows = [one for one in said if one.batch != TOTAL]
        self.totals = [one for one in said if one.batch == TOTAL]
        self.defects: list[Defect] = []
        self.mentioned: dict[str, _Said] = {}
        self.taken: dict[str, Answer] = {}
        if self.rows and all(one.batch != sent.file.batch for one in self.rows):
            raise Unusable(
                f"这是批次“{shown(self.rows[0].batch)}”的答复，不是批次“{sent.file.batch}”的"
            )

    def statement(self) -> Statement:
        """All that was read."""
        for one in self.rows:
            self._row(one)
        self.defects += [*self._missing(), *self._total()]
        new = [one for one in self.taken.values() if one.line.key not in self.sent.earlier]
        again = [one for one in self.taken.values() if one.line.key in self.sent.earlier]
        later = [one for one in again if not self._same(one)]
        usable = not any(one.kind in WHOLE_FILE for one in self.defects)
        return Statement(
            answers=tuple(sorted(new + later, key=lambda one: one.row)) if usable else (),
            known=tuple(one for one in again if self._same(one)),
            defects=tuple(self.defects),
        )

    def _same(self, one: Answer) -> bool:
        return one.result == self.sent.earlier[one.line.key].result

    def _row(self, one: _Said) -> None:
        line = self.sent.lines.get(one.key)
        if one.batch != self.sent.file.batch:
            self._note(Kind.BATCH, one, f"写的是“{shown(one.batch)}”，应为“{self.sent.file.batch}”")
        elif line is None or one.row != str(line.row):
            self._note(
                Kind.UNKNOWN,
                one,
                f"行号“{shown(one.row)}”、拨款编号“{shown(one.key)}”不在本批次中",
            )
        elif one.key in self.mentioned:
            self._repeated(one)
        elif not (faults := [*_against(line, one), *self._outcome(line, one)]):
            self.taken[one.key] = self._answer(line, one)
        else:
            self.defects += faults
        self.mentioned.setdefault(one.key, one)

    def _note(self, kind: Kind, one: _Said, message: str) -> None:
        self.defects.append(_defect(kind, one, message))

    def _repeated(self, one: _Said) -> None:
        first = self.mentioned[one.key]
        if (one.result, one.day) == (first.result, first.day):
            self._note(Kind.DUPLICATE, one, f"与第{first.number}行相同，只按那一行办理")
            return
        self.taken.pop(one.key, None)
        self._note(
            Kind.DUPLICATE, one, f"与第{first.number}行是同一笔而结果不同，两行都没有采用。{_ASK}"
        )

    def _outcome(self, line: Line, one: _Said) -> Iterator[Defect]:
        """What is wrong with result and day, and with both against what the bank said before."""
        result, day = RESULTS.get(one.result), _day(one.day)
        if result is None:
            yield _defect(
                Kind.STATUS,
                one,
                f"结果“{shown(one.result)}”应为{'、'.join(RESULTS)}之一。{_ASK}",
            )
        if isinstance(day, str):
            yield _defect(Kind.DATE, one, day)
        elif not self.sent.on <= day <= self.sent.today:
            bounds = f"{self.sent.on}（送银行之日）至{self.sent.today}（今日）"
            yield _defect(Kind.DATE, one, f"日期{day}不在{bounds}之间。{_ASK}")
        elif result is not None and (before := self.sent.earlier.get(line.key)):
            yield from _contradiction(one, result, day, before)

    def _answer(self, line: Line, one: _Said) -> Answer:
        day = _day(one.day)
        assert isinstance(day, date), day
        result = RESULTS[one.result]
        reason = "" if result == Result.SUCCESS else one.reason[:REASON_LENGTH] or NO_REASON
        return Answer(line=line, result=result, on=day, reason=reason, row=one.number)

    def _missing(self) -> Iterator[Defect]:
        """The lines that wait for an answer and that no row names."""
        for line in self.sent.file.lines:
            if line.key not in self.mentioned and line.key not in self.sent.earlier:
                yield Defect(
                    kind=Kind.MISSING,
                    line=line.row,
                    message=f"“{line.payee}”的{line.amount.yuan_text()}没有在文件中，仍按在途处理",
                )

    def _total(self) -> Iterator[Defect]:
        """The file's own total over the file's own rows; a row whose amount can't be read counts with ours."""
        if len(self.totals) != 1:
            message = f"应有一行“{TOTAL}”，现有{len(self.totals)}行，文件可能不完整。{_ASK}"
            yield Defect(kind=Kind.TOTAL, message=message)
            return
        said, total = self.totals[0], sum(self._fen(one) for one in self.rows)
        if said.row != str(len(self.rows)):
            message = f"写的是{shown(said.row)}笔，文件中有{len(self.rows)}笔。{_ASK}"
            yield _defect(Kind.TOTAL, said, message)
        elif _fen(said.amount) != total:
            message = f"写的是{shown(said.amount)}，各行相加是{Money(total).contract()}。{_ASK}"
            yield _defect(Kind.TOTAL, said, message)

    def _fen(self, one: _Said) -> int:
        fen, ours = _fen(one.amount), self.sent.lines.get(one.key)
        if fen is not None:
            return fen
        return ours.amount.fen if ours else 0


def _said(row: Row, places: tuple[int, ...]) -> _Said:
    texts = [row.cells[place] if place < len(row.cells) else "" for place in places]
    return _Said(row.number, *texts)


def _defect(kind: Kind, one: _Said, message: str) -> Defect:
    return Defect(kind=kind, row=one.number, message=message)


def _against(line: Line, one: _Said) -> Iterator[Defect]:
    """What the row says of the payment, against what was asked for."""
    fen = _fen(one.amount)
    if fen is None:
        message = f"“{shown(one.amount)}”不是两位小数的元，例如 1234567.80。{_ASK}"
        yield _defect(Kind.NUMBER, one, message)
    elif fen != line.amount.fen:
        message = f"答复是{Money(fen).contract()}，应为{line.amount.contract()}。{_ASK}"
        yield _defect(Kind.AMOUNT, one, message)
    if not same_name(one.payee, line.payee):
        yield _defect(Kind.PAYEE, one, f"答复是“{shown(one.payee)}”，应为“{line.payee}”。{_ASK}")
    if "".join(one.account.split()) != line.account:
        message = f"答复的账号尾号是{shown(one.account[-4:])}，应为尾号{line.account[-4:]}的{len(line.account)}位账号。{_ASK}"
        yield _defect(Kind.ACCOUNT, one, message)


def _contradiction(one: _Said, result: Result, day: date, before: Earlier) -> Iterator[Defect]:
    """A success may be returned later; any other answer may only be repeated."""
    if result == before.result:
        return
    returned = (before.result, result) == (Result.SUCCESS, Result.RETURNED)
    if returned and day >= before.on:
        return
    said = (
        f"{before.on}的答复是“{RESULT_NAMES[before.result]}”，现在是{day}“{RESULT_NAMES[result]}”"
    )
    yield _defect(Kind.CONTRADICTS, one, f"{said}，没有采用。{_ASK}")


def _fen(text: str) -> int | None:
    """An amount in yuan, with or without separators of thousands; None where it is none."""
    plain = folded(text).removeprefix("¥").removesuffix("元")
    whole, _, decimals = plain.partition(".")
    groups = whole.split(",")
    if len(groups) > 1 and not (
        1 <= len(groups[0]) <= 3 and all(len(one) == 3 for one in groups[1:])
    ):
        return None
    try:
        return Money.yuan(f"{''.join(groups)}{'.' if decimals else ''}{decimals}").fen
    except BadAmount:
        return None


def _day(text: str) -> date | str:
    """The day, or what is wrong with it."""
    try:
        return read_date(text)
    except BadDate as error:
        return str(error)
