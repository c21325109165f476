"""The first letters of a name's pinyin, by which officials look people and firms up: 张三 → zs."""


def initials(name: str) -> str:
    """Lower-case letters and digits: 上海云帆 → shyf; what is no Chinese stays as it is."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  its dictionary takes half a second to load

    parts = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(sign for sign in "".join(parts).lower() if sign.isalnum())[:60]
