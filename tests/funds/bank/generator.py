"""A bank of our own: answers to a payment file, right ones and ones with every kind of defect. Shares no code with the importer.

It reads the payment file as a bank would (the CSV that went out) and writes its answer by hand, cell by cell.
"""

import csv
import io
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import xlsxwriter

HEAD = [
    "批次号",
    "行号",
    "拨款编号",
    "收款人户名",
    "收款账号",
    "金额（元）",
    "结果",
    "日期",
    "原因",
]
BATCH, ROW, KEY, PAYEE, ACCOUNT, AMOUNT, RESULT, DAY, REASON = range(9)


@dataclass
class Planted:
    """A defect that was put in: its kind, the row of the answer's file, or the batch's line."""

    kind: str
    row: int = 0
    line: int = 0


@dataclass
class BankAnswer:
    """An answer being written; rows are lists of texts, `total` is in fen and follows the rows until it is set."""

    rows: list[list[str]]
    planted: list[Planted] = field(default_factory=list)
    off: int = 0

    def cells(self) -> list[list[str]]:
        total = sum(_fen(row[AMOUNT]) for row in self.rows) + self.off
        last = ["合计", str(len(self.rows)), "", "", "", _yuan(total), "", "", ""]
        return [HEAD, *self.rows, last]

    def csv(self, encoding: str = "utf-8-sig") -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(self.cells())
        return out.getvalue().encode(encoding)

    def excel(self) -> bytes:
        """Amounts as numbers, where they are."""
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet("答复")
            for at, row in enumerate(self.cells()):
                for place, text in enumerate(row):
                    if place == AMOUNT and at and text.replace(".", "").isdigit():
                        sheet.write_number(at, place, float(text))
                    else:
                        sheet.write_string(at, place, text)
        return out.getvalue()


def _fen(text: str) -> int:
    """What a bank's own books say, whatever it prints: the amount before it was spoilt stands behind a blank."""
    plain = text.rpartition(" ")[2].replace(",", "")
    yuan, _, rest = plain.partition(".")
    return int(yuan) * 100 + int((rest or "0").ljust(2, "0"))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def answered(sent: bytes, day: str, results: Callable[[int], tuple[str, str]] | None = None) -> BankAnswer:  # fmt: skip
    """A right answer to the CSV that was sent; `results` gives result and reason by line, all are paid without it."""
    rows = []
    for line in list(csv.reader(io.StringIO(sent.decode("utf-8-sig"), newline="")))[1:-1]:
        result, reason = results(int(line[1])) if results else ("成功", "")
        batch, row, key, payee, account, _bank, amount, _purpose, _mark = line
        rows.append([batch, row, key, payee, account, amount, result, day, reason])
    return BankAnswer(rows=rows)


def _amount(answer: BankAnswer, at: int) -> None:
    answer.rows[at][AMOUNT] = _yuan(_fen(answer.rows[at][AMOUNT]) + 1)


def _payee(answer: BankAnswer, at: int) -> None:
    answer.rows[at][PAYEE] = answer.rows[at][PAYEE].replace("有限公司", "有限责任公司")


def _account(answer: BankAnswer, at: int) -> None:
    digits = answer.rows[at][ACCOUNT]
    answer.rows[at][ACCOUNT] = digits[:-2] + digits[-1] + str((int(digits[-2]) + 1) % 10)


def _batch(answer: BankAnswer, at: int) -> None:
    answer.rows[at][BATCH] += "0"


def _day(answer: BankAnswer, at: int) -> None:
    answer.rows[at][DAY] = random.Random(at).choice(
        ["2026-02-30", "31/12/2026", "1999-01-01", "2199-01-01", ""]
    )


def _status(answer: BankAnswer, at: int) -> None:
    answer.rows[at][RESULT] = random.Random(at).choice(["处理中", "", "OK", "成功？"])


def _number(answer: BankAnswer, at: int) -> None:
    """The true amount stays behind the blank, for the total of the bank's own books."""
    answer.rows[at][AMOUNT] = f"约 {answer.rows[at][AMOUNT]}"


CHANGES: dict[str, Callable[[BankAnswer, int], None]] = {
    "amount": _amount, "payee": _payee, "account": _account, "batch": _batch, "date": _day, "status": _status,
    "number": _number,
}  # fmt: skip
ALL = (*CHANGES, "unknown", "duplicate", "missing", "contradicts", "total")


def spoilt(
    answer: BankAnswer, kinds: Iterable[str], seed: int, *, before: Callable[[int], None]
) -> BankAnswer:
    """The same answer with one defect of each kind, each in a row of its own.

    `before(line)` is called with the line whose earlier answer must say the opposite.
    """
    rng, wanted = random.Random(seed), list(kinds)
    places = iter(rng.sample(range(len(answer.rows)), 12))
    for kind in wanted:
        if kind in CHANGES:
            at = next(places)
            CHANGES[kind](answer, at)
            answer.planted.append(Planted(kind, row=at + 2))
        elif kind == "contradicts":
            at = next(places)
            answer.rows[at][RESULT], answer.rows[at][REASON] = "失败", "账户状态不正常"
            before(int(answer.rows[at][ROW]))
            answer.planted.append(Planted(kind, row=at + 2))
        elif kind == "total":
            answer.off = rng.choice([-1, 1, 100])
    twice = next(places), next(places), next(places)
    if "missing" in wanted:
        gone = answer.rows.pop(twice[0])
        answer.planted = [_moved(one, twice[0] + 2) for one in answer.planted]
        answer.planted.append(Planted("missing", line=int(gone[ROW])))
    if "unknown" in wanted:
        strange = [*answer.rows[0][:KEY], "NOT-OURS-1", *answer.rows[0][PAYEE:]]
        answer.rows.append(strange)
        answer.planted.append(Planted("unknown", row=len(answer.rows) + 1))
    if "duplicate" in wanted:
        good = next(row for row in answer.rows if _unspoilt(answer, row))
        answer.rows.append(list(good))
        answer.planted.append(Planted("duplicate", row=len(answer.rows) + 1))
    if "total" in wanted:
        answer.planted.append(Planted("total", row=len(answer.rows) + 2))
    return answer


def _moved(one: Planted, gone: int) -> Planted:
    return Planted(one.kind, row=one.row - (one.row > gone), line=one.line)


def _unspoilt(answer: BankAnswer, row: list[str]) -> bool:
    return answer.rows.index(row) + 2 not in {one.row for one in answer.planted}
