"""Amounts in capital numerals (金额大写), as vouchers and official letters carry them.

正确填写票据和结算凭证的基本规定 (中国人民银行《支付结算办法》附一).
"""

from duixian.kernel.money import FEN_PER_YUAN, Money

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def capital(amount: Money) -> str:
    """1409.50 is 壹仟肆佰零玖元伍角; whole yuan end with 整. Amounts below zero have no such form."""
    assert amount.fen >= 0, amount
    yuan, rest = divmod(amount.fen, FEN_PER_YUAN)
    jiao, fen = divmod(rest, 10)
    whole = _words(yuan) + "元" if yuan else ""
    if not rest:
        return f"{whole or '零元'}整"
    dimes = _DIGITS[jiao] + "角" if jiao else "零" if yuan else ""
    return whole + dimes + (_DIGITS[fen] + "分" if fen else "")


def _words(number: int) -> str:
    for unit, name in _UNITS:
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return _words(high) + name + gap + _words(low)
    return _DIGITS[number] if number else ""
