"""Whose canaries somebody may see, and which ones are in an answer where they must not be."""

import html
import io
import zipfile
from urllib.parse import unquote

from tests.access.world import CANARIES
from tests.pages.conftest import Response

# By person (without the side): the kinds of marks of their own side, and of the other side.
FIRM = frozenset({"name", "profile", "filed", "draft", "staff", "latin", "numbers"})
DESK = FIRM - {"draft"}
PEOPLE = frozenset({"name", "staff", "latin"})
# Who recorded an enterprise's change, or brought its earlier grants, stands beside it.
PROFILE = frozenset({"name", "profile", "staff", "latin", "numbers"})
NOTHING: frozenset[str] = frozenset()
OWN = {"owner": FIRM, "clerk": FIRM, "asked": PEOPLE, "registrant": DESK, "centre": DESK}
OF_ALL = {"officer": DESK, "approver": DESK, "auditor": DESK, "admin": PEOPLE}
OF_ALL |= dict.fromkeys(("leading", "preparer", "releaser"), PROFILE)


def forbidden(who: str) -> dict[str, str]:
    """By canary what it would give away, for all that this person must never see."""
    plain, _, side = who.rpartition("_")
    found = {}
    for owner, mark in CANARIES.items():
        seen = OF_ALL.get(who, OWN.get(plain, NOTHING) if owner == side else NOTHING)
        for kind in FIRM - seen:
            words = mark.numbers if kind == "numbers" else (getattr(mark, kind),)
            found.update(dict.fromkeys(words, f"{owner}'s {kind}"))
    return found


def leaked(who: str, text: str) -> list[str]:
    """What is in a text that this person must not see."""
    return sorted({what for word, what in forbidden(who).items() if word in text})


def text_of(answer: Response) -> str:
    """All words of an answer: its body, what is packed in it, its headers; however they were escaped."""
    heads = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    streamed = b"".join(getattr(answer, "streaming_content", ()))
    return f"{unquote(heads)} {_read(streamed or answer.content)}"


def _read(content: bytes) -> str:
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(
                [*packed.namelist(), *(_read(packed.read(name)) for name in packed.namelist())]
            )
    text = html.unescape(unquote(content.decode(errors="replace")))
    if "\\u" in text:
        text += text.encode("ascii", "backslashreplace").decode("unicode_escape", errors="replace")
    return text
