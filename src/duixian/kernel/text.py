"""Text as people type it in Chinese: full-width forms folded, long values cut for messages."""

import json
import unicodedata

SHOWN = 40
# Letters that pass for digits, as capitals.
LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def folded(text: str) -> str:
    """Full-width digits and marks as their half-width twins, outer blanks dropped."""
    return unicodedata.normalize("NFKC", text).strip()


def bare(text: str) -> str:
    """A number or name without what it can be disguised with: width, case, blanks, hyphens, brackets, lookalike letters."""
    plain = folded(text).upper().translate(LOOKALIKE)
    return "".join(sign for sign in plain if sign.isalnum())


def shown(value: object) -> str:
    """A value as an error message quotes it: printable, one line, at most 40 characters, blanks in quotes."""
    text = value if isinstance(value, str) else repr(value)
    printable = "".join(
        sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text[:SHOWN]
    )
    if not printable.strip():
        return f'"{printable}"'
    return printable + ("…" if len(text) > SHOWN else "")
