"""The first letters of a name's pinyin, by which officials look people and firms up: 张三 → zs."""

from pypinyin import Style, lazy_pinyin


def initials(name: str) -> str:
    """Lower-case letters and digits: 上海云帆 → shyf; what is no Chinese stays as it is."""
    parts = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(sign for sign in "".join(parts).lower() if sign.isalnum())[:60]
