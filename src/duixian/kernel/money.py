"""Money as integer fen in a type: read strictly (the contract) or as people type it, never a float."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from duixian.kernel.text import folded, shown

FEN_PER_YUAN = 100
MAX_FEN = 10**15 - 1
WAY_OUT = "请填写数字，可带万元或元，例如 1,500,000 或 150万元"

_STRICT = re.compile(r"0*([0-9]{1,13})(?:\.([0-9]{1,2}))?")
_TYPED = re.compile(r"(?P<number>\d+(?:\.\d*)?|\.\d+)(?P<unit>亿元|亿|万元|万|元)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?(亿元|亿|万元|万|元)?", re.ASCII)
_UNITS = {"": 1, "元": 1, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}


class BadAmount(ValueError):
    """An amount that can't be read; its message names the value and the way out, in Chinese."""


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of RMB in whole fen; may be negative only as the result of a subtraction."""

    fen: int

    @classmethod
    def yuan(cls, text: str) -> "Money":
        """Read the contract's form: digits of yuan, optionally a point and one or two decimals.

        Raises BadAmount for anything else: a sign, separators, an exponent, blanks, over the limit.
        """
        found = _STRICT.fullmatch(text)
        if not found:
            raise BadAmount(
                f"金额“{shown(text)}”格式不对：应为不带符号和千分位的元，至多两位小数，"
                '不超过9999999999999.99，例如 "1234567.80"'
            )
        return cls(int(found[1]) * FEN_PER_YUAN + int((found[2] or "").ljust(2, "0")))

    def contract(self) -> str:
        """The contract's form: yuan with two decimals."""
        return f"{self.fen // FEN_PER_YUAN}.{self.fen % FEN_PER_YUAN:02d}"

    def yuan_text(self) -> str:
        """For reading: 1,234.50元."""
        return f"{self.fen // FEN_PER_YUAN:,}.{self.fen % FEN_PER_YUAN:02d}元"

    def wan_text(self) -> str:
        """For reading beside the yuan, exact: 0.12345万元."""
        whole, rest = divmod(self.fen, FEN_PER_YUAN * 10**4)
        decimals = f"{rest:06d}".rstrip("0")
        return f"{whole:,}{'.' + decimals if decimals else ''}万元"

    def split(self, parts: int) -> tuple["Money", ...]:
        """Equal parts that sum exactly; earlier parts are larger by at most a fen."""
        assert parts > 0, parts
        base, extra = divmod(self.fen, parts)
        return tuple(Money(base + (number < extra)) for number in range(parts))


@lru_cache(maxsize=4096)
def read_amount(text: str) -> Money:
    """Read an amount as people type it: 1,500 · １５００元 · 500万 · 1.5 万元 · 2亿元.

    Raises BadAmount where the text is no amount, is finer than a fen or above the limit.
    """
    plain = folded(text).replace(" ", "").replace("，", ",").removeprefix("¥")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    found = _TYPED.fullmatch(plain)
    if not found:
        raise BadAmount(f"金额“{shown(text)}”无法识别。{WAY_OUT}")
    fen = Fraction(found["number"]) * _UNITS[found["unit"] or ""] * FEN_PER_YUAN
    if fen.denominator != 1:
        raise BadAmount(f"金额“{shown(text)}”精确到了分以下，请保留到分（两位小数的元）")
    if fen > MAX_FEN:
        raise BadAmount(
            f"金额“{shown(text)}”超过可填写的上限9,999,999,999,999.99元，请核对单位是元还是万元"
        )
    return Money(int(fen))
