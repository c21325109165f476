"""Names and free text as people type them: one form, no sign that can't be seen, a length, Chinese reasons."""

import re
import unicodedata

from duixian.kernel.text import shown

# Beside letters, digits and vowel marks of every script: the punctuation in names of people and firms.
_MARKS = frozenset(" ·•.,，、:：'’&+/()（）〔〕《》“”\"—–-")
# A Chinese name is written with Chinese parentheses, whichever were typed.
_HAN = re.compile("[\u4e00-\u9fff]")
_CHINESE_MARKS = str.maketrans("()", "（）")
_LINES = frozenset({"\n", "\t"})


class BadText(ValueError):
    """A text that can't be kept; its message names the fault and the way out, in Chinese."""


def read_name(text: str, label: str, most: int = 200) -> str:
    """The name of a person, a firm or a bank, on one line, as NFKC; raises BadText."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", _clean(text, label))).strip()
    _long(plain, label, most)
    if not any(sign.isalpha() for sign in plain):
        raise BadText(f"{label}“{shown(text)}”里没有文字，请填写完整的名称")
    for sign in plain:
        if not _in_names(sign):
            raise BadText(f"{label}里不能有“{shown(sign)}”，请改正")
    return plain.translate(_CHINESE_MARKS) if _HAN.search(plain) else plain


def _in_names(sign: str) -> bool:
    return sign.isalnum() or sign in _MARKS or unicodedata.category(sign)[0] == "M"


def read_person(text: str) -> str:
    """The name of a natural person; raises BadText."""
    return read_name(text, "姓名", 60)


def read_words(text: str, label: str, most: int = 1000, *, empty: bool = False) -> str:
    """Free text, lines kept, as NFC; raises BadText where it is too long, or blank and may not be."""
    plain = unicodedata.normalize(
        "NFC", _clean(text.replace("\r\n", "\n"), label, _LINES, empty=empty)
    )
    _long(plain, label, most)
    return plain.strip()


def _clean(
    text: str, label: str, allowed: frozenset[str] = frozenset(), *, empty: bool = False
) -> str:
    if not text.strip() and not empty:
        raise BadText(f"请填写{label}")
    for sign in text:
        if unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} and sign not in allowed:
            raise BadText(f"{label}里有看不见的控制字符（U+{ord(sign):04X}），请删去后重新输入")
        if "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069":
            raise BadText(f"{label}里有改变文字方向的字符（U+{ord(sign):04X}），请删去后重新输入")
    return text


def _long(plain: str, label: str, most: int) -> None:
    if len(plain) > most:
        raise BadText(f"{label}太长：最多{most}字，现为{len(plain)}字")


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a bank: width, form and blanks aside."""
    return name_key(one) == name_key(other)


def name_key(text: str) -> str:
    """What a name is compared by: its signs, whatever their width and form, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
