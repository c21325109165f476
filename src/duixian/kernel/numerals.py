"""Small Chinese numerals, as clauses and spans are numbered: 一 to 九十九."""

_DIGITS = "零一二三四五六七八九"
_VALUES = {**{sign: value for value, sign in enumerate(_DIGITS)}, "两": 2}


def chinese_numeral(number: int) -> str:
    """Write 1 to 99 in Chinese: 十一, 二十, 四十三."""
    assert 0 < number < 100, number
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return lead + (_DIGITS[ones] if ones or not tens else "")


def read_numeral(text: str) -> int | None:
    """Read 1 to 99 written in Chinese; None where it is no such number."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _VALUES.get(ones)
    high = 1 if not tens else _VALUES.get(tens)
    low = 0 if not ones else _VALUES.get(ones)
    return None if high is None or low is None else high * 10 + low
