"""The payment file for the bank: CSV and Excel with the same content, a hash over it, 副本 on every later export. Pure.

The form is documented in docs/reference/bank-files.md. Nothing in it can become a formula.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import rfc8785
import xlsxwriter

from duixian.kernel.money import FEN_PER_YUAN, Money

HEADS = (
    "批次号",
    "行号",
    "拨款编号",
    "收款人户名",
    "收款账号",
    "开户银行",
    "金额（元）",
    "用途",
    "标记",
)
TOTAL = "合计"
ORIGINAL, COPY = "正本", "副本"
SHEET = "拨款"
AMOUNT_COLUMN = HEADS.index("金额（元）")
_WIDTHS = (20, 8, 26, 34, 26, 34, 18, 44, 8)
# A cell that begins so is a formula to Excel; its full-width twin is not, and reads the same.
_LIVE = str.maketrans("=+-@", "＝＋－\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One payment: `key` (拨款编号) names this attempt at one instalment, in every export and every answer."""

    row: int
    key: str
    payee: str
    account: str
    bank: str
    amount: Money
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFile:
    """A batch as it goes to the bank."""

    batch: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> Money:
        """The sum of all lines."""
        return Money(sum(line.amount.fen for line in self.lines))

    @property
    def hash(self) -> str:
        """SHA-256 over the content (RFC 8785): the same for CSV, Excel, original and copy."""
        lines: list[Mapping[str, int | str]] = [
            {
                "row": one.row, "key": one.key, "payee": one.payee, "account": one.account, "bank": one.bank,
                "amount": one.amount.contract(), "purpose": one.purpose,
            }
            for one in self.lines
        ]  # fmt: skip
        return hashlib.sha256(rfc8785.dumps({"batch": self.batch, "lines": lines})).hexdigest()

    def name(self, extension: str, *, copy: bool) -> str:
        """How the file is called: 拨款-<batch>.csv, or 拨款-<batch>-副本.csv."""
        return f"拨款-{self.batch}{f'-{COPY}' if copy else ''}.{extension}"

    def csv(self, *, copy: bool) -> bytes:
        """UTF-8 with a mark at its start, lines ended by CR LF, every cell as text."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(HEADS)
        writer.writerows(self._rows(copy))
        return b"\xef\xbb\xbf" + out.getvalue().encode()

    def excel(self, *, copy: bool) -> bytes:
        """One sheet; amounts are numbers with two decimals, everything else is text."""
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            text, money = (
                book.add_format({"num_format": "@"}),
                book.add_format({"num_format": "#,##0.00"}),
            )
            head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1})
            sheet = book.add_worksheet(SHEET)
            sheet.freeze_panes(1, 0)
            for place, width in enumerate(_WIDTHS):
                sheet.set_column(place, place, width)
                sheet.write_string(0, place, HEADS[place], head)
            for number, row in enumerate(self._rows(copy), 1):
                for place, value in enumerate(row):
                    if place == AMOUNT_COLUMN:
                        fen = Money.yuan(value).fen
                        sheet.write_number(number, place, fen / FEN_PER_YUAN, money)
                    else:
                        sheet.write_string(number, place, value, text)
        return out.getvalue()

    def _rows(self, copy: bool) -> Iterator[Sequence[str]]:
        mark = COPY if copy else ORIGINAL
        for one in self.lines:
            yield (
                inert(self.batch), str(one.row), inert(one.key), inert(one.payee), one.account, inert(one.bank),
                one.amount.contract(), inert(one.purpose), mark,
            )  # fmt: skip
        count = str(len(self.lines))
        yield (TOTAL, count, "", "", "", "", self.total.contract(), self.hash, mark)


def inert(text: str) -> str:
    """The text on one line, its first sign no longer one that begins a formula."""
    plain = " ".join(text.split())
    return plain[:1].translate(_LIVE) + plain[1:]
