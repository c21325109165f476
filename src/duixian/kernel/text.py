"""Text as people type it in Chinese: full-width forms folded, long values cut for messages."""

import unicodedata

SHOWN = 40


def folded(text: str) -> str:
    """Full-width digits and marks as their half-width twins, outer blanks dropped."""
    return unicodedata.normalize("NFKC", text).strip()


def shown(value: object) -> str:
    """A value as an error message quotes it: printable, one line, at most 40 characters."""
    text = value if isinstance(value, str) else repr(value)
    printable = "".join(
        sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text[:SHOWN]
    )
    return printable + ("…" if len(text) > SHOWN else "")
